"""The words of a report on a report, in Chinese and English. Labels of the form stay as printed in both."""

from collections.abc import Iterable, Mapping

from crossfoot.checks import Language

_PHRASES: Mapping[str, tuple[str, str]] = {
    # statuses
    "status.verified": ("可以核实", "in order"),
    "status.source_error": ("报告自身有误", "the report itself is wrong"),
    "status.needs_review": ("需人工复核", "needs a person to look at it"),
    "status.failed": ("无法读取", "cannot be read"),
    "status.changed": ("勾稽关系不成立", "does not add up"),
    # summaries
    "summary.verified": (
        "全部数字与原文对应，能检验的 {passed} 条勾稽关系全部成立。",
        "Every figure is tied to its place in the text, and all {passed} sums that can be tested hold.",
    ),
    "summary.source_error": (
        "全部数字与原文对应；{failed} 条勾稽关系不成立，{passed} 条成立。",
        "Every figure is as printed; of the sums, {failed} fail and {passed} hold.",
    ),
    "summary.changed": (
        "按现行规则重新检验，{failed} 条勾稽关系不成立。",
        "Held against the rules again, {failed} of the sums fail.",
    ),
    "sentence.end": ("。", "."),
    # places
    "place.disclosure": ("第二部分“{row}”行“{column}”列", "table two, row “{row}”, column “{column}”"),
    "place.requests": ("第三部分“{row}”行“{column}”列", "table three, row “{row}”, column “{column}”"),
    "place.review": ("第四部分“{row}”组“{column}”列", "table four, group “{row}”, column “{column}”"),
    "lines.one": ("第 {first} 行", "line {first}"),
    "lines.many": ("第 {first}–{last} 行", "lines {first}–{last}"),
    "rows.all": ("{names}", "{names}"),
    "rows.more": ("{names}等 {count} 行", "{names} and {more} more"),
    "quoted": ("“{name}”", "“{name}”"),
    "list.comma": ("、", ", "),
    # sums
    "sum.off": ("相差 {difference}", "off by {difference}"),
    "sum.where": ("原文{lines}", "{lines} of the text"),
    "value.blank": ("空白", "blank"),
    "value.deduced": ("{value}（原文空白，推算）", "{value} (blank, deduced)"),
    "sum.number": ("第 {number} 项", "no. {number}"),
    "sum.numbers": ("第 {first}–{last} 项", "nos. {first}–{last}"),
    # suggestions
    "advice": ("建议核对", "Suggested to look at"),
    "advice.for": ("建议核对（针对{sums}）", "Suggested to look at (for {sums})"),
    "advice.move": ("{place} 由 {printed} 改为 {corrected}", "{place}: {printed} → {corrected}"),
    "advice.and": ("，同时 ", ", together with "),
    "advice.unique": ("（唯一）", " (the only smallest correction)"),
    "advice.ties": (
        "改动最少的办法有 {count} 种，较像笔误的在前：",
        "{count} smallest corrections are possible, the likeliest misprints first:",
    ),
    "advice.more": ("……等 {count} 种可能", "… {count} in all"),
    "advice.inexact": (
        "（逐格推得，未能证明改动最少）",
        " (found cell by cell; not proven to be the smallest)",
    ),
    "advice.suspects": (
        "找不到少数几格的改动能使等式成立，请从等式交叉处查起：{places}",
        "no change of a few cells makes the sums hold; begin where they cross: {places}",
    ),
    "advice.none": (
        "找不到少数几格的改动能使等式成立，请逐格核对",
        "no change of a few cells makes the sums hold; go through them cell by cell",
    ),
    "places.more": ("……等 {count} 格", "… {count} cells in all"),
    # other findings
    "print.place": ("{place}：{message}", "{place}: {message}"),
    "warning": ("提醒", "Warning"),
    "note": ("说明", "Note"),
    "error": ("问题", "Problem"),
    # what to do
    "hint": ("怎么办", "What to do"),
    "hint.sum": (
        "请对照台账核对上列数字。以上改动只是建议，本程序不改动报告中的任何数字。",
        "Compare the figures above with your registers. The corrections are suggestions; nothing is changed in the report.",
    ),
    "hint.print.column": (
        "转换成文字时丢失了空白格或部分列，数字落在哪一列看不出来。请用保留表格的文件（网页原文，或单元格之间有制表符的文本）再核对一次。",
        "Blank cells or whole columns were lost when the tables became text. Check again with a file that keeps the tables: the web page"
        " itself, or text with a tab between cells.",
    ),
    "hint.print.missing": (
        "这些行可能是图片、附件，或者行名被改动、格内夹有文字。请提供含有全部表格文字的文件，行名按表样填写，格内只填数字。",
        "These rows may be pictures or in an attachment, have lost their labels, or hold words beside figures. Give a file"
        " with the text of all tables, the labels as the form prints them, and figures alone in the cells.",
    ),
    "hint.print.leftover": (
        "表内多出的数字可能是页码、脚注或重复的格。请删去后再核对一次。",
        "Figures that belong to no cell may be page numbers, footnotes or repeated cells. Remove them and check again.",
    ),
    "hint.print.unreadable": (
        "件数应为不小于零的整数，金额应写明单位（元、万元）；文字说明请写到表外。",
        "Counts are whole numbers from zero; amounts state their unit (元, 万元); words belong outside the tables.",
    ),
    "hint.reading.differs": (
        "模型读出的与原文所印不同，请以原文为准逐格核对。",
        "The model read otherwise than is printed: go by the print.",
    ),
    # facts
    "fact.issuer": ("机关", "Issuer"),
    "fact.year": ("年度", "Year"),
    "fact.form": ("表式", "Form"),
    "fact.failed": ("不成立的勾稽关系", "Sums that fail"),
    "fact.warnings": ("提醒", "Warnings"),
    "fact.file": ("文件", "File"),
    "fact.sha256": ("文件校验和", "Checksum of the file"),
    "fact.status": ("结果", "Result"),
    "form.2019": ("2019年式（国办公开办函〔2019〕60号）", "of 2019 (国办公开办函〔2019〕60号)"),
    "form.2021": ("2021年式（国办公开办函〔2021〕30号）", "of 2021 (国办公开办函〔2021〕30号)"),
    # the page
    "page.title": ("年度报告勾稽核对", "Cross-check of annual reports"),
    "page.overview": ("总览", "Overview"),
    "page.counts": ("共 {count} 份报告", "{count} reports"),
    "page.sums": ("不成立的勾稽关系", "Sums that fail"),
    "page.problems": ("无法核实之处", "What cannot be verified"),
    "page.warnings": ("提醒（不影响结论）", "Warnings (they change nothing in the result)"),
    "page.tables": ("表格", "Tables"),
    "page.source": ("原文", "Text of the report"),
    "page.source.fold": ("第 {first}–{last} 行", "lines {first}–{last}"),
    "page.source.none": (
        "这份结果来自结果文件，不含报告原文。",
        "This comes from a results file, which does not hold the report's text.",
    ),
    "page.source.html": (
        "行号指网页文字的行。",
        "Line numbers count the lines of the page's text.",
    ),
    "page.show": ("展开表格与原文", "Show tables and text"),
    "page.top": ("回到总览", "Back to the overview"),
    "page.foot": (
        "由 crossfoot {version} 核对，规则 {rules}。建议供核对之用，本程序不改动报告中的任何数字。",
        "Checked by crossfoot {version}, rules {rules}. Suggestions are for looking; nothing is changed in the report.",
    ),
    "page.number": ("序号", "No."),
    "legend": ("图例", "Legend"),
    "legend.wrong": (
        "在一条不成立的等式中（小字为其项号）",
        "stands in a sum that fails (the small figure is its number)",
    ),
    "legend.crossed": ("多条不成立的等式在此交叉", "several sums that fail cross here"),
    "legend.advised": ("建议首先核对", "suggested to look at first"),
    "legend.doubt": ("不能与原文对应", "cannot be tied to the text"),
    "legend.deduced": ("原文空白，由其他数字推算", "blank in the text, deduced from other figures"),
    # the closing line
    "closing.clean": ("共核对 {count} 份，没有发现问题", "{count} checked, nothing is wrong"),
    "closing.wrong": ("共核对 {count} 份，{wrong} 份有问题", "{count} checked, {wrong} not in order"),
}
"""Key → the phrase in Chinese and in English; `{name}` is filled in."""

_COLUMN: Mapping[Language, int] = {"zh": 0, "en": 1}


def say(language: Language, key: str, **values: object) -> str:
    """The phrase of this *key*, filled in; what is filled in is never looked into."""
    return _PHRASES[key][_COLUMN[language]].format(**values)


def lines_in_words(language: Language, lines: Iterable[int]) -> str:
    """`第 3 行` or `第 3–8 行`, from the first to the last of *lines*; empty for none."""
    known = sorted(set(lines))
    if not known:
        return ""
    key = "lines.one" if known[0] == known[-1] else "lines.many"
    return say(language, key, first=known[0], last=known[-1])


def joined(language: Language, items: Iterable[str]) -> str:
    """*items* in a row, with the language's comma."""
    return say(language, "list.comma").join(items)
