"""One request to the provider: sent until it is answered or hopeless, its failures named.

Loads the OpenAI client; import it only where a model is really asked.
"""

import asyncio
import contextlib
import email.utils
import html
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2
import openai
from openai._legacy_response import LegacyAPIResponse
from openai.types.chat import ChatCompletion
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.model.errors import (
    AuthenticationFailed,
    BadAnswer,
    ConfigurationError,
    ModelError,
    ProviderError,
    ProviderUnreachable,
    QuotaExhausted,
    RequestRejected,
)
from crossfoot.readers.model.transport import SOURCE, LoggedTransport
from crossfoot.readers.model.usage import AnswerLog, Tally

_NO_KEY = "none"
"""Sent where no key is configured; without one the client would take `OPENAI_API_KEY` from the environment."""

_BLANK = "（空）"
"""Stands for an empty answer in the conversation that asks again: several providers refuse an empty message."""

_PASSING = frozenset({408, 409, 425, 429})
"""Client errors that pass by themselves; all 5xx (also 529, overloaded) do."""
_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})
_WORDS = 300
"""So much of what a provider says is quoted in a message."""
_CONNECT_SECONDS = 15.0

_THOUGHT = re.compile(r"\A.*</think>", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"<think>.*\Z", re.DOTALL)
_FENCE = re.compile(r"\A```[a-zA-Z]*\s*\n(.*?)\n?```\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait between tries: doubling from *first*, with jitter, or as `Retry-After` says; at most *longest*."""

    first: float = 1.0
    longest: float = 60.0

    def __call__(self, state: RetryCallState) -> float:
        """The seconds to wait after the failure in *state*."""
        error = state.outcome.exception() if state.outcome else None
        asked = _retry_after(error) if isinstance(error, openai.APIStatusError) else None
        if asked is not None:
            return min(asked, self.longest)
        doubling = wait_exponential(multiplier=self.first, max=self.longest) + wait_random(0, self.first)
        return min(doubling(state), self.longest)


class Provider:
    """An endpoint as a function from a request to a completion."""

    def __init__(
        self,
        endpoint: Endpoint,
        answers: AnswerLog | None,
        *,
        refresh: bool,
        backoff: Callable[[RetryCallState], float],
    ) -> None:
        self.endpoint = endpoint
        self._backoff = backoff
        secret = endpoint.api_key.get_secret_value() if endpoint.api_key else ""
        self._secret = secret.strip()
        timeout = httpx2.Timeout(endpoint.timeout, connect=min(_CONNECT_SECONDS, endpoint.timeout))
        wire = httpx2.AsyncClient(
            timeout=timeout, trust_env=not endpoint.local, follow_redirects=True, verify=_tls()
        )
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.url,
            api_key=self._secret or _NO_KEY,
            max_retries=0,  # tenacity's affair
            timeout=timeout,
            http_client=httpx2.AsyncClient(transport=LoggedTransport(wire, answers, refresh=refresh)),
        )

    async def complete(self, *, tally: Tally, **request: object) -> ChatCompletion:
        """The completion of *request*, counted in *tally*. Raises `ModelError`."""
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self.endpoint.attempts),
            retry=retry_if_exception(_passes),
            wait=self._backoff,
            reraise=True,
        )
        try:
            answer: LegacyAPIResponse[ChatCompletion] = await retrying(self._send, request)
        except (openai.APIError, TimeoutError) as error:
            raise self._named(error) from error
        source = answer.headers.get(SOURCE)
        if source is None:
            raise ProviderError(self._strange(answer.text))
        completion = answer.parse()
        usage = completion.usage
        tally.add(
            usage.prompt_tokens if usage else 0,
            usage.completion_tokens if usage else 0,
            cached=source == "log",
        )
        return self._usable(completion)

    async def models(self) -> tuple[str, ...]:
        """The names of the models that the endpoint lists; tried once. Raises `ModelError`."""
        try:
            page = await self._client.models.list()
        except openai.APIError as error:
            raise self._named(error) from error
        # A web page comes back as its text.
        if not hasattr(page, "data"):
            raise ProviderError(self._strange(str(page)))
        return tuple(model.id for model in page.data or ())

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _send(self, request: dict[str, Any]) -> LegacyAPIResponse[ChatCompletion]:
        # The client's own time-out starts anew with each byte, and some providers send blank lines while they queue.
        try:
            async with asyncio.timeout(self.endpoint.timeout):
                answer: LegacyAPIResponse[
                    ChatCompletion
                ] = await self._client.chat.completions.with_raw_response.create(**_arguments(request))
                return answer
        except openai.APIConnectionError as error:
            # The client takes whatever goes wrong below it for a lost connection, also an answer log that is full.
            cause = error.__cause__
            if cause is not None and not isinstance(cause, httpx2.HTTPError | httpx2.StreamError | OSError):
                raise cause from error
            raise

    def _usable(self, completion: ChatCompletion) -> ChatCompletion:
        """The completion with its text freed of thoughts and fences. Raises `BadAnswer` for a refusal."""
        choice = completion.choices[0]
        message = choice.message
        if message.refusal:
            raise BadAnswer(f"the model {self._who} refused to answer: {message.refusal[:_WORDS]!r}")
        if choice.finish_reason == "content_filter":
            raise BadAnswer(f"the provider's content filter stopped the answer of the model {self._who}")
        if not message.tool_calls:
            message.content = bare(message.content or "") or _BLANK
        for call in message.tool_calls or ():
            if call.type == "function":
                call.function.arguments = bare(call.function.arguments or "")
        return completion

    @property
    def _who(self) -> str:
        return f"`{self.endpoint.model}` at {self.endpoint.address}"

    def _named(self, error: openai.APIError | TimeoutError) -> ModelError:
        """The error of ours that says what *error* means."""
        if isinstance(error, openai.APIStatusError):
            return self._of_status(error)
        tries = f"after {self.endpoint.attempts} tries"
        if isinstance(error, openai.APITimeoutError | TimeoutError):
            return ProviderUnreachable(
                f"{self._who}: no answer within {self.endpoint.timeout:g} s, {tries}; raise `timeout` or ask fewer at once"
            )
        if isinstance(error, openai.APIConnectionError):
            cause = self._clean(str(error.__cause__ or error)) or type(error.__cause__).__name__
            return ProviderUnreachable(
                f"{self.endpoint.address} cannot be reached {tries}: {cause}; is the server running and `base_url` right?"
            )
        return ProviderError(f"{self._who}: {self._clean(str(error))}")

    def _of_status(self, error: openai.APIStatusError) -> ModelError:
        status, said = error.status_code, self._said(error)
        if status in {401, 403}:
            return AuthenticationFailed(
                f"{self.endpoint.address} does not accept the API key (HTTP {status}{said}); set OPENAI_API_KEY"
            )
        if _is_quota(error):
            return QuotaExhausted(
                f"the account at {self.endpoint.address} is exhausted (HTTP {status}{said}); top it up and run again: "
                "what is answered is kept"
            )
        if status == 404:
            return ConfigurationError(
                f"{self.endpoint.address} knows no such address or no model `{self.endpoint.model}` (HTTP 404{said}); "
                "check `base_url` (it ends in /v1 as a rule) and the model's name"
            )
        if _passes(error):
            return ProviderUnreachable(
                f"{self._who} gave no answer after {self.endpoint.attempts} tries (HTTP {status}{said}); try again later"
            )
        return RequestRejected(
            f"{self._who} rejects the request (HTTP {status}{said}); if it does not know a parameter, try another "
            f'`mode` than `{self.endpoint.asking_mode}`, or `temperature = "default"`'
        )

    def _said(self, error: openai.APIStatusError) -> str:
        """What the provider says about the error, as the tail of a clause."""
        body = error.body
        words = body.get("message") if isinstance(body, dict) else None
        words = self._clean(str(words or error.response.text))
        return f": {words}" if words else ""

    def _strange(self, text: str) -> str:
        kind = "a web page" if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE) else "something"
        return (
            f"{self.endpoint.address} answered with {kind} that is no chat completion: {self._clean(text)!r}; "
            "check `base_url` (it ends in /v1 as a rule)"
        )

    def _clean(self, words: str) -> str:
        """*words* of others, fit for a message: no markup, one line, short, and without the key."""
        plain = html.unescape(
            re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", words, flags=re.DOTALL | re.IGNORECASE)
        )
        line = " ".join(plain.split())
        return (line.replace(self._secret, "***") if self._secret else line)[:_WORDS]


