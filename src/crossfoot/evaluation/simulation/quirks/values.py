"""How figures are written."""

import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random

from crossfoot.evaluation.simulation.boxes import in_places, relabelled
from crossfoot.evaluation.simulation.drafts import Change, Draft, Stage
from crossfoot.evaluation.simulation.quirks.model import Quirk, cells_of, is_2019, is_2021
from crossfoot.evaluation.simulation.sheet import Box, Table
from crossfoot.forms import Value


def _styled(**style: object) -> Change:
    return lambda draft, _rng: replace(draft, style=replace(draft.style, **style))  # type: ignore[arg-type]


def _set(kind: str, values: tuple[Value, ...]) -> Change:
    """Cells of that *kind* get one of these *values* each."""

    def change(draft: Draft, rng: Random) -> Draft:
        new = {path: rng.choice(values) for path in cells_of(draft, kind)}
        return replace(draft, cells={**draft.cells, **new})

    return change


def _reprinted(kind: str, pattern: str, to: str) -> Change:
    """Prints of that *kind* with *pattern* replaced."""

    def change(draft: Draft, _rng: Random) -> Draft:
        new = {path: re.sub(pattern, to, draft.prints[path]) for path in cells_of(draft, kind)}
        return replace(draft, prints={**draft.prints, **new})

    return change


def _amounts(values: tuple[Value, ...], unit: str) -> Mapping[Stage, Change]:
    def fill(draft: Draft, rng: Random) -> Draft:
        return _styled(amount=unit)(_set("yuan", values)(draft, rng), rng)

    return {"fill": fill}


_WHOLE = (70_280, 0, 912_000, 4_773_500)
_EXACT = (1_605_964, 1_033_879, 7, 20_001)


def _header_and_cell(draft: Draft, rng: Random) -> Draft:
    return _reprinted("yuan", r"^(?=.*[1-9])(.+)$", r"\1万元")(draft, rng)


def _no_unit(draft: Draft, _rng: Random) -> Draft:
    """Neither the cell nor its header tells whether it is 元 or 万元."""
    tables = tuple(
        relabelled(table, lambda text: re.sub(r"（单位：万元.*?）", "", text)) for table in draft.tables
    )
    lost = {path for path in cells_of(draft, "yuan") if draft.cells[path]}
    return replace(draft, tables=tables).with_unknowable(lost)


# -- changes against last year ----------------------------------------------------------------------------------------


def _neighbour(draft: Draft, rng: Random) -> Draft:
    """Some changes stand in the column behind, which has no figure of its own then."""
    rows = [row for row in draft.form.table("disclosure") if [c.kind for c in row.cells].count("integer")]
    row = rng.choice([row for row in rows if len(row.cells) == 3])
    _, change, behind = (cell.path for cell in row.cells)
    value = draft.cells[change]
    prints = {**draft.prints, change: "", behind: f"{value or 3:+}"}
    cells = {**draft.cells, change: None, behind: None}
    known: frozenset[Value | None] = frozenset({value or 3})
    moved = replace(draft, cells=cells, prints=prints, also={**draft.also, change: known, behind: known})
    return moved.with_unknowable({change, behind})


# -- digits -----------------------------------------------------------------------------------------------------------


def _scaled(draft: Draft, rng: Random) -> Draft:
    """Counts of several digits, all sums kept."""
    by = rng.randint(300, 2000)
    new = {
        path: value * by
        for path, value in draft.cells.items()
        if value is not None and not path.startswith("disclosure.")
    }
    return replace(draft, cells={**draft.cells, **new})


def _behind(sign: str) -> Change:
    """A blank of some kind behind every third figure."""

    def change(draft: Draft, rng: Random) -> Draft:
        prints = {
            path: text + sign if text and rng.random() < 0.3 else text for path, text in draft.prints.items()
        }
        return replace(draft, prints=prints)

    return change


def _see_attachment(draft: Draft, rng: Random) -> Draft:
    path = rng.choice([p for p, cell in draft.form.cells.items() if cell.table == "disclosure"])
    said = replace(draft, cells={**draft.cells, path: None}, prints={**draft.prints, path: "见附件"})
    return said.with_unknowable({path})


# -- cells ------------------------------------------------------------------------------------------------------------


