"""Run the examples of the manual's pages, and compare what they print with what the page shows.

A fenced block of the language `console` holds commands after `$ ` and below each what it prints; the blocks of a page
are one sitting, in a folder of its own in which `examples/` lies. A line `…` stands for any lines; ids may differ.
`--write` puts what is printed now into the pages; what was cut by `…` is cut again,
with as many lines before and after it.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from greffier.cli.app import run
from manual.stage import DOCS, LANGUAGES, ROOT

__all__ = ["Example", "answers", "blocks", "matches", "read_examples", "renewed"]

WIDTH = 76
_FENCE = re.compile(r"(?ms)^```console\n(.*?)^```$")
_LOOSE = (
    (re.compile(r"\bev[0-9a-f]{10}\b"), "EVENT"),
    (re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{6,}\b"), "ID"),
    (re.compile(r"[ ]+$", re.MULTILINE), ""),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A command, and what the page says that it prints."""

    command: str
    shown: str


def blocks(page: str) -> list[str]:
    """The console blocks of a page, without their fences."""
    return _FENCE.findall(page)


def read_examples(page: str) -> list[Example]:
    """The examples of a page, in order."""
    return [example for block in blocks(page) for example in _examples(block)]


def _examples(block: str) -> Iterator[Example]:
    for piece in re.split(r"(?m)^\$ ", block)[1:]:
        command, _, shown = piece.partition("\n")
        while command.endswith("\\"):
            more, _, shown = shown.partition("\n")
            command = f"{command}\n{more}"
        yield Example(command, shown.rstrip("\n"))


def answers(page: str, language: str) -> list[str]:
    """What each example of a page prints today, in one sitting."""
    with tempfile.TemporaryDirectory() as folder, _sitting(Path(folder), language):
        return [_printed(example.command) for example in read_examples(page)]


@contextmanager
def _sitting(folder: Path, language: str) -> Iterator[None]:
    """A folder with the examples, and an environment that hangs on nothing of this machine."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    before, here = dict(os.environ), Path.cwd()
    for name in [n for n in os.environ if n.startswith("GREFFIER_")]:
        del os.environ[name]
    own = {"GREFFIER_LANG": language, "GREFFIER_STATE": str(folder / ".state"), "COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    os.environ.update({**own, "GREFFIER_AUTHOR": "camille", "PATH": f"{Path(sys.executable).parent}:{before['PATH']}"})
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


def _printed(command: str) -> str:
    """What a command prints, on both streams. One of greffier alone runs in this process, so that models load once."""
    plain = command.replace("\\\n", " ")
    fed, _, rest = plain.rpartition(" | ")
    words = shlex.split(rest)
    if words[0] != "greffier" or {">", "|", "&&"} & {*words} or (fed and not fed.startswith("echo ")):
        done = subprocess.run(["bash", "-c", plain], text=True, stdout=-1, stderr=subprocess.STDOUT, check=False)
        return done.stdout.rstrip("\n")
    printed, kept = io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(f"{shlex.split(fed)[1]}\n".encode() if fed else b""), "utf-8")
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            run(words[1:])
    finally:
        sys.stdin = kept
    return printed.getvalue().rstrip("\n")


def _loose(text: str) -> str:
    for pattern, name in _LOOSE:
        text = pattern.sub(name, text)
    return text.strip("\n")


def matches(shown: str, printed: str) -> bool:
    """Whether a page shows what is printed, `…` standing for any lines and ids for any ids."""
    pieces = [re.escape(piece) for piece in re.split(r"(?m)^…$", _loose(shown))]
    return re.fullmatch("(?:.*)".join(pieces), _loose(printed), re.DOTALL) is not None


def renewed(page: str, language: str) -> str:
    """The page with what its examples print today."""
    printed = iter(answers(page, language))

    def block(found: re.Match[str]) -> str:
        pairs = [(example, next(printed)) for example in _examples(found[1])]
        told = "\n".join(f"$ {example.command}\n{_shown(example, now)}".rstrip("\n") for example, now in pairs)
        return f"```console\n{told}\n```"

    return _FENCE.sub(block, page)


def _shown(example: Example, printed: str) -> str:
    if "…" not in example.shown.splitlines():
        return re.sub(r"[ ]+$", "", printed, flags=re.MULTILINE)
    if matches(example.shown, printed):
        return example.shown
    shown = [line.rstrip() for line in printed.splitlines()]
    kept = example.shown.splitlines()
    head, tail = kept.index("…"), kept[::-1].index("…")
    return "\n".join([*shown[:head], "…", *shown[len(shown) - tail :]])


def main(write: bool) -> int:
    """Say which pages show what is no longer printed, or write them anew; 1 where one does and is not written."""
    stale = 0
    for path in sorted(p for language in LANGUAGES for p in (DOCS / language).glob("*.md")):
        page = path.read_text("utf-8")
        new = renewed(page, path.parent.name)
        shown = [matches(a.shown, b.shown) for a, b in zip(read_examples(page), read_examples(new), strict=True)]
        if all(shown):
            continue
        stale += 1
        print(f"{path.parent.name}/{path.name}: {shown.count(False)} of {len(shown)} examples")
        if write:
            path.write_text(new, "utf-8")
    return int(bool(stale) and not write)


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv))
