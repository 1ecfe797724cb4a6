"""The door for agents: a ledger's answers over the Model Context Protocol, read-only. The only door to its SDK."""

from __future__ import annotations

from pathlib import Path

from greffier.errors import InputError

__all__ = ["serve"]


def serve(path: Path) -> None:
    """Answer on standard input and output until the other side hangs up.

    Raises InputError without the SDK, LookupFailed without a ledger.
    """
    try:
        from greffier.agent.server import make_server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "mcp":
            raise
        raise InputError("greffier mcp needs the library mcp: pip install 'greffier[mcp]'.", name="mcp") from error
    from greffier.ledger import read_ledger

    with read_ledger(path):  # there is one, and it can be used: said now and not at the first question
        pass
    make_server(path).run("stdio")
