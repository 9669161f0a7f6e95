"""Questions about the cells in doubt: put once or several times, counted, judged, and logged.

A question names the cells, quotes their lines and says which sums fail, and shows nothing of the earlier answer: what
is read afresh is independent evidence. Put several times (*votes*), a value is taken only where more than half of all
votes give it. A stronger model may be asked last about what the first one leaves in doubt.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crossfoot.checks import Verdict, verify
from crossfoot.forms import Reading, Value
from crossfoot.layout import excerpt, quote
from crossfoot.pipeline.records import Judged
from crossfoot.store.record import ErrorInfo, RoundInfo

if TYPE_CHECKING:
    from crossfoot.pipeline.document import Prepared
    from crossfoot.readers.model import Answer, ModelError, ModelReader, Usage


class Questions:
    """The questions about one document, one after the other: the readings that come of them, their log, their cost."""

    def __init__(self, prepared: "Prepared", first: "Answer", votes: int = 1) -> None:
        self.prepared = prepared
        self.votes = votes
        self.usage: Usage = first.usage
        """Of the first reading and all questions."""
        self.current = self.best = self._judged(first.reading)
        """The reading with all answers so far taken in; the best of those that there were."""
        self.log: list[RoundInfo] = []
        self.lost = False
        """Did the provider leave a vote without any answer? Put again, it may have one."""

    async def ask(self, reader: "ModelReader", rounds: int) -> None:
        """Put at most *rounds* questions, as long as cells are in doubt and the answers change something.

        Raises `ModelError` where every other document would meet the same; `usage` of the error is all that was spent.
        """
        for _ in range(rounds):
            # The same answer twice: asking a third time would bring no other.
            if not self.current.verdict.suspects or not await self._round(reader, self.current):
                return

    async def escalate(self, reader: "ModelReader") -> None:
        """Put one question to a stronger model: about what is in doubt in the best reading so far.

        Raises `ModelError` as `ask` does; the message says that it is the escalation that fails.
        """
        from crossfoot.readers.model import ModelError

        if not self.best.verdict.suspects:
            return
        try:
            await self._round(reader, self.best, escalated=True)
        except ModelError as error:
            raise _of_escalation(error, reader) from error

    async def _round(self, reader: "ModelReader", before: Judged, *, escalated: bool = False) -> bool:
        """Put one question about *before*, take in what the votes agree on, and log it. Did that change anything?"""
        votes = await _put(self.prepared, before.verdict, reader, self.votes)
        self.usage += votes.usage
        for error in votes.errors:
            if error.fatal:
                error.usage = self.usage
                raise error
        self.lost = self.lost or votes.lost
        taken = majority(votes.answers, self.votes)
        changed = not taken.items() <= before.reading.cells.items()
        self.current = self._judged(before.reading.with_cells(taken)) if changed else before
        self.best = min(self.best, self.current, key=lambda judged: judged.verdict.rank)
        asked = self._asked(reader, votes, before.verdict, escalated=escalated)
        self.log.append(asked.model_copy(update=_changes(asked, taken, before.verdict, self.current.verdict)))
        return changed

    def _asked(
        self, reader: "ModelReader", votes: "_Votes", before: Verdict, *, escalated: bool
    ) -> RoundInfo:
        """The question as it was put, for the log."""
        return RoundInfo(
            number=len(self.log) + 1,
            model=reader.endpoint.model,
            escalated=escalated,
            votes=self.votes,
            answered=len(votes.answers),
            asked={suspect.cell: suspect.why for suspect in before.suspects},
            error=votes.fault,
        )

    def _judged(self, reading: Reading) -> Judged:
        return Judged(reading, verify(self.prepared.anchors, reading, self.prepared.document.text))


def escalation_message(model: str, message: str) -> str:
    """What a user is told where the stronger *model* cannot be asked; *message* says why."""
    return f"escalation to the model `{model}`: {message}; its own settings begin with `escalate_`"


def majority(answers: Sequence[Reading], votes: int) -> dict[str, Value | None]:
    """Each cell for which more than half of all *votes* give one and the same value, with that value.

    *answers* are the votes that can be used. "Not printed" is a value; an answer without the cell is no vote for it.
    """
    counts: dict[str, Counter[Value | None]] = {}
    for answer in answers:
        for path, value in answer.cells.items():
            counts.setdefault(path, Counter())[value] += 1
    return {
        path: value
        for path, counted in counts.items()
        for value, count in counted.items()
        if 2 * count > votes
    }


@dataclass(frozen=True)
class _Votes:
    """What came back of one question."""

    answers: tuple[Reading, ...]
    errors: "tuple[ModelError, ...]"
    usage: "Usage"

    @property
    def lost(self) -> bool:
        """Did the provider fail to answer? A model that answers badly has answered."""
        from crossfoot.readers.model import BadAnswer

        return any(not isinstance(error, BadAnswer) for error in self.errors)

    @property
    def fault(self) -> ErrorInfo | None:
        """The first of the errors; one of the provider goes before a bad answer."""
        from crossfoot.readers.model import BadAnswer

        errors = sorted(self.errors, key=lambda error: isinstance(error, BadAnswer))
        return ErrorInfo(type=type(errors[0]).__name__, message=errors[0].message) if errors else None


async def _put(prepared: "Prepared", verdict: Verdict, reader: "ModelReader", votes: int) -> _Votes:
    """The question about the suspects: their lines, the equations that fail, and nothing of the earlier answer.

    Several votes are put at the same time; all of them are waited for.
    """
    from crossfoot.readers.model import ModelError, Usage

    form = prepared.anchors.form
    cells = [form.cells[suspect.cell] for suspect in verdict.suspects]
    named = {cell.path for cell in cells}
    equations = [rule.equation for rule in verdict.failed if named & set(rule.cells)]
    question = cells, form, _lines(prepared, [cell.row for cell in cells]), equations, prepared.units
    if votes == 1:
        asked = [reader.ask(*question)]
    else:
        asked = [reader.ask(*question, vote=number) for number in range(1, votes + 1)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    answers: list[Answer] = []
    errors: list[ModelError] = []
    for outcome in outcomes:
        if isinstance(outcome, ModelError):
            errors.append(outcome)
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            answers.append(outcome)
    spent = [answer.usage for answer in answers] + [error.usage for error in errors]
    return _Votes(tuple(answer.reading for answer in answers), tuple(errors), sum(spent, Usage()))


def _lines(prepared: "Prepared", rows: Collection[str]) -> str:
    """The lines of these rows as printed; all of the tables where one of them has no place in the print."""
    if all(row in prepared.anchors.rows for row in rows):
        return quote(prepared.document, prepared.anchors, dict.fromkeys(rows))
    return excerpt(prepared.document, prepared.anchors)


def _changes(
    asked: RoundInfo, taken: Collection[str], before: Verdict, after: Verdict
) -> dict[str, tuple[str, ...]]:
    """What a question left and brought, as the fields of `RoundInfo`."""
    cells = _compared(list(asked.asked), [suspect.cell for suspect in after.suspects])
    rules = _compared([rule.id for rule in before.failed], [rule.id for rule in after.failed])
    return {
        "undecided": tuple(path for path in asked.asked if path not in taken),
        **cells,
        **{f"rules_{name}": found for name, found in rules.items()},
    }


def _compared(before: Sequence[str], after: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {
        "fixed": tuple(name for name in before if name not in after),
        "still": tuple(name for name in before if name in after),
        "new": tuple(name for name in after if name not in before),
    }


def _of_escalation(error: "ModelError", reader: "ModelReader") -> "ModelError":
    """*error* with a message that says that it is the escalation that fails."""
    named = type(error)(escalation_message(reader.endpoint.model, error.message))
    named.usage = error.usage
    return named
