"""Adding reports: paste a text or drop files, say what they do not say themselves, watch them being read."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from starlette.datastructures import UploadFile
from starlette.responses import Response

from greffier.desk.failing import defaults_of, fields_in, given_at, given_words, keep_failure
from greffier.errors import GreffierError, InputError, LookupFailed, ReportError
from greffier.intake import detect, is_json, words_in
from greffier.intake.formats import ENDINGS, is_known
from greffier.intake.limits import Limits
from greffier.ledger import Failed, Given, find_failed
from greffier.lexicon import languages
from greffier.web.additions import ASKED, Batch, Item
from greffier.web.visit import Visit, get, post, upload

__all__ = ["ROUTES", "again", "begin", "details", "form", "progress", "why_of", "words_of"]

_KEY = re.compile(r"[0-9a-f]{16}")
_SHOWN = 400  # code points of a text, so that one knows it again


def form(visit: Visit) -> Response:
    """The form: a text, files. With `failed`, the words of an item that failed, to be mended."""
    name, text = visit.asked("failed"), ""
    failed = find_failed(visit.connection, name) if name else None
    if failed is not None:
        text = words_of(failed.given)
    return visit.page(
        "add.html", key=secrets.token_hex(8), text=text, failed=failed, empty=False, why=why_of(visit), endings=ENDINGS
    )


def why_of(visit: Visit) -> Callable[[GreffierError, Given], str]:
    """How the reason of a failure is told where the item's name stands beside it."""

    def why(error: GreffierError, given: Given) -> str:
        words = visit.language.interface.explain(error)
        names = (given.path, given.name, given.name.rsplit("/", 1)[-1])
        named = next((n for n in names if n and words.startswith(n)), "")
        return words.removeprefix(named).lstrip(" :\u00a0\u202f") if named else words

    return why


def words_of(given: Given) -> str:
    """The words of an item that can be mended: its text, else what stands in its file; "" where there are none."""
    if given.content is None:
        return ""
    found = words_in(given.content, is_json=given.form == "json") or words_in(given.content, is_json=False)
    return found.removeprefix("\ufeff")


def begin(visit: Visit) -> Response:
    """Take what was given; where nothing is lacking it is read at once."""
    key = visit.sent("key")
    key = key if _KEY.fullmatch(key) else secrets.token_hex(8)
    if visit.site.additions.batch(key) is None:
        items = list(_items(visit))
        if not items:
            more = {"text": "", "failed": None, "empty": True, "why": why_of(visit), "endings": ENDINGS}
            return visit.page("add.html", 400, key=key, **more)
        visit.site.additions.begin(key, items)
    return visit.redirect(f"/add/{key}")


def _items(visit: Visit) -> Iterator[Item]:
    text = visit.form.get("text", "")
    if isinstance(text, str) and text.strip():
        raw = text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")  # a browser writes line ends its own way
        form = "json" if is_json(raw.strip()) else "pasted"
        failed = _mended(visit)
        name, fields = (failed.given.name, fields_in(failed.given)) if failed else (visit.say("Pasted text"), {})
        yield Item(given_words(name, raw, form, fields), failed=failed.id if failed else "")
    for file in visit.form.getlist("files"):
        if isinstance(file, UploadFile) and (file.filename or file.size):
            yield _uploaded(visit, file)


def _mended(visit: Visit) -> Failed | None:
    """The item that failed, of which this is the text, mended."""
    if not visit.sent("failed"):
        return None
    with visit.reading() as connection:
        return find_failed(connection, visit.sent("failed"))


def _uploaded(visit: Visit, file: UploadFile) -> Item:
    """A file; one that is too large is not taken into memory, one of another sort is not looked into."""
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1] or visit.say("File")
    raw = file.file.read(Limits().document + 1)
    ending, form = PurePosixPath(name).suffix, "json" if name.lower().endswith(".json") else "text"
    if not ending or is_known(name):
        return Item(given_words(name, raw, form))
    sentence = "{name}: greffier does not read {ending} files; it reads {known}."
    error = ReportError(sentence, name=name, ending=ending, known=", ".join(ENDINGS))
    kept = Given(name, None, raw, form)
    return Item(kept, state="failed", error=error, failed=keep_failure(visit.site.writing, kept, error))


def progress(visit: Visit) -> Response:
    """What the items lack, how far the reading has come, what became of them. One report opens when it is read."""
    batch = visit.site.additions.batch(visit.asked("batch"))
    if batch is None:
        return visit.page("add_gone.html")
    if batch.doing == "asking":
        return _asking(visit, batch)
    alone = batch.items[0] if len(batch.items) == 1 else None
    part = visit.request.headers.get("hx-request") == "true"
    if alone is not None and alone.done is not None:
        address = f"/report/{alone.done.report.id}"
        return _led(address) if part else visit.redirect(address)
    template = "add_progress_part.html" if part else "add_progress.html"
    return visit.page(template, batch=batch, why=why_of(visit), words_of=words_of)


def _led(address: str) -> Response:
    """To another page, for htmx."""
    return Response("", headers={"HX-Redirect": address})


def _asking(visit: Visit, batch: Batch, code: int = 200) -> Response:
    known = {code: visit.language.locale.languages.get(code, code) for code in languages()}
    guesses = [(detect(item.report.text) or "") if item.report is not None else "" for item in batch.items]
    return visit.page(
        "add_details.html", code, batch=batch, asked=ASKED, languages=known, guesses=guesses, shown=_SHOWN,
        why=why_of(visit),
    )  # fmt: skip


def details(visit: Visit) -> Response:
    """Take what a person says of each item, and read them; where something is missing it is asked again."""
    batch = visit.site.additions.batch(visit.asked("batch"))
    if batch is None:
        return visit.page("add_gone.html")
    if batch.doing == "asking":
        for n, item in enumerate(batch.items):
            if item.state == "asked":
                _take(visit, n, item)
        if any(item.wrong for item in batch.of("asked")):
            return _asking(visit, batch, 400)
    visit.site.additions.start(batch)
    return visit.redirect(f"/add/{batch.key}")


def _take(visit: Visit, n: int, item: Item) -> None:
    """What was said of an item, or of all."""
    said = {name: visit.sent(f"{name}-{n}") or visit.sent(f"{name}-all") for name in item.asks}
    undated = bool(visit.sent(f"undated-{n}") or visit.sent("undated-all")) and not said.get("published")
    wrong = []
    try:
        defaults_of(said)
    except InputError:
        wrong, said = ["published"], {**said, "published": ""}
    visit.site.additions.tell_more(item, said, undated=undated)
    item.wrong = tuple(dict.fromkeys([*wrong, *item.wrong]))


def again(visit: Visit) -> Response:
    """Try an item again that failed: as it was given, or from its file."""
    with visit.reading() as connection:
        failed = find_failed(connection, visit.asked("item"))
    given = given_at(failed.given.path, failed.given.fields) if failed.given.path is not None else None
    given = given or failed.given
    if given.content is None:
        raise LookupFailed("{name}: is no longer at hand; give it again.", name=given.name)
    key = secrets.token_hex(8)
    visit.site.additions.begin(key, [Item(given, failed=failed.id)])
    return visit.redirect(f"/add/{key}")


ROUTES = [
    get("/add", form),
    upload("/add", begin),
    get("/add/{batch}", progress),
    post("/add/{batch}", details),
    post("/add/again/{item}", again),
]
