"""What is kept: raw model answers as an append-only log, and the records derived from them, in one SQLite file."""

from crossfoot.store.connection import StoreError
from crossfoot.store.record import (
    STATUSES,
    DocumentInfo,
    ErrorInfo,
    FindingRecord,
    ReadingInfo,
    Record,
    RoundInfo,
    Status,
)
from crossfoot.store.store import Kept, Pruned, Stats, Store

__all__ = [
    "STATUSES",
    "DocumentInfo",
    "ErrorInfo",
    "FindingRecord",
    "Kept",
    "Pruned",
    "ReadingInfo",
    "Record",
    "RoundInfo",
    "Stats",
    "Status",
    "Store",
    "StoreError",
]
