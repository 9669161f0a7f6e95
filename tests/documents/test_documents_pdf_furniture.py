"""Page numbers of a PDF: in the text, and no part of its tables."""

import pytest
from test_documents_pdf import HEIGHT, WIDTH, document


def pages(*footers, header=False):
    """A document of a page for each footer, with a line of text in its middle."""

    def draw(drawn):
        for footer in footers:
            drawn.setFont("STSong-Light", 10)
            drawn.drawString(50, HEIGHT / 2, "行政许可 12")
            if footer:
                drawn.drawCentredString(WIDTH / 2, HEIGHT - 20 if header else 20, footer)
            drawn.showPage()

    return document(draw)


def asides(found):
    return [found.text[start:end] for start, end in found.asides]


@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize("shape", ["{}", "- {} -", "第{}页", "—{}—"])
def test_numbers_that_count_the_pages_are_told(shape, header):
    footers = [shape.format(number) for number in (3, 4, 5)]
    assert asides(pages(*footers, header=header)) == footers


def test_a_cover_without_a_number_hides_none():
    assert asides(pages("", "1", "2", "3")) == ["1", "2", "3"]


@pytest.mark.parametrize("footers", [("7",), ("7", "7"), ("7", "9"), ("12", "", "", "", "16"), ("", "", "")])
def test_numbers_that_count_nothing_stay_in_doubt(footers):
    assert asides(pages(*footers)) == []


def test_page_numbers_stay_in_the_text_and_have_their_places():
    found = pages("1", "2")
    (start, end), _ = found.asides
    (origin,) = found.origins_of(start, end)
    assert (found.text[start:end], origin.page) == ("1", 1)
