"""Other formats by the programs that users have: LibreOffice saves and prints documents, Chromium prints pages."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crossfoot.evaluation.simulation.drafts import Medium

_BATCH = 40
"""Files to one start of LibreOffice, which takes seconds."""


@dataclass(frozen=True)
class Printer:
    """A way from a rendered file to one of another format."""

    source: Medium
    program: str
    suffix: str

    @property
    def found(self) -> bool:
        """Is the program on the PATH?"""
        return shutil.which(self.program) is not None


PRINTERS: Mapping[str, Printer] = {
    "pdf by Chromium": Printer("html", "chromium", ".pdf"),
    "pdf by LibreOffice": Printer("docx", "soffice", ".pdf"),
    "doc by LibreOffice": Printer("docx", "soffice", ".doc"),
    "odt by LibreOffice": Printer("docx", "soffice", ".odt"),
    "rtf by LibreOffice": Printer("docx", "soffice", ".rtf"),
    "xls by LibreOffice": Printer("xlsx", "soffice", ".xls"),
    "ods by LibreOffice": Printer("xlsx", "soffice", ".ods"),
}
"""By name."""


def reprint(name: str, files: Sequence[bytes], progress: Callable[[int], None]) -> list[bytes]:
    """*files* in the format of the printer *name*, in their order; *progress* is told how many are done.

    Raises `subprocess.CalledProcessError` where the program fails, `FileNotFoundError` where it writes nothing.
    """
    printer = PRINTERS[name]
    out: list[bytes] = []
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{n:05}.{printer.source}") for n in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        size = _BATCH if printer.program == "soffice" else 1
        for first in range(0, len(paths), size):
            batch = paths[first : first + size]
            _COMMANDS[printer.program](batch, printer.suffix)
            out += [path.with_suffix(printer.suffix).read_bytes() for path in batch]
            progress(len(batch))
    return out


def _soffice(paths: Sequence[Path], suffix: str) -> None:
    folder = paths[0].parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", suffix[1:], "--outdir", str(folder)]
    _run([*command, *map(str, paths)])


def _chromium(paths: Sequence[Path], suffix: str) -> None:
    for path in paths:
        profile = f"--user-data-dir={path.parent / 'profile'}"
        out = f"--print-to-pdf={path.with_suffix(suffix)}"
        _run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", profile, out, str(path)])  # fmt: skip


_COMMANDS: Mapping[str, Callable[[Sequence[Path], str], None]] = {"soffice": _soffice, "chromium": _chromium}


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)
