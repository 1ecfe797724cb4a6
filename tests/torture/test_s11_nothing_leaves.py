"""S11: nothing asks another machine, nothing runs what a file says, and what is installed is known."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from house.sources import ROOT, SRC
from torture.scale import note

_NAMES = {"eval", "exec", "__import__", "compile"}
_MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "shelve", "marshal", "joblib", "yaml", "ctypes"}


def faults(tree: ast.AST) -> list[str]:
    """What runs what a file or a person says."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in _NAMES:
                found.append(f"{node.func.id} in line {node.lineno}")
            shells = [k for k in node.keywords if k.arg == "shell" and getattr(k.value, "value", True)]
            system = isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in {"os.system", "os.popen"}
            found += [f"a shell in line {node.lineno}"] * bool(shells or system)
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [f"{name} in line {node.lineno}" for name in names if name.partition(".")[0] in _MODULES]
    return found


@pytest.mark.parametrize(
    "code",
    ["eval('1')", "exec('a')", "import pickle", "from yaml import load", "subprocess.run('a', shell=True)",
     "os.system('a')", "import ctypes.util"],
)  # fmt: skip
def test_s11_the_search_finds_what_it_is_for(code: str) -> None:
    assert len(faults(ast.parse(code))) == 1


def test_s11_nothing_runs_what_a_file_says() -> None:
    files = sorted(SRC.rglob("*.py"))
    found = {path.name: some for path in files if (some := faults(ast.parse(path.read_text("utf-8"))))}
    note("S11", len(files), len(found), "")
    assert found == {}


BLOCKED = """
import socket, sys
asked = []
def refuse(*given, **more):
    asked.append(given)
    raise OSError("blocked")
class Blocked(socket.socket):
    connect = connect_ex = sendto = refuse
socket.socket = Blocked
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse
import greffier
from greffier.cli.app import run
codes = [run(arguments.split()) for arguments in sys.argv[1:]]
print(codes, len(asked), file=sys.stderr)
sys.exit(bool(asked) or any(codes))
"""


@pytest.mark.slow
def test_s11_reading_adding_and_asking_open_no_connection(tmp_path: Path) -> None:
    examples = sorted(str(path) for path in (ROOT / "examples").glob("*/*.json"))
    commands = [f"add {' '.join(examples)}", "events --all", "tolls", "verify", "export jsonl", "forget"]
    ran = subprocess.run([sys.executable, "-c", BLOCKED, *commands], cwd=tmp_path, capture_output=True, text=True)
    note("S11", len(commands), ran.returncode, "")
    assert ran.returncode == 0, ran.stderr[-600:]
