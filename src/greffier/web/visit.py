"""One visit of a page: what a page's function gets, and how routes are made of such functions.

A function for GET gets a visit with a `connection`: one read transaction, in a worker thread. A function for POST gets
a `form` and writes through `visit.judge`, and reads, if it must, in `with visit.reading() as connection`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from greffier.desk.questions import question_of
from greffier.errors import InputError
from greffier.intake import parse_date
from greffier.model import STATUSES
from greffier.web.language import Language, chosen_language, load_language
from greffier.web.rendering import render

if TYPE_CHECKING:
    from greffier.judge import Judge
    from greffier.ledger import Connection, Ledger, Question
    from greffier.model import Judgement
    from greffier.web.site import Site

__all__ = ["FILTERS", "Visit", "get", "post", "upload", "visit_of"]

FILTERS = (
    "kind", "from", "to", "actor", "place", "near", "radius", "source", "outlet", "status", "factuality", "country",
    "as-of", "as-known",
)  # fmt: skip
_DAYS = {"from": "since", "to": "until", "as-of": "as_of", "as-known": "as_known"}
_WORDS = ("actor", "place", "near", "source", "outlet", "factuality", "country")
_PATIENCE = 0.5  # seconds that a page waits for the columns of all entries
_THEMES = ("auto", "light", "dark")

Page = Callable[["Visit"], Response]


@dataclass(slots=True)
class Visit:
    """A request, the site, the reader's language; for GET a `connection`, for POST a `form`."""

    request: Request
    site: Site
    language: Language
    connection: Connection = field(default=None)  # type: ignore[assignment]
    form: FormData = field(default_factory=FormData)

    # who asks, and what

    @property
    def entered(self) -> bool:
        """Whether the reader has come in."""
        return self.site.session.knows(self.request.cookies.get(self.request.app.state.cookie, ""))

    @property
    def address(self) -> str:
        """The path and query of this page."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def params(self) -> Mapping[str, list[str]]:
        """The address's query, each name with its values that are not empty."""
        query = self.request.query_params
        return {name: kept for name in query if (kept := [v for v in query.getlist(name) if v.strip()])}

    def asked(self, name: str, default: str = "") -> str:
        """One value of the address's query or path."""
        found = self.request.path_params.get(name)
        return str(found) if found is not None else self.request.query_params.get(name, default).strip()

    def sent(self, name: str, default: str = "") -> str:
        """One value of the form."""
        value = self.form.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def question(self, kinds: Sequence[str] = ()) -> Question:
        """What the filters in the address ask, by the names of the command line's options. Raises InputError."""
        given: dict[str, Any] = {name: self.asked(name) for name in _WORDS}
        given |= {field: _day(name, self.asked(name)) for name, field in _DAYS.items()}
        given["radius"] = _kilometres(self.asked("radius"))
        given["status"] = _status(self.asked("status"))
        return question_of(given, tuple(kinds) or tuple(self.params.get("kind", ())))

    @contextmanager
    def known(self, question: Question) -> Iterator[Connection]:
        """The connection, on which the ledger reads as it did on the day that `as-known` asks about, if it does."""
        from greffier.judge import as_known

        with as_known(self.connection, question.as_known):
            yield self.connection

    def actor_name(self, actor: str) -> str:
        """The name of an actor of the register by its id, a country's in the reader's language; else what was given."""
        from greffier.ledger import name_of_actor

        code = actor.removeprefix("country:")
        if code != actor and code in self.language.locale.territories:
            return str(self.language.locale.territories[code])
        return (name_of_actor(self.connection, actor) if self.connection is not None else None) or actor

    # what is answered

    def page(self, template: str, code: int = 200, **values: Any) -> Response:
        """A template, whole or a part of a page, in the reader's language; `code` is the answer's."""
        return Response(self.render(template, **values), code, media_type="text/html")

    def render(self, template: str, **values: Any) -> str:
        """The text of a template."""
        return render(self.language.code, template, {**self._own(), **values})

    def redirect(self, path: str, said: str = "") -> Response:
        """To another page after a POST; `said` is told there once, as a toast."""
        if said:
            self.site.said.append(said)
        return RedirectResponse(path, 303)

    def toasts(self) -> list[str]:
        """What is to be told once, taken away by asking."""
        said, self.site.said = self.site.said, []
        return said if self.entered else []

    def json(self, data: object) -> Response:
        """Data as JSON, in UTF-8."""
        return Response(json.dumps(data, ensure_ascii=False, indent=1), media_type="application/json")

    def download(self, content: str, name: str, media_type: str) -> Response:
        """A file to keep, by its ASCII name."""
        kept = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media_type, headers=kept)

    # what is read and written

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction of its own, for a POST; leave it before you write."""
        with self.site.reading.begin() as connection:
            yield connection

    def judge(
        self, act: Callable[[Ledger, Judge], Judgement | Sequence[Judgement]], because: str = ""
    ) -> Sequence[Judgement]:
        """Judge as the reader: `act` calls functions of `greffier.judge`; actors and events follow behind."""
        from greffier.judge import Judge

        done = act(self.site.writing, Judge(self.site.author, because=because))
        judged = list(done) if isinstance(done, Sequence) else [done]
        self.site.follow(judged)
        return judged

    def say(self, message: str, **values: object) -> str:
        """A sentence in the reader's language; Babel finds it here by the name of the function."""
        return self.language.say(message, **values)

    def _own(self) -> dict[str, Any]:
        """What every template can use."""
        cookies = self.request.cookies
        theme = cookies.get("theme", "")
        return {
            "visit": self,
            "path": self.request.url.path,
            "params": self.params,
            "nonce": self.request.state.nonce,
            "theme": theme if theme in _THEMES else "auto",
            "shortcuts": cookies.get("shortcuts", "on") != "off",
            "filters": FILTERS,
            "htmx": self.request.headers.get("hx-request") == "true",
        }


