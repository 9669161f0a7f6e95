"""Render, read, compare: every quirk alone, and every pair of quirks that can occur together.

What is asserted of each document: nothing verified is wrong, no cell is wrong, and where the quirks lose nothing all
of it is right, status and all. `KNOWN` holds what the program does not do yet.
"""

from dataclasses import dataclass, replace

import pytest

from crossfoot.evaluation.roundtrip import (
    QUIRKS,
    Read,
    compare,
    compatible,
    coverings,
    read,
    specimen,
)

CHEAP = ("text", "html", "docx")
TOGETHER = 7
PARTS = 6


@dataclass(frozen=True)
class Known:
    """A document that is not read as well as it could be. What is verified is never wrong, known or not."""

    medium: str
    quirks: tuple[str, ...]
    seed: str
    reason: str


KNOWN: tuple[Known, ...] = (
    Known(
        "text",
        ("right edge cut", "wrapped labels"),
        "known 1",
        "with the totals cut off and labels broken, all columns are called uncertain",
    ),
    Known(
        "text", ("only totals",), "known 8", "one figure in a row padded with empty pipes is called uncertain"
    ),
    Known(
        "text",
        ("spaces, labels wrapped", "traditional with pinyin"),
        "known 0",
        "pinyin in a label that is broken over two lines",
    ),
    Known(
        "text",
        ("header repeated behind a page number", "tab-led cells"),
        "known 8",
        "a page number in a cell of its own is taken for a figure",
    ),
    Known(
        "text",
        ("page number in the table", "tab-led cells"),
        "known 8",
        "a page number in a cell of its own is taken for a figure",
    ),
    Known(
        "html",
        ("totals blank",),
        "html: totals blank",
        "where the totals are blank and a sum fails, the columns are called uncertain",
    ),
)


def trip(medium, quirks, seed):
    """The quirks' document there and back; a third of them with an error of the author's."""
    made = specimen(medium, quirks, seed, inconsistent=len(seed) % 3 == 0)
    return compare(made, read(made.data, made.name))


def complaint(medium, quirks, seed):
    """What is not as it must be, or nothing."""
    found = trip(medium, quirks, seed)
    told = f"{medium} {quirks} seed {seed!r}: {found.outcome}, {found.status}, {found.wrong[:3]}, {found.reason[:120]}"
    if found.outcome in ("verified but wrong", "wrong"):
        return told
    if any(each.medium == medium and set(each.quirks) <= set(quirks) for each in KNOWN):
        return None
    lossless = all(QUIRKS[name].lossless for name in quirks)
    return told if found.outcome == "wrong" or (lossless and found.outcome != "right") else None


def complaints(medium, sets):
    found = (complaint(medium, quirks, f"{medium}: {' + '.join(quirks)}") for quirks in sets)
    return list(filter(None, found))


@pytest.mark.parametrize("medium", CHEAP)
def test_every_quirk_alone(medium):
    sets = [(), *((name,) for name in QUIRKS if compatible([name], medium))]
    assert complaints(medium, sets) == []


@pytest.fixture(scope="module")
def covering():
    """By medium, the sets of quirks in which all pairs occur; a pair is left to the first medium that it occurs in."""
    return {
        medium: coverings(medium, TOGETHER, 1, beside=CHEAP[:number]) for number, medium in enumerate(CHEAP)
    }


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("medium", CHEAP)
def test_every_pair_of_quirks(covering, medium, part):
    assert complaints(medium, covering[medium][part::PARTS]) == []


@pytest.mark.parametrize(
    "quirks",
    [
        (),
        ("some zeros blank",),
        ("pdf: repeated header", "pdf: page numbers"),
        ("pdf: rotated", "only natural persons and totals"),
        ("pdf: vertical label", "pdf: small pages"),
        ("pdf: unruled",),
        ("pdf: unruled", "zeros blank"),
    ],
)
def test_a_few_pdf_documents(quirks):
    assert complaints("pdf", [quirks]) == []


@pytest.mark.parametrize("medium", ["xlsx", "mht", "markdown"])
def test_a_few_documents_of_other_formats(medium):
    names = [name for name in QUIRKS if compatible([name], medium)]
    assert complaints(medium, [(), *((name,) for name in names[::6])]) == []


@pytest.mark.parametrize(
    "known", [pytest.param(each, marks=pytest.mark.xfail(strict=True, reason=each.reason)) for each in KNOWN]
)
def test_what_is_not_done_yet(known):
    assert trip(known.medium, known.quirks, known.seed).outcome == "right"


# -- the comparison itself --------------------------------------------------------------------------------------------


@pytest.fixture
def clean():
    made = specimen("text", [], "clean")
    return made, read(made.data, made.name)


TOTAL = "requests.granted.total"


def test_a_clean_report_is_wholly_right(clean):
    assert compare(*clean).outcome == "right"


def test_a_wrong_value_is_seen(clean):
    made, found = clean
    wrong = replace(found, cells={**found.cells, TOTAL: 987654})
    assert (compare(made, wrong).outcome, compare(made, wrong).wrong) == ("verified but wrong", (TOTAL,))
    assert compare(made, replace(wrong, status="needs_review")).outcome == "wrong"


def test_a_blank_is_wrong_only_where_it_is_called_settled(clean):
    made, found = clean
    blank = replace(found, cells={**found.cells, TOTAL: None})
    assert compare(made, blank).outcome == "verified but wrong"
    unsure = compare(made, replace(blank, status="needs_review"))
    assert (unsure.outcome, unsure.absent) == ("absent", 1)


def test_a_status_that_the_figures_do_not_deserve_is_seen(clean):
    made, found = clean
    assert compare(made, replace(found, status="source_error")).outcome == "verified but wrong"
    assert compare(made, replace(found, status="needs_review")).outcome == "unsure"
    broken = specimen("text", [], "broken", inconsistent=True)
    assert broken.deserved == {"source_error"}
    told = read(broken.data, broken.name)
    assert compare(broken, told).outcome == "right"
    assert compare(broken, replace(told, status="verified")).outcome == "verified but wrong"


def test_what_cannot_be_known_may_be_left_open_or_read_right():
    made = specimen("text", ["no separators"], "glued")
    cells = dict(made.truth.cells)
    for said in (dict.fromkeys(cells), cells):
        assert compare(made, Read("needs_review", said, "", 0.0)).outcome == "right"
    assert compare(made, Read("needs_review", {**cells, TOTAL: 987654}, "", 0.0)).outcome == "wrong"


def test_what_cannot_be_read_must_be_refused():
    made = specimen("text", ["tables absent"], "absent")
    assert compare(made, Read("failed", {}, "", 0.0)).outcome == "right"
    assert compare(made, Read("verified", {}, "", 0.0)).outcome == "verified but wrong"
    assert compare(made, Read("needs_review", {TOTAL: 1}, "", 0.0)).outcome == "wrong"
