"""The words of the pages for blind readings and for statistics, in Chinese and English."""

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "sort.lot": ("随机", "by chance"),
    "log.blind": ("独立复读 {count} 格", "read {count} cells blind"),
    # a blind reading
    "blind.title": ("独立复读", "Second reading"),
    "blind.row": ("独立复读", "second reading"),
    "blind.why": (
        "这份报告是随机抽来的。请只看原文，把下列各格所印的数字填上；机器的读数不显示，填完才对照。",
        "This report was drawn by chance. Enter what the text prints in these cells; the machine’s figures are compared "
        "with yours only when you are through.",
    ),
    "blind.count": ("{count} 格", "{count} cells"),
    "blind.amount": ("连同单位，如 1.2万元", "with its unit: 1.2万元"),
    "blind.submit": ("填完，对照", "Done: compare"),
    "blind.skip": ("跳过", "Skip"),
    "blind.line": ("第 {line} 行", "line {line}"),
    "blind.alike": ("{count} 格全部一致。", "All {count} cells are read alike."),
    "blind.differ": (
        "有 {count} 格与机器读数不同：请对照原文再看一次。",
        "{count} cells differ from the machine’s figures: look at the text again.",
    ),
    "blind.empty": (
        "还有一格没有填：原文空白的，按 b 或填 _。",
        "A cell is left out: b, or _, if nothing is printed there.",
    ),
    "no.blind.seen": (
        "您已看过这份报告的读数，不能再作独立复读。",
        "You have seen the figures of this report; it can no longer be read blind by you.",
    ),
    "no.blind.lot": (
        "这份报告没有抽中：哪些报告作独立复读由抽签决定，不由人挑选。",
        "This report is not drawn: which reports are read blind is decided by lot, and nobody chooses them.",
    ),
    "no.hidden": (
        "您正在独立复读这份报告，机器的读数暂不显示。",
        "You are reading this report blind: the machine’s figures are not shown meanwhile.",
    ),
    "no.blind": (
        "这份报告现在不作独立复读（已复读过、已有人处理，或不是“可以核实”的）。",
        "This report is not read blind now: it was already, people have decided about it, or it is not verified.",
    ),
    "stale.blind": (
        "这份报告刚刚有变动，没有记录；所填仍在，请再看一眼后按 Enter。",
        "Something about this report has just changed, and nothing was kept. What you typed is still there: look again, "
        "then press Enter.",
    ),
    "keys.blind": (
        "Enter、Tab 下一格 · b 空白 · PgDn 翻看 · o 原件或文字 · n 跳过 · Esc、q 回列表 · ? 按键",
        "Enter, Tab next · b blank · PgDn scroll · o original or text · n skip · Esc, q queue · ? keys",
    ),
    "key.blind.enter": ("下一格；最后一格之后即提交", "next cell; behind the last one, all are handed in"),
    "key.blind.arrows": ("上一格、下一格", "previous, next cell"),
    "key.blind.page": ("翻看原件或原文", "scroll the original or the text"),
    "key.blind.b": ("原文此处空白（_ 或 空 亦可）", "nothing is printed there (also _ or 空)"),
    "key.blind.n": ("跳过，取下一份", "skip it and take the next"),
    "key.blind.q": ("回到列表；所填在本窗口内保留", "back to the queue; what was typed stays in this window"),
    "card.blind": ("另一次读数 {value}（独立复读）", "Read blind as {value}"),
    "take.blind": ("另一次读数 {value}", "the blind reading, {value}"),
    # statistics
    "stats": ("统计", "Statistics"),
    "stats.title": ("核对统计", "Statistics of review"),
    "stats.intro": (
        "由决定记录算出，已撤销的不计。区间为 95% 置信区间，以报告为抽样单位：同一份报告中的各格并非相互独立。",
        "Counted from the log of decisions, without what was taken back. Intervals are at 95 %, with reports as what is "
        "drawn: the cells of one report are not independent.",
    ),
    "stats.work": ("核对工作", "Work done"),
    "stats.signed": ("已签署的报告", "Reports signed"),
    "stats.signed.what": (
        "有人签署且此后未重新打开的报告，按签署后的状态分列。",
        "Reports that a person has closed and that were not opened again since, by the status that they were given.",
    ),
    "stats.reviewers": ("各核对人", "By reviewer"),
    "stats.reviewers.what": (
        "上述报告中，由各人签署的份数。",
        "Of these reports, how many each person signed.",
    ),
    "stats.seconds": ("每份用时（中位数）", "Time per report (median)"),
    "stats.seconds.what": (
        "在网页上打开一份报告到签署之间，页面实际显示的时间；从命令行或 Excel 签署的不计。",
        "For how long the page of a report was looked at until it was signed; those signed by command or in Excel are "
        "not counted.",
    ),
    "stats.seconds.value": ("{seconds} 秒", "{seconds} s"),
    "stats.decisions": ("决定", "Decisions"),
    "stats.decisions.what": (
        "记录中的全部决定（确认、更正、认定报告有误、复读、签署），以及其中后来撤销的。",
        "All entries of the log (accepted, corrected, report wrong, read blind, signed), and how many were taken back.",
    ),
    "stats.undone": ("{count} 项，其中撤销 {undone} 项", "{count}, {undone} taken back"),
    "stats.stood": ("机器读数成立", "Machine’s figure stood"),
    "stats.stood.what": (
        "在人作过决定的格中，最后定下的数字与机器读数相同的比例。这些多是存疑的格，不能代表全部数字。",
        "Of the cells that a person decided about, the share in which the machine’s figure was right in the end. Most of "
        "them were in doubt: they do not stand for all figures.",
    ),
    "stats.blind": ("独立复读：“可以核实”者的抽查", "Read blind: verified reports, checked"),
    "stats.blind.none": (
        "还没有人作过独立复读。",
        "No verified report was read blind so far.",
    ),
    "stats.documents": ("复读的报告", "Reports read blind"),
    "stats.documents.what": (
        "“可以核实”的报告中随机抽出，由看不到机器读数的人重读若干格的份数。",
        "Verified reports, drawn by chance, of which a person read some cells without seeing any of the figures.",
    ),
    "stats.agreement": ("两者一致", "Read alike"),
    "stats.agreement.what": (
        "复读的格中，人初次所读与机器读数相同的比例。",
        "Of all cells read blind, the share that person and machine read alike at first.",
    ),
    "stats.nonzero": ("其中不为零的", "Of these, not zero"),
    "stats.nonzero.what": (
        "只计两者至少有一方读为非零数字的格：零最多，也最容易一致。",
        "Only the cells for which either read a figure other than 0: zeros are the most, and the easiest to agree on.",
    ),
    "stats.machine": ("机器读错", "Machine wrong"),
    "stats.machine.what": (
        "复读的格中，再看之后定下的数字与机器读数不同的比例；尚未再看的不计为错。",
        "Of all cells read blind, the share in which the second look found another figure than the machine’s; cells that "
        "nobody has looked at again are not counted as wrong.",
    ),
    "stats.person": ("人读错", "Person wrong"),
    "stats.person.what": (
        "复读的格中，再看之后定下的数字与人初次所读不同的比例；尚未再看的不计为错。",
        "Of all cells read blind, the share in which the second look found another figure than the person’s first; cells "
        "that nobody has looked at again are not counted as wrong.",
    ),
    "stats.open": ("不同而未再看", "Differ, not looked at again"),
    "stats.open.what": (
        "两者不同、尚无人再看的格：其中必有一方读错。",
        "Cells in which the two differ and nobody has looked again: one of them is wrong.",
    ),
    "stats.wrong": ("“可以核实”而有误的报告", "Verified, and not right"),
    "stats.wrong.what": (
        "复读的报告中，机器至少读错一格的份数（未再看的计为读错），以及由此可得的上限：有 95% 的把握，“可以核实”的报告中在所查"
        "各格有误的比例不超过它。",
        "Reports read blind in which the machine had at least one of these cells wrong, open ones counted as wrong; and the "
        "bound that follows: with 95 % confidence no larger share of verified reports has one of the cells that were asked "
        "wrong.",
    ),
    "stats.wrong.value": ("{of} 份中 {count} 份；至多 {upper}", "{count} of {of}; at most {upper}"),
    "stats.waiting": ("待复读", "Waiting to be read blind"),
    "stats.waiting.what": (
        "抽取比例为 {share}：已抽中、尚未复读的报告，随“取下一份”分散地插入。",
        "The share drawn is {share}: reports that are drawn and not read yet come in between as the next ones.",
    ),
    "stats.rate": ("{value}（{of} 格中 {count} 格）", "{value} ({count} of {of} cells)"),
    "stats.interval": ("{low} 至 {high}", "{low} to {high}"),
    "stats.column.what": ("项目", "What"),
    "stats.column.value": ("数值", "Value"),
    "stats.column.interval": ("95% 区间", "95 % interval"),
    "stats.column.meaning": ("含义", "Meaning"),
}
"""Key → the phrase in Chinese and in English; `{name}` is filled in."""
