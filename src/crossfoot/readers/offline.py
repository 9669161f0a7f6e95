"""The offline reader: takes what is printed in each cell's place. No model, no network.

It is the default where no model is configured, and the model's free second reader where one is.
"""

from crossfoot.documents.model import Document
from crossfoot.forms import PrintError, Reading, Value, parse
from crossfoot.layout.anchors import Anchors, Standing


def read_offline(document: Document, anchors: Anchors) -> Reading:
    """The figures at the anchors. Cells without a place of their own are `unread`, with the reason."""
    cells: dict[str, Value | None] = {}
    unread: dict[str, str] = {}
    prints: dict[str, str] = {}
    for path, cell in anchors.form.cells.items():
        place = anchors.places[path]
        if place.standing is Standing.BLANK:
            cells[path] = None
        elif place.standing is Standing.PRINTED and place.span is not None:
            prints[path] = document.text[place.span[0] : place.span[1]]
            try:
                cells[path] = parse(prints[path], cell.kind, place.unit)
            except PrintError as error:
                unread[path] = str(error)
        else:
            unread[path] = place.why or "no place in the print"
    return Reading(form=anchors.form, cells=cells, unread=unread, prints=prints, reader="offline")
