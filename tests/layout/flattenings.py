"""Reports made from figures, printed in the ways of the wild. Written from the published forms, not from the readers.

`figures` draws tables whose sums hold; `tables` lays them out as boxes with spans; each function in `KEEPS_BLANKS`
and `LOSES_BLANKS` flattens such tables to text; `report` puts sections and narrative around them.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape

from crossfoot import documents
from crossfoot.forms import APPLICANTS, OUTCOMES

TITLE = "青砚县{year}年政府信息公开工作年度报告"
CAPTION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
OPENING = "{year}年，我县主动公开政府信息1268条，收到依申请公开37件，办结率100%，比上年增加12.5%。"
CLOSING = "一是人手不足，全县仅3名专职人员；二是培训不够，下一步每年培训2次以上。"
WITHOUT_BLANKS = 0.0

# -- figures ----------------------------------------------------------------------------------------------------


def figures(form, rng, blanks=WITHOUT_BLANKS, filled=0.4):
    """Every printed cell of *form* with a value; all sums hold. A zero is left blank with probability *blanks*."""
    rows = [row.path for row in form.table("requests")]
    detail = [
        row
        for row in rows
        if row.split(".")[1] not in ("received", "carried_in", "outcome_total", "carried_out")
    ]
    cells = {}
    for column in APPLICANTS[:-1]:
        for row in detail:
            cells[f"{row}.{column}"] = rng.randint(1, 400) if rng.random() < filled else 0
        outcome = sum(cells[f"{row}.{column}"] for row in detail)
        carried_out = rng.randint(0, 30)
        carried_in = rng.randint(0, outcome + carried_out)
        cells[f"requests.outcome_total.{column}"] = outcome
        cells[f"requests.carried_out.{column}"] = carried_out
        cells[f"requests.carried_in.{column}"] = carried_in
        cells[f"requests.received.{column}"] = outcome + carried_out - carried_in
    for row in rows:
        cells[f"{row}.total"] = sum(cells[f"{row}.{column}"] for column in APPLICANTS[:-1])
    for row in form.table("review"):
        for column in OUTCOMES[:-1]:
            cells[f"{row.path}.{column}"] = rng.randint(0, 40) if rng.random() < 0.6 else 0
        cells[f"{row.path}.total"] = sum(cells[f"{row.path}.{column}"] for column in OUTCOMES[:-1])
    for row in form.table("disclosure"):
        for cell in row.cells:
            cells[cell.path] = {
                "count": rng.randint(0, 3000),
                "integer": rng.randint(-40, 40),
                "yuan": rng.randint(1, 90_000_000),
            }[cell.kind]
    return {path: None if cells[path] == 0 and rng.random() < blanks else cells[path] for path in form.cells}


def printed(form, cells):
    """The print of every cell: amounts in 元 on the 2019 form, in 万元 under the header of the 2021 form."""
    out = {}
    for path, cell in form.cells.items():
        value = cells[path]
        if value is None:
            out[path] = ""
        elif cell.kind == "yuan":
            out[path] = f"{value}元" if form.id == "2019" else f"{(Decimal(value) / 10_000).normalize():f}"
        else:
            out[path] = str(value)
    return out


# -- tables as boxes --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    text: str
    rows: int = 1
    columns: int = 1


def tables(form, prints):
    """The three tables, each a list of rows of boxes."""
    return [_disclosure(form, prints), _requests(form, prints), _review(form, prints)]


def _disclosure(form, prints):
    out = []
    caption = header = None
    for row in form.table("disclosure"):
        names = tuple(cell.labels[-1] for cell in row.cells)
        if row.labels[0] != caption:
            caption, header = row.labels[0], None
            out.append([Box(caption, columns=4)])
        if names != header:
            header = names
            out.append(_to_four([Box("信息内容"), *map(Box, names)]))
        out.append(_to_four([Box(row.label), *(Box(prints[cell.path]) for cell in row.cells)]))
    return out


def _to_four(boxes):
    return [*boxes[:-1], replace(boxes[-1], columns=5 - len(boxes))]


def _requests(form, prints):
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    out = [
        [Box(CAPTION, rows=3, columns=3), Box("申请人情况", columns=7)],
        [Box(names[0], rows=2), Box("法人或其他组织", columns=5), Box(names[-1], rows=2)],
        [Box(name) for name in names[1:-1]],
    ]
    rows = form.table("requests")
    seen = set()
    for row in rows:
        boxes = []
        for level, label in enumerate(row.labels):
            group = row.labels[: level + 1]
            if group not in seen:
                seen.add(group)
                height = sum(other.labels[: level + 1] == group for other in rows)
                last = level == len(row.labels) - 1
                boxes.append(Box(label, rows=height, columns=3 - level if last else 1))
        out.append([*boxes, *(Box(prints[cell.path]) for cell in row.cells)])
    return out


def _review(form, prints):
    names = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return [
        [Box("行政复议", columns=5), Box("行政诉讼", columns=10)],
        [
            *(Box(name, rows=2) for name in names),
            Box("未经复议直接起诉", columns=5),
            Box("复议后起诉", columns=5),
        ],
        [Box(name) for name in names * 2],
        [Box(prints[cell.path]) for row in form.table("review") for cell in row.cells],
    ]


def swap_columns(table, one, other, header=True):
    """Every value row, and the header's names of two applicants, with the two columns exchanged."""
    out = []
    for row in table:
        row = list(row)
        if header or len(row) >= 7:
            texts = [box.text for box in row]
            if one in texts and other in texts:
                a, b = texts.index(one), texts.index(other)
                row[a], row[b] = row[b], row[a]
        out.append(row)
    return out


