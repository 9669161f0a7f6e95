"""XML as events and as a tree: the same is refused by both."""

import pytest

from crossfoot.documents.xml_events import XmlError, tell, tree


class Told:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, ...]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events.append(("start", tag, *attributes.values()))

    def end(self, tag: str, text: str) -> None:
        self.events.append(("end", tag, text))


def test_events_come_in_order_without_namespaces() -> None:
    told = Told()
    tell('<a xmlns="urn:x" b="1"><c>数</c>尾</a>'.encode(), told)
    assert told.events == [("start", "a", "1"), ("start", "c"), ("end", "c", "数"), ("end", "a", "尾")]


def test_a_tree_has_its_root() -> None:
    assert tree(b"<a><b/></a>").tag == "a"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<a>\xff</a>",
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b'<?xml version="1.0" encoding="gbk"?><a/>',
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<!DOCTYPE a><a/>".encode("utf-16"),
    ],
)
def test_what_cannot_be_parsed_is_one_error(data: bytes) -> None:
    with pytest.raises(XmlError):
        tell(data, Told())
    with pytest.raises(XmlError):
        tree(data)
