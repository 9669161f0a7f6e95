"""Mutated documents of all formats through a whole run: does each end in one record, in time, in little memory?

    python eval/bench/fuzz.py --documents 10000 --seed 1 --keep /tmp/kept
    python eval/bench/fuzz.py --documents 300 --formats docx pdf

Valid documents of each format are made (some by LibreOffice, where it is on the PATH), mutated by
`crossfoot.evaluation.fuzz`, and read by `extract_all` with its workers. The limits are 10 seconds and 1 GB. What is slow
by its nature has a limit of its own, which the table tells: 90 seconds for what LibreOffice converts (after 60 the reader
itself gives up on it) and for pictures, whose characters are recognised one after another.

A record with the code `unexpected` is a fault of the program: its traceback is printed, and the file kept in the folder
of --keep. So are files that were given up for time or memory, that broke their process, or whose reason says where an
object lay in memory, which no other run would say again. Exit status 1 where there is any such file.
"""

import argparse
import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

from crossfoot.documents import DocumentError, load, parse
from crossfoot.documents.encoding import decode
from crossfoot.evaluation.fuzz import mutant
from crossfoot.evaluation.roundtrip import specimen
from crossfoot.pipeline import Options, PipelineError, Progress, ahead, discover, extract_all
from crossfoot.pipeline.document import Prepared, offline_record, prepare
from crossfoot.pipeline.workers import Workers
from crossfoot.store import Store

REPORTS = Path(__file__).parents[1] / "reports"
BATCH = 100
"""Files that lie on the disk at the same time."""
GIVEN_UP = ("timeout", "out_of_memory", "crashed", "unexpected")
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


# -- valid documents -----------------------------------------------------------------------------------------------


def rendered(medium: Any, number: int) -> bytes:
    """A simulated report."""
    return specimen(medium, [], f"fuzz {number}").data


def shipped(suffix: str, number: int) -> bytes:
    """One of the example reports."""
    paths = sorted(REPORTS.glob(f"*{suffix}"))
    return paths[number * 5 % len(paths)].read_bytes()


def mail(number: int) -> bytes:
    """A message with a web page in it and a text beside it."""
    message = EmailMessage()
    message["Subject"] = "政府信息公开工作年度报告"
    message["MIME-Version"] = "1.0"
    message.set_content(decode(shipped(".txt", number))[0])
    message.add_alternative(decode(shipped(".html", number))[0], subtype="html", cte="base64")
    return message.as_bytes()


def plain_pdf(number: int) -> bytes:
    """A PDF whose streams are not packed, so that mutations reach what is drawn."""
    from reportlab import rl_config

    before = rl_config.pageCompression, rl_config.useA85
    rl_config.pageCompression = rl_config.useA85 = 0
    try:
        return rendered("pdf", number)
    finally:
        rl_config.pageCompression, rl_config.useA85 = before


