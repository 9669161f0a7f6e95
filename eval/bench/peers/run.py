"""crossfoot beside its peers: the same reports and the same model, scored by the same code.

    python eval/bench/peers/run.py [--rates 0,0.1,0.3] [--documents N] [--json FILE]
    python eval/bench/peers/run.py --base-url http://127.0.0.1:8000/v1 --model NAME

plain        instructor with a nested pydantic schema, one call for the whole report
sums         the same with the sums of the tables as validators; instructor asks again for the whole report
langextract  one extraction per printed row
crossfoot    as `crossfoot extract --reader model`

Without --base-url the noisy model answers (`crossfoot.evaluation.noisy`), at each error rate. The peers are installed in
an environment of their own, `cache/.peers-venv`. See README.md beside this file. Exit status 1 if a program could not be
run, or crossfoot accepted a wrong report.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from environment import FOLDER, CannotRun, last_line, python
from scoring import LEGEND, Answer, Score, line, score, table

from crossfoot.documents import read
from crossfoot.evaluation.labels.gold import GoldLabel, load_labels
from crossfoot.evaluation.loopback import Gold, Request
from crossfoot.evaluation.noisy import Library, Noise, NoisyServer, open_library
from crossfoot.evaluation.run import files_of
from crossfoot.evaluation.simulation import MISREADINGS
from crossfoot.evaluation.svg import percent

HERE = Path(__file__).parent
EVAL = HERE.parents[1]
PEERS = ("plain", "sums", "langextract")
OURS = "crossfoot"


@dataclass(frozen=True)
class Model:
    """Who answers."""

    base_url: str
    name: str
    mode: str
    errors: str
    """As shown in the table."""


class Conversing(NoisyServer):
    """A noisy model that reads anew where the conversation holds an answer already.

    The noisy model is a function of the request, and at temperature 0 of the report alone: shown its mistake it would
    repeat itself for ever. A re-ask counts as a repeated reading instead: it errs as often as the first did, and one in
    five says again what was said first. crossfoot's questions hold no earlier answer.
    """

    def gold_for(self, request: Request) -> Gold:
        answered = any(message.get("role") == "assistant" for message in request.body.get("messages", ()))
        again = replace(request, body={**request.body, "temperature": 1.0}) if answered else request
        return super().gold_for(again)


def ask(command: Sequence[str], tasks: Sequence[Mapping[str, str]]) -> list[Answer]:
    """What a program in a process of its own makes of the reports. Raises `CannotRun`."""
    lines = "".join(f"{json.dumps(task)}\n" for task in tasks)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    answers = [json.loads(each) for each in done.stdout.splitlines()]
    if done.returncode or len(answers) < len(tasks):
        raise CannotRun(f"ended after {len(answers)} of {len(tasks)} reports: {last_line(done.stderr)}")
    return answers


def made(name: str, model: Model, files: Mapping[Path, GoldLabel], folder: Path) -> list[Answer]:
    """The answers of one program. Raises `CannotRun`."""
    arguments = [model.base_url, model.name, "--mode", model.mode]
    if name == OURS:
        paths = [{"report": label.report, "path": str(path)} for path, label in files.items()]
        return ask([sys.executable, str(HERE / "ours.py"), *arguments], paths)
    texts = [{"report": label.report, "text": read(path).text} for path, label in files.items()]
    return ask([str(python(folder)), str(HERE / "peer.py"), name, *arguments], texts)


@contextmanager
def answering(given: argparse.Namespace, library: Library, rate: float | None) -> Iterator[Model]:
    """The noisy model at this error rate; without one, the model that is given."""
    if rate is None:
        yield Model(given.base_url, given.model, given.mode, "real")
        return
    errors = dict.fromkeys(given.errors, 1.0)
    with Conversing(library, Noise(error_rate=rate, errors=errors, seed=given.seed)) as server:
        yield Model(server.base_url, "noisy", given.mode, percent(rate))


def measured(
    given: argparse.Namespace, files: Mapping[Path, GoldLabel]
) -> Iterator[tuple[str, str, Score | CannotRun]]:
    """The error rate, the program, and its figures or why there are none."""
    labels = {label.report: label for label in files.values()}
    library = open_library(given.reports, given.gold)
    for rate in [None] if given.base_url else given.rates:
        with answering(given, library, rate) as model:
            for name in given.only:
                try:
                    yield model.errors, name, score(name, labels, made(name, model, files, given.venv))
                except CannotRun as reason:
                    yield model.errors, name, reason
                print(f"{model.errors} {name} done", file=sys.stderr, flush=True)


def shown(errors: str, name: str, outcome: Score | CannotRun) -> tuple[str, ...]:
    return line(errors, outcome) if isinstance(outcome, Score) else (errors, name, f"cannot run: {outcome}")


def remarks(errors: str, name: str, outcome: Score | CannotRun) -> Iterator[str]:
    """What the table has no room for: which reports were accepted though wrong, and why others were not accepted."""
    if isinstance(outcome, Score):
        if outcome.accepted_wrong:
            yield f"{errors} {name}, accepted and wrong: {', '.join(outcome.accepted_wrong)}"
        for reason, times in outcome.reasons.items():
            yield f"{errors} {name}, not accepted, {times}: {reason}"


def kept(errors: str, name: str, outcome: Score | CannotRun) -> dict[str, Any]:
    """One program as JSON."""
    if isinstance(outcome, CannotRun):
        return {"errors": errors, "name": name, "cannot_run": str(outcome)}
    cells = outcome.metrics.cells.final
    return {
        "errors": errors,
        "name": name,
        "strict": asdict(cells.strict),
        "nonzero": asdict(cells.nonzero),
        "right": outcome.metrics.decisions.right.count,
        "documents": outcome.metrics.documents,
        "accepted": outcome.accepted,
        "accepted_wrong": outcome.accepted_wrong,
        "reasons": dict(outcome.reasons),
        "effort": asdict(outcome.metrics.effort),
        "cpu": outcome.cpu,
        "seconds": outcome.seconds,
    }


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=Path, default=EVAL / "reports")
    parser.add_argument("--gold", type=Path, default=EVAL / "gold")
    parser.add_argument("--documents", type=int, help="only so many, the first by name")
    parser.add_argument("--only", nargs="+", choices=(*PEERS, OURS), default=(*PEERS, OURS))
    parser.add_argument(
        "--rates", type=lambda text: [float(each) for each in text.split(",")], default=[0.0, 0.1, 0.3]
    )
    parser.add_argument(
        "--errors",
        type=lambda text: text.split(","),
        default=list(MISREADINGS),
        metavar="NAME,…",
        help="classes of misreading, each as likely as the others; all by default",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base-url", help="a real model; its key is taken from OPENAI_API_KEY")
    parser.add_argument("--model")
    parser.add_argument("--mode", choices=("json_schema", "tools", "json", "md_json"), default="json_schema")
    parser.add_argument("--venv", type=Path, default=FOLDER)
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    if bool(given.base_url) != bool(given.model):
        parser.error("--base-url and --model go together")
    if unknown := sorted(set(given.errors) - set(MISREADINGS)):
        parser.error(f"no class of misreading is called {unknown[0]!r}; there are {', '.join(MISREADINGS)}")
    return given


def main() -> int:
    given = parsed()
    labels = dict(list(load_labels(given.gold).items())[: given.documents])
    found = list(measured(given, files_of(labels, given.reports)))
    print(f"{len(labels)} documents\n{table([shown(*each) for each in found])}\n{LEGEND}\n")
    print("\n".join(remark for each in found for remark in remarks(*each)))
    if given.json:
        text = json.dumps([kept(*each) for each in found], ensure_ascii=False, indent=1)
        given.json.write_text(f"{text}\n", encoding="utf-8")
    return 1 if any(_bad(name, outcome) for _, name, outcome in found) else 0


def _bad(name: str, outcome: Score | CannotRun) -> bool:
    return isinstance(outcome, CannotRun) or (name == OURS and bool(outcome.accepted_wrong))


if __name__ == "__main__":
    sys.exit(main())
