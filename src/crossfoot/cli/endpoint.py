"""Which endpoint the command line, the environment and the configuration files describe."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from crossfoot.cli.exits import Refused
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.readers.endpoint import Endpoint

ReaderChoice = Literal["auto", "offline", "model"]

MISSING = (
    "No model is configured. Give --model and --base-url, or set OPENAI_MODEL and OPENAI_BASE_URL or OPENAI_API_KEY,"
    " or write them to crossfoot.toml; `crossfoot doctor` checks them. `--reader offline` needs none."
)


@dataclass(frozen=True)
class EndpointFlags:
    """What the command line says about the endpoint; None where it says nothing."""

    model: str | None = None
    base_url: str | None = None
    mode: str | None = None
    escalate: str | None = None
    facts: bool | None = None

    @property
    def given(self) -> bool:
        """Does the command line say anything?"""
        return any((self.model, self.base_url, self.mode, self.escalate, self.facts))


def configured(flags: EndpointFlags) -> "Endpoint | None":
    """The endpoint that all sources together describe, or None. Raises `Refused` for a setting that is no good."""
    from crossfoot.readers.settings import Settings, SettingsError

    try:
        settings = Settings.load(
            model=flags.model,
            base_url=flags.base_url,
            mode=flags.mode,
            escalate=flags.escalate,
            facts=flags.facts,
        )
        return settings.endpoint()
    except SettingsError as error:
        raise Refused(str(error)) from error


def chosen(reader: ReaderChoice, flags: EndpointFlags) -> "Endpoint | None":
    """The endpoint to read with; None is the offline reader. Raises `Refused` where the choice contradicts itself."""
    if reader == "offline":
        if flags.given:
            raise Refused(
                "--reader offline asks no model: leave out --model, --base-url, --mode, --escalate and --facts."
            )
        return None
    endpoint = configured(flags)
    if endpoint is None and (reader == "model" or flags.given):
        raise Refused(MISSING)
    return endpoint


def announcement(reader: ReaderChoice, endpoint: "Endpoint | None", votes: int = 1) -> str:
    """One line that says who will read, and who is asked again."""
    if endpoint is not None:
        several = f", {votes} votes on cells in doubt" if votes > 1 else ""
        last = f", at last {described(endpoint.escalate)}" if endpoint.escalate is not None else ""
        facts = ", and for the facts of the narrative" if endpoint.facts else ""
        return f"Reader: {described(endpoint)}{several}{last}{facts}"
    why = "" if reader == "offline" else " (no model is configured: `crossfoot doctor`)"
    return f"Reader: offline{why}"


def described(endpoint: "Endpoint") -> str:
    """A model, where it is, and how it is asked."""
    return f"{safe(endpoint.model)} at {safe(endpoint.address)} ({endpoint.asking_mode})"
