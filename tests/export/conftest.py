import hashlib
from collections.abc import Callable

import pytest

from crossfoot.forms import form
from crossfoot.store import DocumentInfo, ErrorInfo, ReadingInfo, Record

MakeRecord = Callable[..., Record]


@pytest.fixture
def make_record() -> MakeRecord:
    def make(
        path="报告/甲县.txt", *, form_id="2021", divided=None, status="verified", cells=None, **document
    ):
        """A record with every field of the form; *cells* overrides some of them."""
        fields = form(form_id, divided).fields
        figures = {cell: i % 9 or None for i, cell in enumerate(fields)} | (cells or {})
        document = {
            "sha256": hashlib.sha256(path.encode()).hexdigest(),
            "media_type": "text/plain",
            "title": "甲县2023年政府信息公开工作年度报告",
            "issuer": "甲县人民政府",
            "year": 2023,
        } | document
        failed = status == "failed"
        return Record(
            document=DocumentInfo(path=path, **document),
            form=None if failed else form_id,
            status=status,
            cells={} if failed else figures,
            evidence={}
            if failed
            else {cell: (10 * i, 10 * i + 1) for i, (cell, v) in enumerate(figures.items()) if v is not None},
            findings=(),
            reason="一句话，说明为何",
            reading=ReadingInfo(reader="offline", rules="r1"),
            error=ErrorInfo(type="X", message="坏了") if failed else None,
        )

    return make
