"""From a path or standard input to a `Report`: decoding, limits, the fields of a report file."""

from greffier.intake.decode import Decoded, decode, measure
from greffier.intake.draft import Draft, Reader, Source
from greffier.intake.files import check_ending, is_json, read_bytes, read_path, read_stream
from greffier.intake.form import Defaults, from_json, known_language, parse_date, words_in
from greffier.intake.language import detect
from greffier.intake.page import read_page

__all__ = [
    "Decoded",
    "Defaults",
    "Draft",
    "Reader",
    "Source",
    "check_ending",
    "decode",
    "detect",
    "from_json",
    "is_json",
    "known_language",
    "measure",
    "parse_date",
    "read_bytes",
    "read_page",
    "read_path",
    "read_stream",
    "words_in",
]
