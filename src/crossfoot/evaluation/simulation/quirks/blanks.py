"""What is left blank, and what becomes of the blank."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from crossfoot.evaluation.simulation.boxes import without_last_column
from crossfoot.evaluation.simulation.damage import lost_blanks
from crossfoot.evaluation.simulation.drafts import Change, Draft, Stage, filled
from crossfoot.evaluation.simulation.quirks.model import MARKED, Quirk
from crossfoot.forms import Row


def _zeros(zeros: str) -> Mapping[Stage, Change]:
    return {"fill": lambda draft, rng: filled(draft, rng, zeros=zeros)}


def _only(kept: Callable[[Row, str], bool]) -> Mapping[Stage, Change]:
    """Tables three and four with the *kept* cells alone."""

    def change(draft: Draft, _rng: Random) -> Draft:
        gone = {
            cell.path
            for row in draft.form.rows
            if row.table != "disclosure"
            for cell in row.cells
            if not kept(row, cell.column)
        }
        return replace(draft, cells={p: None if p in gone else v for p, v in draft.cells.items()})

    return {"fill": change}


_RESULTS = ("received", "carried_in", "outcome_total", "carried_out")


def _detail(row: Row) -> bool:
    return row.table == "requests" and row.path.rpartition(".")[2] not in _RESULTS


def _placeholder(sign: str) -> Mapping[Stage, Change]:
    return {"fill": lambda draft, rng: filled(draft, rng, zeros="mixed", placeholder=sign)}


def _unmarked_blanks(draft: Draft, _rng: Random) -> Draft:
    """What an empty cell leaves in a text is lost."""
    damaged = replace(draft, damages=(*draft.damages, lost_blanks))
    return damaged.with_option("blanks lost")


def _cut(draft: Draft, _rng: Random) -> Draft:
    two, three, four = draft.tables
    return replace(draft, tables=(two, without_last_column(three), four))


BLANKS: Mapping[str, Quirk] = {
    "zeros blank": Quirk("nothing is printed where 0 is meant", _zeros("blank"), group="blanks"),
    "some zeros blank": Quirk("zeros printed here and left blank there", _zeros("mixed"), group="blanks"),
    "rows of zeros blank": Quirk(
        "rows without anything but zeros are left blank", _zeros("empty_rows"), group="blanks"
    ),
    "blanks without a trace": Quirk(
        "blank cells leave no line and no separator: labels follow each other",
        {**_zeros("mixed"), "page": _unmarked_blanks},
        media=MARKED,
        group="blanks",
    ),
    "only totals": Quirk(
        "only 总计 is filled in", _only(lambda _row, column: column == "total"), group="blanks"
    ),
    "only natural persons and totals": Quirk(
        "only 自然人 and 总计 are filled in",
        _only(lambda row, column: row.table == "review" or column in ("natural_person", "total")),
        group="blanks",
    ),
    "totals blank": Quirk(
        "总计 is blank while the columns are filled in",
        _only(lambda _row, column: column != "total"),
        group="blanks",
    ),
    "totals of details blank": Quirk(
        "总计 is blank in the rows of the outcomes alone",
        _only(lambda row, column: not (_detail(row) and column == "total")),
        group="blanks",
    ),
    **{
        f"placeholder {sign}": Quirk(f"{sign} stands for a blank", _placeholder(sign), group="blanks")
        for sign in ("_", "/", "-", "——", "无")
    },
    "right edge cut": Quirk(
        "the table is cut off before 总计", {"table": _cut}, lossless=False, group="width"
    ),
}
