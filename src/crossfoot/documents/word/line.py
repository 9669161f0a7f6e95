"""The text of a paragraph while it is read."""

from crossfoot.documents.encoding import tidy
from crossfoot.documents.model import DOUBT
from crossfoot.documents.word.looks import Look
from crossfoot.documents.word.tables import Block


class Line:
    """The text of a paragraph while it is read: in a cell or not."""

    def __init__(self, cell: bool) -> None:
        self.cell = cell
        self.level = ""
        self._pieces: list[str] = []

    def add(self, text: str) -> None:
        self._pieces.append(text)

    def doubt(self) -> None:
        """Mark that a cell shows something other than its text."""
        if self.cell:
            self._pieces.append(DOUBT)

    def look(self, look: Look) -> None:
        """Keep what is raised or lowered apart from what is not: it is no digit of the figure beside it."""
        if look.level != self.level:
            self._pieces.append(" ")
            self.level = look.level

    def lines(self) -> list[Block]:
        """The lines that show anything, trimmed."""
        text = "".join(self._pieces)
        if text.isalnum():
            return [text]
        text = tidy(text).replace("\xa0", " ")
        return [line for raw in text.split("\n") if (line := _trimmed(raw))]


def _trimmed(line: str) -> str:
    """*line* without blanks around it. Tabs before it are cells where there are more of them behind, else an indent."""
    if not (stripped := line.strip()):
        return ""
    return line.strip(" ") if "\t" in stripped else stripped
