"""E-mail as a file: its plain text, else the page that it holds. `parse` runs in `greffier.intake.worker`, because the
standard library's parser has its surprises on headers that no mail programme writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any

from greffier.errors import ReportError
from greffier.intake.confined import confined
from greffier.intake.draft import Draft, Source
from greffier.intake.page import read_page
from greffier.intake.plain import decoded
from greffier.intake.stamps import stamp
from greffier.intake.values import text_in

__all__ = ["SECONDS", "parse", "read_mail"]

SECONDS = 5.0  # that a mail may take
_PREFIXES = re.compile(r"^(?:(?:re|fwd?|tr)\s*:\s*)+", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
_QUOTED = re.compile(r"^>.*(?:\n|\Z)", re.MULTILINE)


def read_mail(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The one report of a mail: its text, with title, date, outlet and id from its headers."""
    try:
        told = confined("mail", raw, source.name, SECONDS, limit=source.limit)
        text = told["text"] or (_in_page(told["html"], source) if told["html"] else "")
        if not text.strip():
            raise ReportError("{name}: this mail has no text; what is attached to it is not read.", name=source.name)
        fields = {key: told[key] for key in ("title", "published", "language", "outlet", "url", "uri")}
        yield Draft(text, source.name, **fields, doubts=tuple(told["doubts"]))
    except ReportError as error:
        yield error


def _in_page(html: str, source: Source) -> str:
    """The report in a mail's HTML, as in a page; all of its text where no report is found in it."""
    found = read_page(html.encode(), replace(source, charset="utf-8"))
    return next((item.text for item in found if isinstance(item, Draft)), None) or text_in(html, source.name)


def parse(raw: bytes, name: str, limit: int) -> dict[str, Any]:
    """The fields of a Draft, with `html` where the mail has no plain text. Raises ReportError."""
    message = message_from_bytes(raw, policy=policy.default)
    if not message.keys():
        raise ReportError("{name}: is no mail: it has no headers.", name=name)
    part = message.get_body(("plain", "html"))
    words = decoded(_payload(part), _source(part, name, limit)) if part is not None and _payload(part).strip() else None
    marked = part is not None and part.get_content_subtype() == "html"
    sent = stamp(_header(message, "date"))
    return {
        "text": "" if words is None or marked else _own_words(words.text, flowed=_flowed(part)),
        "html": words.text if words is not None and marked else "",
        "title": _PREFIXES.sub("", _header(message, "subject") or "") or None,
        "published": sent.iso if sent else None,
        "language": _header(message, "content-language"),
        "outlet": _sender(message),
        "url": (_header(message, "archived-at") or "").strip("<>") or None,
        "uri": _header(message, "message-id"),
        "doubts": words.doubts if words is not None else (),
    }


def _payload(part: Message) -> bytes:
    """The bytes of a part, whatever base64 or quoted-printable was around them."""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _source(part: Message, name: str, limit: int) -> Source:
    return replace(Source(name, limit), charset=part.get_content_charset())


def _flowed(part: Message | None) -> bool:
    return part is not None and str(part.get_param("format", "")).lower() == "flowed"


def _own_words(text: str, *, flowed: bool) -> str:
    """A mail's text without its signature and without the mail that it answers; flowed lines are joined."""
    text = _SIGNATURE.split(text, maxsplit=1)[0] or text
    text = _QUOTED.sub("", text) if _QUOTED.sub("", text).strip() else text
    return re.sub(r" \r?\n(?=\S)", " ", text) if flowed else text


def _header(message: EmailMessage, name: str) -> str | None:
    return " ".join(str(message.get(name) or "").split()) or None


def _sender(message: EmailMessage) -> str | None:
    """The name of who sent it, else the address's domain."""
    sender = message.get("from")
    first = next(iter(getattr(sender, "addresses", ())), None)
    return (first.display_name or first.domain or None) if first is not None else None
