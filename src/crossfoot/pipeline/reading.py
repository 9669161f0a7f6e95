"""From the bytes of one document to what can be said of it without a model: pure, and all of it work for the processor.

It runs in the process itself or in a worker (`crossfoot.pipeline.workers`), and gives the same in either.
"""

from dataclasses import dataclass
from pathlib import Path

from crossfoot.boundary import boundary
from crossfoot.documents import Document, DocumentError, parse
from crossfoot.pipeline.document import Prepared, offline_record, prepare
from crossfoot.pipeline.records import failed_record
from crossfoot.store.record import Record


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reading of one document came to: a record, or what a model is to be asked about."""

    found: Record | Prepared
    stands: bool = True
    """May the record be handed out again? Not where the document could not be opened: another run tries once more."""


def read_bytes(data: bytes, name: str, *, settle: bool) -> Outcome:
    """The outcome for a document's bytes; with *settle* its record by the offline reader.

    Whatever is wrong with the document is a record with status `failed`. Only a lack of memory is raised.
    """
    faults: list[Exception] = []
    document: Document | None = None
    with boundary(faults.append, let_through=(MemoryError,)):
        try:
            document = parse(data, name)
        except DocumentError as error:
            return failure(name, error.code, error.message)
        prepared = prepare(document)
        if isinstance(prepared, Prepared) and settle:
            return Outcome(offline_record(prepared))
        return Outcome(prepared)
    return Outcome(fault(Path(name), faults[0], document), stands=False)


def failure(name: str, code: str, message: str) -> Outcome:
    """A document that could not be opened; *message* begins with its name."""
    return Outcome(failed_record(Path(name), code, message), stands=False)


def fault(path: Path, error: Exception, document: Document | None = None) -> Record:
    """A fault of the program on one document: it is told there, and the batch goes on."""
    return failed_record(path, "unexpected", please_report(str(path), repr(error)), document)


def please_report(name: str, cause: str) -> str:
    return f"{name}: crossfoot failed on this document ({cause}); please report it"
