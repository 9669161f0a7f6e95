"""Plain text."""

from crossfoot.documents.model import Document
from crossfoot.documents.source import Source


def read(source: Source) -> Document:
    """The text as it stands: its tabs, pipes and blanks are left to later stages to make sense of."""
    return source.document("text/plain", source.text, encoding=source.encoding)
