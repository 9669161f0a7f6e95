"""Web pages as government sites serve them: the tables with their spans, and around them what sites put there."""

import re
from collections.abc import Callable, Iterable, Mapping
from random import Random

from crossfoot.evaluation.simulation.drafts import Draft
from crossfoot.evaluation.simulation.rendering.blocks import Block, Paragraph, after, before, between
from crossfoot.evaluation.simulation.sheet import BEGIN, END, MARKED, unmarked


def render_html(draft: Draft, rng: Random) -> bytes:
    """The report as a web page."""
    return draft.encode(page(draft, rng))


def page(draft: Draft, rng: Random) -> str:
    """The source of the web page."""
    tables = _lines(draft, between(draft), rng)
    content = "\n".join(
        [_lines(draft, before(draft), rng), f"{BEGIN}{tables}{END}", _lines(draft, after(draft), rng)]
    )
    for damage in draft.damages:
        content = damage(content, draft.form, rng)
    for option, change in _WAYS.items():
        if option in draft.options:
            content = change(content, rng)
    nested = draft.layout.page == "nested" or "layout table" in draft.options
    return unmarked(_site(_layout_table(content, rng) if nested else content, draft.charset))


def _lines(draft: Draft, blocks: Iterable[Block], rng: Random) -> str:
    return "\n".join(_block(draft, block, rng) for block in blocks)


def _block(draft: Draft, block: Block, rng: Random) -> str:
    if isinstance(block, Paragraph):
        tag = "h1" if block.kind == "title" else "p"
        text = f"<strong>{block.text}</strong>" if block.kind == "heading" else block.text
        return f"<{tag}>{text}</{tag}>"
    html = draft.layout.table(block, rng)
    return re.sub(r"(?<=[^>\n])\n(?=[^<\n])", "<br>", html)


def _site(content: str, charset: str) -> str:
    return (
        f"<!DOCTYPE html>\n<html><head><meta charset='{charset}'><title>政府信息公开年报</title>"
        "<style>td{padding:2px}</style></head>\n<body><div class='nav'>首页 政务公开 政府信息公开年报</div>\n"
        f"<div class='content'>{content}</div>\n</body></html>\n"
    )


def _layout_table(content: str, rng: Random) -> str:
    menu = "".join(f"<tr><td><a href='#'>栏目{n}</a></td></tr>" for n in range(rng.randint(2, 6)))
    return (
        f"<table width='100%'><tr><td><table>{menu}</table></td>"
        f"<td><table><tr><td>{content}</td></tr></table></td></tr></table>"
    )


# -- ways of the format -----------------------------------------------------------------------------------------------


def _with_scripts(html: str, _rng: Random) -> str:
    script = (
        "<script>var total = 17; document.write('<table><tr><td>总计</td><td>17</td></tr></table>');</script>"
    )
    style = "<style>.total:after{content:'12'}</style>"
    return script + html.replace("</tr>", f"</tr>{style}", 3)


def _with_comments(html: str, _rng: Random) -> str:
    return html.replace("</td>", "<!-- 4 --></td>").replace("<tr>", "<!-- <tr><td>9</td></tr> --><tr>")


def _with_hidden_copy(html: str, rng: Random) -> str:
    """The tables once more, for phones or an editor, with other figures, not shown."""
    begin, end = html.index(BEGIN), html.index(END)
    copy = unmarked(
        MARKED.sub(lambda match: re.sub(r"\d", str(rng.randint(1, 9)), match[2]), html[begin:end])
    )
    return f"{html[: end + 1]}<div style='display:none'>{copy}</div>{html[end + 1 :]}"


def _unclosed(html: str, _rng: Random) -> str:
    return re.sub(r"</t[dhr]>", "", html)


def _figures_in_runs(html: str, _rng: Random) -> str:
    """Each character of a figure in an element of its own, as Word saves edited figures."""
    return MARKED.sub(lambda match: "".join(f"<span lang='EN-US'>{char}</span>" for char in match[2]), html)


def _entities(html: str, _rng: Random) -> str:
    """Figures as character references."""
    return MARKED.sub(lambda match: "".join(f"&#{ord(char)};" for char in match[2]), html)


def _upper_case(html: str, _rng: Random) -> str:
    return re.sub(r"</?\w+", lambda match: match[0].upper(), html)


def _one_table(html: str, _rng: Random) -> str:
    """The statutory tables and their headings as rows of one table that gives the page its layout."""
    begin, end = html.index(BEGIN) + 1, html.index(END)
    rows = re.sub(
        r"(<p>.*?</p>|<table.*?</table>)", r"<tr><td>\1</td></tr>", html[begin:end], flags=re.DOTALL
    )
    return f"{html[:begin]}<table>{rows}</table>{html[end:]}"


_WAYS: Mapping[str, Callable[[str, Random], str]] = {
    "one layout table": _one_table,
    "figures in runs": _figures_in_runs,
    "entities": _entities,
    "scripts": _with_scripts,
    "comments": _with_comments,
    "hidden copy": _with_hidden_copy,
    "unclosed tags": _unclosed,
    "upper case": _upper_case,
}
"""What an option does to the marked source; those that need the marks of figures come first."""