@cache
def _tls() -> ssl.SSLContext:
    # Loading the certificates takes 30 ms and more: once for all readers.
    return httpx2.create_ssl_context()


def bare(text: str) -> str:
    """*text* without the model's thoughts before the answer and the fence around it.

    What follows a thought that never ends is no answer, whatever JSON it tries out.
    """
    answer = _OPEN_THOUGHT.sub("", _THOUGHT.sub("", text)).strip()
    fenced = _FENCE.match(answer)
    return fenced[1].strip() if fenced else answer


def _arguments(request: dict[str, Any]) -> dict[str, Any]:
    """*request* as arguments of the client, with the schema made binding, which instructor leaves open.

    All but the messages goes as `extra_body`: the client would walk through the schema for things to rename, which
    takes as long as the rest of the call.
    """
    rest = {key: value for key, value in request.items() if key not in {"model", "messages"}}
    shape = rest.get("response_format", {})
    if shape.get("type") == "json_schema":
        rest["response_format"] = {**shape, "json_schema": {**shape["json_schema"], "strict": True}}
    return {"model": request["model"], "messages": request["messages"], "extra_body": rest}


def _passes(error: BaseException) -> bool:
    """Is this a failure that may be over at the next try?"""
    if isinstance(error, openai.APIStatusError):
        return not _is_quota(error) and (error.status_code in _PASSING or error.status_code >= 500)
    return isinstance(error, openai.APIConnectionError | TimeoutError)


def _is_quota(error: openai.APIStatusError) -> bool:
    return error.status_code == 402 or bool({error.code, error.type} & _QUOTA)


def _retry_after(error: openai.APIStatusError) -> float | None:
    """The seconds that the header `Retry-After` asks for: a number, or a date."""
    value = error.response.headers.get("retry-after", "")
    with contextlib.suppress(ValueError):
        return max(0.0, float(value))
    with contextlib.suppress(ValueError):
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    return None
