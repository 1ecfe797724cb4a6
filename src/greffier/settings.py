"""Settings: what the environment may change. Each is documented in docs/reference/cli.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from greffier.errors import InputError

__all__ = [
    "VARIABLES", "Address", "Location", "Settings", "debugging", "from_environment", "interface_language", "located",
    "model_setting",
]  # fmt: skip

VARIABLES = (
    "GREFFIER_TEXT_LIMIT", "GREFFIER_GOLD", "GREFFIER_LANG", "GREFFIER_STATE", "GREFFIER_LEDGER", "GREFFIER_AUTHOR",
    "GREFFIER_DEBUG", "GREFFIER_MODEL_EN", "GREFFIER_MODEL_FR",
)  # fmt: skip

_MODELS = {"en": "GREFFIER_MODEL_EN", "fr": "GREFFIER_MODEL_FR"}
_INTERFACES = ("fr", "en")
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([kMG]?)B?", re.IGNORECASE)
_FACTORS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


_SERVER = re.compile(r"postgres(?:ql)?(?:\+pg8000)?://")
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*(?=@)|(?<=[?&]password=)[^&]*")


@dataclass(frozen=True, slots=True)
class Address:
    """A database on a server, as `postgresql://user@host/database`; as text it keeps its password to itself."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        return _PASSWORD.sub(lambda found: found[1] or "", self.url)

    @property
    def name(self) -> str:
        """What the database is called."""
        return str(self).split("://", 1)[1].partition("/")[2].partition("?")[0]


Location = Path | Address  # where a ledger is


def located(words: str) -> Location:
    """Where a ledger is by what people write: an address begins with postgresql://, all else is a file."""
    return Address(words) if _SERVER.match(words) else Path(words)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside.

    `text_limit` is the largest report, in bytes; `gold` the folder of coded reports, None where there is none;
    `interface` the language of help and errors; `state` the folder that remembers where entries were read from;
    `ledger` the ledger's file or address; `author` who judges, "" where nobody says.
    """

    text_limit: int = 5_000_000
    gold: Path | None = None
    interface: str = "en"
    state: Path = Path(".greffier")
    ledger: Location = Path("greffier.db")
    author: str = ""


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that the environment's GREFFIER_… variables give. Raises InputError on one that cannot be used."""
    gold = environment.get("GREFFIER_GOLD", "")
    return Settings(
        text_limit=_size("GREFFIER_TEXT_LIMIT", environment.get("GREFFIER_TEXT_LIMIT", "5 MB")),
        gold=Path(gold) if gold else None,
        interface=interface_language(environment),
        state=_state(environment),
        ledger=located(environment.get("GREFFIER_LEDGER") or "greffier.db"),
        author=_author(environment),
    )


def debugging(environment: Mapping[str, str]) -> bool:
    """Whether a fault of the program shows its traceback. Asked where settings may not have been read."""
    return environment.get("GREFFIER_DEBUG", "") not in {"", "0"}


def model_setting(environment: Mapping[str, str], language: str) -> tuple[str, str]:
    """The setting that says which language model reads `language`, and what it says: "" for the pinned one."""
    name = _MODELS.get(language, "")
    return name, environment.get(name, "").strip()


def interface_language(environment: Mapping[str, str]) -> str:
    """`fr` or `en`: from GREFFIER_LANG, else the terminal's locale, else English."""
    for name in ("GREFFIER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = environment.get(name, "")[:2].lower()
        if code in _INTERFACES:
            return code
        if environment.get(name):
            return "en"
    return "en"


def _size(name: str, value: str) -> int:
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        raise InputError("{name} is {value!r}, which is no size; write it as 5000000 or 5 MB.", name=name, value=value)
    return int(float(found[1]) * _FACTORS[found[2].lower()])


def _author(environment: Mapping[str, str]) -> str:
    names = ("GREFFIER_AUTHOR", "LOGNAME", "USER", "USERNAME")
    return next((said for name in names if (said := environment.get(name, "").strip())), "")


def _state(environment: Mapping[str, str]) -> Path:
    own = environment.get("GREFFIER_STATE", "")
    if own:
        return Path(own)
    base = environment.get("XDG_STATE_HOME", "")
    return (Path(base) if base else Path(environment.get("HOME", ".")) / ".local" / "state") / "greffier"
