"""The words of the review pages, in Chinese and English. Labels of the form stay as printed in both."""

from collections.abc import Mapping

from crossfoot.checks import Language
from crossfoot.report.language import say as say_report
from crossfoot.review.web.blind_phrases import PHRASES as BLIND

_PHRASES: Mapping[str, tuple[str, str]] = {
    **BLIND,
    "title": ("年度报告人工核对", "Review of annual reports"),
    "queue": ("待核对", "Queue"),
    "reviewer": ("核对人 {name}", "Reviewer {name}"),
    "other.language": ("English", "中文"),
    "blank": ("空白", "blank"),
    "unread": ("未读出", "not read"),
    "help": ("按键", "Keys"),
    "close": ("关闭", "Close"),
    # queue
    "queue.count": ("{count} 份", "{count} reports"),
    "queue.none": ("没有符合条件的报告。", "No report matches."),
    "queue.next": ("取下一份", "Next report"),
    "queue.search": ("查找标题、机关、路径", "Search title, issuer, path"),
    "queue.range": ("第 {first}–{last} 份，共 {count} 份", "{first}–{last} of {count}"),
    "queue.earlier": ("上一页", "Earlier"),
    "queue.later": ("下一页", "Later"),
    "queue.nothing_left": (
        "没有可取的报告：其余的都有人在核对，或已全部完成。",
        "No report is free: the rest are in others' hands, or all are done.",
    ),
    "queue.unnamed": ("（无标题）", "(no title)"),
    "filter.status": ("状态", "Status"),
    "filter.form": ("表式", "Form"),
    "filter.year": ("年度", "Year"),
    "filter.issuer": ("机关", "Issuer"),
    "filter.rule": ("问题", "Problem"),
    "filter.model": ("读数来源", "Read by"),
    "filter.folder": ("文件夹", "Folder"),
    "filter.signed": ("签署", "Signed"),
    "filter.sort": ("排序", "Order"),
    "filter.any": ("全部", "all"),
    "filter.clear": ("清除筛选", "Clear"),
    "signed.yes": ("已签", "signed"),
    "signed.no": ("未签", "not signed"),
    "sort.work": ("工作量由小到大", "least work first"),
    "sort.-work": ("工作量由大到小", "most work first"),
    "sort.path": ("路径", "path"),
    "sort.newest": ("最近读取", "newest"),
    "column.report": ("报告", "Report"),
    "column.work": ("待办", "To do"),
    "column.holder": ("在谁手里", "In hand"),
    "holder.me": ("我", "me"),
    "model.offline": ("规则读取", "offline"),
    "model.person": ("人工", "a person"),
    "keys.queue": (
        "↑↓ 选择 · Enter 打开 · n 取下一份 · / 查找 · ? 按键",
        "↑↓ choose · Enter open · n next · / search · ? keys",
    ),
    # one report
    "report.doubts": ("存疑 {count} 格", "{count} in doubt"),
    "report.sums": ("不成立 {count} 条", "{count} sums fail"),
    "report.ready": ("可以签署", "ready to sign"),
    "report.signed": ("已签署 · {status}", "signed · {status}"),
    "report.signed.by": ("{name} 于 {time} 签署", "signed by {name}, {time}"),
    "report.held": (
        "{name} 正在核对这份报告，现在只能查看。",
        "{name} has this report in hand; you can only look.",
    ),
    "report.source": ("原文文字", "Text"),
    "report.original": ("原件", "Original"),
    "report.form": ("表格", "Form"),
    "report.loading": ("正在读取原文……", "Reading the document…"),
    "report.reason": ("理由（可不填，随下一项决定记录）", "Reason (optional; kept with the next decision)"),
    "source.gone": (
        "文件已不在原处，只能凭读数核对。",
        "The file is no longer where it was; go by the figures alone.",
    ),
    "source.changed": (
        "文件在读取之后已改动，原文不再显示。请重新运行 crossfoot extract。",
        "The file has changed since it was read; its text is not shown. Run crossfoot extract again.",
    ),
    "source.unreadable": ("文件现在无法读取：{message}", "The file cannot be read now: {message}"),
    "source.fold": ("第 {first}–{last} 行", "lines {first}–{last}"),
    "original.page": ("第 {number} 页", "page {number}"),
    "original.frame": ("网页原件（不运行其中任何内容）", "The web page itself (nothing in it runs)"),
    "sums.title": ("勾稽关系", "Sums"),
    "sums.none": ("能检验的 {count} 条勾稽关系全部成立。", "All {count} sums that can be tested hold."),
    "sums.untested": ("没有可以检验的勾稽关系。", "No sum can be tested."),
    "sums.flagged": ("报告自身有误", "the report's own error"),
    "sums.held": ("已成立", "holds now"),
    "notes.title": ("其他", "Also"),
    "log.title": ("记录", "Log"),
    "log.accept": ("确认 {count} 格", "accepted {count}"),
    "log.correct": ("更正 {cells}", "corrected {cells}"),
    "log.printed": ("认定报告自身有误 {count} 条", "report wrong in {count} sums"),
    "log.sign": ("签署", "signed"),
    "log.undo": ("撤销", "took back"),
    "log.change": ("{place}：{before} → {after}", "{place}: {before} → {after}"),
    "log.older": (
        "另有更早的 {count} 项，见 crossfoot review log。",
        "… {count} more before these: crossfoot review log prints them.",
    ),
    "log.more": ("等 {count} 格", "… {count} cells"),
    "cell.spoken": ("{place}：{value}", "{place}: {value}"),
    "card.placeless": (
        "这个数字在原文中没有找到自己的位置。",
        "This figure was not tied to a place of its own in the text.",
    ),
    "card.printed": ("原文此处印的是 {value}", "The text prints {value} here"),
    "card.other": ("另一读数为 {value}", "The other reader read {value}"),
    "card.was": ("机器读数为 {value}", "The machine read {value}"),
    "card.carried": (
        "{reviewer} 对此路径上一个文件定为 {value}，本文件所印相同，沿用。",
        "{reviewer} decided {value} about the earlier file; this one prints the same, so it stands.",
    ),
    "card.carried.stale": (
        "{reviewer} 对此路径上一个文件定为 {value}，但本文件所印不同，须重新决定。",
        "{reviewer} decided {value} about the earlier file, but this one prints otherwise: decide again.",
    ),
    "card.suggestions": ("可采用", "Can be taken over"),
    "card.line": ("原文第 {line} 行", "line {line} of the text"),
    "card.fine": ("与原文对应，没有疑问。", "Tied to the text; not in doubt."),
    "card.settled": ("已由人工决定。", "Decided by a person."),
    "take.printed": ("原文所印 {value}", "as printed, {value}"),
    "take.other": ("另一读数 {value}", "the other reading, {value}"),
    "take.sum": ("使等式成立：{value}", "makes the sums hold: {value}"),
    # what is said after a key
    "done.accept": ("已确认 {count} 格。", "{count} accepted."),
    "done.correct": ("已更正。", "Corrected."),
    "done.printed": ("已标明报告自身有误。", "Marked as the report's own error."),
    "done.sign": ("已签署。按 n 取下一份。", "Signed. Press n for the next."),
    "done.undo": ("已撤销。", "Taken back."),
    "done.green": ("{count} 条等式已成立。", "{count} sums hold now."),
    "done.broken": ("另有 {count} 条等式因此不成立。", "{count} other sums fail because of it."),
    "done.differs": (
        "注意：{place}原文印的是 {value}，与所填不同。",
        "Note: {place} prints {value}, not what you entered.",
    ),
    "done.differ": (
        "注意：有 {count} 格所填与原文所印不同。",
        "Note: {count} cells are not what the text prints.",
    ),
    "left": (
        "还有 {doubts} 格存疑、{sums} 条不成立。",
        "Left: {doubts} cells in doubt, {sums} sums that fail.",
    ),
    "left.none": ("没有待办：按 a 签署。", "Nothing is left: press a to sign."),
    # what cannot be done
    "stale": (
        "{name} 刚刚对这份报告作了决定，您的这一项没有记录。下面是现在的状况，请再看一眼。",
        "{name} decided about this report in the meantime; yours was not kept. This is how it stands now: look again.",
    ),
    "stale.read": (
        "这份报告刚刚重新读取过，您的这一项没有记录。下面是现在的状况，请再看一眼。",
        "This report was read anew in the meantime; yours was not kept. This is how it stands now: look again.",
    ),
    "no.unread": (
        "这一格没有读数，不能确认：按 b 认定空白，或输入数字。",
        "Nothing was read here that could be accepted: b if it is blank, or type the figure.",
    ),
    "no.accept": ("没有存疑的格。", "No cell is in doubt."),
    "no.printed": ("没有尚待处理的不成立等式。", "No failing sum is left to decide about."),
    "no.sign.doubts": (
        "还有 {count} 格存疑，不能签署。",
        "{count} cells are still in doubt: it cannot be signed.",
    ),
    "no.sign.sums": (
        "还有 {count} 条勾稽关系不成立：更正数字，或按 s 认定报告自身有误。",
        "{count} sums fail: correct a figure, or press s if the report itself is wrong.",
    ),
    "no.sign.signed": (
        "已经签署；按 n 取下一份，按 z 撤销。",
        "It is signed already: n for the next, z to take it back.",
    ),
    "no.undo": ("没有可撤销的决定。", "There is nothing to take back."),
    "undo.others": (
        "最后一项决定是 {name} 于 {time} 作出的：{what}。确要撤销，请再按一次 z。",
        "The last decision is {name}’s, of {time}: {what}. To take it back, press z again.",
    ),
    "no.other": ("不能这样决定：{message}", "That cannot be decided: {message}"),
    "no.count": ("“{text}”不是件数：应为不小于零的整数。", "“{text}” is no count: a whole number from zero."),
    "no.integer": ("“{text}”不是数目：应为整数。", "“{text}” is no number here: a whole number."),
    "no.yuan": (
        "“{text}”不是金额：应为不小于零的数并写明单位（如 5000元、1.2万元）。",
        "“{text}” is no amount: a number from zero with its unit (5000元, 1.2万元).",
    ),
    "no.document": ("库中没有这份报告。", "The store has no such report."),
    "no.cells": (
        "这份报告没有读出表格，无从核对：{message}",
        "Nothing was read of this report, so there is nothing to review: {message}",
    ),
    "no.request": ("请求有误。", "The request makes no sense."),
    # said by the page itself
    "js.move": ("这一格没有疑问，已移到下一处。", "This cell is not in doubt; moved to the next that is."),
    "js.lost": ("连接不上程序，刚才的操作没有记录。", "The program cannot be reached; nothing was kept."),
    "js.too_many": ("这一行从此格起没有这么多格。", "The row has fewer cells from here on."),
    "js.dropped": (
        "“{text}”没有记下：输入之后按 Enter 才记下。",
        "“{text}” was not kept: Enter keeps what is typed.",
    ),
    "js.readonly": ("现在只能查看。", "You can only look."),
    "js.default": ("没有疑问。", "Not in doubt."),
    # keys
    "keys.report": (
        "Tab 下一处 · a 确认/签署 · c 更正 · b 空白 · s 报告有误 · z 撤销 · n 下一份 · ? 按键",
        "Tab next · a accept/sign · c correct · b blank · s report wrong · z undo · n next · ? keys",
    ),
    "key.arrows": ("在格间移动", "move between cells"),
    "key.tab": ("下一处（上一处）存疑或不成立", "next (previous) doubt or failing sum"),
    "key.a": ("确认手中这一格；没有待办时签署", "accept the cell in hand; sign when nothing is left"),
    "key.A": ("确认全部有读数的存疑格", "accept all cells in doubt that were read"),
    "key.c": (
        "更正：直接输入数字亦可；Enter 记下，Esc 放弃；多个数字以空格分开，依次填入本行",
        "correct; or just type. Enter keeps, Esc leaves. Several figures with spaces fill the row",
    ),
    "key.b": ("原文此处空白", "blank in the text"),
    "key.B": ("本行存疑的格全部空白", "all cells in doubt of the row are blank"),
    "key.s": (
        "报告自身有误：手中这一格所在的等式，或全部",
        "the report itself is wrong: in the sums of this cell, or in all",
    ),
    "key.shift": ("采用所列建议", "take over a listed suggestion"),
    "key.z": ("撤销上一项决定", "take back the last decision"),
    "key.r": ("填写理由", "give a reason"),
    "key.o": ("文字与原件切换", "text or original"),
    "key.n": ("取下一份", "next report"),
    "key.u": ("回到列表", "back to the queue"),
    "key.l": ("中文与英文切换", "Chinese or English"),
    "key.help": ("显示或关闭这张表", "show or close this list"),
    "key.choose": ("选择报告", "choose a report"),
    "key.enter": ("打开", "open"),
    "key.search": ("查找", "search"),
    "key.pages": ("前一页、后一页", "earlier, later"),
}
"""Key → the phrase in Chinese and in English; `{name}` is filled in."""

_COLUMN: Mapping[Language, int] = {"zh": 0, "en": 1}


def say(language: Language, key: str, **values: object) -> str:
    """The phrase of this *key*, filled in; those of reports on reports count, too."""
    if key not in _PHRASES:
        return say_report(language, key, **values)
    return _PHRASES[key][_COLUMN[language]].format(**values)
