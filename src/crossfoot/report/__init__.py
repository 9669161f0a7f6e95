"""What was found in a report, for people and for programs: plain text, a page to print, JSON. Nothing here prints.

The page is in `crossfoot.report.page`, which is imported on its own because its template engine takes time to load.
"""

from crossfoot.report.account import Account
from crossfoot.report.data import as_data
from crossfoot.report.telling import account_of
from crossfoot.report.text import closing_line, text_lines

__all__ = ["Account", "account_of", "as_data", "closing_line", "text_lines"]
