"""Which format a file has, told by its content: names lie (a PNG called .html, a web page called .doc)."""

import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from lzma import LZMAError
from zipfile import BadZipFile, ZipFile

from crossfoot.documents.source import Source

HTML = "text/html"
TEXT = "text/plain"
_XML = "application/xml"
_SVG = "image/svg+xml"
MHTML = "multipart/related"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"
XLSX = f"{_OFFICE}.spreadsheetml.sheet"
PDF = "application/pdf"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLS = "application/vnd.ms-excel"
PPTX = f"{_OFFICE}.presentationml.presentation"
OFD = "application/ofd"
EPUB = "application/epub+zip"
ENCRYPTED = "application/x-encrypted-office"
MARKDOWN = "text/markdown"
PICTURES = ("image/bmp", "image/jpeg", "image/png", "image/tiff", "image/webp")

NAMES: Mapping[str, str] = {
    HTML: "a web page",
    TEXT: "plain text",
    _XML: "an XML file that is no web page",
    _SVG: "an SVG picture",
    MHTML: "a web archive (.mht)",
    ZIP: "a zip archive",
    OLE: "a file of an old Microsoft Office or WPS",
    DOCX: "a Word document (.docx)",
    XLSX: "an Excel workbook (.xlsx)",
    PPTX: "a PowerPoint presentation (.pptx)",
    EPUB: "an EPUB book",
    ENCRYPTED: "an Office document protected by a password",
    MARKDOWN: "a Markdown text",
    "application/gzip": "a gzip archive",
    DOC: "a Word document (.doc)",
    OFD: "an OFD document",
    PDF: "a PDF document",
    RTF: "an RTF document",
    XLS: "an Excel workbook (.xls)",
    "application/vnd.ms-powerpoint": "a PowerPoint presentation (.ppt)",
    ODS: "an OpenDocument spreadsheet (.ods)",
    ODT: "an OpenDocument text (.odt)",
    "application/vnd.rar": "a RAR archive",
    "application/vnd.sqlite3": "an SQLite database",
    "application/x-7z-compressed": "a 7z archive",
    "application/x-bzip2": "a bzip2 archive",
    "application/x-executable": "a program",
    "application/x-xz": "an xz archive",
    "image/bmp": "a BMP picture",
    "image/gif": "a GIF picture",
    "image/jpeg": "a JPEG picture",
    "image/png": "a PNG picture",
    "image/tiff": "a TIFF picture",
    "image/webp": "a WebP picture",
    "image/x-icon": "an icon",
    "video/mp4": "a video or a HEIC picture",
}
"""Every media type that `media_type` tells, in words for a message. Not all of them can be read."""

# https://en.wikipedia.org/wiki/List_of_file_signatures
_SIGNATURES = tuple(
    (re.compile(pattern, re.DOTALL), media_type)
    for pattern, media_type in (
        (rb"%PDF-", PDF),
        (rb"\{\\rtf", RTF),
        (rb"PK(\x03\x04|\x05\x06)", ZIP),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"BM.{4}\0{4}", "image/bmp"),
        (rb"II\*\0|MM\0\*", "image/tiff"),
        (rb"RIFF.{4}WEBP", "image/webp"),
        (rb"\0\0\x01\0", "image/x-icon"),
        (rb"\0\0\0.ftyp", "video/mp4"),
        (rb"\x1f\x8b\x08", "application/gzip"),
        (rb"BZh[1-9]1AY&SY", "application/x-bzip2"),
        (rb"\xfd7zXZ\0", "application/x-xz"),
        (rb"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (rb"Rar!\x1a\x07", "application/vnd.rar"),
        (rb"SQLite format 3\0", "application/vnd.sqlite3"),
        (rb"\x7fELF|MZ[^\r\n]{0,64}\0", "application/x-executable"),
    )
)

_MEMBERS = (("word/document", DOCX), ("xl/workbook", XLSX), ("ppt/presentation", PPTX), ("OFD.xml", OFD))
"""How the names of the members begin that tell documents apart that are zip archives."""
_PARTS = (".xml", ".bin")
"""And how they end: a folder called word may hold documents."""
_MIMETYPES = (ODT, ODS, EPUB)
"""Documents whose first member, uncompressed, is called mimetype and holds this."""
_HEAD = 200
_UNREADABLE = (
    BadZipFile,
    EOFError,
    LZMAError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)
"""What unpacking a member may raise."""
_WITHIN: Mapping[str, tuple[tuple[bytes, str], ...]] = {
    OLE: (
        ("EncryptedPackage".encode("utf-16-le"), ENCRYPTED),
        ("WordDocument".encode("utf-16-le"), DOC),
        ("Workbook".encode("utf-16-le"), XLS),
        ("PowerPoint Document".encode("utf-16-le"), "application/vnd.ms-powerpoint"),
    ),
}
"""What tells the formats apart that share a container."""

_MAIL = re.compile(
    rb"\s*(?:[A-Za-z0-9_-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:mime-version:|content-type:\s*multipart/)",
    re.IGNORECASE,
)

