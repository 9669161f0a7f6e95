"""The docs keep their word: examples do what they say, and the commands that are named exist."""

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crossfoot.cli.app import COMMANDS, crossfoot

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        ROOT / "README.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "eval").rglob("README.md"),
    )
)


@pytest.mark.parametrize("page", ["library.md", "facts.md"])
def test_the_examples_of_a_page_do_what_they_say(page, monkeypatch):
    """As a reader would run them: from the top of the repository."""
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(
        str(ROOT / "docs" / page),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.FAIL_FAST,
    )
    assert result.attempted > 10
    assert result.failed == 0


# -- commands ---------------------------------------------------------------------------------------------------------

_PROGRAM = re.compile(r"(?:\S*/)?crossfoot")
_SETTING = re.compile(r"[A-Z_]+=.*")
_PLACEHOLDER = re.compile(r"[A-Z]+|…")
"""What stands for any command: `crossfoot COMMAND --help`."""
_SCRIPT = re.compile(r"python (eval/\S+\.py)")
_MODULE = re.compile(r"python -m (crossfoot\.[\w.]+)")


def code(text: str) -> Iterator[str]:
    """The code of a page: lines of its blocks, continued ones as one, and spans within sentences."""
    fenced = False
    for line in text.replace("\\\n", " ").splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip().removeprefix("$ ")
        else:
            yield from re.findall(r"`([^`]+)`", line)


def commands(line: str) -> Iterator[list[str]]:
    """The arguments of each call of crossfoot in a line of shell."""
    if "crossfoot" not in line:
        return
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if not set(word) <= set(";&|<>()"):
            words.append(word)
            continue
        while words and _SETTING.fullmatch(words[0]):
            del words[0]
        if words and _PROGRAM.fullmatch(words[0]):
            yield words[1:]
        words = []


def fault(arguments: list[str]) -> str | None:
    """What is wrong with a command line: a command or an option that there is not."""
    command: click.Command = crossfoot
    known: set[str] = {"--help"}
    for at, word in enumerate(arguments):
        known |= {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        if word.startswith("-") and len(word) > 1:
            if word.partition("=")[0] not in known:
                return f"{command.name} has no option {word}"
        elif isinstance(command, click.Group) and not _PLACEHOLDER.fullmatch(word):
            found = command.get_command(click.Context(command), word)
            if found is None:
                return f"{' '.join(arguments[: at + 1])}: there is no such command"
            command = found
    return None


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    found = [arguments for line in code(text) for arguments in commands(line)]
    assert [wrong for arguments in found if (wrong := fault(arguments))] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_scripts_and_modules_of_a_page_are_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    scripts = [ROOT / path for path in _SCRIPT.findall(text)]
    modules = [ROOT / "src" / name.rstrip(".").replace(".", "/") for name in _MODULE.findall(text)]
    mains = [module / "__main__.py" for module in modules]
    assert [path for path in (*scripts, *mains) if not path.is_file()] == []


def test_commands_are_seen_wherever_they_stand():
    text = """
Say `crossfoot gold check`, or `crossfoot.extract` from `crossfoot`'s library.

    $ crossfoot check 初稿.html && .venv/bin/crossfoot gold diff a b | less   # a word
    OPENAI_API_KEY=… crossfoot doctor
    from crossfoot import read

```
crossfoot evaluate mine/ \\
    --html page.html > out.txt
```
"""
    found = [arguments for line in code(text) for arguments in commands(line)]
    assert found == [
        ["gold", "check"],
        [],
        ["check", "初稿.html"],
        ["gold", "diff", "a", "b"],
        ["doctor"],
        ["evaluate", "mine/", "--html", "page.html"],
    ]


@pytest.mark.parametrize(
    "line",
    [
        "measure eval",
        "gold merge",
        "evaluate --no-such-option",
        "gold add --figures 3",
        "--votes 3 extract",
        "show -z",
    ],
)
def test_a_command_that_is_not_there_is_a_fault(line):
    assert fault(line.split()) is not None


def test_every_command_stands_in_a_page():
    lines = [line for page in PAGES for line in code((ROOT / page).read_text(encoding="utf-8"))]
    named = {arguments[0] for line in lines for arguments in commands(line) if arguments}
    assert set(COMMANDS) <= named


# -- figures ----------------------------------------------------------------------------------------------------------


def printed_by(command: str, text: str) -> list[str]:
    """The lines that a page shows below a command, without those that stand for others."""
    block = text.partition(f"    $ {command}\n")[2].partition("\n\n")[0]
    return [" ".join(line.split()) for line in block.splitlines() if line.strip() != "…"]


@pytest.mark.parametrize("page", ["README.md", "docs/evaluation.md"])
def test_the_figures_of_the_examples_are_those_of_the_baseline(page):
    baseline = (ROOT / "eval/baselines/offline.txt").read_text(encoding="utf-8")
    told = " ".join(baseline.replace("offline baseline on", "offline on").split())
    shown = printed_by("crossfoot evaluate eval", (ROOT / page).read_text(encoding="utf-8"))
    assert len(shown) > 5
    assert [line for line in shown if line not in told and not line.startswith("Reader:")] == []
