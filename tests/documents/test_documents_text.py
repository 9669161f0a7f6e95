"""Plain text stays as it is, but for tables that a browser copied cell by cell."""

import re

from crossfoot.documents import parse

ROWS = [["项目", "甲", "乙"], *([f"第{n}行", str(n), ""] for n in range(1, 13)), ["末行", "3", ""]]


def copied(rows, behind="五、问题"):
    """As browsers copy cells that hold paragraphs."""
    body = "\n\n\n\n\n".join("\n\n\t\n\n".join(row).replace("\n\n\t\n\n\n", "\n\n\t\n\n") for row in rows)
    return body.rstrip("\n") + "\n\n" + behind


def text(source):
    return parse(source.encode(), "a.txt").text


def test_a_table_copied_from_a_browser_has_a_line_for_each_row():
    lines = [line for line in text(copied(ROWS)).split("\n") if line]
    assert lines[0] == "项目\t甲\t乙"
    assert lines[3] == "第3行\t3\t"
    assert lines[-1] == "五、问题"


def test_a_heading_behind_a_blank_last_cell_is_no_cell():
    assert "\t五、问题" not in text(copied(ROWS))
    assert text(copied(ROWS)).rstrip().endswith("\n五、问题")


def test_what_other_programs_write_stays_as_it_is():
    led = "\n\n\t".join(cell for row in ROWS for cell in row)
    assert text(led) == led
    squeezed = re.sub(r"\n{3,}", "\n\n", copied(ROWS))
    assert text(squeezed) == squeezed
    few = copied(ROWS[:3])
    assert text(few) == few
