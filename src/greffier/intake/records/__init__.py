"""Tables of other datasets (ACLED, UCDP, Kiel), row by row; a row that cannot be read is told, the others go on."""

from greffier.intake.records.read import BadRow, read_records

__all__ = ["BadRow", "read_records"]
