import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crossfoot.forms import form
from crossfoot.store import DocumentInfo, ErrorInfo, ReadingInfo, Record, Store

MakeRecord = Callable[..., Record]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "crossfoot.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


@pytest.fixture
def make_record() -> MakeRecord:
    def make(path="报告/甲县2023.txt", content="甲", *, readable=True, **changes) -> Record:
        """A verified record of the document with these contents; *changes* go to the record or its document."""
        cells = {cell: i % 7 or None for i, cell in enumerate(form("2021").fields)}
        document = {
            "path": path,
            "sha256": hashlib.sha256(content.encode()).hexdigest() if readable else None,
            "media_type": "text/plain",
            "title": "甲县2023年政府信息公开工作年度报告",
            "issuer": "甲县人民政府",
            "year": 2023,
        }
        document |= {key: changes.pop(key) for key in list(changes) if key in document}
        values = {
            "document": DocumentInfo(**document),
            "form": "2021",
            "status": "verified",
            "cells": cells,
            "evidence": {cell: (i, i + 1) for i, (cell, v) in enumerate(cells.items()) if v is not None},
            "findings": (),
            "reason": "每个数都与原文对应",
            "reading": ReadingInfo(reader="offline"),
        }
        if changes.get("status") == "failed":
            values |= {
                "form": None,
                "cells": {},
                "evidence": {},
                "error": ErrorInfo(type="X", message="坏了"),
            }
        return Record(**(values | changes))

    return make
