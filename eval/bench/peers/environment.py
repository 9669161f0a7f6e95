"""The peers' own virtual environment, made where it is not there yet."""

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / "cache" / ".peers-venv"
"""In the cache folder, of which git keeps nothing."""


class CannotRun(Exception):
    """A peer cannot be run here. The message says why."""


def python(folder: Path = FOLDER) -> Path:
    """The interpreter of the environment with what `requirements.txt` pins. Raises `CannotRun`."""
    wanted = HERE / "requirements.txt"
    ready = folder / f".ready-{hashlib.sha256(wanted.read_bytes()).hexdigest()[:12]}"
    interpreter = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not ready.exists():
        print(f"installing the peers in {folder}", file=sys.stderr, flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        quiet = ["--quiet", "--disable-pip-version-check"]
        _run([str(interpreter), "-m", "pip", "install", *quiet, "--requirement", str(wanted)])
        ready.touch()
    return interpreter


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"`{' '.join(command[1:4])}` failed: {last_line(done.stderr)}")


def last_line(text: str) -> str:
    """What a program said last."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it said nothing")
