"""Options that several commands share."""

import os
from pathlib import Path

import click


class Documents(click.Path):
    """A file or folder that is there, or a path that leads into a zip archive."""

    def __init__(self) -> None:
        super().__init__(exists=True, readable=False, path_type=Path)

    def convert(
        self, value: "str | os.PathLike[str]", param: click.Parameter | None, ctx: click.Context | None
    ) -> "str | bytes | os.PathLike[str]":
        """The path, as it was written."""
        from crossfoot.documents.archive import on_disk

        path = Path(value)
        return path if on_disk(path) != path else super().convert(value, param, ctx)


DEFAULT_STORE = Path("cache/crossfoot.db")
STATUS_NAMES = ("verified", "source_error", "needs_review", "failed")

store_option = click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_STORE,
    show_default=True,
    envvar="CROSSFOOT_STORE",
    show_envvar=True,
    metavar="FILE",
    help="The store that keeps every answer and record.",
)
results_option = click.option(
    "--from",
    "results",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.jsonl",
    help="Take the records from this results file instead of the store.",
)
status_option = click.option(
    "--status",
    "statuses",
    type=click.Choice(STATUS_NAMES),
    multiple=True,
    help="Only records with this status; may be given several times.",
)
form_option = click.option(
    "--form", "form_id", type=click.Choice(["2019", "2021"]), help="Only records on this form."
)
year_option = click.option("--year", type=click.IntRange(1900, 2999), help="Only reports of this year.")
path_option = click.option(
    "--path", "path_contains", metavar="TEXT", help="Only documents whose path contains TEXT."
)
limit_option = click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N records.")

base_url_option = click.option(
    "--base-url",
    metavar="URL",
    help="Address of an OpenAI-compatible server, up to and with /v1.  [env: OPENAI_BASE_URL]",
)
model_option = click.option(
    "--model", metavar="NAME", help="Name of the model on that server.  [env: OPENAI_MODEL]"
)
escalate_option = click.option(
    "--escalate",
    metavar="NAME",
    help="A stronger model, asked once about cells that are in doubt after all rounds.  [env: CROSSFOOT_ESCALATE]",
)
MODE_NAMES = ("json_schema", "tools", "json", "md_json")
"""The modes of `crossfoot.readers.endpoint`, repeated here because that module needs pydantic."""
mode_option = click.option(
    "--mode",
    type=click.Choice(MODE_NAMES),
    help="How the model is asked for JSON; `crossfoot doctor` finds out.",
)
rounds_option = click.option(
    "--rounds",
    type=click.IntRange(0, 2),
    default=2,
    show_default=True,
    metavar="N",
    help="Ask the model at most N times again about cells in doubt.",
)
votes_option = click.option(
    "--votes",
    type=click.IntRange(1, 9),
    default=1,
    show_default=True,
    metavar="K",
    help="Put each of these questions K times independently; a figure counts if more than half of the K agree.",
)
