"""Line numbers of a text."""

from bisect import bisect_right
from itertools import accumulate


class Lines:
    """The lines of a text, numbered from 1; `\\n` alone ends a line, as in `Document.text`."""

    def __init__(self, text: str) -> None:
        self.texts = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self.texts)][:-1]

    def number(self, offset: int) -> int:
        """The number of the line that the character at *offset* stands in."""
        return bisect_right(self._starts, offset)

    def start(self, number: int) -> int:
        """The offset of the first character of line *number*."""
        return self._starts[number - 1]