def expand(table):
    """The grid of a table: for each slot its box's text and `origin`, `right` or `below` (the part of a span)."""
    width = sum(box.columns for box in table[0])
    grid = [[None] * width for _ in table]
    for y, row in enumerate(table):
        x = 0
        for box in row:
            while grid[y][x] is not None:
                x += 1
            for dy in range(box.rows):
                for dx in range(box.columns):
                    kind = "right" if dx else "below" if dy else "origin"
                    grid[y + dy][x + dx] = (box.text if kind == "origin" else "", kind)
    return grid


def _cells(row, *kinds):
    return [slot[0] for slot in row if slot and slot[1] in ("origin", *kinds)]


# -- flattenings ------------------------------------------------------------------------------------------------


def tab_rows(table):
    """Word to text: a row is a line, every slot of a merged cell is there, empty."""
    return "\n".join("\t".join(_cells(row, "right", "below")) for row in expand(table))


def tab_led(table):
    """Seeds 002 to 004: a tab and the cell on a line of its own, an empty line after each row."""
    return "\n\n".join("\n".join("\t" + text for text in _cells(row, "below")) for row in expand(table))


def bar_ended(table):
    """One cell per line, each ending in ` |`."""
    return "\n".join("\n".join(f"{text} |" for text in _cells(row)) for row in expand(table))


def pipes_dropped(table):
    """A row is a line between pipes; merged cells leave nothing, so that rows differ in width."""
    return "\n".join(" | ".join(_cells(row)) for row in expand(table))


def pipes_leading(table):
    """The same with a pipe before and after."""
    return "\n".join("| " + " | ".join(_cells(row)) + " |" for row in expand(table))


def markdown(table):
    """Every slot between pipes, and the rule under the header."""
    lines = ["| " + " | ".join(_cells(row, "right", "below")) + " |" for row in expand(table)]
    lines.insert(1, "|" + " --- |" * len(expand(table)[0]))
    return "\n".join(lines)


def html(table):
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td rowspan="{b.rows}" colspan="{b.columns}">{escape(b.text) or "&nbsp;"}</td>' for b in row
        )
        + "</tr>"
        for row in table
    )
    return f"<table>{rows}</table>"


def pipes_padded(table):
    """Merged cells are left as empty pipes at the end of the row."""
    out = []
    for row in expand(table):
        cells = _cells(row)
        out.append(" | ".join([*cells, *[""] * (len(row) - len(cells))]))
    return "\n".join(out)


def lone_bars(table):
    """A line holding only `|` between cells."""
    return "\n|\n".join("\n|\n".join(_cells(row)) for row in expand(table))


def cell_lines(table):
    """Seed 001: one cell per line with an empty line between; blanks leave nothing behind."""
    return "\n\n".join(text for row in expand(table) for text in _cells(row) if text)


def spaced(table):
    """PDF text: a row is a line, its cells are separated by spaces; blanks leave nothing behind."""
    return "\n".join(" ".join(filter(None, _cells(row))) for row in expand(table))


KEEPS_BLANKS = (tab_rows, tab_led, bar_ended, pipes_dropped, pipes_leading, markdown, html)
LOSES_BLANKS = (pipes_padded, lone_bars, cell_lines, spaced)
ALL = (*KEEPS_BLANKS, *LOSES_BLANKS)
ONE_OF_EACH_KIND = (tab_rows, tab_led, pipes_dropped, cell_lines, spaced, html)

# -- the report around them -------------------------------------------------------------------------------------

HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)


def report(sections, year=2023, before=("", "", "")):
    """The text of a report with its three tables already flattened; *before* is narrative ahead of each table."""
    parts = [TITLE.format(year=year), "一、总体情况", OPENING.format(year=year)]
    for heading, narrative, table in zip(HEADINGS, before, sections, strict=True):
        parts += [heading, *([narrative] if narrative else []), table]
    parts += ["五、存在的主要问题及改进情况", CLOSING, "六、其他需要报告的事项", "本年度收取信息处理费0元。"]
    return "\n\n".join(parts) + "\n"


def page(sections, year=2023, before=("", "", "")):
    """The same as an HTML page."""
    parts = [TITLE.format(year=year), "一、总体情况", OPENING.format(year=year)]
    body = "".join(f"<p>{part}</p>" for part in parts)
    for heading, narrative, table in zip(HEADINGS, before, sections, strict=True):
        body += f"<p>{heading}</p><p>{narrative}</p><div>{table}</div>"
    body += f"<p>五、存在的主要问题及改进情况</p><p>{CLOSING}</p><p>六、其他需要报告的事项</p><p>无。</p>"
    return f"<html><head><meta charset='utf-8'><title>年报</title></head><body>{body}</body></html>"


def text_of(form, cells, flatten, change=lambda boxes: boxes, before=("", "", "")):
    """The whole report as text (or page); *change* may alter the three tables of boxes."""
    sections = [flatten(table) for table in change(tables(form, printed(form, cells)))]
    return (page if flatten is html else report)(sections, before=before)


def document(text):
    name = "report.html" if text.startswith("<html") else "report.txt"
    return documents.parse(text.encode(), name)
