"""Word files for the tests, from the XML of their body."""

import io
import zipfile

from crossfoot.documents import Document, parse

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": W,
        "r": RELATIONS,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)

MADE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MADE}.document.main+xml"/></Types>'
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # An OpenDocument file tells its type uncompressed.
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def relations(*targets: tuple[str, str, str], base: str = RELATIONS) -> str:
    """Of (id, kind, target)."""
    each = "".join(f'<Relationship Id="{i}" Type="{base}/{kind}" Target="{to}"/>' for i, kind, to in targets)
    return f'<Relationships xmlns="{PACKAGE}">{each}</Relationships>'


def docx(
    body: str, *, styles: str = "", numbering: str = "", parts: dict[str, str | bytes] | None = None
) -> bytes:
    """A document with that body, and with styles and lists where they are given."""
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(
                ("rId1", "styles", "styles.xml"), ("rId2", "numbering", "/word/numbering.xml")
            ),
            **({"word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>"} if styles else {}),
            **(
                {"word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>"}
                if numbering
                else {}
            ),
            **(parts or {}),
        }
    )


def run(text: str, properties: str = "") -> str:
    told = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{told}<w:t xml:space="preserve">{text}</w:t></w:r>'


def par(content: str = "", properties: str = "") -> str:
    """A paragraph; words alone become a run."""
    told = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{told}{content if content.startswith('<') or not content else run(content)}</w:p>"


def cell(content: str = "", properties: str = "") -> str:
    """A cell; what is no block becomes a paragraph."""
    told = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    is_block = content.startswith(("<w:p>", "<w:tbl", "<w:sdt"))
    return f"<w:tc>{told}{content if is_block else par(content)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row; what is no cell becomes one."""
    told = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{told}{''.join(each if each.startswith(('<w:tc>', '<w:sdt>')) else cell(each) for each in cells)}</w:tr>"


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def read(body: str, **options: str) -> Document:
    return parse(docx(body, **options), "report.docx")


def text(body: str, **options: str) -> str:
    return read(body, **options).text.strip("\n")


def places(document: Document) -> list[tuple[int, int, int, int, str]]:
    """The document's only grid, as (row, column, rowspan, colspan, text)."""
    (grid,) = document.grids
    return [
        (each.row, each.column, each.rowspan, each.colspan, document.text[each.start : each.end])
        for each in grid.cells
    ]


def figure(content: str, **options: str) -> str:
    """What the reading makes of a cell of a data table."""
    return next(
        each[4] for each in places(read(table(row("规章", cell(content))), **options)) if each[1] == 1
    )
