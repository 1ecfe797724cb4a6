"""The Python face: `read` for one text, `Ledger` for a file of the record; the same answers as the command line's."""

from greffier.api.ledger import Ledger
from greffier.api.question import Filters
from greffier.api.reading import Reading, read
from greffier.api.results import Actors, Entries, Events, KeptReport, Reports, Told

__all__ = ["Actors", "Entries", "Events", "Filters", "KeptReport", "Ledger", "Reading", "Reports", "Told", "read"]
