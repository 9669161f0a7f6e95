"""`python -m crossfoot.evaluation.loopback GOLD.json`: the server as a process of its own, for benchmarks."""

import json
import threading
from pathlib import Path

import click

from crossfoot.evaluation.loopback.exchange import Gold
from crossfoot.evaluation.loopback.replies import FAULTS
from crossfoot.evaluation.loopback.server import LoopbackServer
from crossfoot.forms import form as form_of


def load_gold(path: Path) -> Gold:
    """The gold in a JSON file: `form`, `cells`, where （六） is printed otherwise than usual `divided`, and `facts`."""
    data = json.loads(path.read_text(encoding="utf-8"))
    form = form_of(data["form"], data.get("divided"))
    return Gold(
        form,
        {cell: data["cells"].get(cell) for cell in form.cells},
        data.get("prints", {}),
        data.get("facts", {}),
    )


@click.command()
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--port", default=0, help="0 takes a free one.")
@click.option("--delay", default=0.0, help="Seconds before each answer.")
@click.option("--fault", type=click.Choice(sorted(FAULTS)), help="Done to every request.")
def main(gold: Path, port: int, delay: float, fault: str | None) -> None:
    """Serve the figures of the JSON file GOLD as a language model would."""
    with LoopbackServer(load_gold(gold), port=port, delay=delay, fault=FAULTS.get(fault or "")) as server:
        click.echo(server.base_url)
        threading.Event().wait()


if __name__ == "__main__":
    main()
