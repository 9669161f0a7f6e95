"""The examples in the docs, run as a reader would run them: from the top of the repository."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("page", ["library.md", "facts.md"])
def test_the_examples_of_a_page_do_what_they_say(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(
        str(ROOT / "docs" / page),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.FAIL_FAST,
    )
    assert result.attempted > 10
    assert result.failed == 0
