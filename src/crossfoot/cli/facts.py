"""The facts of a record on the screen: each with its quote, and what was not believed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from crossfoot.forms.facts import FactRow, Facts


def told(facts: "Facts") -> Iterator[Text]:
    """The facts, one to a line, under their heading."""
    from crossfoot.forms.facts import fact_rows

    yield Text("\nFacts of the narrative", style="bold")
    if facts.error is not None:
        yield Text(f"  none: {safe(facts.error.type)}: {safe(facts.error.message)}", style="red")
        return
    rows = list(fact_rows(facts))
    for row in rows:
        yield Text.assemble("  ", *_line(row))
    if not rows:
        yield Text("  none is stated")
    if facts.cut:
        yield Text("  the narrative was too long to be read whole", style="yellow")
    if facts.rejected:
        count = plural(len(facts.rejected), "statement")
        yield Text(f"  {count} of the model not taken: the text does not bear them out", style="yellow")
    for each in facts.rejected:
        yield Text(f"    {each.path}: {each.why}: “{safe(each.quote)}”", style="dim")


def _line(row: "FactRow") -> Iterator[tuple[str, str]]:
    from crossfoot.forms.facts import FACTS

    yield FACTS[row.path].label, "default"
    if row.name is not None:
        yield f" · {safe(row.name)}", "default"
    if row.value is not None:
        yield f"  {_value(row)}", "bold"
    yield f"  “{safe(' '.join(row.quote.split()))}”", "dim"


def _value(row: "FactRow") -> str:
    if isinstance(row.value, bool):
        return "yes" if row.value else "no"
    unit = "元" if row.path == "facts.fee.yuan" else row.unit or ""
    return f"{'about ' if row.rough else ''}{row.value:,} {safe(unit)}".rstrip()
