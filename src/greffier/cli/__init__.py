"""The command line: `greffier read`, `mentions`, `why`, `lint`, `score`."""

from greffier.cli.app import main

__all__ = ["main"]
