"""What the log tells, against examples counted by hand."""

import pytest

from crossfoot.review.statistics import statistics
from crossfoot.store.decision import CellChange, Decision


def change(cell, machine, after, before="machine"):
    return CellChange(
        cell=cell, machine=machine, before=machine if before == "machine" else before, after=after
    )


class Log(list):
    """Entries as a store would number them."""

    def add(self, document, action, *changes, reviewer="甲", **more):
        entry = Decision(
            id=len(self) + 1,
            sha256=document,
            path=f"{document}.txt",
            reviewer=reviewer,
            action=action,
            changes=changes,
            **more,
        )
        self.append(entry)
        return entry.id


@pytest.fixture
def log():
    return Log()


def test_an_empty_log_tells_nothing(log):
    told = statistics(log)
    assert told.signed == {} and told.reviewers == {} and told.seconds is None
    assert (told.decisions, told.undone) == (0, 0)
    assert told.stood.value is None and told.stood.interval is None
    assert told.blind.documents == 0
    assert told.blind.wrong.value is None and told.blind.wrong.upper == 1


def test_documents_are_counted_as_they_stand(log):
    log.add("a", "accept", change("x", 1, 1))
    log.add("a", "sign", status="verified", seconds=10)
    log.add("b", "printed", rules=("r",))
    log.add("b", "sign", status="source_error", seconds=30, reviewer="乙")
    log.add("c", "sign", status="verified", seconds=99)
    log.add("c", "undo", undoes=5)  # taken back
    log.add("d", "sign", status="verified", seconds=99)
    log.add("d", "correct", change("x", 1, 2))  # opened again
    told = statistics(log)
    assert told.signed == {"source_error": 1, "verified": 1}
    assert told.reviewers == {"乙": 1, "甲": 1}
    assert told.seconds == 20
    assert (told.decisions, told.undone) == (7, 1)


def test_the_last_word_on_a_cell_says_whether_the_machine_was_right(log):
    log.add("a", "correct", change("x", 1, 5))
    log.add("a", "correct", change("x", 1, 1, before=5))  # back to what it was
    log.add("a", "accept", change("y", None, None))
    log.add("b", "correct", change("x", 3, None))
    gone = log.add("b", "accept", change("y", 4, 4))
    log.add("b", "undo", undoes=gone)
    stood = statistics(log).stood
    assert (stood.count, stood.of) == (1, 2), "of a blank nobody can tell whether the machine read it"


def test_a_blind_reading_measures_both(log):
    # Of five cells one is misread by the machine, one by the person, and one difference is open.
    log.add(
        "a",
        "blind",
        change("right", 7, 7, before=None),
        change("zero", 0, 0, before=None),
        change("machine", 3, 8, before=None),
        change("person", 4, 9, before=None),
    )
    log.add("a", "correct", change("machine", 3, 8))
    log.add("a", "accept", change("person", 4, 4))
    log.add("b", "blind", change("open", None, 2, before=None))
    log.add("c", "blind", change("right", 0, 0, before=None))
    log.add("d", "accept", change("other", 1, 1))  # never read blind
    blind = statistics(log).blind
    assert blind.documents == 3
    assert (blind.agreement.count, blind.agreement.of) == (3, 6)
    assert (blind.nonzero.count, blind.nonzero.of) == (1, 4)
    assert (blind.machine.count, blind.machine.of) == (1, 6)
    assert (blind.person.count, blind.person.of) == (1, 6)
    assert blind.open == 1
    assert (blind.wrong.count, blind.wrong.of) == (2, 3)


def test_both_can_be_wrong(log):
    log.add("a", "blind", change("x", 3, 8, before=None))
    log.add("a", "correct", change("x", 3, 6))
    blind = statistics(log).blind
    assert blind.machine.count == blind.person.count == 1


def test_both_can_be_wrong_alike(log):
    log.add("a", "blind", change("x", 0, 0, before=None))
    log.add("a", "correct", change("x", 0, 4))
    blind = statistics(log).blind
    assert blind.agreement.count == blind.machine.count == blind.person.count == blind.wrong.count == 1


def test_a_decision_before_the_blind_reading_is_no_second_look(log):
    log.add("a", "accept", change("x", 3, 3))
    log.add("a", "blind", change("x", 3, 8, before=None))
    assert statistics(log).blind.open == 1


def test_a_blind_reading_that_was_taken_back_counts_for_nothing(log):
    entry = log.add("a", "blind", change("x", 3, 8, before=None))
    log.add("a", "undo", undoes=entry)
    assert statistics(log).blind.documents == 0


def test_a_hundred_documents_that_agree_bound_the_error(log):
    for number in range(100):
        log.add(str(number), "blind", change("x", 3, 3, before=None), change("y", 0, 0, before=None))
    blind = statistics(log).blind
    assert blind.agreement.value == 1
    assert blind.wrong.upper == pytest.approx(1 - 0.05 ** (1 / 100))
