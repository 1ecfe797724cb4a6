"""Tolls: people killed, wounded, missing, captured, displaced, with figures, victims and parts of a whole."""

from greffier.frames.toll.frames import toll_frames
from greffier.frames.toll.parts import toll_parts
from greffier.frames.toll.table import HarmTable, harm_table
from greffier.frames.toll.victims import TollPart

__all__ = ["HarmTable", "TollPart", "harm_table", "toll_frames", "toll_parts"]
