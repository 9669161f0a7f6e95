"""What stands around and between the tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from crossfoot.evaluation.simulation.boxes import figure_rows, header, with_rows
from crossfoot.evaluation.simulation.damage import page_breaks
from crossfoot.evaluation.simulation.drafts import Change, Draft, Stage
from crossfoot.evaluation.simulation.pages import inside
from crossfoot.evaluation.simulation.quirks.model import TEXT, Quirk, damaged
from crossfoot.evaluation.simulation.sheet import Box


def _framed(**lines: object) -> Change:
    """Parts of what stands around are these lines."""
    return lambda draft, _rng: replace(draft, frame=replace(draft.frame, **lines))  # type: ignore[arg-type]


def _furniture(*lines: str) -> Mapping[Stage, Change]:
    def change(draft: Draft, _rng: Random) -> Draft:
        return replace(draft, frame=replace(draft.frame, furniture=draft.frame.furniture + lines))

    return {"page": change}


def _footer(*lines: str) -> Mapping[Stage, Change]:
    def change(draft: Draft, _rng: Random) -> Draft:
        return replace(draft, frame=replace(draft.frame, footer=draft.frame.footer + lines))

    return {"page": change}


def _repeated_header(page_number: bool) -> Change:
    def change(draft: Draft, rng: Random) -> Draft:
        two, three, four = draft.tables
        at = rng.choice(figure_rows(three)[2:-1])
        block: Sequence[Box] = header(three)
        if page_number:
            number = Box(f"- {rng.randint(2, 5)} -", 0, 0, colspan=three.columns)
            block = [number, *(replace(box, row=box.row + 1) for box in block)]
        return replace(draft, tables=(two, with_rows(three, at, block), four))

    return change


def _page_number_row(draft: Draft, rng: Random) -> Draft:
    two, three, four = draft.tables
    at = rng.choice(figure_rows(three)[1:])
    number = Box(f"- {rng.randint(2, 5)} -", 0, 0, colspan=three.columns)
    return replace(draft, tables=(two, with_rows(three, at, [number]), four))


def _years_changed(draft: Draft, year: int) -> Draft:
    frame = draft.frame
    old, new = str(frame.year), str(year)
    title = tuple(line.replace(old, new) for line in frame.title)
    opening = tuple(line.replace(old, new) for line in frame.opening)
    closing = tuple(line.replace(old, new) for line in frame.closing)
    signature = (*frame.signature[:-1], frame.signature[-1].replace(str(frame.year + 1), str(year + 1)))
    changed = replace(frame, year=year, title=title, opening=opening, closing=closing, signature=signature)
    return replace(draft, frame=changed)


def _wrong_form(draft: Draft, rng: Random) -> Draft:
    return _years_changed(draft, rng.choice((2022, 2023) if draft.form.id == "2019" else (2019, 2020)))


def _narrative(draft: Draft, rng: Random) -> Draft:
    lines = tuple(inside(rng) for _ in range(rng.randint(1, 3)))
    return replace(draft, inside=draft.inside + lines)


_HEADINGS = (
    (
        "二、主动公开情况",
        "三、收到和处理政府信息公开申请情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    ),
    (
        "（二）主动公开政府信息情况",
        "（三）依申请公开政府信息情况",
        "（四）政府信息公开行政复议和行政诉讼情况",
    ),
    ("二、 主动公开政府信息的情况。", "三、 办理政府信息公开申请的情况。", "四、 复议、诉讼的情况。"),
    ("第二部分 主动公开", "第三部分 依申请公开", "第四部分 行政复议 行政诉讼"),
)
_LAST = "五、政府信息公开工作存在的主要问题及改进情况"


def _headings(draft: Draft, rng: Random) -> Draft:
    closing = tuple(_LAST if line.startswith("五、") else line for line in draft.frame.closing)
    return replace(draft, headings=rng.choice(_HEADINGS), frame=replace(draft.frame, closing=closing))


def _nobody(draft: Draft, _rng: Random) -> Draft:
    frame = draft.frame

    def plain(line: str) -> str:
        return re.sub(r"20\d\d年", "本年", line.replace(frame.body, "我局"))

    opening = tuple(map(plain, frame.opening))
    closing = tuple(map(plain, frame.closing))
    return replace(
        draft,
        frame=replace(
            frame, title=(), opening=opening, closing=closing, signature=(), footer=(), furniture=()
        ),
    )


def _twice(draft: Draft, _rng: Random) -> Draft:
    frame = draft.frame
    title = frame.title or (f"{frame.body}{frame.year}年政府信息公开工作年度报告",)
    return replace(draft, frame=replace(frame, title=title * 2))


def _another_unit(draft: Draft, _rng: Random) -> Draft:
    line = "现公布乌有县财政局2018年政府信息公开年度报告，所列数据统计期限为2018年1月1日至12月31日。"
    return replace(draft, frame=replace(draft.frame, opening=(*draft.frame.opening, line)))


def _digits_lost(draft: Draft, _rng: Random) -> Draft:
    line = "所列数据的统计期限自201711日至20171231日止。"
    return replace(draft, frame=replace(draft.frame, opening=(*draft.frame.opening, line)))


def _wrong_signature(draft: Draft, _rng: Random) -> Draft:
    frame = draft.frame
    signature = tuple(line.replace(str(frame.year + 1), str(frame.year - 3)) for line in frame.signature)
    return replace(draft, frame=replace(frame, signature=signature))


STRUCTURE: Mapping[str, Quirk] = {
    "form of another year": Quirk("a report of 2022 on the 2019 form", {"page": _wrong_form}, group="year"),
    "header repeated": Quirk(
        "after a page break the headers stand there once more", {"table": _repeated_header(False)}, group="page break"
    ),
    "header repeated behind a page number": Quirk(
        "- 3 - and the headers once more", {"table": _repeated_header(True)}, group="page break"
    ),
    "page number in the table": Quirk("- 3 - between two rows", {"table": _page_number_row}, group="page break"),
    "page feet in the tables": Quirk(
        "the foot of a page between two lines", damaged(page_breaks), media=TEXT, lossless=False, group="page break"
    ),
    "narrative in section three": Quirk("sentences between the heading and the table", {"page": _narrative}),
    "other section names": Quirk("五、政府信息公开工作存在的主要问题及改进情况", {"page": _headings}),
    "nobody and no year": Quirk("我局, and no year anywhere", {"page": _nobody}, group="title"),
    "title twice": Quirk("the title is printed twice", {"page": _twice}, group="title"),
    "title missing": Quirk("no title", {"page": _framed(title=())}, group="title"),
    "another unit's name": Quirk("another unit's name and period copied in", {"page": _another_unit}),
    "digits lost in the narrative": Quirk("自201711日至20171231日", {"page": _digits_lost}),
    "spam for the issuer": Quirk(
        "spam in place of the issuer's name",
        {"page": _framed(title=("澳门娱乐网址9858 2021年政府信息公开工作年度报告",))},
        group="title",
    ),
    "signature of a wrong year": Quirk("dated three years before the report's year", {"page": _wrong_signature}, group="year"),
    "breadcrumbs": Quirk(
        "you are here", _furniture("当前位置： 首页 > 政府信息公开 > 政府信息公开年报 > 2021年")
    ),
    "font size and print": Quirk("字体 打印 浏览次数", _furniture("字体：[ 大 中 小 ]", "打印本页", "浏览次数：1234")),
    "index block": Quirk(
        "索引号 and what belongs to it",
        _furniture("索 引 号：\t11320000014000319G/2022-00012", "分类：\t政府信息公开年报", "发文日期：\t2022-01-27", "文号：\t无", "总计：1页"),
    ),
    "share buttons": Quirk("分享到", _footer("分享到： 微信 QQ 微博 0 次", "上一篇： 2020年度报告", "相关附件：1. 年报.docx")),
}  # fmt: skip
