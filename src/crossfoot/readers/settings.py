"""Where the endpoint's settings come from. Kept apart from `endpoint` because pydantic-settings is slow to import.

A setting is taken from the first of these that has it:

1. the command line (keyword arguments),
2. the environment: ``CROSSFOOT_*``, then ``OPENAI_BASE_URL``, ``OPENAI_API_KEY``, ``OPENAI_MODEL``,
3. the table ``[model]`` of ``crossfoot.toml`` in the current directory,
4. the same table of ``~/.config/crossfoot/config.toml``.
"""

import logging
import os
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from crossfoot.readers.endpoint import (
    Attempts,
    Endpoint,
    Mode,
    Price,
    Seconds,
    Temperature,
    Tokens,
    Warmth,
)

logger = logging.getLogger(__name__)

TABLE = "model"
FILES: tuple[str, ...] = ("crossfoot.toml", "~/.config/crossfoot/config.toml")
"""Read in this order; a file that is not there is no error."""

_OPENAI = {"base_url": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY", "model": "OPENAI_MODEL"}
_PREFIX = "CROSSFOOT_"
_ESCALATE = "escalate"


class SettingsError(Exception):
    """A setting cannot be used; the message names the file or variable, the key and the fault."""


class _OpenAIVariables(PydanticBaseSettingsSource):
    """The variables that OpenAI's own client reads; an empty one counts as not set."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        variable = _OPENAI.get(field_name)
        return (os.environ.get(variable) or None if variable else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(FieldInfo(), name)[0] for name in _OPENAI}
        return {name: value for name, value in values.items() if value is not None}


class _TomlTable(PydanticBaseSettingsSource):
    """The table `[model]` of one TOML file. Its key `name` is the model's name."""

    def __init__(self, settings_cls: type[BaseSettings], path: Path) -> None:
        super().__init__(settings_cls)
        self.path = path

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = _table(self.path)
        unknown = sorted(set(values) - set(self.settings_cls.model_fields))
        if unknown:
            known = ", ".join(f"`{_key(name)}`" for name in self.settings_cls.model_fields)
            raise SettingsError(f"{self.path}: unknown key `{unknown[0]}` in [{TABLE}]; known are {known}")
        if values.keys() & {"api_key", "escalate_api_key"}:
            _warn_if_readable_by_others(self.path)
        return values


class Settings(BaseSettings):
    """The settings of the model as found; every one may be absent.

    Those that begin with `escalate` are of the stronger model; what they leave open is as with the first.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )
    files: ClassVar[tuple[str, ...]] = FILES

    base_url: str | None = Field(default=None, repr=False)
    api_key: SecretStr | None = None
    model: str | None = None
    mode: Mode | None = None
    temperature: Temperature | None = None
    vote_temperature: Warmth | None = None
    timeout: Seconds | None = None
    max_output_tokens: Tokens | None = None
    attempts: Attempts | None = None
    price_input: Price | None = None
    price_output: Price | None = None
    facts: bool | None = None
    escalate: str | None = Field(default=None, min_length=1)
    escalate_base_url: str | None = Field(default=None, repr=False)
    escalate_api_key: SecretStr | None = None
    escalate_mode: Mode | None = None
    escalate_temperature: Temperature | None = None
    escalate_price_input: Price | None = None
    escalate_price_output: Price | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = [_TomlTable(settings_cls, Path(name).expanduser()) for name in cls.files]
        return (init_settings, env_settings, _OpenAIVariables(settings_cls), *files)

    @classmethod
    def load(cls, **given: object) -> "Settings":
        """The settings, where *given* (the command line) goes before all; a None there is "not given".

        Raises `SettingsError`.
        """
        present = {name: value for name, value in given.items() if value is not None}
        try:
            return cls(**present)  # type: ignore[arg-type]
        except ValidationError as error:
            raise SettingsError(_explain(error, present, cls.files)) from None

    def endpoint(self) -> Endpoint | None:
        """The endpoint that these settings describe; None where they describe none.

        An endpoint is a model's name and either a base URL or a key (for OpenAI's own address).
        Raises `SettingsError` where a base URL is not one, or where the stronger model is the first one.
        """
        if self.model is None or (self.base_url is None and self.api_key is None):
            return None
        for key in ("base_url", "escalate_base_url"):
            url = getattr(self, key)
            if url is not None and not _is_http(url):
                raise SettingsError(f"`{key}` is no http:// or https:// address; it ends in /v1 as a rule")
        given = self.model_dump(exclude_none=True)
        first = {key: value for key, value in given.items() if not key.startswith(_ESCALATE)}
        if self.escalate is None:
            return Endpoint.model_validate(first)
        stronger = Endpoint.model_validate(_of_stronger(first, given))
        endpoint = Endpoint.model_validate({**first, "escalate": stronger})
        if (stronger.model, stronger.url) == (endpoint.model, endpoint.url):
            raise SettingsError(
                f"`escalate` is the first model, `{self.model}`, itself; it needs another one"
            )
        return endpoint


def _of_stronger(first: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The stronger model's settings: its own, and for the rest those of the *first*, prices excepted.

    At another address key and mode of the first are nothing to go by, and the key nothing to hand over.
    """
    private = {"price_input", "price_output"}
    if "escalate_base_url" in given:
        private |= {"api_key", "mode"}
    own = {
        key.removeprefix(f"{_ESCALATE}_"): value for key, value in given.items() if key.startswith(_ESCALATE)
    }
    model = own.pop(_ESCALATE)
    return {**{key: value for key, value in first.items() if key not in private}, **own, "model": model}


def _table(path: Path) -> dict[str, Any]:
    """The table `[model]` of the file, by field name; empty where there is no file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is no TOML: {error}") from error
    strangers = sorted(set(data) - {TABLE})
    if strangers:
        raise SettingsError(
            f"{path}: unknown key `{strangers[0]}`; the settings stand in the table [{TABLE}]"
        )
    table = data.get(TABLE, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: `{TABLE}` is not a table; write [{TABLE}]")
    if "model" in table:
        raise SettingsError(f"{path}: unknown key `model` in [{TABLE}]; the model's name is the key `name`")
    return {("model" if key == "name" else key): value for key, value in table.items()}


def _key(field: str) -> str:
    """What a field is called in the TOML table."""
    return "name" if field == "model" else field


def _explain(error: ValidationError, given: dict[str, object], files: Sequence[str]) -> str:
    """One line for the first fault: where the value came from, its key, what is wrong. Never the value."""
    fault = error.errors(include_input=False, include_url=False)[0]
    field = str(fault["loc"][0])
    return f"{_origin(field, given, files)}: {fault['msg']}"


def _origin(field: str, given: dict[str, object], files: Sequence[str]) -> str:
    if field in given:
        return f"--{field.replace('_', '-')}"
    for variable in (_PREFIX + field.upper(), _OPENAI.get(field, "")):
        if os.environ.get(variable):
            return variable
    for name in files:
        path = Path(name).expanduser()
        if field in _table(path):
            return f"{path}: key `{_key(field)}` in [{TABLE}]"
    return f"`{field}`"


def _warn_if_readable_by_others(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        logger.warning("%s holds an API key and other users can read it; `chmod 600` it", path)


def _is_http(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
