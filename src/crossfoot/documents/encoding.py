"""Bytes to text.

A page's own word about its encoding is not asked for: Chinese pages declare gb2312 and hold characters that
only GBK or GB18030 knows (镕, 堃, ㎡), and a decoder that believes them stops there.
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
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\v\f\r")
_CONTROL_SHARE = 0.05
"""Of the bytes: more means binary data, in which a tenth of all bytes are control characters."""
_DAMAGE = 200
"""Of so many characters one may be damaged: a page cut within a character, a stray byte."""

_BREAKS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE = (
    "\xad"  # soft hyphen
    "\u200b\u200c\u200d\u200e\u200f"  # zero-width space and joiners, marks of direction
    "\u202a\u202b\u202c\u2066\u2067\u2068\u2069"  # embeddings of direction: figures keep theirs
    "\u2060\ufeff"  # zero-width no-break space, new and old
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f]")
_USUAL = re.compile("[\t\r\n -~\u3000-\u9fff\uff00-\uffef]")
_OVERRIDES = "\u202d\u202e"
"""These turn figures round: 21 is shown as 12. What follows cannot be rendered as text."""
_TIDIED = {
    **dict.fromkeys(map(ord, _BREAKS), "\n"),
    **dict.fromkeys(map(ord, _INVISIBLE)),
    **dict.fromkeys(map(ord, _OVERRIDES), "\ufffc"),
}
_TIDIED_CHARACTERS = tuple(map(chr, _TIDIED))


def decode(data: bytes) -> tuple[str, str]:
    """The text that `data` holds, tidied as by `tidy`, and the name of its encoding.

    Tried in turn: a byte order mark, UTF-8, GB18030 (which covers GB2312 and GBK), UTF-8 and GB18030 with a few
    damaged characters (each becomes U+FFFD), and what charset-normalizer makes of it. UTF-16 is known without
    a mark, too.

    Raises:
        DocumentError: `not_text` for binary data, `undecodable` for text in no encoding that could be told.
    """
    controls = len(data) - len(data.translate(None, _CONTROLS))
    text, encoding = _decode(data, controls)
    text = _without_invisible(text)
    return _without_controls(text) if controls else text, encoding


def tidy(text: str) -> str:
    r"""`text` with every line end as ``\n``, other control characters as spaces, and no invisible characters.

    What is left is what a reader sees: a zero-width space in a label or a figure is the trace of an editor.
    A control character becomes a space and not nothing, lest two figures grow into one.
    """
    return _without_controls(_without_invisible(text))


def _without_invisible(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Looking for each of them is many times faster than one pass that looks at every character.
    return text.translate(_TIDIED) if any(c in text for c in _TIDIED_CHARACTERS) else text


def _without_controls(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _decode(data: bytes, controls: int) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _mended(data[len(mark) :], encoding)
            if text is None or "\0" in text:
                message = f"the data begins as {encoding} text and goes on as something else"
                raise DocumentError("not_text", message)
            return text, encoding
    if b"\0" in data:
        return _utf_16_without_mark(data)
    if controls > _CONTROL_SHARE * len(data):
        raise DocumentError(
            "not_text", f"binary data: {controls:,} of {len(data):,} bytes are control characters"
        )
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
    """UTF-16 shows in the zero bytes of digits and line ends; only what is nearly all Chinese or ASCII counts."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _mended(data, encoding)
        if text is not None and "\0" not in text and _looks_chinese(text):
            return text, encoding
    raise DocumentError("not_text", "binary data: it holds zero bytes and is no UTF-16 text")


def _looks_chinese(text: str) -> bool:
    head = text[:4096]
    return len(_USUAL.findall(head)) >= 0.9 * len(head)


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # 50 ms to import, and hardly ever wanted

    best = from_bytes(data).best()
    if best is None:
        raise DocumentError(
            "undecodable",
            "in no encoding that could be told: open it in an editor that shows it and save it as UTF-8",
        )
    return str(best), best.encoding
