"""Who every noun phrase and pronoun of a report stands for."""

from greffier.mentions.actors.page import Nominal
from greffier.mentions.actors.registry import CountryNames, Registry, find_actors
from greffier.mentions.actors.titles import Titles, compile_titles, load_titles

__all__ = ["CountryNames", "Nominal", "Registry", "Titles", "compile_titles", "find_actors", "load_titles"]
