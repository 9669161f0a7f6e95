"""A page about one evaluation run, or about several beside each other, that stands on its own: no script, nothing fetched.

The first run is the subject; the others are there to compare. Whatever labels, reports and models say is inert in it.
"""

from collections.abc import Sequence

from crossfoot import __version__
from crossfoot.evaluation.metrics import Measured, Metrics
from crossfoot.evaluation.metrics.comparison import Comparison
from crossfoot.evaluation.metrics.named import NAMED
from crossfoot.evaluation.page.commands import commands
from crossfoot.evaluation.page.compared import compared
from crossfoot.evaluation.page.confusion import confusion
from crossfoot.evaluation.page.drawings import TABLES, drawings, named
from crossfoot.evaluation.page.figures import BLANK, UNREAD, amount, bound, rate
from crossfoot.evaluation.page.headline import costs, groups
from crossfoot.evaluation.page.heat import heats
from crossfoot.evaluation.page.worst import worst_documents
from crossfoot.evaluation.results import CellOutcome
from crossfoot.store.record import STATUSES
from crossfoot.templates import environment

__all__ = ["page"]

_ROWS = 6
"""Rows of a document that are shown unfolded at the most."""


def page(
    runs: Sequence[Measured], *, comparison: Comparison | None = None, worst: int = 12, day: str | None = None
) -> str:
    """The page about the first of *runs*, with the other ones beside it.

    *comparison* adds what differs between two runs. *worst* is how many documents are shown in detail at the most, *day*
    when the run was made, as it is to be shown. Raises `ValueError` where there is no run.
    """
    if not runs:
        raise ValueError("a page needs a run")
    every = [each.metrics for each in runs]
    subject, found = runs[0].run, every[0]
    template = environment("crossfoot.evaluation.page").get_template("page.html")
    return template.render(
        run=subject,
        found=found,
        every=every,
        day=day,
        version=__version__,
        wrong=bound(found.decisions.verified_wrong),
        groups=groups(found),
        costs=costs(found),
        drawings=drawings(every),
        confusion=confusion(found),
        statuses=STATUSES,
        heats=heats(found),
        failed=_failed(found),
        bad=worst_documents(runs[0].judged, worst),
        shown_rows=_ROWS,
        no_figure=(BLANK, UNREAD),
        not_right=len(found.each) - found.decisions.right.count,
        comparison=comparison,
        compared=tuple(compared(comparison)) if comparison is not None else (),
        commands=commands([each.run for each in runs], comparison),
        metrics=NAMED,
        outcomes=tuple(CellOutcome),
        tables=TABLES,
        kind=named,
        rate=rate,
        bound=bound,
        amount=amount,
    )


def _failed(found: Metrics) -> int:
    return sum(each.status == "failed" for each in found.each)
