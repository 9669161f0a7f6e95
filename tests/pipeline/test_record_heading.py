"""Who and when in the record: the fields, their places, and records written before there were any."""

import json
from pathlib import Path

from pipeline_support import report

from crossfoot.documents import parse
from crossfoot.pipeline import examine, examine_document
from crossfoot.pipeline.records import moved
from crossfoot.store import Record
from crossfoot.store.record import DocumentInfo


def document(record):
    return json.loads(record.line())["document"]


def test_a_record_tells_who_and_when_with_evidence():
    path = report(29)
    text = parse(path.read_bytes(), "a.html").text
    told = document(examine(path))
    assert (told["published"], told["signed"], told["index_number"]) == (
        "2024-01-20",
        "2024-01-27",
        "QL2023-083",
    )
    shown = {field: text[slice(*span)] for field, span in told["evidence"].items()}
    assert shown == {
        "title": "云岫区2023年政府信息公开工作年度报告",
        "issuer": "云岫区人民政府",
        "year": "2023",
        "published": "2024-01-20",
        "signed": "2024年1月27日",
        "index_number": "QL2023-083",
    }
    assert told["title_from"] == "text"


def test_what_the_text_does_not_tell_is_null_and_has_no_evidence():
    told = document(examine(report(45)))
    assert [told[field] for field in ("issuer", "year", "published", "signed", "index_number")] == [None] * 5
    assert set(told["evidence"]) == {"title"}


def test_candidates_for_parents_come_from_the_path_too():
    read = parse(report(28).read_bytes(), "江苏省/云锦市/a.html")
    parents = document(examine_document(read))["parents"]
    assert [(place["name"], place["level"], place["source"]) for place in parents] == [
        ("澄砚县", "county", "title"),
        ("澄砚县", "county", "signature"),
        ("江苏省", "province", "path"),
        ("云锦市", "city", "path"),
    ]
    assert [read.text[slice(*place["span"])] for place in parents[:2]] == ["澄砚县", "澄砚县"]


def test_a_record_that_moves_has_the_parents_of_its_new_path():
    read = parse(report(28).read_bytes(), "江苏省/a.html")
    record = moved(examine_document(read), Path("浙江省/槿州市/a.html"))
    there = examine_document(parse(report(28).read_bytes(), "浙江省/槿州市/a.html"))
    assert record == there


def test_a_failed_record_has_the_parents_of_its_path(tmp_path):
    path = tmp_path / "江苏省" / "a.txt"
    path.parent.mkdir()
    path.write_text("通知", encoding="utf-8")
    record = examine(path)
    assert record.status == "failed"
    assert [place.name for place in record.document.parents] == ["江苏省"]
    assert moved(record, path) == record


def test_records_written_before_these_fields_are_still_read():
    old = json.loads(examine(report(1)).line())
    known = ("path", "sha256", "media_type", "title", "issuer", "year")
    old["document"] = {key: old["document"][key] for key in known}
    record = Record.model_validate(old)
    assert record.document == DocumentInfo(**old["document"])
    assert (record.document.published, record.document.parents, record.document.evidence) == (None, (), {})


def test_a_record_comes_back_as_it_was_written():
    record = examine(report(42))
    assert Record.model_validate_json(record.line()) == record
