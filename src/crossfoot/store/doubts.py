"""What a record leaves to a person: the cells in doubt, and how much there is to do."""

from crossfoot.store.record import FindingRecord, Record

OF_PRINT = ("print", "reading")
"""How the rules of findings begin that are about the print and not about a sum."""


def about_print(finding: FindingRecord) -> bool:
    """Is *finding* about the print, and not about a sum?"""
    return finding.rule.split(".")[0] in OF_PRINT


def doubtful_cells(record: Record) -> tuple[str, ...]:
    """The cells that are not certain, in the order of the form: named by a finding about the print, or without a place."""
    named = {path for finding in record.findings if about_print(finding) for path in finding.cells}
    return tuple(
        path
        for path, value in record.cells.items()
        if path in named or (value is not None and path not in record.evidence)
    )


def failing_sums(record: Record) -> tuple[FindingRecord, ...]:
    """The sums that do not hold; warnings are left out."""
    return tuple(
        finding
        for finding in record.findings
        if finding.verdict == "fail" and finding.severity == "error" and not about_print(finding)
    )


def work(record: Record) -> int:
    """How much a person has to do: cells in doubt and failing sums. For sorting; no unit of time."""
    return len(doubtful_cells(record)) + len(failing_sums(record))
