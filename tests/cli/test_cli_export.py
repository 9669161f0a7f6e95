"""`crossfoot export`: from the store or from results to a table."""

import csv

import pytest
from cli_records import failed, record, unbalanced


@pytest.fixture
def filled(stored):
    return stored(
        record("云南/a.txt", year=2021), record("b.txt", year=2019, form="2019"), unbalanced("c.txt")
    )


def rows(path):
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ([], ["b.txt", "c.txt", "云南/a.txt"]),
        (["--status", "source_error"], ["c.txt"]),
        (["--form", "2019"], ["b.txt"]),
        (["--year", "2021", "--path", "云南"], ["云南/a.txt"]),
    ],
)
@pytest.mark.usefixtures("filled")
def test_the_records_that_are_asked_for_are_written(cli, tmp_path, arguments, paths):
    outcome = cli("export", "out.csv", *arguments)
    assert outcome.status == 0
    assert outcome.out == ""
    assert f"{len(paths)} report" in outcome.err
    assert [row[0] for row in rows(tmp_path / "out.csv")[1:]] == paths


@pytest.mark.usefixtures("filled")
def test_shape_and_labels_are_passed_on(cli, tmp_path):
    cli("export", "out.csv", "--shape", "long", "--labels", "zh", "--form", "2019")
    table = rows(tmp_path / "out.csv")
    assert table[0][0] == "文件"
    assert len(table) > 150


def test_results_can_be_exported_without_a_store(cli, tmp_path):
    (tmp_path / "r.jsonl").write_text(record("x.txt").line() + "\n", encoding="utf-8")
    assert cli("export", "out.xlsx", "--from", "r.jsonl").status == 0
    assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("out", ["out.pdf", "-.xlsx/out.csv"])
def test_what_cannot_be_written_is_refused(cli, stored, tmp_path, out):
    stored(failed())
    (tmp_path / "-.xlsx").write_text("a file where a folder should be")
    outcome = cli("export", out)
    assert outcome.status == 2
    assert "Traceback" not in outcome.err


@pytest.mark.usefixtures("filled")
def test_nothing_to_export_is_refused_and_leaves_the_file_alone(cli, tmp_path):
    (tmp_path / "out.csv").write_text("last year's table")
    assert cli("export", "out.csv", "--year", "1999").status == 2
    assert (tmp_path / "out.csv").read_text() == "last year's table"
