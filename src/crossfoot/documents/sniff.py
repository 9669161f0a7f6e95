"""Which format a file has, told by its content: names lie (a PNG called .html, a web page called .doc)."""

import re
from collections.abc import Mapping

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
    f"{_OFFICE}.presentationml.presentation": "a PowerPoint presentation (.pptx)",
    "application/epub+zip": "an EPUB book",
    "application/gzip": "a gzip archive",
    DOC: "a Word document (.doc)",
    "application/ofd": "an OFD document",
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

_WITHIN: Mapping[str, tuple[tuple[bytes, str], ...]] = {
    ZIP: (  # the members' names stand uncompressed
        (b"word/document", DOCX),
        (b"xl/workbook", XLSX),
        (b"ppt/presentation", f"{_OFFICE}.presentationml.presentation"),
        (b"OFD.xml", "application/ofd"),
        (ODT.encode(), ODT),
        (ODS.encode(), ODS),
        (b"application/epub+zip", "application/epub+zip"),
    ),
    OLE: (
        ("WordDocument".encode("utf-16-le"), DOC),
        ("Workbook".encode("utf-16-le"), XLS),
        ("PowerPoint Document".encode("utf-16-le"), "application/vnd.ms-powerpoint"),
    ),
}
"""What tells the formats apart that share a container."""

_MAIL = re.compile(rb"\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:", re.IGNORECASE)

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
_XML_START = re.compile(r"\s*<\?xml\b")


def media_type(source: Source) -> str:
    """The media type of `source`, one of `NAMES`.

    Data without a known signature is taken for text and decoded. A text is a web page if it begins with a tag of
    HTML; or, as a fragment may begin with words, if it holds the end of a table's cell or row, or more tags than
    lines.

    Raises:
        DocumentError: `not_text` or `undecodable`, when it must be decoded and cannot.
    """
    return _by_signature(source.data) or _by_text(source.text)


def _by_signature(data: bytes) -> str | None:
    found = next((kind for pattern, kind in _SIGNATURES if pattern.match(data)), None)
    if found is None:
        return MHTML if _MAIL.match(data[:4096]) else None
    return next((kind for mark, kind in _WITHIN.get(found, ()) if mark in data), found)


def _by_text(text: str) -> str:
    if _FIRST_TAG.match(text):
        return HTML
    if _SVG_START.match(text):
        return _SVG
    if _ROW_END.search(text) or len(_MARKUP.findall(text)) > text.count("\n"):
        return HTML
    return _XML if _XML_START.match(text) else TEXT
