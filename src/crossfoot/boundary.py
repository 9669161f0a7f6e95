"""The one place where errors that nobody foresaw are caught, so that one document or command cannot take others along."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def boundary(
    on_error: Callable[[Exception], None], *, let_through: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Run the body; an error that escapes it goes to *on_error* and no further, but for those to *let_through*."""
    try:
        yield
    except let_through:
        raise
    except Exception as error:  # noqa: BLE001 - this is the boundary
        on_error(error)
