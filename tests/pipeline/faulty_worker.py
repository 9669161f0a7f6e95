"""A worker whose reader does what the document says: the worst that a library for a format may do."""

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path

from crossfoot.documents import Document, parse
from crossfoot.pipeline import reading
from crossfoot.pipeline.worker_process import serve

__all__ = ["serve"]


def hang(_name: str) -> None:
    time.sleep(1000)


def hang_in_c(_name: str) -> None:
    sum(iter(int, 1))


def hang_in_a_child(name: str) -> None:
    child = subprocess.Popen(["sleep", "1000"])
    Path(name).with_suffix(".pid").write_text(str(child.pid))
    child.wait()


def eat_memory(_name: str) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(10_000_000))


def grow(_name: str) -> None:
    eaten.append(b"x" * 400_000_000)


def break_down(_name: str) -> None:
    ctypes.string_at(0)


def leave(_name: str) -> None:
    os._exit(3)


def chat(_name: str) -> None:
    print("a library says hello")
    sys.stdout.flush()
    subprocess.run(["echo", "and so does a program"], check=True)


def tell_process(name: str) -> None:
    Path(name).with_suffix(".pid").write_text(str(os.getpid()))


class Unspeakable(Exception):
    def __repr__(self) -> str:
        raise ZeroDivisionError("not even this")


def raise_the_unspeakable(_name: str) -> None:
    raise Unspeakable


eaten: list[bytes] = []
DEEDS = {
    deed.__name__.encode(): deed
    for deed in (
        hang,
        hang_in_c,
        hang_in_a_child,
        eat_memory,
        grow,
        break_down,
        leave,
        chat,
        tell_process,
        raise_the_unspeakable,
    )
}


def faulty(data: bytes, name: str) -> Document:
    deed = DEEDS.get(data.split(b"\n")[0])
    if deed is not None:
        deed(name)
    return parse(data, name)


reading.parse = faulty
