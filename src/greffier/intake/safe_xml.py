"""XML from outside: never with a DOCTYPE or an entity of its own, and never as a tree that fills the memory."""

from __future__ import annotations

import re
from typing import Any, Protocol
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from greffier.errors import ReportError

__all__ = ["Checked", "Target", "refuse_declarations", "walk_xml"]

_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_STEP = 1 << 20  # bytes


class Target(Protocol):
    """What takes the elements of XML as they come; names are `{namespace}name`."""

    def start(self, tag: str, attributes: dict[str, str], /) -> object: ...  # noqa: D102
    def data(self, characters: str, /) -> object: ...  # noqa: D102
    def end(self, tag: str, /) -> object: ...  # noqa: D102
    def close(self) -> object: ...  # noqa: D102


class Checked:
    """Takes all elements and keeps the name of the first, without its namespace."""

    def __init__(self) -> None:
        self.root: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: D102
        del attributes
        if self.root is None:
            self.root = tag.rpartition("}")[2]

    def data(self, characters: str) -> None:  # noqa: D102
        del characters

    def end(self, tag: str) -> None:  # noqa: D102
        del tag

    def close(self) -> None:  # noqa: D102
        return


def walk_xml(raw: bytes, target: Target, name: str) -> bool:
    """Tell `target` all that is in `raw`; False, at some point, when it is not well formed.

    Raises ReportError on a DOCTYPE or an entity.
    """
    parser: Any = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        for start in range(0, len(raw), _STEP):
            parser.feed(raw[start : start + _STEP])
        parser.close()
    except DefusedXmlException:
        raise _refused(name) from None
    except (ParseError, ValueError, LookupError):  # the latter two: an encoding that expat does not know
        refuse_declarations(raw, name)
        return False
    return True


def refuse_declarations(raw: bytes, name: str) -> None:
    """Raise ReportError when `raw`, in whatever encoding of ASCII's family or in UTF-16, declares something."""
    if _DECLARED.search(raw.replace(b"\0", b"")):
        raise _refused(name)


def _refused(name: str) -> ReportError:
    return ReportError(
        "{name}: declares a DOCTYPE or entities, which greffier does not read in XML; take them out.", name=name
    )
