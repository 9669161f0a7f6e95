"""Zip archives among the inputs: every document inside is an input of its own."""

import io
import warnings
import zipfile
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from pipeline_support import report, run

from crossfoot.cli.app import crossfoot
from crossfoot.evaluation.simulation import Configuration, draw_sample, layouts
from crossfoot.pipeline import PipelineError, discover, examine, passed_over

PAGE = b"<p>x</p>"


def zipped(*names: str, files: dict[str, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore", UserWarning)
        for name, data in {**dict.fromkeys(names, PAGE), **(files or {})}.items():
            made.writestr(name, data)
    return stream.getvalue()


def put(folder: Path, data: bytes, name: str = "r.zip") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def names(found: list[Path], below: Path) -> list[str]:
    return [path.relative_to(below).as_posix() for path in found]


def test_documents_in_an_archive_come_as_from_a_folder(tmp_path: Path):
    inside = [
        "县/报告10.html",
        "县/报告2.html",
        "z.txt",
        "a/b/c.txt",
        "__MACOSX/._z.txt",
        ".DS_Store",
        "县/.x.txt",
    ]
    inside += ["县/报告2_files/menu.html", "style.css", "~$z.docx", "县/"]
    path = put(tmp_path, zipped(*inside))
    folder = tmp_path / "folder"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    expected = [name for name in names(discover([folder]), folder) if "__MACOSX" not in name]
    assert (
        names(discover([path]), path) == expected == ["z.txt", "a/b/c.txt", "县/报告2.html", "县/报告10.html"]
    )


def test_archives_in_folders_and_in_archives(tmp_path: Path):
    inner = zipped("2.html", "10.html")
    put(tmp_path, zipped("1.html", files={"in.zip": inner, "broken.zip": inner[:60]}))
    put(tmp_path, PAGE, "s.html")
    found = names(discover([tmp_path]), tmp_path)
    assert found == [
        "r.zip/1.html",
        "r.zip/broken.zip",
        "r.zip/in.zip/2.html",
        "r.zip/in.zip/10.html",
        "s.html",
    ]
    assert examine(tmp_path / "r.zip" / "broken.zip").error.type == "damaged"


def test_paths_that_lead_into_an_archive(tmp_path: Path):
    path = put(tmp_path, zipped("县/1.html", "县/2.html", "3.html"))
    assert discover([path / "县"]) == [path / "县" / "1.html", path / "县" / "2.html"]
    assert discover([path / "3.html", path]) == [
        path / "3.html",
        path / "县" / "1.html",
        path / "县" / "2.html",
    ]
    with pytest.raises(PipelineError, match="no such file"):
        discover([path / "4.html"])


@pytest.mark.parametrize("inside", [(), ("data.json", "__MACOSX/._a.html")])
def test_an_archive_without_a_document_is_one_clear_message(tmp_path: Path, inside: tuple[str, ...]):
    path = put(tmp_path, zipped(*inside))
    with pytest.raises(PipelineError, match="no document in this archive"):
        discover([path])
    put(tmp_path, PAGE, "s.html")
    assert discover([tmp_path]) == [path, tmp_path / "s.html"]
    assert examine(path).status == "failed"


def test_a_damaged_archive_is_one_failed_record_and_the_batch_goes_on(tmp_path: Path, store):
    path = put(tmp_path, zipped("1.html", "2.html")[:100])
    outcome = run([*discover([path]), report(3)], store)
    assert [record.status for record in outcome.records] == ["failed", "verified"]
    assert outcome.records[0].error.type == "damaged"


def test_twenty_reports_in_an_archive_are_wholly_right(tmp_path: Path, store):
    rng = Random(21)
    samples = [draw_sample(Configuration(layouts=layouts("kept", "html"), mirrors=0), rng) for _ in range(20)]
    path = put(
        tmp_path, zipped(files={f"县/报告{number}.html": each.data for number, each in enumerate(samples)})
    )
    paths = discover([path])
    outcome = run(paths, store)
    assert [record.document.path for record in outcome.records] == list(map(str, paths))
    for record, sample in zip(outcome.records, samples, strict=True):
        assert record.status in ("verified", "source_error")
        assert {cell: record.cells[cell] for cell in sample.truth.cells} == sample.truth.cells


def test_the_command_line_takes_archives_and_paths_inside(tmp_path: Path):
    path = put(tmp_path, zipped(files={"县/报告.txt": report(3).read_bytes()}))
    runner = CliRunner()
    for given in (path, path / "县", path / "县" / "报告.txt"):
        result = runner.invoke(crossfoot, ["check", str(given)])
        assert result.exit_code == 0
        assert f"{path}/县/报告.txt" in result.stdout
    gone = runner.invoke(crossfoot, ["check", str(path / "x")])
    assert gone.exit_code == 2
    assert "no such file" in gone.stderr


def test_an_archive_that_is_read_is_not_written_over(tmp_path: Path):
    path = put(tmp_path, zipped(files={"报告.txt": report(3).read_bytes()}), "r.jsonl.zip")
    before = path.read_bytes()
    options = ["--reader", "offline", "--store", str(tmp_path / "s.db"), "--out", str(path)]
    for command in (["extract", *options], ["check", "--out", str(path)]):
        assert CliRunner().invoke(crossfoot, [*command, str(path)]).exit_code == 2
    assert path.read_bytes() == before


def test_files_that_no_folder_is_read_for_are_counted(tmp_path: Path):
    for name in ("a.html", "a.csv", "b.CSV", "c.json", ".hidden.csv", "~$a.docx", "unknown"):
        put(tmp_path, PAGE, name)
    (tmp_path / "a_files").mkdir()
    put(tmp_path / "a_files", PAGE, "x.css")
    assert passed_over([tmp_path]) == {".csv": 2, ".json": 1}
    assert not passed_over([tmp_path / "a.csv"])
    assert names(discover([tmp_path]), tmp_path) == ["a.html", "unknown"]
