"""One report looked at without a model and without the store: all that can be said about it, for a person to read.

`inspect` reads a file, `inspect_document` a document that is already there, `inspect_record` a record whose document is
not at hand. All three give an `Inspection`; what presents it (`crossfoot.report`) need not know which it was.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from crossfoot.boundary import boundary
from crossfoot.checks import (
    LANGUAGES,
    Agreement,
    Confrontation,
    Evidence,
    Finding,
    Language,
    Localisation,
    confront,
    load_rules,
    localise,
)
from crossfoot.checks.remarks import remarks
from crossfoot.documents import Document, DocumentError, read
from crossfoot.forms import Form, Span, Value, printed_form
from crossfoot.pipeline.document import MAX_BYTES, Prepared, prepare
from crossfoot.pipeline.recheck import recheck, unknown_cells
from crossfoot.pipeline.records import failed_record, settled_record
from crossfoot.readers.heading import read_heading
from crossfoot.store.record import FindingRecord, ReadingInfo, Record


@dataclass(frozen=True)
class Inspection:
    """What is known about one report. A report that could not be read has a record and nothing else."""

    record: Record
    """Its sentences are in `language`."""
    language: Language
    form: Form | None = None
    """The form as this report prints it."""
    text: str | None = None
    """The document's text; null where only a record was at hand. All spans are offsets into it."""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """Where each printed cell of the form stands; empty without a text."""
    findings: tuple[Finding, ...] = ()
    """Those of the record, with their places and in both languages where the document is at hand."""
    localisations: tuple[Localisation, ...] = ()
    """For each connected part of the sums with a failure, its smallest corrections: suggestions, never applied."""
    deduced: Mapping[str, Value] = field(default_factory=dict)
    """Blank totals, as their addends give them. They are not printed."""
    doubtful: Set[str] = frozenset()
    """Cells that are not tied to a place of their own in the print: a null of theirs is no blank."""
    leftovers: tuple[Span, ...] = ()
    """Figures inside the tables that belong to no cell."""

    @property
    def sound(self) -> bool:
        """Is it read with certainty, and does nothing fail? Warnings do not count."""
        return self.record.status == "verified" and not any(
            finding.verdict == "fail" and finding.severity == "error" for finding in self.findings
        )


def inspect(path: Path, language: Language = "zh", *, max_bytes: int = MAX_BYTES) -> Inspection:
    """The inspection of the file at *path*. What cannot be read gives a record with status `failed`, never an error."""
    faults: list[Exception] = []
    with boundary(faults.append):
        try:
            document = read(path, max_bytes=max_bytes)
        except DocumentError as error:
            return _refused(failed_record(path, error.code, error.message), language)
        return inspect_document(document, language)
    message = f"{path}: crossfoot failed on this document ({faults[0]!r}); please report it"
    return _refused(failed_record(path, "unexpected", message), language)


def inspect_document(document: Document, language: Language = "zh") -> Inspection:
    """The inspection of a document, by the offline reader."""
    prepared = prepare(document)
    if isinstance(prepared, Record):
        return _refused(prepared, language)
    heading = read_heading(document)
    anchors, printed = prepared.anchors, prepared.printed
    said = remarks(document.text, anchors, printed.reading.cells, heading.year, heading)
    outcome = _confronted(
        anchors.form, printed.reading.cells, anchors.form.cells.keys() - printed.reading.cells
    )
    return Inspection(
        record=settled_record(document, heading, anchors, printed, ReadingInfo(reader="offline"), language),
        language=language,
        form=anchors.form,
        text=document.text,
        evidence=printed.verdict.evidence,
        findings=(*printed.verdict.findings, *said),
        localisations=localise(outcome, printed.reading.cells),
        deduced=outcome.deduced,
        doubtful=_not_tied(prepared),
        leftovers=anchors.leftovers,
    )


def inspect_record(record: Record, language: Language = "zh") -> Inspection:
    """The inspection of a record whose document is not at hand: the rules are held against its cells again.

    What the record says about the print is taken from it as it stands, in the language in which it was written.
    """
    if record.form is None:
        return _refused(record, language)
    form = printed_form(record.form, record.cells)
    findings = recheck(record, language)
    unknown = unknown_cells(record)
    outcome = _confronted(form, record.cells, unknown)
    placeless = {
        path for path, value in record.cells.items() if value is not None and path not in record.evidence
    }
    return Inspection(
        record=record.model_copy(update={"findings": findings}),
        language=language,
        form=form,
        findings=tuple(map(finding_of, findings)),
        localisations=localise(outcome, record.cells),
        deduced=outcome.deduced,
        doubtful=unknown | placeless,
    )


def _confronted(form: Form, cells: Mapping[str, Value | None], unknown: Set[str]) -> Confrontation:
    # The verdict's own localisations are for asking a reader again: they leave out what the print is sure to say. A
    # person wants to know what may be wrong in the print itself, even where other parts of it cannot be read.
    return confront(load_rules(form), cells, unknown)


