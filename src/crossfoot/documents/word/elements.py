"""The elements of a Word document's XML, as far as they only stand around others."""

from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element

from crossfoot.documents.word.package import W


def names(local: str) -> frozenset[str]:
    """Local names, with blanks between, as the names of Word's own elements."""
    return frozenset(f"{W}{name}" for name in local.split())


_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_SDT, _T, _BOX = f"{W}sdt", f"{W}t", f"{W}txbxContent"
_ALTERNATE, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"

_WRAPPERS = names("sdtContent customXml smartTag ins moveTo hyperlink fldSimple rubyBase")
"""Their content stands where they stand."""
_UNREAD = names(
    "del moveFrom pPr rPr rubyPr rt sdtPr sdtEndPr customXmlPr smartTagPr tblPr tblGrid tblPrEx trPr tcPr"
)
"""What was deleted or moved away, and what is no content."""

_FAR = 1000
"""Elements in which text is looked for."""
_PIXEL = 9525
"""English metric units: a drawing of that height or width is not seen."""


def flattened(element: Element) -> Iterator[Element]:
    """The children of *element*, each wrapper replaced by what it wraps."""
    stack = [iter(element)]
    while stack:
        for child in stack[-1]:
            tag = child.tag
            if tag in _WRAPPERS or tag == _SDT:
                stack.append(iter(child))
                break
            if tag == _ALTERNATE:
                stack.append(iter(_chosen(child)))
                break
            if tag not in _UNREAD:
                yield child
        else:
            stack.pop()


def _chosen(alternate: Element) -> Element:
    """The one of the alternatives that holds text; the first, where none does."""
    choices = [child for child in alternate if child.tag in (_CHOICE, _FALLBACK)]
    telling = (choice for choice in choices if any(each.tag == _T for each in islice(choice.iter(), _FAR)))
    return next(telling, choices[0] if choices else Element("none"))


def text_boxes(drawing: Element) -> Iterator[Element]:
    """The text boxes in a drawing, each once."""
    stack = [drawing]
    while stack:
        element = stack.pop()
        if element.tag == _BOX:
            yield element
        elif element.tag == _ALTERNATE:
            stack.append(_chosen(element))
        else:
            stack.extend(reversed(element))


def is_pixel(drawing: Element) -> bool:
    """Is a drawing too small to be seen?"""
    return any(
        int(size) <= _PIXEL
        for extent in drawing.iter(f"{_DRAWING}extent")
        for size in (extent.get("cx", ""), extent.get("cy", ""))
        if size.isdecimal() and len(size) < 12
    )
