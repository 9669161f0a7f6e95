"""Bytes to text.

A page's own word about its encoding is not asked for: Chinese pages declare gb2312 and hold characters that only
GBK or GB18030 knows (镕, 堃, ㎡), and a decoder that believes them stops there.
"""

import re

from crossfoot.documents.model import DocumentError

_MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")
_DAMAGE = 200
"""Of so many characters one may be damaged: a page cut within a character, a stray byte of another encoding."""

_BREAKS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE = (
    "\xad"  # soft hyphen
    "\u200b\u200c\u200d\u200e\u200f"  # zero-width space and joiners, marks of direction
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # embeddings of direction
    "\u2060\ufeff"  # zero-width no-break space, new and old
)
_ODD = tuple(_BREAKS + _INVISIBLE)
_ODD_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f]")
_TIDIED = {
    **{ord(c): "\n" for c in _BREAKS},
    **{ord(c): None for c in _INVISIBLE},
}


def decode(data: bytes) -> tuple[str, str]:
    """The text that `data` holds, tidied, and the name of its encoding.

    Tried in turn: a byte order mark, UTF-8, GB18030 (which covers GB2312 and GBK), UTF-8 and GB18030 with a few damaged
    characters (each becomes U+FFFD), and what charset-normalizer makes of it. UTF-16 is also known without a mark.

    Raises:
        DocumentError: `not_text` for binary data, `undecodable` for text in no encoding that could be told.
    """
    text, encoding = _decode(data)
    return tidy(text), encoding


def tidy(text: str) -> str:
    r"""`text` with every line end as ``\n``, other control characters as spaces and invisible characters left out.

    What stands in the text afterwards is what a reader sees: a zero-width space in a label or a figure is the trace of
    an editor. A control character becomes a space and not nothing, lest two figures grow into one.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(c in text for c in _ODD):
        text = text.translate(_TIDIED)
    return _ODD_CONTROL.sub(" ", text)


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _mended(data[len(mark) :], encoding)
            if text is None or "\0" in text:
                raise DocumentError("not_text", f"the data begins like {encoding} text and goes on as something else")
            return text, encoding
    if b"\0" in data:
        return _utf_16_without_mark(data)
    if (len(data) - len(data.translate(None, _CONTROLS))) * 20 > len(data):
        raise DocumentError("not_text", "binary data: over 5 % of its bytes are control characters")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    for encoding in ("utf-8", "gb18030"):
        text = _mended(data, encoding)
        if text is not None:
            return text, encoding
    return _guessed(data)


def _mended(data: bytes, encoding: str) -> str | None:
    text = data.decode(encoding, "replace")
    return text if text.count("\ufffd") * _DAMAGE <= len(text) else None


def _utf_16_without_mark(data: bytes) -> tuple[str, str]:
    """UTF-16 shows in the zero bytes of its digits and line ends; only text that is nearly all Chinese or ASCII counts."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _mended(data, encoding)
        if text is not None and "\0" not in text and _looks_chinese(text):
            return text, encoding
    raise DocumentError("not_text", "binary data: it holds zero bytes and is no UTF-16 text")


def _looks_chinese(text: str) -> bool:
    head = text[:4096]
    usual = sum(1 for c in head if " " <= c <= "~" or c in "\t\r\n" or "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef")
    return usual * 10 >= len(head) * 9


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # 50 ms to import, and hardly ever wanted

    best = from_bytes(data).best()
    if best is None:
        raise DocumentError(
            "undecodable",
            "neither UTF-8 nor GB18030 nor another encoding that could be told: save the text as UTF-8 and try again",
        )
    return str(best), best.encoding
