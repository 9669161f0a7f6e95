"""`crossfoot review blind`: sixteen cells of a verified report, typed or from a file."""

import json
from math import nextafter
from pathlib import Path

import click
import pytest

from crossfoot.pipeline.document import examine
from crossfoot.review.sample import blind_cells
from crossfoot.store import Record, Store
from crossfoot.store.lots import lot
from crossfoot.store.reviews import Reviews

SHIPPED = Path(__file__).parents[2] / "eval" / "reports"
QUERY = "澄砚县2019"


@pytest.fixture
def verified(tmp_path, monkeypatch) -> Record:
    """A store with one verified report and one in doubt; the record of the first."""
    monkeypatch.chdir(tmp_path)
    reports = tmp_path / "reports"
    reports.mkdir()
    records = []
    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        for number in ("02", "11"):
            source = next(SHIPPED.glob(f"{number}_*"))
            (reports / source.name).write_bytes(source.read_bytes())
            records.append(examine(Path("reports") / source.name))
            store.save(records[-1], "offline")
    return records[0]


@pytest.fixture
def blind(cli, verified, monkeypatch):
    """The command, with what a person types; every verified report is drawn unless a test says otherwise."""
    assert verified.status == "verified"
    monkeypatch.delenv("CROSSFOOT_REVIEWER", raising=False)

    def call(*arguments: object, typed: list[str] | None = None):
        answers = iter(typed or [])

        def prompt(*_: object, **__: object) -> str:
            try:
                return next(answers)
            except StopIteration:
                raise click.Abort from None

        monkeypatch.setattr("click.prompt", prompt)
        share = () if "--share" in arguments else ("--share", 1)
        outcome = cli("review", "blind", *arguments, *share, "--reviewer", "李")
        assert next(answers, None) is None, "not all of it was asked for"
        return outcome

    return call


def right(record: Record) -> dict[str, str]:
    values = {cell: record.cells[cell] for cell in blind_cells(record)}
    return {cell: "空" if value is None else str(value) for cell, value in values.items()}


def log(tmp_path: Path) -> list:
    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        return list(Reviews(store).log())


def test_who_reads_alike_is_told_so(blind, verified, tmp_path):
    outcome = blind(QUERY, typed=list(right(verified).values()))
    assert (outcome.status, outcome.out) == (0, "")
    assert "16 cells read alike" in outcome.err
    (entry,) = log(tmp_path)
    assert (entry.action, entry.reviewer, len(entry.changes)) == ("blind", "李", 16)


def test_what_differs_is_told_with_both_readings_and_how_to_look_again(blind, verified, cli):
    typed = right(verified)
    cell = next(cell for cell, text in typed.items() if verified.cells[cell])
    outcome = blind(QUERY, typed=list((typed | {cell: "888"}).values()))
    assert outcome.status == 0
    assert outcome.out.endswith(f"you 888, the machine {verified.cells[cell]}  [{cell}]\n")
    assert "1 cell differs of 16" in outcome.err and "crossfoot review show reports/02_" in outcome.err
    assert "read blind as 888" in cli("review", "show", QUERY).out


def test_no_figure_of_the_machine_is_told_before(blind, verified, monkeypatch):
    asked = []
    monkeypatch.setattr("click.echo", lambda words="", **_: asked.append(str(words)))
    blind(QUERY, typed=["q"])
    words = "".join(asked).replace(verified.document.path, "")
    assert "Stopped" in words
    assert not any(character.isdigit() for character in words)


@pytest.mark.parametrize("typed", [["q"], ["3", "Q"], ["3", "4"]])
def test_who_stops_leaves_nothing_behind(blind, typed, tmp_path):
    outcome = blind(QUERY, typed=typed)
    assert outcome.status == 0
    assert "nothing is kept" in outcome.err
    assert log(tmp_path) == []
    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        (held,) = {entry.holder for entry in Reviews(store).page(_any())}
    assert held is None


def holder(tmp_path: Path, record: Record) -> str | None:
    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        return Reviews(store).holder(record.document.sha256)


def test_what_was_in_one_s_hand_before_stays_there(blind, verified, tmp_path):
    """The page of the same person may have it open."""
    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        Reviews(store).claim(verified.document.sha256, "李")
    for query in ((QUERY,), ()):
        assert "nothing is kept" in blind(*query, typed=["q"]).err
        assert holder(tmp_path, verified) == "李"