def picture(kind: str, number: int) -> bytes:
    """A piece of a page as a picture: small, for recognising one takes seconds."""
    import pypdfium2

    page = pypdfium2.PdfDocument(rendered("pdf", number))[0]
    image = page.render(scale=1.3).to_pil().convert("RGB")
    out = BytesIO()
    image.crop((0, 200, image.width // 2, 350)).save(out, kind)
    return out.getvalue()


def archive(number: int) -> bytes:
    """Documents of several formats in folders."""
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("县/报告.txt", shipped(".txt", number))
        packed.writestr("县/报告.html", shipped(".html", number))
        packed.writestr("市/报告.docx", rendered("docx", number))
    return out.getvalue()


def by_office(medium: str, suffix: str, number: int) -> bytes:
    """A simulated report that LibreOffice has saved in another format."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"report.{medium}")
        source.write_bytes(rendered(medium, number))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return without_thumbnail(source.with_suffix(f".{suffix}").read_bytes())


def without_thumbnail(data: bytes) -> bytes:
    """An OpenDocument without its picture, which is read for seconds where a mutation leaves nothing but an archive."""
    if not data.startswith(b"PK"):
        return data
    out = BytesIO()
    with ZipFile(BytesIO(data)) as given, ZipFile(out, "w") as made:
        for member in given.infolist():
            if not member.filename.startswith("Thumbnails/"):
                made.writestr(member, given.read(member))
    return out.getvalue()


FORMATS: dict[str, Callable[[int], bytes]] = {
    "txt": lambda number: shipped(".txt", number),
    "html": lambda number: shipped(".html", number),
    "md": lambda number: rendered("markdown", number),
    "mht": lambda number: rendered("mht", number),
    "eml": mail,
    "docx": lambda number: rendered("docx", number),
    "xlsx": lambda number: rendered("xlsx", number),
    "pdf": lambda number: rendered("pdf", number) if number % 2 else plain_pdf(number),
    "zip": archive,
    "png": lambda number: picture("png", number),
    "jpg": lambda number: picture("jpeg", number),
    "tiff": lambda number: picture("tiff", number),
    "scan": lambda number: picture("pdf", number),
    "ods": lambda number: by_office("xlsx", "ods", number),
    "xls": lambda number: by_office("xlsx", "xls", number),
    "rtf": lambda number: by_office("docx", "rtf", number),
    "doc": lambda number: by_office("docx", "doc", number),
    "odt": lambda number: by_office("docx", "odt", number),
}
BY_OFFICE = ("ods", "xls", "rtf", "doc", "odt")
SLOW = ("rtf", "doc", "odt", "png", "jpg", "tiff", "scan")
"""Formats that take seconds for any document, to start LibreOffice or to recognise characters."""
PATIENCE = 9
"""Times the usual limit, for these."""
SEEDS = 4
"""Valid documents of a format."""


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """The valid documents of a format."""
    return tuple(FORMATS[name](number) for number in range(1 if name in BY_OFFICE else SEEDS))


# -- running -------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of the documents of one format."""

    documents: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    """Documents that have not exactly one record."""
    unstable: int = 0
    """Records that say where an object lay in memory."""
    slowest: tuple[float, str] = (0.0, "")
    peak: int = 0
    """Of the largest process that read, in bytes."""

    @property
    def failures(self) -> int:
        return self.missing + self.unstable + sum(self.codes[code] for code in GIVEN_UP)


class Timed(Workers):
    """Workers with a watch."""

    times: "dict[str, float]"

    async def read(self, data: bytes, name: str, *, settle: bool) -> Any:
        began = time.perf_counter()
        try:
            return await super().read(data, name, settle=settle)
        finally:
            Timed.times[name] = time.perf_counter() - began


class Watch(threading.Thread):
    """Looks at the memory of all processes below this one, until told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            for process in below("self"):
                with suppress(OSError, IndexError):
                    status = Path(f"/proc/{process}/status").read_text()
                    self.peak = max(self.peak, int(status.split("VmHWM:")[1].split()[0]) * 1024)


def below(process: str) -> Iterator[str]:
    """The processes that a process has started, and those that they have."""
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield child
                yield from below(child)


def run(paths: Sequence[Path], options: Options, tally: Tally, given: argparse.Namespace) -> None:
    """One batch."""
    records: Counter[str] = Counter()

    def take(progress: Progress) -> None:
        record = progress.record
        records[record.document.path] += 1
        tally.statuses[record.status] += 1
        code = record.error.type if record.error else ""
        tally.codes[code] += 1
        if code in GIVEN_UP:
            tell(Path(record.document.path), code, record.reason, given.keep)
        if ADDRESS.search(record.reason):
            tally.unstable += 1
            tell(Path(record.document.path), "unstable", record.reason, given.keep)

    Timed.times = {}
    watch = Watch()
    watch.start()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.db") as store:
        asyncio.run(extract_all(paths, options, store, take, asyncio.Event()))
    watch.over.set()
    watch.join()
    tally.peak = max(tally.peak, watch.peak)
    tally.missing += sum(records[str(path)] != 1 for path in paths)
    slowest = max(Timed.times, key=lambda name: Timed.times[name], default=None)
    if slowest is not None and Timed.times[slowest] > tally.slowest[0]:
        tally.slowest = Timed.times[slowest], slowest
        if given.keep and Timed.times[slowest] > given.timeout / 2:
            kept(Path(slowest), "slow", given.keep)


def tell(path: Path, code: str, reason: str, keep: Path | None) -> None:
    """Say what went wrong with a document, with the traceback where it is a fault of the program."""
    print(f"  {code}: {kept(path, code, keep)}: {reason[:300]}")
    if code == "unexpected":
        try:
            prepared = prepare(parse(load(path), str(path)))
            if isinstance(prepared, Prepared):
                offline_record(prepared)
        except DocumentError:
            print("    not in this process")
        except Exception:  # noqa: BLE001 - whatever it is, it is shown
            print("    " + "    ".join(traceback.format_exc().splitlines(keepends=True)[-12:]))


def kept(path: Path, code: str, keep: Path | None) -> Path:
    """Where the file has been put for those who want to look at it."""
    if keep is None:
        return path
    keep.mkdir(parents=True, exist_ok=True)
    outermost = next(parent for parent in (path, *path.parents) if parent.is_file())
    return Path(shutil.copy(outermost, keep / f"{code}-{outermost.name}"))


def fuzz(name: str, documents: int, given: argparse.Namespace) -> Tally:
    """Mutate and read so many documents of one format."""
    tally = Tally()
    rng = Random(f"{given.seed} {name}")
    others = [seeds(each)[0] for each in FORMATS if each == name or each not in BY_OFFICE]
    options = Options(workers=given.workers, timeout=limit(name, given), memory=int(given.memory * 1e9))
    for first in range(0, documents, BATCH):
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number in range(first, min(first + BATCH, documents)):
                _what, data = mutant(rng.choice(seeds(name)), rng, others)
                files.append(Path(folder, f"{given.seed}-{number}.{name}"))
                files[-1].write_bytes(data)
            paths = found(files)
            tally.documents += len(paths)
            run(paths, options, tally, given)
    return tally


def limit(name: str, given: argparse.Namespace) -> float:
    """Seconds for one document of a format."""
    return float(given.timeout * (PATIENCE if name in SLOW else 1))


def found(files: Sequence[Path]) -> list[Path]:
    """The documents to read: what an archive holds, or the archive where nothing in it can be read."""
    out = []
    for path in files:
        try:
            out += discover([path])
        except PipelineError:
            out.append(path)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000, help="in all formats together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, metavar="FORMAT", help=" ".join(FORMATS))
    parser.add_argument("--workers", type=int)
    parser.add_argument("--timeout", type=float, default=10, help="seconds for a document")
    parser.add_argument("--memory", type=float, default=1, help="gigabytes for a process")
    parser.add_argument("--keep", type=Path, help="folder for the files that went wrong")
    given = parser.parse_args()
    if given.formats is None:
        given.formats = [name for name in FORMATS if name not in BY_OFFICE or shutil.which("soffice")]
    if given.workers is None:
        given.workers = ahead.processors()
    ahead.Workers = Timed  # type: ignore[misc]
    failures = 0
    print(
        f"{'format':8}{'files':>7}{'records':>9}{'limit':>7}{'verified':>10}{'source_e':>10}{'review':>8}{'failed':>8}{'slowest':>10}{'peak':>9}  error codes"
    )
    for name in given.formats:
        files = -(-given.documents // len(given.formats))
        tally = fuzz(name, files, given)
        failures += tally.failures
        counts = "".join(
            f"{tally.statuses[status]:>{width}}"
            for status, width in (("verified", 10), ("source_error", 10), ("needs_review", 8), ("failed", 8))
        )
        codes = ", ".join(f"{code} {count}" for code, count in tally.codes.most_common() if code)
        print(
            f"{name:8}{files:>7}{tally.documents:>9}{limit(name, given):>5g} s{counts}{tally.slowest[0]:>8.1f} s{tally.peak / 1e6:>6.0f} MB  {codes}",
            flush=True,
        )
        if tally.missing:
            print(f"  {tally.missing} documents have not exactly one record")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
