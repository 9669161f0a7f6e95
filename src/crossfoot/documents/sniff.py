"""Which format a file has, told by its content: names lie (a PNG called .html, a web page called .doc)."""

import re
from collections.abc import Mapping

from crossfoot.documents.source import Source

FORMATS: Mapping[str, str] = {
    "application/epub+zip": "an EPUB book",
    "application/gzip": "a gzip archive",
    "application/msword": "a Word document (.doc)",
    "application/ofd": "an OFD document",
    "application/pdf": "a PDF document",
    "application/rtf": "an RTF document",
    "application/vnd.ms-excel": "an Excel workbook (.xls)",
    "application/vnd.ms-powerpoint": "a PowerPoint presentation (.ppt)",
    "application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet (.ods)",
    "application/vnd.oasis.opendocument.text": "an OpenDocument text (.odt)",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "a PowerPoint presentation (.pptx)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel workbook (.xlsx)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word document (.docx)",
    "application/vnd.rar": "a RAR archive",
    "application/vnd.sqlite3": "an SQLite database",
    "application/x-7z-compressed": "a 7z archive",
    "application/x-bzip2": "a bzip2 archive",
    "application/x-executable": "a program",
    "application/x-ole-storage": "an old Microsoft Office or WPS file",
    "application/x-xz": "an xz archive",
    "application/xml": "an XML file that is no web page",
    "application/zip": "a zip archive",
    "image/bmp": "a BMP picture",
    "image/gif": "a GIF picture",
    "image/jpeg": "a JPEG picture",
    "image/png": "a PNG picture",
    "image/svg+xml": "an SVG picture",
    "image/tiff": "a TIFF picture",
    "image/webp": "a WebP picture",
    "image/x-icon": "an icon",
    "multipart/related": "a web archive (.mht)",
    "text/html": "a web page",
    "text/plain": "plain text",
    "video/mp4": "a video or a HEIC picture",
}
"""Every media type that `media_type` tells, in words for a message: the types that can be read are fewer."""

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (6, b"\0\0\0\0", "image/bmp"),  # with "BM" before it, see below
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (0, b"\0\0\x01\0", "image/x-icon"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"\x7fELF", "application/x-executable"),
)
"""Offset, bytes, media type: https://en.wikipedia.org/wiki/List_of_file_signatures"""
_STARTS = {"image/bmp": b"BM", "image/webp": b"RIFF", "application/x-bzip2": b"BZh"}

_ZIPPED = (
    (b"word/document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"OFD.xml", "application/ofd"),
    (b"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    (b"application/epub+zip", "application/epub+zip"),
)
"""Names of members stand uncompressed in a zip file."""
_OLE = (
    ("WordDocument".encode("utf-16-le"), "application/msword"),
    ("Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
    ("PowerPoint Document".encode("utf-16-le"), "application/vnd.ms-powerpoint"),
)
