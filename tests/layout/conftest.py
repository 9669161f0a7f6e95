"""What a reader makes of a text: located, read offline and checked in one go."""

from dataclasses import dataclass

import flattenings
import pytest

from crossfoot.checks import Verdict, verify
from crossfoot.documents import Document
from crossfoot.forms import Reading
from crossfoot.layout import Anchors, locate
from crossfoot.readers.offline import read_offline


@dataclass(frozen=True)
class Read:
    document: Document
    anchors: Anchors
    reading: Reading
    verdict: Verdict

    def wrong(self, gold):
        """The cells that were read other than they are; unread ones are not wrong."""
        return {
            path: (value, gold.get(path))
            for path, value in self.reading.cells.items()
            if value != gold.get(path) or type(value) is not type(gold.get(path))
        }


@pytest.fixture
def read():
    def read(text):
        document = flattenings.document(text)
        anchors = locate(document)
        reading = read_offline(document, anchors)
        return Read(document, anchors, reading, verify(anchors, reading, document.text))

    return read
