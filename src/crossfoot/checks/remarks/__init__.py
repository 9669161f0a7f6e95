"""Remarks: what a careful reader would find odd in a report. They are warnings, and decide nothing.

Pure, and without a clock. What is checked, and in which words it is said, is data (`rules/remarks.yaml`):

* the narrative's numbers against the tables (`counts`);
* dates that cannot be, and the statistical period (`dates`);
* the body that title, signature and publisher name (`names`);
* the form of another year, units of money, items that cannot be (`tables`).

A false warning on a right report is worse than a missed one: what is in doubt is not said.
"""

from collections.abc import Mapping

from crossfoot.checks.confront import Finding
from crossfoot.checks.remarks.catalogue import load_remarks
from crossfoot.checks.remarks.counts import count_remarks
from crossfoot.checks.remarks.dates import date_remarks
from crossfoot.checks.remarks.names import Names, name_remarks
from crossfoot.checks.remarks.tables import table_remarks
from crossfoot.forms import Value
from crossfoot.layout.anchors import Anchors

__all__ = ["remarks"]


def remarks(
    text: str,
    anchors: Anchors,
    cells: Mapping[str, Value | None],
    year: int | None,
    heading: Names | None = None,
) -> tuple[Finding, ...]:
    """Warnings about a report: *cells* as read, *year* as its title says, *anchors* the places in its *text*.

    *heading* is who the title, the signature and the page name (`crossfoot.readers.heading.Heading`).

    A finding `fail`s where something looks wrong, and is `untestable` where a statement differs from the table for a reason
    that may be a good one; its message names the reason. `span` is the place in *text* that is meant.
    """
    catalogue = load_remarks()
    return (
        *count_remarks(text, anchors, cells, year, catalogue),
        *date_remarks(text, anchors, year, catalogue),
        *(name_remarks(text, heading, anchors.form, catalogue) if heading is not None else ()),
        *table_remarks(text, anchors, cells, year, catalogue),
    )
