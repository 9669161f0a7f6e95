"""The rows as a table."""

from collections.abc import Sequence

from outcomes import Row

from crossfoot.evaluation.svg import percent

HEADINGS = (
    "error rate",
    "misread",
    "method",
    "verified",
    "wrong",
    "source_error",
    "review",
    "failed",
    "questions",
    "calls",
    "tokens in",
    "tokens out",
    "seconds",
)


def line(row: Row) -> tuple[str, ...]:
    """A row in words."""
    n, errors = len(row.outcomes), row.count("source_error")
    return (
        percent(row.rate),
        f"{sum(each.misread for each in row.outcomes)}",
        row.method,
        f"{row.count('verified')}/{n} = {row.count('verified') / n:.1%}",
        f"{row.wrong}/{row.count('verified')}",
        f"{row.true_errors}+{errors - row.true_errors}",
        f"{row.count('needs_review')}",
        f"{row.count('failed')}",
        f"{sum(each.questions for each in row.outcomes)}",
        f"{sum(each.calls for each in row.outcomes)}",
        _amount(row.each("input_tokens")),
        _amount(row.each("output_tokens")),
        f"{row.seconds:.1f}",
    )


def _amount(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def table(rows: Sequence[Row]) -> str:
    """The rows below their headings."""
    lines = [HEADINGS, *map(line, rows)]
    widths = [max(len(cells[at]) for cells in lines) for at in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)) for cells in lines
    )


LEGEND = """
error rate    share of first readings with a misreading, and of answers to questions that do not repeat the first reading;
              misread: first readings that were wrong
wrong         verified and yet not as labelled, of those verified
source_error  called the report's own error: rightly + wrongly (the report is sound, or the figures are misread)
questions     cells asked about again; sums only: the whole read again
tokens        per accepted document, that is one verified or called source_error

The noisy model knows what is printed even where the text has lost it ({lost} of these documents are labelled needs_review).
Sums only believes it there; full verification sends such a document to review, whatever the model says."""
