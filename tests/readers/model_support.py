"""What the tests of the model reader share: a report's figures, a log in memory, a reader that does not wait."""

import itertools
from dataclasses import dataclass, field

from crossfoot.evaluation.loopback import Gold, LoopbackServer
from crossfoot.forms import Form, form
from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.model import ModelReader
from crossfoot.readers.model.provider import Backoff

FORM = form("2021")
TEXT = "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量 12 3 0 0 0 1 16"
KEY = "sk-test-0123456789abcdef"


def gold(of: Form = FORM) -> Gold:
    """Figures that are all different, with some blanks and a zero, so that no two places can be taken for each other."""
    numbers = itertools.count(11)
    cells = {path: None if n % 5 == 0 else next(numbers) for n, path in enumerate(of.cells)}
    cells["review.reconsideration.upheld"] = 0
    return Gold(of, cells)


@dataclass
class Log:
    """An answer log in memory."""

    answers: dict[str, bytes] = field(default_factory=dict)
    requests: list[bytes] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    gets: int = 0

    def get(self, key: str) -> bytes | None:
        self.gets += 1
        return self.answers.get(key)

    def put(self, key: str, *, request: bytes, response: bytes, model: str, seconds: float) -> None:
        assert seconds >= 0
        self.answers[key] = response
        self.requests.append(request)
        self.models.append(model)


def endpoint(server: LoopbackServer, **changes) -> Endpoint:
    return Endpoint.model_validate(
        {"model": "loopback", "base_url": server.base_url, "timeout": 5, "attempts": 3, **changes}
    )


def reader(
    server: LoopbackServer, log: Log | None = None, *, refresh: bool = False, **changes
) -> ModelReader:
    return ModelReader(
        endpoint(server, **changes), log, refresh=refresh, backoff=Backoff(first=0.001, longest=0.02)
    )
