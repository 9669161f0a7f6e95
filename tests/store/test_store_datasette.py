"""What is told to Datasette fits the store: its tables, their columns, and the queries on them."""

from pathlib import Path

import pytest
import yaml

from crossfoot.store.reviews import Reviews

TOLD = yaml.safe_load(
    (Path(__file__).parents[2] / "docs/datasette/metadata.yaml").read_text(encoding="utf-8")
)["databases"]["crossfoot"]


def columns(store, table):
    return {name for _, name, *_ in store.connection.execute(f"PRAGMA table_info({table})")}


def test_every_table_and_view_is_told_of(store):
    query = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    assert {name for (name,) in store.connection.execute(query)} == TOLD["tables"].keys()


@pytest.mark.parametrize("table", TOLD["tables"])
def test_what_is_said_of_a_table_is_about_its_columns(store, table):
    said = TOLD["tables"][table]
    named = {*said.get("columns", ()), *said.get("facets", ()), *said.get("units", ())}
    named |= {said[key] for key in ("sort", "sort_desc") if key in said}
    # `records` and `readings` share what is said of `latest`, which has a column more.
    assert named - columns(store, table) <= ({"seen"} if table in ("records", "readings") else set())


@pytest.mark.parametrize("query", TOLD["queries"])
def test_every_query_can_be_asked(store, make_record, query):
    record = make_record()
    store.save(record, "one")
    signed = record.model_copy(update={"reason": "签"})
    Reviews(store).let_count(record.document.path, record.document.sha256, signed)
    cell = next(path for path, value in record.cells.items() if value is not None)
    rows = store.connection.execute(TOLD["queries"][query]["sql"], {"cell": cell}).fetchall()
    assert len(rows) == (1 if query == "figure" else 0)
