"""What is wrong with labels in their files."""

from pathlib import Path

from crossfoot.evaluation.labels.labelling import label_of, save_label
from crossfoot.evaluation.labels.problems import by_folder, files_in, look, reports_beside
from crossfoot.forms import form

FORM = form("2021")


def put(path, report, **cells):
    values = dict.fromkeys(FORM.cells, 0) | {key.replace("__", "."): value for key, value in cells.items()}
    save_label(label_of(report, FORM, values), path)


def test_each_problem_is_told_of_its_file(tmp_path):
    gold, reports = tmp_path / "gold", tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text("…", encoding="utf-8")
    put(gold / "a.json", "a.txt")
    put(gold / "in" / "again.json", "a.txt")
    put(gold / "in" / "lost.json", "lost.txt")
    put(gold / "sums.json", "a.txt", requests__received__business=1)
    (gold / "no.json").write_text("{", encoding="utf-8")
    found = {each.path.name: each.problems for each in look(files_in([gold]), None)}
    assert found["a.json"] == ()
    assert ["another label of the same report" in each for each in found["again.json"]] == [True]
    assert ["there is no report" in each for each in found["lost.json"]] == [True]
    assert ["Invalid JSON" in each for each in found["no.json"]] == [True]
    assert [any(word in each for word in ("breaks", "another")) for each in found["sums.json"]] == [True] * 2


def test_a_file_that_is_named_twice_is_looked_at_once(tmp_path):
    put(tmp_path / "a.json", "a.txt")
    assert files_in([tmp_path, tmp_path / "a.json"]) == [tmp_path / "a.json"]


def test_a_file_is_no_other_label_for_being_spelt_otherwise(tmp_path, monkeypatch):
    put(tmp_path / "a.json", "a.txt")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path)
    assert files_in([Path("a.json"), tmp_path, tmp_path / "link"]) == [Path("a.json")]


def test_the_reports_are_beside_the_folder_of_the_labels_however_deep(tmp_path):
    (tmp_path / "reports").mkdir()
    assert reports_beside(tmp_path / "gold" / "in" / "a.json") == tmp_path / "reports"


def test_two_people_label_the_same_reports_in_two_folders(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("…", encoding="utf-8")
    li, wang = tmp_path / "li" / "a.json", tmp_path / "wang" / "a.json"
    put(li, "a.txt")
    put(wang, "a.txt")
    put(again := tmp_path / "wang" / "again.json", "a.txt")
    groups = by_folder([li.parent, wang, again, wang.parent])
    assert groups == [[li], [wang, again]]
    problems = [each.problems for files in groups for each in look(files, None)]
    assert [len(each) for each in problems] == [0, 0, 1]
