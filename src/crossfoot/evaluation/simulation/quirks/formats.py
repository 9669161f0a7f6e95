"""Flattenings, encodings, and what the formats themselves do."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from crossfoot.evaluation.simulation.drafts import Change, Draft, Encode, Medium, Stage
from crossfoot.evaluation.simulation.layouts import LAYOUTS, Layout
from crossfoot.evaluation.simulation.quirks.flattenings import FLATTENINGS
from crossfoot.evaluation.simulation.quirks.model import PAGES, TEXT, TEXTS, Quirk, option
from crossfoot.evaluation.simulation.sheet import Box, Table

# -- flattenings ------------------------------------------------------------------------------------------------------


def _flattened(layout: Layout) -> Mapping[Stage, Change]:
    return {"table": lambda draft, _rng: replace(draft, layout=layout)}


def _absent(draft: Draft, _rng: Random) -> Draft:
    """A picture stands where each table was."""
    line = Table((Box("（表格见附件图片）", 0, 0),))
    return replace(draft, tables=(line,) * 3, refused=True)


def _flattening(name: str, layout: Layout) -> Quirk:
    media = PAGES if layout.media == "html" else TEXT
    return Quirk(f"tables as {name}", _flattened(layout), media, layout.separated, "flattening")


# -- encodings --------------------------------------------------------------------------------------------------------


def _encoded(encode: Encode, charset: str = "utf-8", line: str = "") -> Mapping[Stage, Change]:
    def change(draft: Draft, _rng: Random) -> Draft:
        opening = (*draft.frame.opening, line) if line else draft.frame.opening
        frame = replace(draft.frame, opening=opening)
        return replace(draft, encode=encode, charset=charset, frame=frame)

    return {"page": change}


def _as(codec: str) -> Encode:
    return lambda text: text.encode(codec, "replace")


def _mojibake(text: str) -> bytes:
    """UTF-8 taken for GB18030 and saved as UTF-8."""
    return text.encode().decode("gb18030", "replace").encode()


def _crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _refused(changes: Mapping[Stage, Change]) -> Mapping[Stage, Change]:
    change = changes["page"]
    return {"page": lambda draft, rng: replace(change(draft, rng), refused=True)}


_RARE = "分管领导朱镕堃同志，公开场所面积120㎡。"

ENCODINGS: Mapping[str, Quirk] = {
    "gb2312 declared, GB18030 meant": Quirk(
        "a page that declares gb2312 and holds 镕 and ㎡", _encoded(_as("gb18030"), "gb2312", _RARE), PAGES, group="encoding"
    ),
    "GB18030 undeclared": Quirk("GBK or GB18030, and nothing says so", _encoded(_as("gb18030"), line=_RARE), TEXTS, group="encoding"),
    "UTF-16": Quirk("UTF-16 with a byte order mark", _encoded(_as("utf-16"), "utf-16"), TEXTS | PAGES, group="encoding"),
    "byte order mark": Quirk("UTF-8 with a byte order mark", _encoded(_as("utf-8-sig")), TEXTS | PAGES, group="encoding"),
    "CRLF": Quirk("lines end as on Windows", _encoded(_crlf), TEXTS | PAGES, group="encoding"),
    "mojibake": Quirk(
        "UTF-8 read as GBK and saved again", _refused(_encoded(_mojibake)), TEXTS | PAGES, group="encoding"
    ),
}  # fmt: skip

# -- the formats' own -------------------------------------------------------------------------------------------------


def _ways(medium: Medium | frozenset[Medium], lines: Mapping[str, str], group: str = "") -> dict[str, Quirk]:
    media = frozenset({medium}) if isinstance(medium, str) else medium
    prefix = "HTML" if media == PAGES else medium
    return {
        f"{prefix}: {name}": Quirk(line, option(name), media, group=group) for name, line in lines.items()
    }


def _with_options(*names: str) -> Mapping[Stage, Change]:
    return {"table": lambda draft, _rng: replace(draft, options=draft.options | set(names))}


OWN: Mapping[str, Quirk] = {
    **_ways(
        PAGES,
        {
            "layout table": "the tables stand in a table that gives the page its layout",
            "figures in runs": "each digit in an element of its own",
            "entities": "figures as character references",
            "scripts": "scripts and styles between the rows",
            "comments": "comments with figures in them",
            "hidden copy": "the tables once more, hidden, with other figures",
            "unclosed tags": "cells and rows that are never closed",
            "upper case": "tags in upper case",
        },
    ),
    "HTML: one layout table": Quirk(
        "the three tables as rows of one layout table", option("one layout table"), PAGES, group="whole"
    ),
    **_ways(
        "docx",
        {
            "tracked changes": "an old figure struck out, the new one inserted",
            "deleted rows": "a row of last year struck out",
            "text box": "the title in a text box",
            "layout table": "each table inside a table of one cell",
            "figures in runs": "each digit in a run of its own",
            "content controls": "figures, cells and rows in content controls",
            "hidden text": "hidden digits behind a figure",
            "header rows": "rows that Word repeats on each page",
        },
    ),
    **_ways("xlsx", {"sheets": "a sheet to each table", "numbers as text": "figures saved as text"}),
    **_ways(
        "pdf",
        {
            "small pages": "tables over several pages",
            "page numbers": "- 3 - at the foot of each page",
            "narrow columns": "labels and long figures wrapped",
            "vertical label": "三、本年度办理结果 with a character to a line",
        },
    ),
    **_ways("pdf", {"unruled": "no lines", "horizontal rules": "lines between rows alone"}, "rules"),
    **_ways("pdf", {"rotated": "a page that is turned to be read", "landscape": "a wide page"}, "turned"),
    "pdf: repeated header": Quirk(
        "tables over several pages, the header on each",
        _with_options("small pages", "repeated header"),
        frozenset({"pdf"}),
        group="page break",
    ),
}

FORMATS: Mapping[str, Quirk] = {
    **{name: _flattening(name, layout) for name, layout in {**LAYOUTS, **FLATTENINGS}.items()},
    "tables absent": Quirk("pictures instead of tables", {"page": _absent}, group="flattening"),
    **ENCODINGS,
    **OWN,
}
