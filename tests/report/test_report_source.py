"""The text of a report beside its tables: nothing lost, figures where they stand, prose folded, findings never."""

from hypothesis import given
from hypothesis import strategies as st
from report_drafts import figures, inspected

from crossfoot.report import account_of
from crossfoot.report.lines import Lines
from crossfoot.report.source import source

TOTAL = "review.reconsideration.total"
LONG = "本机关全年组织培训，逐项梳理公开事项，更新栏目，答复咨询。" * 12


def shown(changes=None, **page):
    found = account_of(inspected(changes, **page))
    return found, source(found)


def stretches(blocks):
    return [(line.number, part) for block in blocks for line in block.lines for part in line.stretches]


@given(st.text(alphabet="ab\n\t 　数"))
def test_line_numbers_are_those_of_an_editor(text):
    lines = Lines(text)
    for offset in range(len(text)):
        assert lines.number(offset) == text.count("\n", 0, offset) + 1
    assert "\n".join(lines.texts) == text
    assert [lines.start(number) for number in range(1, len(lines.texts) + 1)] == [
        sum(len(line) + 1 for line in lines.texts[:before]) for before in range(len(lines.texts))
    ]


def test_every_line_with_text_is_there_unchanged():
    found, blocks = shown({TOTAL: 99}, narrative=LONG)
    joined = {}
    for number, part in stretches(blocks):
        joined[number] = joined.get(number, "") + part.text
    lines = found.inspection.text.split("\n")
    assert joined == {number: line for number, line in enumerate(lines, start=1) if line.strip()}


def test_each_figure_stands_for_its_cell():
    _, blocks = shown({TOTAL: 99})
    linked = {part.cell: part.text for _, part in stretches(blocks) if part.cell}
    assert linked[TOTAL] == "99"
    assert linked["requests.received.total"] == str(figures()["requests.received.total"])
    assert set(linked) == set(figures())


def test_figures_to_look_at_are_told_from_the_others():
    _, blocks = shown({TOTAL: 99})
    roles = {part.cell: part.role for _, part in stretches(blocks) if part.cell}
    assert roles[TOTAL] == "marked"
    assert roles["requests.received.total"] == "figure"


def test_prose_is_folded_and_tables_are_not():
    _, blocks = shown(narrative=LONG)
    folded = "".join(part.text for _, part in stretches([block for block in blocks if block.folded]))
    assert LONG in folded
    assert "结果维持" not in folded
    assert not any(part.cell for _, part in stretches([block for block in blocks if block.folded]))


def test_a_line_with_a_warning_is_never_folded():
    found, blocks = shown(narrative=LONG + "本年新收政府信息公开申请9999件。" + LONG)
    (warning,) = found.warnings
    visible = {line.number for block in blocks if not block.folded for line in block.lines}
    assert warning.line in visible
    (meant,) = [part.text for _, part in stretches(blocks) if part.role == "remark"]
    assert "9999" in meant


def test_a_figure_without_a_cell_is_marked():
    found, blocks = shown({TOTAL: "1 件，另 7 件"})
    assert found.inspection.leftovers
    stray = [part.text for _, part in stretches(blocks) if part.role == "stray"]
    assert stray == [found.inspection.text[start:end] for start, end in found.inspection.leftovers]
