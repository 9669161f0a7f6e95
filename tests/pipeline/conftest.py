"""Fixtures of the pipeline's tests."""

import pytest

from crossfoot.store import Store


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    with Store(tmp_path / "store" / "crossfoot.db") as opened:
        yield opened
