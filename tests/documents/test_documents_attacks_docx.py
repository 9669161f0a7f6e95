"""Word's tables whose cells show something other than their text."""

import pytest
from word_files import docx, par, run

from crossfoot.documents import parse

DOUBT = "\ufffc"
NO_FILL = '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>'


def field(result: str, *, dirty: bool = False, data: str = "") -> str:
    told = ' w:dirty="true"' if dirty else ""
    kept = f"<w:ffData>{data}</w:ffData>" if data else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{told}>{kept}</w:fldChar></w:r>'
        "<w:r><w:instrText>=1+2</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def figure(content: str, row: str = "") -> str:
    """How a cell of that content reads, in a row of those properties."""
    cells = "".join(f"<w:tc>{par(each)}</w:tc>" for each in ("规章", content, "7"))
    rows = f"<w:tr><w:tc>{par('名')}</w:tc><w:tc>{par('甲')}</w:tc><w:tc>{par('乙')}</w:tc></w:tr>"
    body = f"<w:tbl>{rows}<w:tr><w:trPr>{row}</w:trPr>{cells}</w:tr></w:tbl>"
    return parse(docx(body), "a.docx").text.strip().split("\n")[1].split("\t")[1]


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("12", '<w:trHeight w:val="20" w:hRule="exact"/>'),
        ("12", "<w:hidden/>"),
        (field(run("12"), dirty=True), ""),
        (field("", data='<w:ddList><w:listEntry w:val="12"/></w:ddList>'), ""),
        (run("3") + field("", data='<w:ddList><w:listEntry w:val="12"/></w:ddList>'), ""),
        (run("12", NO_FILL), ""),
        (run("12", '<w:color w:val="FFFFFF"/><w:highlight w:val="white"/>'), ""),
        (run("12", '<w:color w:val="000000"/><w:highlight w:val="black"/>'), ""),
        (run("12", '<w:color w:val="FEFE00"/><w:highlight w:val="yellow"/>'), ""),
        (run("12", '<w:sz w:val="4"/>'), ""),
    ],
)
def test_what_is_not_seen_or_not_so_is_in_doubt(content: str, row: str):
    assert DOUBT in figure(content, row)


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("12", '<w:trHeight w:val="20" w:hRule="atLeast"/>'),
        ("12", '<w:trHeight w:val="400" w:hRule="exact"/><w:hidden w:val="0"/>'),
        (field(run("12")), ""),
        (field(run("12"), data='<w:textInput><w:default w:val="9"/></w:textInput>'), ""),
        (run("12", NO_FILL.replace("noFill", "solidFill")), ""),
        (run("12", '<w:color w:val="000000"/><w:highlight w:val="yellow"/>'), ""),
        (run("12", '<w:color w:val="000000"/><w:highlight w:val="none"/>'), ""),
        (run("12", '<w:sz w:val="12"/>'), ""),
    ],
)
def test_what_is_shown_as_it_is_is_a_figure(content: str, row: str):
    assert figure(content, row) == "12"
