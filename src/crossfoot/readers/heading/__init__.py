"""Who reported on which year, and when: title, issuer, year, dates and 索引号, each with its place; null where the text does not tell.

`read_heading` is the whole of it. `titles` finds the title, `fields` the block of fields that portals print above a report,
`signature` what stands under it, `years` the period, `parents` the places a body may belong to. All read `plain` text.
"""

from crossfoot.readers.heading.model import Candidate, Heading, Named
from crossfoot.readers.heading.parents import in_path
from crossfoot.readers.heading.read import read_heading

__all__ = ["Candidate", "Heading", "Named", "in_path", "read_heading"]
