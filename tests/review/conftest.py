"""Fixtures of the tests of review."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crossfoot.review import Desk
from crossfoot.store import Record, Store
from crossfoot.store.reviews import Reviews


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path / "crossfoot.db") as opened:
        yield opened


@pytest.fixture
def reviews(store: Store) -> Reviews:
    return Reviews(store)


@pytest.fixture
def desk(reviews: Reviews) -> Desk:
    """The desk of 甲."""
    return Desk(reviews, "甲")


@pytest.fixture
def counting(store: Store) -> Callable[..., Record]:
    """The record that counts for a path."""

    def find(path: str = "报告/甲县2023.txt") -> Record:
        (record,) = (r for r in store.records(newest_per_path=True) if r.document.path == path)
        return record

    return find
