"""Make both sites: python -m manual [FOLDER], `build/docs` by default. Fails where Sphinx warns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from manual.stage import LANGUAGES, ROOT, stage
from manual.words import words_of

HERE = Path(__file__).parent


def build(language: str, out: Path) -> int:
    """Make one site under a folder and give Sphinx's exit code, 1 where it warned."""
    source, kept = out / ".pages" / language, out / ".doctrees" / language
    stage(language, source)
    shutil.rmtree(out / language, ignore_errors=True)
    settings = [f"-Dlanguage={language}", f"-Dhtml_title={words_of(language)['title']}"]
    strict = ["-W", "--keep-going", "-n", "-q", "-E"]
    command = [*strict, *settings, "-c", str(HERE), "-d", str(kept), str(source), str(out / language)]
    # A process of its own: Sphinx keeps the words of the first language that it was asked for.
    return subprocess.run([sys.executable, "-m", "sphinx", *command], env=_environment(), check=False).returncode


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HERE.parent)}


def main(arguments: list[str]) -> int:
    """Make both sites and the page on which a reader chooses; 1 where anything was amiss."""
    out = Path(arguments[0]) if arguments else ROOT / "build" / "docs"
    out.mkdir(parents=True, exist_ok=True)
    codes = [build(language, out) for language in LANGUAGES]
    shutil.copyfile(HERE / "theme" / "choose.html", out / "index.html")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
