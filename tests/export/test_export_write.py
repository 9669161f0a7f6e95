"""Writing: by suffix, whole or not at all, to files, pipes and standard output."""

import os
import threading
import tracemalloc

import pytest

from crossfoot.export import ExportError, write

FORMATS = ["csv", "xlsx"]


def breaking(records):
    yield from records
    raise ArithmeticError


@pytest.mark.parametrize("format", FORMATS)
def test_an_error_leaves_the_old_file_and_no_other(tmp_path, make_record, format):
    out = tmp_path / f"表.{format}"
    out.write_bytes(b"old")
    with pytest.raises(ArithmeticError):
        write(breaking([make_record()] * 3), out)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("format", FORMATS)
def test_the_old_file_is_replaced_and_its_folder_made(tmp_path, make_record, format):
    out = tmp_path / "新" / f"{'长' * 80}.{format.upper()}"
    for _ in range(2):
        write([make_record()], out)
    assert [file.name for file in out.parent.iterdir()] == [out.name]


def test_a_link_stays_a_link(tmp_path, make_record):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.touch()
    link.symlink_to(target)
    write([make_record()], link)
    assert link.is_symlink()
    assert target.stat().st_size


def test_a_pipe_is_written_to_and_not_replaced(tmp_path, make_record):
    os.mkfifo(pipe := tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write([make_record()], pipe, format="csv")
    reader.join()
    assert read[0].startswith(b"\xef\xbb\xbfpath,")
    assert pipe.is_fifo()


def test_standard_output_takes_csv(capfdbinary, make_record, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write([make_record()], type(tmp_path)("-"))
    assert capfdbinary.readouterr().out.startswith(b"\xef\xbb\xbfpath,")
    with pytest.raises(ExportError, match="standard output"):
        write([make_record()], type(tmp_path)("-"), format="xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_format_is_told_or_asked_for(tmp_path, make_record):
    with pytest.raises(ExportError, match=r"\.csv or \.xlsx"):
        write([make_record()], tmp_path / "表.txt")
    write([make_record()], tmp_path / "表.txt", format="csv")
    assert (tmp_path / "表.txt").exists()


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_a_figure_without_a_column_is_not_dropped_in_silence(tmp_path, make_record, shape):
    with pytest.raises(ExportError, match=r"甲县.*'requests\.unheard_of'"):
        write([make_record(cells={"requests.unheard_of": 1})], tmp_path / "表.csv", shape=shape)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", FORMATS)
def test_memory_stays_flat(tmp_path, make_record, format):
    def peak(count):
        tracemalloc.start()
        write((make_record(f"{i}.txt") for i in range(count)), tmp_path / f"表.{format}")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak(5)  # imports and caches
    assert peak(200) < peak(20) + 500_000
