"""What one request asks: its parameters, read and checked, and the ledger that answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from greffier.desk.questions import question_of
from greffier.errors import InputError
from greffier.judge import as_known
from greffier.lexicon import Interface
from greffier.web.api.shape import Endpoint

if TYPE_CHECKING:
    from greffier.ledger import Connection, Question
    from greffier.web.site import Site

__all__ = ["Ask", "read_query"]

_FIELDS = {"from": "since", "to": "until", "as-of": "as_of", "as-known": "as_known", "include-withdrawn": "withdrawn"}
_PLAIN = ("actor", "place", "near", "radius", "source", "outlet", "country", "status", "factuality")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: `given` are its parameters by name, `path` what stands in its address, `interface` the language in
    which it is told of mistakes; `connection` reads the ledger."""

    site: Site
    interface: Interface
    endpoint: Endpoint
    given: Mapping[str, Any]
    path: Mapping[str, str]
    connection: Any = None

    def question(self, kinds: Sequence[str] = ()) -> Question:
        """What the filters ask. Raises InputError."""
        given = {name: self.given.get(name, "") for name in _PLAIN}
        given |= {field: self.given.get(name) for name, field in _FIELDS.items() if name != "include-withdrawn"}
        given["withdrawn"] = bool(self.given.get("include-withdrawn"))
        given["radius"] = self.given.get("radius")
        return question_of(given, tuple(kinds) or tuple(self.given.get("kind", ())))

    @contextmanager
    def reading(self) -> Iterator[Ask]:
        """The same with a connection, on which the ledger reads as it did on the day that `as-known` asks about."""
        with self.site.reading.begin() as connection, as_known(connection, self.given.get("as-known")):
            yield replace(self, connection=connection)

    @property
    def held(self) -> Connection:
        """The connection."""
        found: Connection = self.connection
        return found


def read_query(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    """The parameters of a request by name. Raises InputError for one that the endpoint does not take, that is given
    twice, or that cannot be read."""
    known, found = {one.name: one for one in endpoint.parameters}, dict[str, Any]()
    for name in dict.fromkeys(name for name in request.query_params if name != "format" or len(endpoint.media) == 1):
        values = request.query_params.getlist(name)
        if name not in known:
            listed = ", ".join(known)
            raise InputError("{name} is no parameter of this address; it takes {known}.", name=name[:80], known=listed)
        one = known[name]
        if len(values) > 1 and not one.many:
            raise InputError("{name} is given more than once.", name=name)
        read = [one.read(value, name) for value in values]
        found[name] = read if one.many else read[0]
    missing = next((one.name for one in endpoint.parameters if one.required and one.name not in found), None)
    if missing is not None:
        raise InputError("{name} is missing.", name=missing)
    return found