def _day(name: str, value: str) -> Any:
    return parse_date(value, name) if value else None


def _kilometres(value: str) -> float | None:
    if not value:
        return None
    try:
        return float(value.replace(",", "."))
    except ValueError:
        raise InputError("{name}: {value!r} is no distance in kilometres.", name="radius", value=value) from None


def _status(value: str) -> str:
    if value and value not in STATUSES:
        known = ", ".join(STATUSES)
        raise InputError("{name}: {value!r} is none of {known}.", name="status", value=value, known=known)
    return value


def visit_of(request: Request, form: FormData | None = None) -> Visit:
    """A visit without a connection."""
    site: Site = request.app.state.site
    language = load_language(chosen_language(request, site.language))
    return Visit(request, site, language, form=form if form is not None else FormData())


def get(path: str, page: Page, *, counted: bool = False, **more: Any) -> Route:
    """A route that reads. `counted`: its page is nothing without the columns of all entries, and says so while these
    are being read at the start of a large ledger."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_read, request, page, counted)

    return Route(path, endpoint, methods=["GET"], **_named(page, more))


def _read(request: Request, page: Page, counted: bool) -> Response:
    visit = visit_of(request)
    if counted and not visit.site.ready(_PATIENCE):
        found = visit.page("reading.html")
        found.headers["Refresh"] = "1"
        return found
    with visit.site.reading.begin() as visit.connection:
        return page(visit)


def post(path: str, page: Page, **more: Any) -> Route:
    """A route that takes a form and may write; a form has at most 2 MB and no files."""
    return _posting(path, page, 0, more)


def upload(path: str, page: Page, **more: Any) -> Route:
    """A route that takes files too: up to 50 MB in all, of which what is over 1 MB waits on disk, not in memory."""
    return _posting(path, page, 1000, more)


def _posting(path: str, page: Page, files: int, more: dict[str, Any]) -> Route:
    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=files, max_fields=2000, max_part_size=2_000_000) as form:
            return await run_in_threadpool(page, visit_of(request, form))

    route = Route(path, endpoint, methods=["POST"], **_named(page, more))
    route.takes_files = files > 0  # type: ignore[attr-defined]
    return route


def _named(page: Page, more: dict[str, Any]) -> dict[str, Any]:
    plain = page.func if isinstance(page, partial) else page
    return {"name": f"{plain.__module__.rsplit('.', 1)[-1]}.{plain.__name__}", **more}
