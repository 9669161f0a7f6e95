"""The figures of a run, and what differs between two, for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crossfoot.cli.text import plural, safe
from crossfoot.evaluation.metrics import Metrics
from crossfoot.evaluation.metrics.comparison import Comparison
from crossfoot.evaluation.metrics.intervals import Bounded, Rate
from crossfoot.evaluation.results import CellOutcome, Run
from crossfoot.store.record import STATUSES

_WORST = 8
"""Documents that are named at the most."""


def parts(run: Run, metrics: Metrics) -> Iterator[RenderableType]:
    """The figures of a run."""
    found, cells = metrics.decisions, metrics.cells
    size = sum(cells.final.outcomes.values())
    yield Text(
        f"{safe(' '.join((f'{run.name} on {run.dataset}', *run.selection)))}: {plural(metrics.documents, 'document')}, {size:,} cells, "
        f"{cells.final.nonzero.of:,} of them not zero",
        style="bold",
    )
    head = Table(box=None, show_header=False, pad_edge=False)
    head.add_column()
    head.add_column(justify="right")
    head.add_column()
    wrong = found.verified_wrong
    head.add_row(
        Text("verified but wrong", style="bold"),
        Text(f"{wrong.count:,} of {wrong.of:,}", style="bold red" if wrong.count else "bold green"),
        _bound(wrong),
    )
    for name, rate in (
        ("verified", found.verified),
        ("verified, of what can be", found.verified_of_expected),
        ("documents wholly right", found.right),
        ("cells right", cells.final.strict),
        ("  where not zero", cells.final.nonzero),
        ("  blank and zero alike", cells.final.lenient),
        *((("  before any question", cells.first.strict),) if metrics.two_passes else ()),
        ("source_error rightly so", found.source_error_precision),
        ("source_error found", found.source_error_recall),
        ("evidence at its place", metrics.spans.found),
    ):
        head.add_row(name, _percent(rate), _counted(rate))
    yield head
    if metrics.two_passes:
        yield _effort(metrics)
    yield _confusion(metrics)
    outcomes = cells.final.outcomes
    told = " · ".join(f"{outcome} {outcomes.get(outcome, 0):,}" for outcome in CellOutcome)
    yield Text(f"cells: {told}")
    yield from _failures(run, metrics)


def _effort(metrics: Metrics) -> Text:
    spent, overruled = metrics.effort, metrics.repair.overruled
    each = [
        f"{metrics.repair.repaired.count:,} of {metrics.repair.repaired.of:,} cells repaired, "
        f"{metrics.repair.spoiled.count:,} spoiled",
        *([f"{plural(overruled, 'cell')} kept as printed against it"] if overruled else []),
        f"{spent.questions.total:,.0f} questions",
    ]
    if spent.input_tokens.per_accepted is not None and spent.output_tokens.per_accepted is not None:
        each.append(
            f"{spent.input_tokens.per_accepted:,.0f} tokens in and {spent.output_tokens.per_accepted:,.0f} out "
            "per accepted document"
        )
    if spent.cost.per_accepted is not None and spent.cost.total:
        each.append(f"cost {spent.cost.per_accepted:.5f} per accepted document")
    if spent.seconds.total and spent.seconds.per_document is not None:
        each.append(f"{spent.seconds.per_document:,.1f} s per document")
    return Text("model: " + " · ".join(each))


def _confusion(metrics: Metrics) -> Table:
    table = Table(title="expected (rows) and found", title_justify="left", title_style="", pad_edge=False)
    table.add_column("")
    for status in STATUSES:
        table.add_column(status, justify="right")
    for expected, met in metrics.decisions.confusion.items():
        if any(met.values()):
            table.add_row(expected, *(_cell(expected, status, met[status]) for status in STATUSES))
    return table


def _cell(expected: str, status: str, count: int) -> Text:
    bad = status in ("verified", "source_error") and status != expected
    return Text(f"{count:,}" if count else "·", style="red" if bad and count else "")


def _failures(run: Run, metrics: Metrics) -> Iterator[RenderableType]:
    by_name = {result.label.report: result for result in run.results}
    wrong = set(metrics.decisions.verified_wrong_reports)
    for report in sorted(wrong):
        yield Text(f"VERIFIED BUT WRONG  {safe(report)}", style="bold red")
    for report in metrics.decisions.verified_unexpected_reports:
        expected = by_name[report].label.expected_status
        yield Text(f"VERIFIED, {expected} EXPECTED  {safe(report)}", style="bold red")
    others = [each for each in metrics.each if not each.right and each.report not in wrong]
    others.sort(key=lambda each: (-each.wrong_cells, -each.unread_cells))
    for each in others[:_WORST]:
        reason = safe(by_name[each.report].reason)
        yield Text(
            f"{each.status:<12}  {safe(each.report)}: {each.wrong_cells} wrong, {each.unread_cells} unread; {reason}"
        )
    if len(others) > _WORST:
        yield Text(f"… and {len(others) - _WORST:,} more: --html shows the worst, --json all")


def compared(found: Comparison) -> Iterator[RenderableType]:
    """What differs between two runs."""
    yield Text(
        f"\n{safe(found.second)} less {safe(found.first)}, over {plural(found.documents, 'document')} of both",
        style="bold",
    )
    table = Table(pad_edge=False)
    for title in ("", "first", "second", "difference", "95 %"):
        table.add_column(title, justify="left" if not title else "right")
    for name, each in found.differences.items():
        if each.value is None:
            continue
        interval = each.interval
        between = (
            f"{interval.low:+.2%} … {interval.high:+.2%}"
            if interval is not None and "cost" not in name
            else ""
        )
        if "cost" in name:
            table.add_row(name, f"{each.first:.5f}", f"{each.second:.5f}", f"{each.value:+.5f}", between)
        else:
            table.add_row(name, share(each.first), share(each.second), f"{each.value:+.2%}", between)
    yield table
    right = found.right
    yield Text(
        f"wholly right in the second alone {right.second:,}, in the first alone {right.first:,}: p = {right.p:.3g} (McNemar, exact)"
    )
    for word, changes in (("better", found.better), ("worse", found.worse)):
        for change in changes[:_WORST]:
            yield Text(
                f"{word}: {safe(change.report)} {change.first_right} → {change.second_right} of {change.cells} cells, "
                f"{change.first_status} → {change.second_status}"
            )
    for report in found.newly_untrue[:_WORST]:
        yield Text(f"VERIFIED BUT WRONG IN THE SECOND ALONE  {safe(report)}", style="bold red")
    if len(found.newly_untrue) > _WORST:
        yield Text(f"… and {len(found.newly_untrue) - _WORST:,} more: --json names all")
    left_out = len(found.only_first) + len(found.only_second) + len(found.relabelled) + len(found.replaced)
    if left_out:
        yield Text(
            f"left out: {plural(left_out, 'document')} of one run alone, or with other labels, or other files"
        )


def _percent(rate: Rate) -> str:
    return share(rate.value)


def share(value: float | None) -> str:
    """A share in percent; only none of it is 0.00%, and only all is 100.00%."""
    if value is None:
        return "–"
    shown = f"{value:.2%}"
    if shown == "100.00%" and value < 1:
        return "99.99%"
    return "0.01%" if shown == "0.00%" and value > 0 else shown


def _counted(rate: Rate) -> str:
    between = (
        f", 95 %: {rate.interval.low:.2%} … {rate.interval.high:.2%}" if rate.interval is not None else ""
    )
    return f"{rate.count:,} of {rate.of:,}{between}"


def _bound(found: Bounded) -> str:
    return "" if found.upper is None else f"at most {share(found.upper)} at 95 %"