# Before the first tag: blanks, comments, instructions. Possessive, so that no page can make it backtrack.
_PROLOGUE = r"(?:\s++|(?><!--.*?-->)|(?><\?.*?>))*+"
_FIRST_TAG = re.compile(
    _PROLOGUE
    + r"<(?:!doctype\s+html|!\[(?:if|endif)|/?(?:html|head|body|title|meta|link|base|script|style|noscript|div|p|span"
    r"|font|center|table|caption|colgroup|col|thead|tbody|tfoot|tr|t[dh]|h[1-6r]|[uod]l|li|d[td]|br|b|i|u|a|em"
    r"|strong|img|section|article|main|header|footer|nav|aside|form|input|iframe|frameset|blockquote|pre|o:p)"
    r"(?=[\s/>]))",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"</(?:p|div|span|li|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE)
_ROW_END = re.compile(r"</t[dr]\s*>", re.IGNORECASE)
_SVG_START = re.compile(_PROLOGUE + r"(?:<!doctype\s+svg|<svg\b)", re.IGNORECASE | re.DOTALL)
_RULE = r"(?::-++:?|-++:|-{3,}+)[^\S\n]*+"
_TABLE_RULE = re.compile(rf"^[^\S\n]*+\|?[^\S\n]*+(?:{_RULE}\|[^\S\n]*+)++(?:{_RULE})?$", re.MULTILINE)
"""Between the header and the body of a table in Markdown."""
_HEADING = re.compile(r"^#{1,6}[^\S\n]++\S", re.MULTILINE)
_TABLE_TAG = re.compile(r"^[^\S\n]*+<table\b", re.MULTILINE | re.IGNORECASE)
_XML_START = re.compile(r"\s*<\?xml\b")


def media_type(source: Source) -> str:
    """The media type of `source`, one of `NAMES`.

    Data without a known signature is taken for text and decoded. A text is a web page if it begins with a tag of
    HTML; or, as a fragment may begin with words, if it holds the end of a table's cell or row, or more tags than
    lines. It is Markdown by a table of Markdown, and by a heading of Markdown if it holds a table of HTML.

    Raises:
        DocumentError: `not_text` or `undecodable`, when it must be decoded and cannot.
    """
    return _by_signature(source.data) or _by_text(source.text)


def is_text(data: bytes) -> bool:
    """Has `data` no signature but, at most, that of a web archive, which is text as well?"""
    return _signature(data) is None


def _signature(data: bytes) -> str | None:
    return next((kind for pattern, kind in _SIGNATURES if pattern.match(data)), None)


def _by_signature(data: bytes) -> str | None:
    found = _signature(data)
    if found is None:
        return MHTML if _MAIL.match(data[:4096]) else None
    if found == ZIP:
        return _zip_kind(data)
    return next((kind for mark, kind in _WITHIN.get(found, ()) if mark in data), found)


def _zip_kind(data: bytes) -> str:
    """The media type of a zip archive; of a damaged one by the names that tell what it was, wherever they stand."""
    head = data[:_HEAD]
    try:
        with ZipFile(BytesIO(data)) as archive:
            return zip_kind(archive, head)
    except _UNREADABLE:
        return _stated(head) or next((kind for name, kind in _MEMBERS if name.encode() in data), ZIP)


def zip_kind(archive: ZipFile, head: bytes) -> str:
    """The media type of a zip archive that begins with *head*, by what it states and by the names of its members.

    What lies inside other members tells nothing: an archive of documents is none itself.
    """
    names = archive.namelist()
    stated = _stated(head)
    if stated is None and "mimetype" in names:
        # Not where the format wants it, or compressed: programs that know nothing of the format pack it so.
        with suppress(*_UNREADABLE), archive.open("mimetype") as member:
            stated = _stated(member.read(_HEAD))
    if stated is not None:
        return stated
    parts = [name for name in names if name.endswith(_PARTS)]
    return next((kind for begin, kind in _MEMBERS if any(name.startswith(begin) for name in parts)), ZIP)


def _stated(beginning: bytes) -> str | None:
    return next((kind for kind in _MIMETYPES if kind.encode() in beginning), None)


def _by_text(text: str) -> str:
    if _FIRST_TAG.match(text):
        return HTML
    if _SVG_START.match(text):
        return _SVG
    if _is_markdown(text):
        return MARKDOWN
    if _ROW_END.search(text) or len(_MARKUP.findall(text)) > text.count("\n"):
        return HTML
    return _XML if _XML_START.match(text) else TEXT


def _is_markdown(text: str) -> bool:
    """Does a text that begins with no tag hold a table of Markdown, or below its headings one in HTML?"""
    if (
        "|" in text
        and "-" in text
        and any(_is_under_header(text, rule) for rule in _TABLE_RULE.finditer(text))
    ):
        return True
    return _HEADING.search(text) is not None and _TABLE_TAG.search(text) is not None


def _is_under_header(text: str, rule: re.Match[str]) -> bool:
    """Does a rule stand below one row with pipes? Elsewhere it is a row of dashes."""
    end = max(rule.start() - 1, 0)
    begin = text.rfind("\n", 0, end) + 1
    before = text.rfind("\n", 0, max(begin - 1, 0)) + 1
    return "|" in text[begin:end] and "|" not in text[before : max(begin - 1, 0)]
