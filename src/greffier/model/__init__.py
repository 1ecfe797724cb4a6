"""What things are: the types that every storey shares. Standard library only."""

from greffier.model.check import CHECKS, VERDICTS, Against, Check, Figure, Given, Happening
from greffier.model.coding import CONTEXT, Coding, Told, notation, quoted
from greffier.model.entry import FACTUALITIES, STATUSES, Entry, Filler, Role, SpanRole
from greffier.model.globe import Point, apart, bearing, distance_km
from greffier.model.grammar import Argument, Context, Frame, Proposition, Rule
from greffier.model.judgement import ENTRY_VERDICTS, JUDGEMENTS, PAIR_VERDICTS, Anchor, Judgement, Quote
from greffier.model.mention import Actor, Mention, NounPhrase, Place, Quotation, TimeExpression
from greffier.model.record import Record, Reference
from greffier.model.register import Listed, Office, Seen, Sighting
from greffier.model.report import Notice, Report, report_id, text_id
from greffier.model.span import Span
from greffier.model.token import Searched, Sentence, Token
from greffier.model.value import Quantity, When

__all__ = [
    "CHECKS",
    "CONTEXT",
    "ENTRY_VERDICTS",
    "JUDGEMENTS",
    "PAIR_VERDICTS",
    "FACTUALITIES",
    "STATUSES",
    "VERDICTS",
    "Actor",
    "Against",
    "Anchor",
    "Argument",
    "Check",
    "Coding",
    "Context",
    "Entry",
    "Figure",
    "Filler",
    "Frame",
    "Given",
    "Happening",
    "Judgement",
    "Listed",
    "Mention",
    "NounPhrase",
    "Office",
    "Place",
    "Point",
    "Proposition",
    "Quantity",
    "Quotation",
    "Quote",
    "Record",
    "Reference",
    "Notice",
    "Report",
    "Role",
    "Rule",
    "Searched",
    "Seen",
    "Sentence",
    "Sighting",
    "Span",
    "SpanRole",
    "TimeExpression",
    "Token",
    "Told",
    "When",
    "apart",
    "bearing",
    "notation",
    "quoted",
    "distance_km",
    "report_id",
    "text_id",
]
