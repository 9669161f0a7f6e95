"""Where the language model is and how to speak to it. Light to import: no client library is loaded here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Mode = Literal["json_schema", "tools", "json", "md_json"]
"""How the shape of an answer is asked for.

`json_schema` and `tools` send the schema beside the messages, `json` asks for any JSON object and states the schema
in the prompt, `md_json` asks for nothing and takes the JSON out of the text.
"""
MODES: tuple[Mode, ...] = get_args(Mode)

OPENAI = "https://api.openai.com/v1"

Temperature = Annotated[float, Field(ge=0, le=2)] | Literal["default"]
Warmth = Annotated[float, Field(gt=0, le=2)]
"""A temperature at which two answers to one question may differ."""
Seconds = Annotated[float, Field(gt=0, le=3600)]
Tokens = Annotated[int, Field(ge=64)]
Attempts = Annotated[int, Field(ge=1, le=20)]
Price = Annotated[float, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class _Habits:
    """What differs between providers that call themselves OpenAI-compatible."""

    mode: Mode = "json_schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """The name of the parameter that limits the answer's length."""


# By host name. Servers that are not listed (vLLM, llama.cpp, Ollama, gateways) understand a JSON schema; those below
# are listed because their documentation says that most of their models do not.
_HABITS: Mapping[str, _Habits] = MappingProxyType(
    {
        "api.openai.com": _Habits(limit="max_completion_tokens"),
        "api.deepseek.com": _Habits(mode="json"),
        "api.moonshot.cn": _Habits(mode="json"),
        "dashscope.aliyuncs.com": _Habits(mode="json"),
        "dashscope-intl.aliyuncs.com": _Habits(mode="json"),
        "open.bigmodel.cn": _Habits(mode="json"),
    }
)


class Endpoint(BaseModel):
    """An OpenAI-compatible endpoint, a model behind it, and the manner of asking it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    model: str = Field(min_length=1)
    base_url: str | None = Field(default=None, repr=False)
    """Up to and with `/v1`; None is OpenAI's own. May hold a password, so it is shown through `address` alone."""
    api_key: SecretStr | None = None
    """A local server needs none."""
    mode: Mode | None = None
    """None: what the host is known to understand."""
    temperature: Temperature = 0.0
    """`default` sends none, for models that refuse to be told."""
    vote_temperature: Warmth = 0.7
    """For a question that is put several times: without chance all answers would be one."""
    timeout: Seconds = 120.0
    """For one try, from sending to the last byte."""
    max_output_tokens: Tokens = 4096
    """A filled form takes about 800; the rest is room for models that think aloud."""
    attempts: Attempts = 5
    """Tries for one request, where the failure is one that passes."""
    price_input: Price | None = None
    """Per million tokens, in the user's own currency."""
    price_output: Price | None = None
    facts: bool = False
    """Is the model asked for the facts of the narrative too? That is one more call for each report."""
    escalate: "Endpoint | None" = None
    """A stronger model, here or elsewhere, that is asked last, about what is still in doubt then."""

    @property
    def voting_temperature(self) -> Temperature:
        """The temperature of a vote: `vote_temperature`, unless the model refuses to be told."""
        return "default" if self.temperature == "default" else self.vote_temperature

    @property
    def url(self) -> str:
        """The base URL that is called."""
        return (self.base_url or OPENAI).rstrip("/")

    @property
    def address(self) -> str:
        """The base URL for people: without user, password and query."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"

    @property
    def local(self) -> bool:
        """Is it on this machine? Then it needs no key and is not reached through a proxy."""
        host = urlsplit(self.url).hostname or ""
        return host in {"localhost", "::1"} or host.startswith("127.")

    @property
    def asking_mode(self) -> Mode:
        """The mode in use: the configured one, or the host's."""
        return self.mode or self._habits.mode

    @property
    def limit_parameter(self) -> str:
        """The name under which the host takes the limit of output tokens."""
        return self._habits.limit

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """What so many tokens cost; None where no price is configured."""
        if self.price_input is None and self.price_output is None:
            return None
        return (input_tokens * (self.price_input or 0) + output_tokens * (self.price_output or 0)) / 1_000_000

    @property
    def _habits(self) -> _Habits:
        return _HABITS.get(urlsplit(self.url).hostname or "", _Habits())
