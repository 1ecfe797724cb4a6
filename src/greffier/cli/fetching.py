"""`--fetch`: addresses among the paths. Without it nothing is asked of any other machine, nor loaded for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from greffier.desk.incoming import Fetch

__all__ = ["fetch_option", "fetcher"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def fetch_option(function: _Function) -> _Function:
    """The option that lets addresses stand among the paths."""
    return click.option("--fetch", is_flag=True, help="Fetch what is at addresses (https://…) among the paths.")(
        function
    )


def fetcher(*, asked: bool) -> Fetch | None:
    """What fetches an address; None unless it was asked for."""
    if not asked:
        return None
    from greffier.intake.fetch import Fetcher

    return Fetcher().drafts
