"""The queue as a workbook, for people who work in Excel: written, filled in by hand, and read back.

Own columns carry a seal, so that a row that was changed where it should not be is noticed. What is filled in is held
against the revision in view of which the workbook was written.
"""

from crossfoot.review.workbook.apply import Import, Outcome, bring_in
from crossfoot.review.workbook.book import TooManyError
from crossfoot.review.workbook.read import WorkbookError, read
from crossfoot.review.workbook.write import Summary, write

__all__ = ["Import", "Outcome", "Summary", "TooManyError", "WorkbookError", "bring_in", "read", "write"]
