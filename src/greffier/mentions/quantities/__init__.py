"""Numbers and money in running text, with their bounds."""

from greffier.mentions.quantities.find import find_quantities
from greffier.mentions.quantities.grammar import Grammar, compile_grammar

__all__ = ["Grammar", "compile_grammar", "find_quantities"]