def _not_tied(prepared: Prepared) -> frozenset[str]:
    evidence = prepared.printed.verdict.evidence
    return frozenset(path for path, item in evidence.items() if item.agreement is not Agreement.AGREES)


def finding_of(found: FindingRecord) -> Finding:
    """A finding of a record, in the one language in which that was written."""
    return Finding(
        rule=found.rule,
        verdict=found.verdict,
        severity=found.severity,
        cells=found.cells,
        left=found.left,
        right=found.right,
        message=dict.fromkeys(LANGUAGES, found.message),
        span=found.span,
    )


# -- reports that cannot be read ---------------------------------------------------------------------------------------

REFUSALS: Mapping[str, str] = {
    # documents
    "archive": "这是压缩包，里面有多个文件。请指明其中一份报告，写成“压缩包路径/文件名”，或解压后再试：{message}",
    "conversion_failed": "LibreOffice 没能转换这份文件。请用 Word 或 WPS 打开，另存为 .docx 再试：{message}",
    "damaged": "文件已损坏，无法解析。请重新获取一份，或用能打开它的程序另存一份再试",
    "empty": "文件里没有文字。若报告是图片或由脚本填出的网页，请把屏幕上看到的内容另存为文本再试",
    "encrypted": "文件有密码保护。请用密码打开，另存一份不加密的再试",
    "needs_libreoffice": "读取这种格式须安装 LibreOffice，并能在 PATH 里找到它的 soffice。请安装它，或把报告另存为 .docx 再试",
    "needs_ocr": "报告是图片，须安装文字识别组件才能读取。请运行 pip install 'crossfoot[ocr]'，或把报告另存为文本（.txt）再试",
    "not_text": "文件内容不是文字，可能已经损坏。请用能打开它的程序另存为文本（.txt）或网页（.html）再试",
    "too_complex": "文件的内容过多或嵌套过深，无法解析。请只保存正文部分，或另存为文本（.txt）再试",
    "too_large": "文件过大，年度报告远没有这么大。请只保存报告本身，拆分后再试",
    "too_many_pages": "文件页数过多，年度报告远没有这么长。请只保存报告所在的页再试",
    "undecodable": "文件的文字编码无法识别。请用能正常显示它的编辑器打开，另存为 UTF-8 编码再试",
    "unreadable": "文件打不开。请检查它是否存在、是否为普通文件、是否允许读取",
    "unsupported_format": "不能读取这种格式的文件。请把报告另存为网页（.html）、Word、Excel、PDF 或文本（.txt）再试；压缩包（zip 以外）请先解压",
    # workers
    "crashed": "读取这份文件的进程意外中止，文件可能已损坏。请打开它，只把报告另存为文本（.txt）或网页（.html）再试",
    "out_of_memory": "读取这份文件所需的内存过多，已放弃。请只把报告另存为文本（.txt）或网页（.html）再试",
    "timeout": "读取这份文件超过了时限，已放弃。请用 --timeout 放宽时限，或只把报告另存为文本（.txt）或网页（.html）再试",
    # layout
    "no_tables": "有年度报告的标题，却没有三张统计表。表格可能是图片或附件，请提供含有表格文字的文件",
    "not_a_report": "没有找到统计表的任何栏目，这不是政府信息公开工作年度报告。请检查是否选错了文件",
    "old_form": "这是2019年以前使用的统计表（国办发〔2014〕32号），不在核对范围之内。请提供新表式的报告",
    "several_reports": "文件里有多份数字不同的统计表，像是几份报告合在一起。请每份报告各存一个文件再试",
    # a model's, in results of `crossfoot extract`
    "AuthenticationFailed": "模型服务不接受所给的密钥。请检查密钥后重新提取：{message}",
    "BadAnswer": "模型的回答无法使用。请重新提取，或换用其他模型：{message}",
    "ConfigurationError": "没有这样的模型服务地址或模型名称。请检查配置后重新提取：{message}",
    "ModelError": "模型没有给出读数。请重新提取：{message}",
    "ProviderError": "模型服务的答复格式不对。请检查服务地址后重新提取：{message}",
    "ProviderUnreachable": "模型服务连接不上。请检查网络与服务地址后重新提取：{message}",
    "QuotaExhausted": "模型服务的额度已经用尽。请充值后重新提取：{message}",
    "RequestRejected": "模型服务拒绝了请求。请检查模型是否适用后重新提取：{message}",
    # the program's own
    "unexpected": "程序在处理这份文件时出错。请把以下信息反馈给 crossfoot 的维护者：{message}",
}
"""Why a report could not be read and what to do, in Chinese, by the error's code. English is what the error says itself."""


def _refused(record: Record, language: Language) -> Inspection:
    """The inspection of a failed record, its reason in *language* as far as its code is known."""
    error = record.error
    if language == "zh" and error is not None and error.type in REFUSALS:
        sentence = REFUSALS[error.type].replace("{message}", error.message)
        said = f"{record.document.path}：{sentence}"
        record = record.model_copy(
            update={"reason": said, "error": error.model_copy(update={"message": said})}
        )
    return Inspection(record, language)
