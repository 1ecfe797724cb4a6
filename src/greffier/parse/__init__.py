"""From text to sentences of tokens: the only room that knows a parser library."""

from greffier.parse.parser import Parser, load_parser
from greffier.parse.pinned import PINNED, check_model, model_digest
from greffier.parse.segment import Block, segment

__all__ = ["PINNED", "Block", "Parser", "check_model", "load_parser", "model_digest", "segment"]
