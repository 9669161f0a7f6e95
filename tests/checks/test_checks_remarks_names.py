"""Who reports: title, signature and publisher, where they do not name one body."""

import pytest
from remarks_support import anchored, tables

from crossfoot import documents
from crossfoot.checks.remarks import remarks
from crossfoot.readers.heading import read_heading

BODY = "一、总体情况\n全年主动公开政府信息12条。\n六、其他需要报告的事项\n无。\n"


def found(text):
    heading = read_heading(documents.parse(text.encode(), "报告.txt"))
    said = remarks(text, anchored(text), tables(), heading.year, heading)
    return [(each.rule, text[slice(*each.span)]) for each in said]


def report(title, signature="", publisher=""):
    field = f"发布机构：{publisher}\n" if publisher else ""
    return f"{field}{title}2023年政府信息公开工作年度报告\n{BODY}{signature}\n2024年1月12日\n"


@pytest.mark.parametrize(
    ("title", "signature", "publisher"),
    [
        ("白浦县", "白浦县人民政府", "白浦县人民政府办公室"),
        ("砚池镇", "砚池镇党政办公室", "白浦县人民政府"),
        ("白浦县住房和城乡建设局", "白浦县住建局", "县住建局"),
        ("白浦市", "白浦市人民政府", "云锦市人民政府"),
        ("", "白浦县财政局", "白浦县财政局"),
        ("我局", "白浦县财政局", ""),
    ],
)
def test_one_body_by_several_names(title, signature, publisher):
    assert found(report(title, signature, publisher)) == []


def test_the_signature_of_another_body():
    assert found(report("青石镇", "白云镇人民政府")) == [("issuer.signature", "白云镇人民政府")]
    assert found(report("白浦县财政局", "白浦县水利局")) == [("issuer.signature", "白浦县水利局")]


def test_the_page_of_another_body():
    assert found(report("青石镇", "青石镇人民政府", "白云镇人民政府")) == [
        ("issuer.publisher", "白云镇人民政府")
    ]
    assert found(report("", "白浦县财政局", "金檀县水利局")) == [("issuer.publisher", "金檀县水利局")]


def test_both_are_another():
    said = found(report("青石镇", "白云镇人民政府", "白云镇人民政府"))
    assert [rule for rule, _ in said] == ["issuer.signature", "issuer.publisher"]


def test_the_messages_name_both():
    text = report("青石镇", "白云镇人民政府")
    heading = read_heading(documents.parse(text.encode(), "报告.txt"))
    (said,) = remarks(text, anchored(text), tables(), 2023, heading)
    for language in ("zh", "en"):
        assert "青石镇" in said.message[language]
        assert "白云镇人民政府" in said.message[language]
    assert (said.verdict, said.severity) == ("fail", "warning")


def test_dates_of_the_page_that_cannot_be():
    text = "发布日期：2024-02-30\n" + report("白浦县", "白浦县人民政府")
    assert found(text) == [("date.impossible", "2024-02-30")]


def test_without_a_heading_nothing_is_said_of_names():
    text = report("青石镇", "白云镇人民政府")
    assert remarks(text, anchored(text), tables(), 2023) == ()
