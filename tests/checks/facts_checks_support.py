"""Reports for the tests of facts: a narrative around tables that are not there."""

from remarks_support import FORM, tables

from crossfoot.checks.facts import Checked, fact_findings, verify_facts
from crossfoot.documents import Document
from crossfoot.forms.facts import FactRow, Stated, fact_rows
from crossfoot.layout import Anchors, Place, Standing
from crossfoot.layout.narrative import narrative

FIVE = "一是解读形式单一。下一步将丰富解读形式。"
SIX = "本年度未收取信息处理费。"


def written(before: str, five: str = FIVE, six: str = SIX) -> str:
    return (
        f"临河县水利局2022年政府信息公开工作年度报告\n一、总体情况\n{before}\n二、主动公开政府信息情况\n（表）\n"
        f"五、存在的主要问题及改进情况\n{five}\n六、其他需要报告的事项\n{six}\n"
    )


def document(text: str) -> Document:
    return Document(text, (), "text/plain", "utf-8", "0" * 64, "a.txt")


def anchored(text: str) -> Anchors:
    """Anchors of a text whose tables are the mark （表）, each cell a blank."""
    at = text.index("（表）")
    places = dict.fromkeys(FORM.cells, Place(Standing.BLANK))
    return Anchors(FORM, places, {}, region=(at, at + 3))


def checked(text: str, *stated: Stated, year: int | None = 2022) -> Checked:
    return verify_facts(stated, text, narrative(document(text), anchored(text)), year)


def rows(text: str, *stated: Stated) -> list[FactRow]:
    """The facts that the text bears out."""
    return list(fact_rows(checked(text, *stated).facts))


def why(text: str, stated: Stated) -> str | None:
    """The reason for which the fact is rejected; null where it is believed."""
    facts = checked(text, stated).facts
    assert bool(facts.rejected) != bool(list(fact_rows(facts)))
    return facts.rejected[0].why if facts.rejected else None


def brought_up(text: str, *stated: Stated, said=(), **figures) -> list[tuple[str, str]]:
    """Rule and verdict of what the facts bring up beside tables with these *figures*."""
    found = fact_findings(checked(text, *stated), text, anchored(text), tables(**figures), 2022, said)
    return [(each.rule, each.verdict) for each in found]
