"""The OpenAPI 3.1 document of the API, made from its endpoints, so that no address can lack its description."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from greffier import __version__
from greffier.lexicon import load_kinds
from greffier.model import FACTUALITIES, STATUSES
from greffier.web.api.endpoints import READING
from greffier.web.api.shape import PREFIX, Endpoint, Json, Parameter
from greffier.web.api.writing import VERDICTS

__all__ = ["document", "document_route"]

_TITLE = "greffier"
_ABOUT = (
    "The questions of greffier's command line, by the same names and with the same answers. Reading is open to who has "
    "come in by the browser, to tokens, and with `greffier serve --api` to every program of this machine; writing "
    "needs a token that may write (`greffier token new NAME --write`)."
)
_WORDS = {"type": "string"}
_MAYBE_WORDS = {"type": ["string", "null"]}
_MAYBE_DAY = {"type": ["string", "null"], "format": "date"}
_COUNT = {"type": "integer", "minimum": 0}
_FORMATS = {"application/json": "json", "application/x-ndjson": "jsonl", "text/csv": "csv", "text/markdown": "markdown"}


def document_route() -> Route:
    """Where the document is."""

    async def answer(_request: Request) -> Response:
        return Response(json.dumps(document(), ensure_ascii=False), media_type="application/json",
                        headers={"Cache-Control": "private, no-cache"})  # fmt: skip

    return Route(f"{PREFIX}/openapi.json", answer, methods=["GET"], name="api-openapi")


@cache
def document() -> Json:
    """The whole document."""
    paths: dict[str, Json] = {}
    for endpoint in READING:
        paths[endpoint.path] = {"get": _operation(endpoint)}
    paths["/judgements"]["post"] = _judging()
    paths["/reports"]["post"] = _reporting()
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": __version__, "license": {"name": "MIT", "identifier": "MIT"},
                 "description": _ABOUT},
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}, {}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {"Problem": {"description": "What is wrong, as RFC 9457 has it", "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}},
        },
    }  # fmt: skip


def _operation(endpoint: Endpoint) -> Json:
    names = re.findall(r"\{(\w+)\}", endpoint.path)
    inside: list[Json] = [
        {"name": name, "in": "path", "required": True, "description": endpoint.names[name],
         "schema": {"type": "string", "minLength": 1, "maxLength": 200}}
        for name in names
    ]  # fmt: skip
    asked = [_parameter(one) for one in endpoint.parameters]
    said = [_FORMATS[media] for media in endpoint.media]
    if len(said) > 1:
        asked.append({"name": "format", "in": "query", "description": "the form of the answer, instead of Accept",
                      "schema": {"type": "string", "enum": said}})  # fmt: skip
    headers = {"ETag": {"schema": _WORDS}}
    good = {"description": endpoint.about, "headers": headers, "content": _content(endpoint)}
    return {
        "operationId": _id(endpoint.path),
        "summary": endpoint.about,
        "parameters": [*inside, *asked],
        "responses": {"200": good, "304": {"description": "Not changed since"},
                      **_problems("400", "401", "403", "404", "406")},
    }  # fmt: skip


def _id(path: str) -> str:
    return "-".join(part.strip("{}") for part in path.strip("/").split("/"))


def _parameter(one: Parameter) -> Json:
    schema = {"type": "array", "items": one.schema} if one.many else one.schema
    found: Json = {"name": one.name, "in": "query", "description": one.about, "schema": schema}
    if one.required:
        found["required"] = True
    return {**found, "explode": True} if one.many else found


def _content(endpoint: Endpoint) -> Json:
    item: Json = {"$ref": f"#/components/schemas/{endpoint.schema}"}
    whole = item
    if endpoint.many:
        whole = {
            "type": "object",
            "required": ["items", "total", "next"],
            "properties": {"items": {"type": "array", "items": item}, "total": {"type": ["integer", "null"]},
                           "next": {"type": ["string", "null"], "description": "the address of the next page"}},
        }  # fmt: skip
    forms: Json = {}
    for media in endpoint.media:
        forms[media] = {"schema": whole if media == "application/json" else _WORDS}
    return forms


def _problems(*codes: str) -> Json:
    return {code: {"$ref": "#/components/responses/Problem"} for code in codes}


def _judging() -> Json:
    body = {
        "type": "object", "required": ["verdict"], "additionalProperties": False,
        "properties": {
            "verdict": {"type": "string", "enum": list(VERDICTS)},
            "entry": {**_short(), "description": "what to accept, reject or correct"},
            "entries": {"type": "array", "items": _short(), "minItems": 2, "maxItems": 2,
                        "description": "two entries or events that tell of one happening, or of two"},
            "judgement": {**_short(), "description": "what to undo"},
            "field": {**_short(), "description": "what to correct: a role, when, source, factuality, kind, evidence"},
            "said": {"type": "array", "items": _short(),
                     "description": "what is right, as `greffier judge correct` takes it"},
            "because": _short(), "settles": {"type": "boolean"},
            "id": {**_short(), "description": "an id of your own: asking twice judges once"},
        },
    }  # fmt: skip
    good = {"$ref": "#/components/schemas/Judgement"}
    return _write("judge", "Judge as the owner of the token", body, good)


def _reporting() -> Json:
    properties = {name: _short() for name in ("title", "outlet", "url")}
    body = {
        "type": "object", "required": ["text"], "additionalProperties": False,
        "properties": {"text": {"type": "string", "minLength": 1}, **properties,
                       "published": {"type": "string", "format": "date"},
                       "language": {"type": "string", "enum": ["fr", "en"]}},
    }  # fmt: skip
    return _write("add-report", "Read a report and keep it; one that is known adds nothing", body, {
        "type": "object", "required": ["report", "known", "replaces", "entries"],
        "properties": {"report": _WORDS, "known": {"type": "boolean"}, "replaces": _MAYBE_WORDS,
                       "entries": {"type": "array", "items": {"$ref": "#/components/schemas/Entry"}}},
    })  # fmt: skip


def _short() -> Json:
    return {"type": "string", "maxLength": 400}


def _write(name: str, about: str, body: Json, good: Json) -> Json:
    told = {"content": {"application/json": {"schema": good}}}
    return {
        "operationId": name, "summary": about, "security": [{"token": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": "Known already", **told}, "201": {"description": "Done", **told},
                      **_problems("400", "401", "403", "404", "413", "415")},
    }  # fmt: skip


def _schemas() -> Json:
    """What answers hold. Roles are those of the kinds' files; what a version to come adds is no break."""
    span = _object({"start": _COUNT, "end": _COUNT, "exact": _WORDS})
    filler = _object({"name": _WORDS, "text": _WORDS, "start": _COUNT, "end": _COUNT})
    when = _object({"start": {"type": "string", "format": "date"}, "end": {"type": "string", "format": "date"}})
    entry = _object({
        "id": _WORDS, "kind": {"type": "string", "enum": sorted(load_kinds())}, "anchor": span,
        "evidence": {"type": "array", "items": span}, "factuality": {"type": "string", "enum": list(FACTUALITIES)},
        "source": {"anyOf": [filler, {"type": "null"}]}, "when": {"anyOf": [when, {"type": "null"}]},
        "roles": {"type": "object"}, "by": _WORDS, "doubts": {"type": "array", "items": _WORDS},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    })  # fmt: skip
    about = _object({"id": _WORDS, "title": _MAYBE_WORDS, "published": _MAYBE_DAY, "language": _WORDS,
                     "outlet": _MAYBE_WORDS, "url": _MAYBE_WORDS})  # fmt: skip
    kept = {"allOf": [_ref("Entry"), _object({"status": {"type": "string", "enum": list(STATUSES)}})]}
    with_entries = _object({"report": about, "text": _WORDS, "entries": {"type": "array", "items": kept}})
    event = _object({"event": _WORDS, "kind": _WORDS, "tolls": {"type": "array"}, "contradictions": {"type": "array"},
                     "independent": {"type": "array"}, "copies": {"type": "array"},
                     "entries": {"type": "array", "items": _ref("Entry")}})  # fmt: skip
    return {
        "Problem": _object({"type": _WORDS, "title": _WORDS, "status": {"type": "integer"}}),
        "Entry": entry,
        "AboutReport": about,
        "ReportWithEntries": with_entries,
        "Event": event,
        "Events": {"type": "array", "items": _ref("Event"), "minItems": 1},
        "Checks": {"type": "array", "items": _object({"check": _WORDS, "verdict": _WORDS})},
        "Row": {"type": "object"},
        "Story": _object({"reports": {"type": "array"}, "events": {"type": "array"}}),
        "TrackRow": _object(dict.fromkeys(("section", "when", "who", "what", "entries"), _WORDS)),
        "Text": _WORDS,
        "Actor": _object({"id": _WORDS, "name": _WORDS, "kind": _WORDS, "names": {"type": "array", "items": _WORDS}}),
        "Sentence": _object({"report": _WORDS, "start": _COUNT, "end": _COUNT, "exact": _WORDS}),
        "Judgement": _object({"id": _WORDS, "author": _WORDS, "verdict": _WORDS, "state": _WORDS}),
    }  # fmt: skip


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: dict[str, Any]) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}
