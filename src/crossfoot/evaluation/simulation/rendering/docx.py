"""Word documents (ISO/IEC 29500), written part by part: what a library would tidy up must stay as users leave it."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape
from random import Random

from crossfoot.evaluation.simulation.drafts import Draft
from crossfoot.evaluation.simulation.rendering.blocks import Block, blocks
from crossfoot.evaluation.simulation.sheet import Box, Table, unmarked

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/></Types>'
)
_RELATIONS = '<Relationships xmlns="{0}/relationships"><Relationship Id="rId1" Type="{1}/relationships/{2}" Target="{3}"/></Relationships>'
_STYLES = (
    f'<w:styles {_NAMESPACES}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
)
_PAGE = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="800" w:right="800" w:bottom="800" w:left="800" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>'
_DATE = 'w:author="编辑" w:date="2022-01-05T09:00:00Z"'


def render_docx(draft: Draft, rng: Random) -> bytes:
    """The report as a Word document."""
    body = "".join(_block(draft, block, rng) for block in blocks(draft))
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(_PACKAGE, _OFFICE, "officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _RELATIONS.format(_PACKAGE, _OFFICE, "styles", "styles.xml"),
        "word/styles.xml": _STYLES,
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}{_PAGE}</w:body></w:document>",
    }
    return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    """A zip archive of XML *parts*, always the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            declared = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'
            archive.writestr(zipfile.ZipInfo(name, (2022, 1, 5, 9, 0, 0)), declared)
    return out.getvalue()


def _block(draft: Draft, block: Block, rng: Random) -> str:
    if isinstance(block, Table):
        return _table(draft, block, rng)
    if block.kind == "title" and "text box" in draft.options:
        return _text_box(block.text)
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if block.kind == "heading" else ""
    return f"<w:p>{style}{_run(block.text)}</w:p>"


def _run(text: str, properties: str = "") -> str:
    shown = escape(text).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{properties}<w:t xml:space="preserve">{shown}</w:t></w:r>'


def _text_box(text: str) -> str:
    """A floating text box, with the older drawing of it that Word adds for older readers."""
    content = f"<w:txbxContent><w:p>{_run(text)}</w:p></w:txbxContent>"
    graphic = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="6000000" cy="500000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>'
    )
    drawing = f'<w:drawing><wp:inline><wp:extent cx="6000000" cy="500000"/><wp:docPr id="1" name="Text Box 1"/>{graphic}</wp:inline></w:drawing>'
    picture = f'<w:pict><v:shape style="width:400pt;height:40pt"><v:textbox>{content}</v:textbox></v:shape></w:pict>'
    return (
        f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
        f"<mc:Fallback>{picture}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


# -- tables -----------------------------------------------------------------------------------------------------------


def _table(draft: Draft, table: Table, rng: Random) -> str:
    rows = "".join(_rows(draft, table, rng))
    xml = _framed(table.columns, rows, table.columns)
    if "layout table" in draft.options:
        return _framed(1, f"<w:tr>{_outer(xml + '<w:p/>')}</w:tr>", 1)
    return xml


def _framed(columns: int, rows: str, widths: int) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{15000 // widths}"/>' for _ in range(columns))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="15000" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p/>"
    )


def _outer(content: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="15000" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _rows(draft: Draft, table: Table, rng: Random) -> Iterator[str]:
    width = 15000 // table.columns
    for row in range(table.rows):
        cells = "".join(_cell(draft, box, row, width, rng) for box in _across(table, row))
        repeats = "<w:tblHeader/>" if "header rows" in draft.options and row < 3 else ""
        if "content controls" in draft.options and row % 7 == 5:
            yield f"<w:sdt><w:sdtPr/><w:sdtContent><w:tr>{cells}</w:tr></w:sdtContent></w:sdt>"
            continue
        yield f"<w:tr><w:trPr>{repeats}</w:trPr>{cells}</w:tr>"
        if "deleted rows" in draft.options and row % 9 == 8:
            gone = "".join(_deleted_cell(box, row, width) for box in _across(table, row))
            yield f'<w:tr><w:trPr><w:del w:id="{900 + row}" {_DATE}/></w:trPr>{gone}</w:tr>'


def _across(table: Table, row: int) -> Iterator[Box]:
    """The boxes that stand in a row, those that reach down into it too."""
    column = 0
    while column < table.columns:
        box = table.covering(row, column)
        yield box
        column = box.column + box.colspan


def _properties(box: Box, row: int, width: int) -> str:
    span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
    begins = ' w:val="restart"' if box.row == row else ""
    merge = f"<w:vMerge{begins}/>" if box.rowspan > 1 else ""
    return f'<w:tcPr><w:tcW w:w="{width * box.colspan}" w:type="dxa"/>{span}{merge}</w:tcPr>'


def _deleted_cell(box: Box, row: int, width: int) -> str:
    """A cell of a row that was struck out: the row as it was last year."""
    old = re.sub(r"\d", "7", unmarked(box.text)) if box.row == row else ""
    return f"<w:tc>{_properties(box, row, width)}<w:p>{_struck(old)}</w:p></w:tc>"


def _struck(text: str) -> str:
    return f'<w:del w:id="1" {_DATE}><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'


def _cell(draft: Draft, box: Box, row: int, width: int, rng: Random) -> str:
    text = unmarked(box.text) if box.row == row else ""
    runs = _figure(draft, text, rng) if box.figure else _run(text)
    xml = f"<w:tc>{_properties(box, row, width)}<w:p>{runs if text else ''}</w:p></w:tc>"
    if "content controls" in draft.options and box.figure and rng.random() < 0.1:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>"
    return xml


def _figure(draft: Draft, text: str, rng: Random) -> str:
    if "figures in runs" in draft.options:
        runs = "".join(_run(char, "<w:rPr><w:b/></w:rPr>" if n % 2 else "") for n, char in enumerate(text))
    else:
        runs = _run(text)
    if "tracked changes" in draft.options and rng.random() < 0.3:
        old = str(rng.randint(0, 99))
        return f'{_struck(old)}<w:ins w:id="2" {_DATE}>{runs}</w:ins>'
    if "hidden text" in draft.options and rng.random() < 0.3:
        return runs + _run(str(rng.randint(0, 9)), "<w:rPr><w:vanish/></w:rPr>")
    if "content controls" in draft.options and rng.random() < 0.3:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{runs}</w:sdtContent></w:sdt>"
    return runs
