"""The command line: one module for each command or group of like ones, put together in `app`."""

from greffier.cli.app import main

__all__ = ["main"]
