"""From text to sentences of tokens: the only room that knows a parser library."""

from greffier.parse.load import load_parser
from greffier.parse.parser import Parser
from greffier.parse.pinned import PINNED, check_model, model_digest, models_in_use
from greffier.parse.segment import Block, segment

__all__ = ["PINNED", "Block", "Parser", "check_model", "load_parser", "model_digest", "models_in_use", "segment"]
