"""Title, issuer and year: from the title or the stated period, never from a signature or a guess."""

from pathlib import Path

import pytest

from crossfoot import documents
from crossfoot.readers.heading import read_heading

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
EXPECTED = {
    "000_7bfc21f10718380c": (["武德镇2020年政府信息公开工作年度报告"], "武德镇", 2020),
    "001_06262f519957789b": (
        ["楚雄市新村镇2020年政府信息公开工作年度报告", "新村镇2020年度政府信息公开工作年度报告"],
        "新村镇",
        2020,
    ),
    "002_d0913d7d57e43191": (["靖安县宝峰镇2020年度政府信息公开工作年度报告"], "宝峰镇", 2020),
    "003_47b4ce0c4832982f": (["清凉峰镇2020年政府信息公开工作年度报告"], "清凉峰镇", 2020),
    "004_b4cf58a1ae5d2f01": (["寒葱沟镇人民政府2021年政府信息公开工作年度报告"], "寒葱沟镇人民政府", 2021),
}


def heading(text):
    return read_heading(documents.parse(text.encode(), "report.txt"))


@pytest.mark.parametrize("name", EXPECTED)
def test_headings_of_the_seeds(name):
    path = SEEDS / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"{path} is not beside this checkout")
    found = read_heading(documents.read(path))
    titles, issuer, year = EXPECTED[name]
    assert "".join(found.title.split()) in titles
    assert issuer in found.issuer
    assert found.year == year


BODY = "\n\n一、总体情况\n\n2023年，本机关主动公开政府信息12条。\n\n"


@pytest.mark.parametrize(
    ("title", "issuer", "year"),
    [
        ("青砚县人民政府2022年政府信息公开工作年度报告", "青砚县人民政府", 2022),
        ("2022年青砚县人民政府政府信息公开工作年度报告", "青砚县人民政府", 2022),
        ("青砚县财政局2022年度政府信息公开年度报告", "青砚县财政局", 2022),
        ("青砚县财政局\n2022年政府信息公开工作年度报告", "青砚县财政局", 2022),
        ("青砚县人民政府办公室\n2022年政府信息\n公开工作年度报告", "青砚县人民政府办公室", 2022),
        ("宿迁市2024年政府信息公开工作年度报告", "宿迁市", 2024),
        ("2019年上海市人民政府办公厅政府信息公开工作年度报告", "上海市人民政府办公厅", 2019),
    ],
)
def test_titles_as_they_are_printed(title, issuer, year):
    found = heading(title + BODY)
    assert (found.issuer, found.year) == (issuer, year)
    assert "".join(found.title.split()) == "".join(title.split())


@pytest.mark.parametrize("title", ["政府信息公开工作年度报告", "我局政府信息公开工作年度报告"])
def test_what_the_title_does_not_say_is_null(title):
    found = heading(title + BODY)
    assert (found.issuer, found.year) == (None, None)


def test_the_stated_period_gives_the_year():
    text = "政府信息公开工作年度报告\n\n本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。\n"
    assert heading(text).year == 2020


def test_the_signature_never_gives_the_year():
    text = "政府信息公开工作年度报告" + BODY + "青砚县人民政府\n2024年1月25日\n"
    found = heading(text)
    assert found.year is None
    assert found.issuer == "青砚县人民政府"


def test_page_furniture_is_no_title():
    text = (
        "当前位置：首页 > 政府信息公开 > 政府信息公开年报\n索引号：011-2023-0001\n发布日期：2023-01-18\n字体：[大 中 小] 打印\n"
        "青砚县2022年政府信息公开工作年度报告\n浏览次数：1268\n"
    )
    found = heading(text + BODY)
    assert (found.title, found.year) == ("青砚县2022年政府信息公开工作年度报告", 2022)


def test_a_text_without_a_title_has_none():
    found = heading("关于召开春季防汛工作会议的通知\n\n请各单位于2023年3月12日前报送材料。\n")
    assert (found.title, found.year) == (None, None)