def _examples(draft: Draft, _rng: Random) -> Draft:
    """Headers say what a figure looks like."""
    heads = {"本年增/减": "本年增/减（如-8）", "本年处理决定数量": "本年处理决定数量（如12）", "采购总金额": "采购总金额（如35.6万元）"}  # fmt: skip

    def say(text: str) -> str:
        return next((text.replace(head, said) for head, said in heads.items() if text.startswith(head)), text)

    return replace(draft, tables=tuple(relabelled(table, say) for table in draft.tables))


def _extra_cells(draft: Draft, _rng: Random) -> Draft:
    two, three, four = draft.tables
    return replace(draft, tables=(in_places(two), three, four))


def _extra_row(draft: Draft, _rng: Random) -> Draft:
    """A row of the author's own at the end of table two."""
    two, three, four = draft.tables
    texts = ("其他主动公开文件", "4", "1", "27")[: two.columns]
    boxes = tuple(Box(text, two.rows, n) for n, text in enumerate(texts))
    rest = Box("", two.rows, len(texts), colspan=two.columns - len(texts))
    return replace(draft, tables=(Table(two.boxes + boxes + ((rest,) if rest.colspan else ())), three, four))


VALUES: Mapping[str, Quirk] = {
    "amounts in 元": Quirk("70280元", _amounts(_WHOLE, "元"), group="amounts"),
    "amounts in 万元": Quirk("160.5964万元", _amounts(_EXACT, "万元"), group="amounts"),
    "amounts under a 万元 header": Quirk(
        "477.35 where the header says 万元", _amounts(_WHOLE, "header"), group="amounts"
    ),
    "unit in header and cell": Quirk(
        "103.3879万元 where the header says 万元 too",
        {**_amounts(_EXACT, "header"), "print": _header_and_cell},
        group="amounts",
    ),
    "amounts of four decimals": Quirk("12.3456", _amounts(_EXACT, "header"), group="amounts"),
    "amounts without unit": Quirk(
        "an amount, and no unit anywhere",
        {**_amounts(_WHOLE, "header"), "table": _no_unit},
        group="amounts",
    ),
    "increases with a sign": Quirk(
        "+3, -2",
        {"fill": _set("integer", (3, -2, 0, 12)), "print": _reprinted("integer", r"^(?=[1-9])", "+")},
        form=is_2019,
        group="changes",
    ),
    "two signs": Quirk(
        "--253",
        {"fill": _set("integer", (-253, -1, 0)), "print": _reprinted("integer", "^-", "--")},
        form=is_2019,
        group="changes",
    ),
    "changes in words": Quirk(
        "减2",
        {"fill": _set("integer", (-2, -15, 0)), "print": _reprinted("integer", "^-", "减")},
        form=is_2019,
        group="changes",
    ),
    "change in the next column": Quirk(
        "a change printed one column further to the right",
        {"fill": _set("integer", (3, -2, 12)), "print": _neighbour},
        form=is_2019,
        lossless=False,
        group="changes",
    ),
    "full-width space behind figures": Quirk(
        "a wide blank after the digits", {"print": _behind("\u3000")}, group="behind"
    ),
    "no-break space behind figures": Quirk(
        "a no-break blank after the digits", {"print": _behind("\xa0")}, group="behind"
    ),
    "full-width digits": Quirk("１２", {"fill": _styled(wide=True)}, group="digits"),
    "thousands separators": Quirk(
        "1,234", {"fill": lambda d, r: _styled(thousands=True)(_scaled(d, r), r)}, group="digits"
    ),
    "long figures": Quirk("figures of up to nine digits", {"fill": _scaled}, group="digits"),
    "counts with 件": Quirk(
        "12件", {"print": _reprinted("count", r"^([0-9０-９,]+)$", r"\1件")}, group="unit of counts"
    ),
    "see the attachment": Quirk(
        "见附件 in a cell", {"print": _see_attachment}, lossless=False, group="words in cells"
    ),
    "examples in headers": Quirk("（如-8） in a column's header", {"table": _examples}),
    "extra cells in one-value rows": Quirk(
        "a row of one figure is printed with as many cells as its neighbours",
        {"table": _extra_cells},
        form=is_2021,
    ),
    "extra row": Quirk("a row 其他主动公开文件 of the author's own", {"table": _extra_row}),
}
