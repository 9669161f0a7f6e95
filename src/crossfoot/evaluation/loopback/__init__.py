"""A model server of our own on 127.0.0.1, for tests and benchmarks: it answers from gold figures, with faults at will.

It speaks ``/v1/chat/completions`` (JSON schema, tools, JSON object, plain text) and ``/v1/models`` over real sockets,
and it *reads the request*: which figures are asked for it takes from the keys and printed labels in the prompt, what
shape the answer has from the schema. So a wrong label in a prompt yields a wrong answer here as it would with a model.
A program of another make, that lists no keys, is answered by its schema: nested names are taken for paths of cells, a
list of extractions for rows.

Two kinds of fault:

* a *value fault* is a function from gold cells to wrong cells (`misread`, `drop_blank`, `slip_row`, …), given with
  `ValueFault` for the first reading only or for every request, of one model or of any;
* a *fault* is a function from an `Exchange` to a `Reply` (`status(429)`, `drop`, `fenced`, …); a script of them is
  played one per request, after which the server answers rightly.
"""

from crossfoot.evaluation.loopback.exchange import (
    Cells,
    Exchange,
    Gold,
    Reply,
    Request,
    answer_for,
    asked_cells,
)
from crossfoot.evaluation.loopback.replies import (
    FAULTS,
    Fault,
    blank,
    cut_silently,
    drop,
    endless_thought,
    extra_keys,
    fenced,
    filtered,
    foreign_json,
    invalid_json,
    missing_key,
    refusal,
    slow,
    spoken_refusal,
    status,
    thinking,
    truncated,
    truncated_below,
    web_page,
    wrong_shape,
)
from crossfoot.evaluation.loopback.server import LoopbackServer
from crossfoot.evaluation.loopback.values import (
    Distortion,
    ValueFault,
    all_zero,
    compute_totals,
    drop_blank,
    exchange_columns,
    exchange_rows,
    misread,
    slip_row,
)

__all__ = [
    "FAULTS",
    "Cells",
    "Distortion",
    "Exchange",
    "Fault",
    "Gold",
    "LoopbackServer",
    "Reply",
    "Request",
    "ValueFault",
    "all_zero",
    "answer_for",
    "asked_cells",
    "blank",
    "compute_totals",
    "cut_silently",
    "drop",
    "drop_blank",
    "endless_thought",
    "exchange_columns",
    "exchange_rows",
    "extra_keys",
    "fenced",
    "filtered",
    "foreign_json",
    "invalid_json",
    "misread",
    "missing_key",
    "refusal",
    "slip_row",
    "slow",
    "spoken_refusal",
    "status",
    "thinking",
    "truncated",
    "truncated_below",
    "web_page",
    "wrong_shape",
]
