"""Serving the pages until Ctrl-C."""

import errno
import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from crossfoot.checks import Language
from crossfoot.review.blind import SHARE
from crossfoot.review.web.app import make_app
from crossfoot.store import Store


class ServeError(OSError):
    """The pages cannot be served; the message says why and what to do."""


def serve(
    store: Path,
    *,
    reviewer: str,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str | None = None,
    language: Language = "zh",
    blind: float = SHARE,
    ready: Callable[[str], None],
) -> None:
    """Serve the store's queue to one reviewer until Ctrl-C or SIGTERM; *port* 0 takes any that is free.

    *blind* is the share of verified reports that are mixed in to be read without their figures.
    *ready* is called with the address to open, token included, once it can be opened. Raises `ServeError` for a port
    that is taken, an address that is not this machine's, or one that others can reach and no token; `StoreError`; and
    `RefusedError` for a reviewer without a name.
    """
    if not is_loopback(host) and not token:
        raise ServeError(
            f"{host} can be reached from other machines: set a token, which everybody has to show"
        )
    with Store(store) as opened, _listening(host, port) as listener:
        number = listener.getsockname()[1]
        app = make_app(
            opened,
            reviewer=reviewer,
            hosts=hosts(host, number),
            token=token,
            language=language,
            blind=blind,
        )
        config = uvicorn.Config(
            app,
            ws="none",
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=3,
        )
        query = f"?{urlencode({'token': token})}" if token else ""
        server = _Server(config, lambda: ready(f"http://{_named(host)}:{number}/{query}"))
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return  # The wanted end.


def hosts(host: str, port: int) -> frozenset[str]:
    """The names under which a server at *host* may be asked."""
    names = {_named(host)} | ({"127.0.0.1", "localhost", "[::1]"} if is_loopback(host) else {host})
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def is_loopback(host: str) -> bool:
    """Can only this machine reach *host*?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServeError(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError | OverflowError) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} is taken by another program: choose another, or 0 for any that is free"
    if number == errno.EACCES:
        return f"port {port} may not be used without more rights: choose one above 1023, or 0 for any"
    return f"{host} port {port} cannot be listened on ({error}): is it an address of this machine?"


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()
