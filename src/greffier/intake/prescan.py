"""What a page says of its own encoding, by the WHATWG's prescan of its first 1024 bytes."""

from __future__ import annotations

import re

__all__ = ["declared"]

_FIRST = 1024  # bytes
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_XML = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"'>]+)[\"']")
_META = re.compile(rb"<meta[\s/]([^>]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([^\s=>/\"']+)(?:\s*=\s*(\"[^\"]*\"?|'[^']*'?|[^\s>\"']+))?")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s;\"']+)", re.IGNORECASE)


def declared(raw: bytes) -> str | None:
    """The label in a page's `<meta charset>`, `<meta http-equiv>` or XML declaration; None where it says nothing.

    A page whose bytes can be read so far is not in UTF-16, whatever it says: that label is UTF-8, as in browsers.
    """
    head = _COMMENT.sub(b" ", raw[:_FIRST])
    label = next(filter(None, map(_label, _META.findall(head))), None)
    if label is None:
        match = _XML.match(head.lstrip())
        label = match[1] if match else None
    if label is None:
        return None
    word = label.decode("ascii", "replace").strip().lower()
    return "utf-8" if word.startswith(("utf-16", "utf16", "unicode", "ucs-2")) else word


def _label(attributes: bytes) -> bytes | None:
    """The label that the attributes of one `<meta>` hold."""
    values: dict[bytes, bytes] = {
        name.lower(): value.strip(b"\"'") for name, value in reversed(_ATTRIBUTE.findall(attributes))
    }
    if values.get(b"charset"):
        return values[b"charset"]
    if values.get(b"http-equiv", b"").strip().lower() != b"content-type":
        return None
    match = _CHARSET.search(values.get(b"content", b""))
    return match[1] if match else None
