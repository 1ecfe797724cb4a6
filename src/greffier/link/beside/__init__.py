"""Events of a ledger beside records of another dataset: which are one, and by what."""

from greffier.link.beside.assign import Matching, nearest_of, set_beside
from greffier.link.beside.blocks import Blocks
from greffier.link.beside.items import Item, item_of_event, item_of_record
from greffier.link.beside.score import Likeness, liken

__all__ = [
    "Blocks",
    "Item",
    "Likeness",
    "Matching",
    "item_of_event",
    "item_of_record",
    "liken",
    "nearest_of",
    "set_beside",
]
