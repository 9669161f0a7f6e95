"""The reader that lets a language model fill the form. Light to import: the client libraries come with a reader."""

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
from crossfoot.readers.model.prompts import prompt_hash
from crossfoot.readers.model.reader import Answer, FactsAnswer, ModelReader
from crossfoot.readers.model.usage import AnswerLog, Usage

__all__ = [
    "Answer",
    "AnswerLog",
    "AuthenticationFailed",
    "BadAnswer",
    "ConfigurationError",
    "FactsAnswer",
    "ModelError",
    "ModelReader",
    "ProviderError",
    "ProviderUnreachable",
    "QuotaExhausted",
    "RequestRejected",
    "Usage",
    "prompt_hash",
]
