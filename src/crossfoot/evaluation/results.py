"""What an evaluation run leaves behind: for each labelled document what was read at first and in the end, beside the truth.

A `Run` is plain data, kept as JSON. Every metric is a pure function of one run, every comparison of two.
"""

import gzip
import zlib
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from crossfoot.evaluation.labels.gold import GoldLabel, told
from crossfoot.forms import Value
from crossfoot.store.record import Status


class CellOutcome(StrEnum):
    """What was said of one cell, held against its gold label. Zero, blank and unread are kept apart."""

    RIGHT = "right"
    """The labelled value; or blank, and labelled so."""
    WRONG = "wrong"
    """Another figure than the labelled one, 0 for a figure that is not 0 among them."""
    DROPPED = "dropped"
    """Called blank, where a figure other than 0 is printed."""
    BLANK_FOR_ZERO = "blank for zero"
    ZERO_FOR_BLANK = "zero for blank"
    INVENTED = "invented"
    """A figure other than 0, where nothing is printed."""
    UNREAD = "unread"
    """Left open: no claim was made. The honest way not to know."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Part):
    """A reading of a document, whole or in part."""

    cells: dict[str, int | float | None]
    unread: frozenset[str] = frozenset()
    """Cells of which no claim is made, whatever stands in `cells`; those that `cells` lacks are unread too."""

    def outcome(self, path: str, gold: Value | None) -> CellOutcome:
        """The outcome of one cell whose label says *gold*."""
        if path in self.unread or path not in self.cells:
            return CellOutcome.UNREAD
        said = self.cells[path]
        if said == gold:
            return CellOutcome.RIGHT
        if gold is None:
            return CellOutcome.INVENTED if said else CellOutcome.ZERO_FOR_BLANK
        if said is None:
            return CellOutcome.DROPPED if gold else CellOutcome.BLANK_FOR_ZERO
        return CellOutcome.WRONG


class Spent(_Part):
    """What a document took."""

    calls: int = 0
    questions: int = 0
    """Rounds of questions after the first reading."""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """In the currency of the configured prices; null where none are configured."""
    seconds: float | None = None
    """From file to record, waiting for the model included; null where it was not measured."""


class DocumentResult(_Part):
    """One labelled document and what was made of it."""

    label: GoldLabel
    sha256: str | None = None
    """Of the document's bytes; null where they could not be read, and in runs that were kept before this was."""
    status: Status
    reason: str
    form: Literal["2019", "2021"] | None
    """The form that was seen; null where nothing was read."""
    final: Said
    first: Said | None = None
    """The model's reading before any question; null for the offline reader, which has one pass."""
    asked: tuple[str, ...] = ()
    """Cells that were asked about again, in any round."""
    overruled: tuple[str, ...] = ()
    """Cells in which the model read otherwise than is printed to the end, and the record keeps the print: no question
    repaired them."""
    prints: dict[str, str] = {}
    """What stands in the text at each cell's evidence span."""
    shared: tuple[str, ...] = ()
    """Cells whose span overlaps that of another: at least one of them is wrong."""
    lines: dict[str, str] = {}
    """The printed line of each row in which something is not right, by row."""
    error: str | None = None
    """The error's type, for documents that failed."""
    spent: Spent = Spent()

    @property
    def truth(self) -> Mapping[str, Value | None]:
        """The labelled cells that count: those that the form prints."""
        return self.label.values

    def outcomes(self, *, first: bool = False) -> dict[str, CellOutcome]:
        """The outcome of each cell, of the final reading or of the *first*; with one pass, they are the same."""
        said = self.first if first and self.first is not None else self.final
        return {path: said.outcome(path, gold) for path, gold in self.truth.items()}


class Configuration(_Part):
    """Who read, and by which prompts, rules and program."""

    reader: Literal["offline", "model"]
    model: str | None = None
    mode: str | None = None
    rounds: int = 2
    votes: int = 1
    escalate: str | None = None
    program: str = ""
    """Version and content hash of the program, and of the libraries that read."""
    prompts: str | None = None
    rules: str | None = None


class Run(_Part):
    """One configuration over one set of labelled documents."""

    name: str
    dataset: str
    """The folder's name."""
    dataset_hash: str
    """Of all documents and labels: runs with the same hash saw the same."""
    configuration: Configuration
    selection: tuple[str, ...] = ()
    """The options of `crossfoot evaluate` that chose among the labels, as in `--split test`; none for all of them."""
    results: tuple[DocumentResult, ...]

    @property
    def reports(self) -> tuple[str, ...]:
        """The names of the documents, in order."""
        return tuple(result.label.report for result in self.results)


class RunError(Exception):
    """A file that holds no run. The message says which and what to do."""


def load_run(path: Path) -> Run:
    """The run kept in a JSON file, or in a compressed one (`.gz`). Raises `RunError`."""
    try:
        data = path.read_bytes()
        run = Run.model_validate_json(gzip.decompress(data) if path.suffix == ".gz" else data)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RunError(
            f"{path}: is no run of `crossfoot evaluate --run`: not compressed, as `.gz` says, or not whole"
        ) from error
    except ValidationError as error:
        raise RunError(
            f"{path}: is no run of `crossfoot evaluate --run`, or one of another version ({told(error)});"
            " make it again"
        ) from error
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror})") from error
    if twice := [name for name, times in Counter(run.reports).items() if times > 1]:
        raise RunError(f"{path}: is no run of `crossfoot evaluate --run`: {twice[0]} stands there twice")
    return run


def save_run(run: Run, path: Path) -> None:
    """Keep *run* as JSON; compressed, the same bytes for the same run, where the name ends in `.gz`. Raises `OSError`."""
    data = run.model_dump_json(exclude_defaults=True).encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
