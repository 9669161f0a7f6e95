"""From print to value, exactly or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.forms import PrintError, is_figure, is_placeholder, parse
from crossfoot.forms.prints import fold

FULL_WIDTH = str.maketrans("0123456789+-.,", "０１２３４５６７８９＋－．，")
SPACES = st.text(alphabet=" \u3000\u00a0\t\n\u2003", max_size=3)
KINDS = st.sampled_from(["count", "integer"])


@given(st.integers(0, 10**12), KINDS, SPACES, SPACES, st.booleans(), st.booleans(), st.sampled_from(["", "件", "项", "条", "个"]))  # fmt: skip
@settings(deadline=None)
def test_a_rendered_integer_is_read_back(value, kind, left, right, grouped, wide, unit):
    digits = f"{value:,}" if grouped else str(value)
    text = left + (digits.translate(FULL_WIDTH) if wide else digits) + unit + right
    assert is_figure(text)
    read = parse(text, kind)
    assert read == value
    assert type(read) is int


@given(st.integers(-(10**9), 10**9), st.booleans())
@settings(deadline=None)
def test_a_change_keeps_its_sign(value, wide):
    text = f"{value:+d}"
    assert parse(text.translate(FULL_WIDTH) if wide else text, "integer") == value


@given(st.decimals(0, 10**7, places=4), st.sampled_from([("元", 1), ("万元", 10_000)]), st.booleans())
@settings(deadline=None)
def test_an_amount_is_exact_in_yuan(amount, unit, in_cell):
    name, factor = unit
    text = f"{amount:f}"
    read = parse(text + name, "yuan") if in_cell else parse(text, "yuan", name)
    assert read == float(amount * factor)
    assert Decimal(str(read)) == amount * factor


@pytest.mark.parametrize(
    ("text", "stated", "yuan"),
    [
        ("70280元", None, 70280),
        ("70280元", "万元", 70280),
        ("160.5964万元", None, 1605964),
        ("477.35", "万元", 4773500),
        ("103.3879万元", "万元", 1033879),
        ("72701.2578", "万元", 727012578),
        ("0.1万元", None, 1000),
        ("0.07", "万元", 700),
        ("1,234.56元", None, 1234.56),
        ("０．５万元", None, 5000),
    ],
)  # fmt: skip
def test_amounts_as_they_were_seen(text, stated, yuan):
    assert parse(text, "yuan", stated) == yuan


def test_nothing_is_nothing_in_any_unit():
    assert parse("0", "yuan") == 0
    assert parse("0.0000", "yuan", "万元") == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-3", "count"),
        ("－3", "count"),
        ("--253", "count"),
        ("-0.5万元", "yuan"),
        ("2.5", "count"),
        ("0.1", "integer"),
        ("477.35", "yuan"),
        ("12", "yuan"),
        ("70280元", "count"),
        ("3件", "yuan"),
        ("9" * 40, "count"),
        ("9" * 40, "integer"),
        ("9" * 40 + "元", "yuan"),
        ("0." + "1" * 40, "yuan"),
        ("①5", "count"),
        ("⑤", "count"),
        ("5①", "count"),
        ("5²", "count"),
        ("½", "count"),
        ("五", "count"),
        ("1 2", "count"),
        ("1\n2", "count"),
        ("1　2", "count"),
        ("12,34", "count"),
        ("1,2345", "count"),
        ("1.2.3", "count"),
        ("12[1]", "count"),
        ("3月", "count"),
        ("第3", "count"),
        ("0x1F", "count"),
        ("1e3", "count"),
        ("٣", "count"),
        ("१२", "count"),
        ("", "count"),
        ("  ", "count"),
        ("/", "count"),
        ("无", "count"),
        ("100%", "count"),
        ("nan", "yuan"),
        ("inf", "yuan"),
    ],
)  # fmt: skip
def test_what_is_no_figure_of_its_kind_is_refused(text, kind):
    with pytest.raises(PrintError):
        parse(text, kind)


@given(st.text(max_size=12))
@settings(deadline=None)
def test_any_text_is_a_value_or_an_error_and_values_need_digits(text):
    for kind in ("count", "integer", "yuan"):
        try:
            value = parse(text, kind, "元")
        except PrintError:
            continue
        assert is_figure(text)
        assert kind == "integer" or value >= 0
        assert any(character.isdecimal() for character in text)


@given(st.text(max_size=40))
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)
    for before, after in zip(text, fold(text), strict=True):
        assert before.isalpha() <= (not after.isdigit())


@pytest.mark.parametrize("text", ["_", "/", "-", "无", "—", "——", "／", " _ ", "　/　"])
def test_placeholders_are_no_figures(text):
    assert is_placeholder(text)
    assert not is_figure(text)


@pytest.mark.parametrize("text", ["0", "1", "-2", "规章", ""])
def test_figures_and_words_are_no_placeholders(text):
    assert not is_placeholder(text)
