"""The noisy model as a server."""

from pathlib import Path

from crossfoot.evaluation.loopback import Gold, LoopbackServer, Request
from crossfoot.evaluation.noisy.noise import Noise
from crossfoot.evaluation.noisy.shelves import Library, open_library
from crossfoot.evaluation.noisy.weather import Climate, Weather


class NoisyServer(LoopbackServer):
    """A loopback server for all reports of a *library*, that misreads as *noise* says. A context manager."""

    def __init__(
        self,
        library: Library,
        noise: Noise | None = None,
        weather: Weather | None = None,
        *,
        port: int = 0,
        key: str | None = None,
        model: str = "noisy",
    ) -> None:
        self.shelves = library
        self.noise = noise if noise is not None else Noise()
        super().__init__(
            _told_by_request, fault=Climate(weather or Weather()), port=port, key=key, model=model
        )

    @classmethod
    def of(
        cls, reports: Path, gold: Path, noise: Noise | None = None, weather: Weather | None = None
    ) -> "NoisyServer":
        """A server for the *reports* of a folder with their labels in the folder *gold*. Raises `GoldError`."""
        return cls(open_library(reports, gold), noise, weather)

    def gold_for(self, request: Request) -> Gold:
        """What the model takes the report for that *request* is about; `LookupError` where that cannot be told.

        Labels say nothing of the narrative: of facts, none is stated.
        """
        if request.kind == "facts":
            return Gold(self.shelves.reports[0].gold.form, {})
        return self.noise.misreads(self.shelves.find(request), request)


def _told_by_request(_text: str) -> Gold:
    raise LookupError("a noisy server finds its reports by the whole request")
