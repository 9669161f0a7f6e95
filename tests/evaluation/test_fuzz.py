"""Mutated documents: drawn the same for the same seed, and each of them ends in one record, in time."""

import asyncio
import time
from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest

from crossfoot.evaluation.fuzz import BYTES, MUTATIONS, TEXTS, mutant
from crossfoot.evaluation.roundtrip import specimen
from crossfoot.pipeline import Options, extract_all
from crossfoot.pipeline.reading import read_bytes
from crossfoot.store import Store

CHEAP = ("text", "html", "markdown", "mht", "docx", "xlsx")
"""Formats that are read in milliseconds."""
EACH = 8
"""Documents of each; `eval/bench/fuzz.py` reads thousands."""


@pytest.fixture(scope="module")
def valid() -> dict[str, bytes]:
    return {medium: specimen(medium, [], "fuzz").data for medium in CHEAP}


def mutants(valid: dict[str, bytes], medium: str, count: int) -> list[bytes]:
    rng = Random(f"test {medium}")
    return [mutant(valid[medium], rng, list(valid.values()))[1] for _ in range(count)]


def test_every_mutated_document_ends_in_one_record(valid, tmp_path):
    paths = []
    for medium in CHEAP:
        for number, data in enumerate(mutants(valid, medium, EACH)):
            paths.append(tmp_path / f"{number}.{medium}")
            paths[-1].write_bytes(data)
    records = []
    options = Options(timeout=60, memory=1_000_000_000)
    with Store(tmp_path / "store.db") as store:
        asyncio.run(
            extract_all(paths, options, store, lambda each: records.append(each.record), asyncio.Event())
        )
    assert [record.document.path for record in records] == list(map(str, paths))
    given_up = {"timeout", "out_of_memory", "crashed", "unexpected"}
    assert [record.reason for record in records if record.error and record.error.type in given_up] == []
    assert {"verified", "needs_review", "failed"} <= {record.status for record in records}


@pytest.mark.parametrize("medium", CHEAP)
def test_the_same_seed_gives_the_same_documents(medium, valid):
    once, again = mutants(valid, medium, 4), mutants(valid, medium, 4)
    assert once == again
    assert sum(data != valid[medium] for data in once) >= 3


@pytest.mark.parametrize("name", [*BYTES, *TEXTS])
def test_a_mutation_takes_any_bytes(name):
    for data in (b"", b"a", bytes(range(256))):
        assert isinstance(MUTATIONS[name](data, Random(1)), bytes)


@pytest.mark.parametrize("name", ["mutate member", "lose member", "exchange members", "pack again"])
def test_a_changed_archive_can_be_opened(name, valid):
    changed = MUTATIONS[name](valid["docx"], Random(2))
    assert changed != valid["docx"]
    with ZipFile(BytesIO(changed)) as archive:
        assert archive.testzip() is None


def test_a_row_of_many_blanks_takes_no_time_that_grows_with_its_square(valid):
    lines = valid["markdown"].decode().splitlines()
    at = next(number for number, line in enumerate(lines) if "属于三类" in line)
    lines[at] = lines[at].rstrip("|") + "|" * 50_000 + "1 |"
    start = time.process_time()
    read_bytes("\n".join(lines).encode(), "a.md", settle=True)
    assert time.process_time() - start < 10


def test_a_heading_of_many_blanks_takes_no_time_that_grows_with_its_square(valid):
    start = time.process_time()
    read_bytes(valid["markdown"] + b"\n# a" + b" " * 50_000 + b"b\n", "a.md", settle=True)
    assert time.process_time() - start < 5
