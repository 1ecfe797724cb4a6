"""From a path or standard input to a `Report`: decoding, limits, the fields of a report file."""

from greffier.read.decode import decode, measure
from greffier.read.files import check_ending, is_json, read_bytes, read_path, read_stream
from greffier.read.form import Defaults, from_json, known_language, parse_date, words_in
from greffier.read.language import detect

__all__ = [
    "Defaults",
    "check_ending",
    "decode",
    "detect",
    "from_json",
    "is_json",
    "known_language",
    "measure",
    "parse_date",
    "read_bytes",
    "read_path",
    "read_stream",
    "words_in",
]
