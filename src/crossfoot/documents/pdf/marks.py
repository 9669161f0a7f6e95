"""What a file says in words that its letters mean (`ActualText`), against what these letters are.

The library tells the words and not the letters. Taken out of the page, they leave the letters to speak for themselves; and
where the two have other figures, what is shown is in doubt.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from ctypes import c_ulong, c_ushort
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from crossfoot.documents.pdf.content import Handle, Painted, address
from crossfoot.documents.pdf.shapes import FIGURE

_SAID = b"ActualText"


@dataclass(slots=True)
class Replaced:
    """The words of each mark, and the text objects under it. A mark is known by its address."""

    words: dict[int, str] = field(default_factory=dict)
    marks: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Text object → its marks."""


def take_replacements(objects: Sequence[Painted]) -> Replaced:
    """Take the marks out of a page that say what its letters mean. The page is changed, as it lies in memory."""
    found = Replaced()
    taken: list[tuple[Handle, Handle]] = []
    for each in objects:
        for index in range(pdfium.FPDFPageObj_CountMarks(each.handle)):
            mark = pdfium.FPDFPageObj_GetMark(each.handle, index)
            words = _words(mark)
            if words is not None:
                found.words[address(mark)] = words
                found.marks[address(each.handle)].add(address(mark))
                taken.append((each.handle, mark))
    for handle, mark in taken:  # only now: what one object loses, others lose that share it
        pdfium.FPDFPageObj_RemoveMark(handle, mark)
    return found


def _words(mark: Handle) -> str | None:
    """What a mark says that its letters mean; null for another kind of mark."""
    length = c_ulong()
    if not pdfium.FPDFPageObjMark_GetParamStringValue(mark, _SAID, None, 0, length):
        return None
    buffer = (c_ushort * (length.value // 2))()
    pdfium.FPDFPageObjMark_GetParamStringValue(mark, _SAID, buffer, length.value, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def misstated(text_page: Handle, replaced: Replaced) -> set[int]:
    """The text objects whose letters are other figures than their marks say."""
    if not replaced.marks:
        return set()
    shown: defaultdict[int, str] = defaultdict(str)
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        key = address(pdfium.FPDFText_GetTextObject(text_page, index))
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        for mark in replaced.marks.get(key, ()):
            shown[mark] += chr(min(code, 0x10FFFF))
    false = {mark for mark, words in replaced.words.items() if _figures(words) != _figures(shown[mark])}
    return {key for key, marks in replaced.marks.items() if marks & false}


def _figures(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char in FIGURE)
