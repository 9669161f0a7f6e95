"""What can go wrong between a question to the model and its answer.

::

    ModelError
    ├── AuthenticationFailed   401, 403: the key is not accepted                                    fatal
    ├── QuotaExhausted         402, or 429 with `insufficient_quota`: the account is empty          fatal
    ├── ConfigurationError     404: there is no such address or model                               fatal
    ├── RequestRejected        another 4xx: the provider will not take this request
    ├── ProviderUnreachable    no answer after all tries: refused, timed out, 429, 5xx
    ├── ProviderError          an answer that is no chat completion: HTML, an error with status 200
    └── BadAnswer              the model answered, but not what was asked: cut off, refused, wrong shape

A *fatal* error will meet every other document too: the batch should stop. A message says what happened, where
(address without credentials, model) and what to do.
"""

from typing import ClassVar

from crossfoot.readers.model.usage import Usage


class ModelError(Exception):
    """The model gave no reading. `usage` is what the attempt took all the same."""

    fatal: ClassVar[bool] = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.usage = Usage()


class AuthenticationFailed(ModelError):
    """The provider does not accept the key."""

    fatal = True


class QuotaExhausted(ModelError):
    """The account has nothing left."""

    fatal = True


class ConfigurationError(ModelError):
    """There is no such address or no such model."""

    fatal = True


class RequestRejected(ModelError):
    """The provider will not take this request: too long for the model, or a parameter that it does not know."""


class ProviderUnreachable(ModelError):
    """No answer after all tries."""


class ProviderError(ModelError):
    """The provider answered with something that is no chat completion."""


class BadAnswer(ModelError):
    """The model answered, but the answer cannot be used."""