@pytest.mark.parametrize("query", [(QUERY,), ()])
def test_who_only_asks_takes_nothing_in_hand(blind, verified, tmp_path, query):
    assert blind(*query, "--ask").status == 0
    assert holder(tmp_path, verified) is None


@pytest.mark.parametrize("more", [(), ("--ask",)])
def test_nobody_chooses_what_is_read(blind, verified, tmp_path, more):
    own = lot(verified.document.sha256)
    for share in (0.0, own):
        outcome = blind(QUERY, "--share", share, *more)
        assert (outcome.status, outcome.out) == (3, "")
        assert "drawn by lot" in outcome.err and "--share draws more" in outcome.err
    assert blind(QUERY, "--share", nextafter(own, 1), "--ask").status == 0
    assert log(tmp_path) == []


def test_who_was_shown_the_figures_does_not_read_them_blind(blind, verified, tmp_path):
    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        Reviews(store).saw(verified.document.sha256, "李")
    outcome = blind(QUERY)
    assert (outcome.status, "李 was shown its figures" in outcome.err) == (3, True)


@pytest.mark.parametrize("query", [(QUERY,), ()])
@pytest.mark.parametrize("more", [(), ("--ask",)])
def test_what_is_not_there_to_be_read_is_not_read(blind, verified, tmp_path, query, more):
    file = Path(verified.document.path)
    file.write_bytes(file.read_bytes() + b" ")
    outcome = blind(*query, *more)
    assert (outcome.status, outcome.out) == (3, "")
    assert "is another one now than was read; `crossfoot extract` reads it anew" in outcome.err
    file.unlink()
    outcome = blind(*query, *more)
    assert (outcome.status, outcome.out) == (3, "")
    assert "No such file" in outcome.err and "put the file back" in outcome.err
    assert log(tmp_path) == []


def _any():
    from crossfoot.store.queue import Wanted

    return Wanted(statuses=())


def test_what_is_no_figure_is_asked_again(blind, verified):
    first, *others = right(verified).values()
    outcome = blind(QUERY, typed=["", "1.5.2", first, *others])
    assert "16 cells read alike" in outcome.err
    assert "no figure is given" in outcome.err


def test_without_a_query_one_is_drawn(blind, verified):
    assert "16 cells read alike" in blind("--share", "1", typed=list(right(verified).values())).err
    none = blind("--share", "1")
    assert (none.status, none.err) == (0, "no verified report waits to be read blind (a share of 100.00%)\n")


def test_a_script_asks_and_answers(blind, verified, tmp_path):
    asked = json.loads(blind(QUERY, "--ask").out)
    assert asked["path"] == verified.document.path
    assert [each["cell"] for each in asked["cells"]] == list(blind_cells(verified))
    assert set(asked["cells"][0]) == {"cell", "label"}
    values = {cell: verified.cells[cell] for cell in blind_cells(verified)}
    file = tmp_path / "read.json"
    first = next(cell for cell, value in values.items() if value)
    file.write_text(json.dumps(values | {first: f"{values[first]}"}), "utf-8")
    assert "16 cells read alike" in blind(QUERY, "--values", file).err
    assert log(tmp_path)[0].changes[0].before is None


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ("{", 2, "no JSON"),
        ("[1]", 2, "an object is needed"),
        ('{"a": 1, "a": 2}', 2, "named twice"),
        ('{"no.such": 1}', 3, "no cell no.such"),
        ('{"requests.received.total": 1}', 3, "left out"),
        ('{"requests.received.total": true}', 3, "no figure"),
        ('{"requests.received.total": ""}', 3, "no figure is given"),
    ],
)
def test_a_file_that_does_not_answer_is_refused(blind, tmp_path, content, status, words):
    file = tmp_path / "read.json"
    file.write_text(content, "utf-8")
    outcome = blind(QUERY, "--values", file)
    assert (outcome.status, words in outcome.err) == (status, True)
    assert log(tmp_path) == []


def test_only_a_verified_report_and_only_once(blind, verified):
    assert "only a verified report" in blind("泉沐区2024").err
    assert blind(QUERY, typed=list(right(verified).values())).status == 0
    again = blind(QUERY)
    assert (again.status, "already" in again.err) == (3, True)


def test_a_report_in_another_s_hand_is_left_to_them(blind, verified, tmp_path):
    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        Reviews(store).claim(verified.document.sha256, "王")
    outcome = blind(QUERY)
    assert (outcome.status, outcome.err) == (3, "Error: 王 has this report in hand\n")
    assert "no verified report waits" in blind("--share", "1").err
