"""How labels are printed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from crossfoot.evaluation.simulation.boxes import relabelled
from crossfoot.evaluation.simulation.drafts import Change, Draft, Stage
from crossfoot.evaluation.simulation.pages import traditional
from crossfoot.evaluation.simulation.quirks.model import MARKED, Quirk, is_2021
from crossfoot.evaluation.simulation.sheet import Box, Table
from crossfoot.forms import Form


def relabel(draft: Draft, change: Callable[[str], str]) -> Draft:
    """*draft* with *change* made to all labels and headers."""
    return replace(draft, tables=tuple(relabelled(table, change) for table in draft.tables))


def _labels(change: Callable[[str], str]) -> Mapping[Stage, Change]:
    return {"table": lambda draft, _rng: relabel(draft, change)}


def _instead(printed: str, of: str) -> Mapping[Stage, Change]:
    return _labels(lambda text: text.replace(of, printed))


def _wrapped(draft: Draft, rng: Random) -> Draft:
    """Long labels in two or three lines, as narrow columns break them."""

    def wrap(text: str) -> str:
        if len(text) < 5 or rng.random() < 0.5:
            return text
        at = rng.randint(2, len(text) - 2)
        return f"{text[:at]}\n{text[at:]}"

    return relabel(draft, wrap)


def _brackets(text: str) -> str:
    return text.translate(str.maketrans("（）", "()"))


def _mixed_brackets(text: str) -> str:
    return text.replace("（", "(")


_ORDINAL = re.compile(r"^(?:（[一二三四五六七]）|\d\.|[一二三四]、)")


_SHORT = {
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期未缴费",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
    "5.要求行政机关确认或重新出具已获取信息": "5.确认或重新出具",
    "2.没有现成信息需要另行制作": "2.需要另行制作",
    "一、本年新收政府信息公开申请数量": "一、本年新收",
    "二、上年结转政府信息公开申请数量": "二、上年结转",
}


def _lost_label(draft: Draft, rng: Random) -> Draft:
    """One label of table three is gone, its figures are not."""
    two, three, four = draft.tables
    rows = draft.form.table("requests")
    at = rng.randrange(2, len(rows) - 2)
    leaf = max(
        (box for box in three.boxes if box.row == at + 3 and not box.figure), key=lambda box: box.column
    )
    boxes = tuple(replace(box, text="") if box is leaf else box for box in three.boxes)
    changed = replace(draft, tables=(two, Table(boxes), four))
    return changed.with_unknowable({cell.path for cell in rows[at].cells})


def _characters_lost(draft: Draft, rng: Random) -> Draft:
    """Every third label has lost a character that stood in a font of its own.

    Units are spared: another unit would be another figure.
    """

    def lose(text: str) -> str:
        if len(text) < 4 or "元" in text or rng.random() < 0.7:
            return text
        at = rng.randrange(1, len(text))
        return text[:at] + text[at + 1 :]

    return relabel(draft, lose)


def _mirrored(pinyin: bool) -> Change:
    def change(draft: Draft, _rng: Random) -> Draft:
        def mirror(text: str) -> str:
            return traditional(text, pinyin=pinyin)

        def mirrored(lines: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(map(mirror, lines))

        frame = replace(
            draft.frame,
            furniture=mirrored(draft.frame.furniture),
            title=mirrored(draft.frame.title),
            opening=mirrored(draft.frame.opening),
            closing=mirrored(draft.frame.closing),
            signature=mirrored(draft.frame.signature),
            footer=mirrored(draft.frame.footer),
        )
        return replace(
            relabel(draft, mirror),
            frame=frame,
            headings=mirrored(draft.headings),
            inside=mirrored(draft.inside),
        )

    return change


def _undivided(form: Form) -> bool:
    return form.id == "2021" and not form.divided


def _mixed(form: Form) -> bool:
    return form.id == "2019" and form.divided


def _group_label_upright(draft: Draft, _rng: Random) -> Draft:
    """三、本年度办理结果 with a character to a line."""

    def upright(box: Box) -> Box:
        return replace(box, text="\n".join(box.text)) if box.rowspan > 8 and box.text else box

    tables = tuple(Table(tuple(map(upright, table.boxes))) for table in draft.tables)
    return replace(draft, tables=tables)


_GARBLED = {
    "其他法律法规禁止公开": "其他法律行政法规禁止公开",
    "其他法律行政止公开": "其他法律行政法规禁止公开",
    "结果维护": "结果维持",
    "社会组织": "社会公益组织",
    "属于三类内容事务信息": "属于三类内部事务信息",
}
"""As printed: as the form has it."""

LABELS: Mapping[str, Quirk] = {
    **{
        f"label {printed}": Quirk(f"{printed} instead of {of}", _instead(printed, of), group=of)
        for printed, of in _GARBLED.items()
    },
    "规范性文件 in a 2021 form": Quirk(
        "规范性文件 where the form has 行政规范性文件", _instead("规范性文件", "行政规范性文件"), form=is_2021
    ),
    "inner spaces": Quirk("规 章", _labels(lambda text: "  ".join(text) if len(text) == 2 else text)),
    "wrapped labels": Quirk("labels over two lines", {"table": _wrapped}, group="lines"),
    "upright label": Quirk(
        "三/、/本/年/度: a character to a line", {"table": _group_label_upright}, group="lines"
    ),
    "half-width brackets": Quirk("(一)", _labels(_brackets), group="brackets"),
    "mixed brackets": Quirk("(一）", _labels(_mixed_brackets), group="brackets"),
    "ordinals missing": Quirk(
        "no （一）, no 1.", _labels(lambda text: _ORDINAL.sub("", text)), group="ordinals"
    ),
    "1、 for 1.": Quirk(
        "1、 instead of 1.", _labels(lambda text: re.sub(r"^(\d)\.", r"\1、", text)), group="ordinals"
    ),
    "shortened labels": Quirk(
        "1.逾期不补正 for the whole sentence", _labels(lambda text: _SHORT.get(text, text)), group="length"
    ),
    "captions cut": Quirk(
        "第二十条第",
        _labels(lambda text: re.sub(r"^第二十条第（.）项$", "第二十条第", text)),
        group="captions",
    ),
    "row label lost": Quirk("a row has figures and no label", {"table": _lost_label}, lossless=False),
    "characters lost": Quirk(
        "labels that lack a character", {"table": _characters_lost}, lossless=False, group="length"
    ),
    "traditional": Quirk(
        "mirror pages in traditional characters", {"page": _mirrored(False)}, group="characters"
    ),
    "traditional with pinyin": Quirk(
        "traditional characters with pinyin in brackets: 現(xiàn)行",
        {"page": _mirrored(True)},
        media=MARKED,
        group="characters",
    ),
    "one row （六） in a 2021 form": Quirk(
        "（六）其他处理 as a single row", {}, form=_undivided, group="printing"
    ),
    "three rows （六） in a 2019 form": Quirk(
        "rows of both forms in one report", {}, form=_mixed, group="printing"
    ),
}
