"""Spreads work: over this machine's cores, in `pool`."""

from greffier.engine.pool import CHUNK, Killed, spread

__all__ = ["CHUNK", "Killed", "spread"]
