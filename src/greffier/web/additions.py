"""What is being added by the pages: items as they were given, what each lacks, and how far the reading has come.

Items wait in memory until they are read; what is read, or fails, is in the ledger at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from greffier.desk.adding import Adding, keep_notice, keep_report, prepare
from greffier.desk.failing import defaults_of, drafts_of, keep_failure
from greffier.desk.reading import Reader
from greffier.desk.runs import this_run
from greffier.errors import GreffierError, ReportError
from greffier.intake.reports import came_from, item_of, notice_of, report_of

if TYPE_CHECKING:
    from greffier.intake import Draft
    from greffier.ledger import Given, Ledger, Run, TakenBack
    from greffier.lexicon import Gazetteer
    from greffier.model import Notice, Report
    from greffier.pipeline import Reading

__all__ = ["ASKED", "NEEDED", "Additions", "Batch", "Item", "lacking"]

ASKED = ("published", "outlet", "language", "title", "url")  # what is asked of an item that does not say
NEEDED = ("published", "outlet", "language")  # without one of these it is asked at all
_HELD = 30  # batches that are held, the latest


@dataclass(slots=True)
class Item:
    """Something to be added. `state` is asked, waiting, reading, added, known, noted, or failed; `failed` is the id of
    the item in the ledger that this one tries again, or has become; `undated` says that nobody knows its date; `wrong`
    names what cannot be used of what was said; `asks` are the particulars that the item itself does not tell; `draft`
    is what its bytes tell, once they are opened; a `notice` takes reports back, `taken` says which."""

    given: Given
    draft: Draft | None = None
    report: Report | None = None
    notice: Notice | None = None
    taken: TakenBack | None = None
    state: str = "asked"
    done: Adding | None = None
    error: GreffierError | None = None
    failed: str = ""
    undated: bool = False
    wrong: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def lacks(self) -> bool:
        """Whether it is without something that is needed."""
        return bool(set(self.asks) & set(NEEDED))


def lacking(report: Report) -> tuple[str, ...]:
    """The particulars that a report does not tell."""
    return tuple(name for name in ASKED if not getattr(report, name))


@dataclass(slots=True)
class Batch:
    """Items that were given together. `doing` is asking, waiting, loading, reading, done or stopped (by `error`)."""

    key: str
    items: list[Item]
    doing: str = "asking"
    language: str = ""
    error: GreffierError | None = None

    @property
    def settled(self) -> list[Item]:
        """Those that are through."""
        return [item for item in self.items if item.state in {"added", "known", "noted", "failed"}]

    def of(self, state: str) -> list[Item]:
        """The items in a state."""
        return [item for item in self.items if item.state == state]


@dataclass(slots=True)
class Additions:
    """The batches of a site. `behind` does work in the background, piece by piece; `limit` is a report's, in bytes;
    `tell` hears of faults."""

    ledger: Ledger
    behind: Callable[[Callable[[], None]], Future[None]]
    limit: int
    tell: Callable[[Exception], None]
    _batches: dict[str, Batch] = field(default_factory=dict)
    _reader: Reader = field(default_factory=Reader)
    _reading: Lock = field(default_factory=Lock)  # who reads by it: one at a time
    _lists: Any = None
    _naming: Callable[..., None] | None = None
    _lock: Lock = field(default_factory=Lock)

    def batch(self, key: str) -> Batch | None:
        """The batch of that key, None where it is not held (any more)."""
        return self._batches.get(key)

    def begin(self, key: str, items: Iterable[Item]) -> Batch:
        """A batch of items, or the one that has this key already; those that cannot be read fail at once."""
        with self._lock:
            known = self._batches.get(key)
            if known is not None:
                return known
            batch = self._batches[key] = Batch(key, list(items))
            for old in [k for k, b in self._batches.items() if b.doing in {"asking", "done"}][:-_HELD]:
                del self._batches[old]
        batch.items = [one for item in batch.items for one in self._opened(item)]
        for item in batch.items:
            self._look_at(item)
            item.asks = lacking(item.report) if item.report is not None else ()
        self.behind(lambda: self._warm({i.report.language for i in batch.items if i.report and i.report.language}))
        if not any(item.lacks for item in batch.items):
            self.start(batch)
        return batch

    def tell_more(self, item: Item, fields: Mapping[str, str], *, undated: bool) -> None:
        """Take what a person says of an item; `wrong` then names what cannot be used."""
        item.given = replace(item.given, fields={**item.given.fields, **{k: v for k, v in fields.items() if v}})
        item.undated = undated
        self._look_at(item)
        missing = ["published"] if item.report and item.report.published is None and not undated else []
        item.wrong = tuple(missing + [n for n in ("language",) if item.report and not item.report.language])

    def start(self, batch: Batch) -> None:
        """Read what can be read of a batch, behind; once, however often it is asked for."""
        with self._lock:
            if batch.doing not in {"asking", "stopped"}:
                return
            batch.doing, batch.error = "waiting", None
        for item in batch.of("asked"):
            item.state = "waiting"
        self._follow(lambda: self._begin(batch))

    def _look_at(self, item: Item) -> None:
        if item.state != "asked":
            return
        assert item.draft is not None
        try:
            if item.draft.withdrawn:
                item.notice = notice_of(item.draft)
            else:
                item.report = report_of(item.draft, defaults_of(item.given.fields))
        except ReportError as error:
            self._fail(item, error)

    def _opened(self, item: Item) -> Iterator[Item]:
        """An item for each report that its bytes hold; what cannot be had of them fails at once."""
        if item.state != "asked":
            yield item
            return
        for one in drafts_of(item.given, self.limit):
            name = came_from(one, item.given.name) if isinstance(one, ReportError) else one.name
            inner = item_of(name, item.given.whole)
            mine = replace(item, given=replace(item.given, name=f"{item.given.whole}{inner}", item=inner))
            if isinstance(one, ReportError):
                self._fail(mine, one)
            else:
                mine.draft = one
            yield mine

    def _fail(self, item: Item, error: GreffierError) -> None:
        item.state, item.error = "failed", error
        item.failed = keep_failure(self.ledger, item.given, error) or item.failed

    def read_again(self, report: Report) -> Reading:
        """The reading of a report that the ledger keeps, by the parsers and lists with which others are added."""
        from greffier.desk.renew import gazetteer_of

        with self._reading:
            self._renew_reader(lambda: gazetteer_of(self.ledger))
            return self._reader.read(report)

    def keep_now(self, report: Report) -> Adding:
        """Read a report and keep it, while who asks waits; its events follow behind. Raises ReportError."""
        gazetteer, naming = prepare(self.ledger, {})
        with self._reading:
            self._renew_reader(lambda: gazetteer)
            done = keep_report(self.ledger, report, self._reader, this_run(), naming)
        self._follow(self._link)
        return done

    # behind

    def _follow(self, work: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the server stops: what was not read is not in the ledger
            self.behind(work)

    def _warm(self, languages: Iterable[str]) -> None:
        """Load the parsers while the person still writes."""
        for language in languages:
            with suppress(GreffierError), self._reading:  # told when it is read
                if language not in self._reader.pipelines:
                    self._reader.pipelines[language] = self._reader.load(language)

    def _begin(self, batch: Batch) -> None:
        with self._guarded(batch):
            gazetteer, self._naming = prepare(self.ledger, {})
            with self._reading:
                self._renew_reader(lambda: gazetteer)
            run = this_run()
            self._follow(lambda: self._read_on(batch, run))

    def _renew_reader(self, tables: Callable[[], Gazetteer]) -> None:
        """A reader of the lists that the ledger remembers now; a parser is loaded once as long as they stay."""
        lists = self._own_lists()
        if lists != self._lists:
            own = gazetteer if any(lists) and (gazetteer := tables()).own.branches else None
            self._reader, self._lists = (Reader(gazetteer=own) if own or self._lists else self._reader), lists

    def _own_lists(self) -> Any:
        from greffier.ledger import ActorStore

        with self.ledger.begin() as connection:
            store = ActorStore(connection)
            return tuple(store.listed("actor")), tuple(store.listed("place"))

    def _read_on(self, batch: Batch, run: Run) -> None:
        """Read one item, and let others work before the next."""
        item = next(iter(batch.of("waiting")), None)
        if item is None or (item.report is None and item.notice is None):
            batch.doing = "done"
            self._follow(self._link)
            return
        with self._guarded(batch):
            self._read(batch, item, run)
            self._follow(lambda: self._read_on(batch, run))

    def _read(self, batch: Batch, item: Item, run: Run) -> None:
        if item.notice is not None:
            self._note(item, item.notice, run)
            return
        assert item.report is not None and self._naming is not None
        batch.language, item.state = item.report.language, "reading"
        batch.doing = "reading" if item.report.language in self._reader.pipelines else "loading"
        try:
            where, inner = item.given.path, item.given.item
            with self._reading:
                own = self._reader, run, self._naming
                done = keep_report(self.ledger, item.report, *own, path=where, inner=inner, item=item.failed)
        except ReportError as error:
            self._fail(item, error)
            return
        except BaseException:
            item.state = "waiting"
            raise
        item.done, item.state = done, "known" if done.added is None else "added"

    def _note(self, item: Item, notice: Notice, run: Run) -> None:
        """Keep a notice."""
        where, inner = item.given.path, item.given.item
        try:
            item.taken = keep_notice(self.ledger, notice, run, path=where, inner=inner, item=item.failed)
        except ReportError as error:
            self._fail(item, error)
            return
        item.state = "noted"

    def _link(self) -> None:
        """Link what was read to the events of the ledger."""
        from greffier.desk.renew import judged_events, pairs_in
        from greffier.pipeline.linking import link_pending
        from greffier.pipeline.overview import fill_outlines

        link_pending(self.ledger, judged_events(pairs_in(self.ledger)))
        fill_outlines(self.ledger)

    def _guarded(self, batch: Batch) -> _Guarded:
        return _Guarded(batch, self.tell)


@dataclass(slots=True)
class _Guarded:
    """A block in which whatever breaks stops the batch with a reason, so that no page waits for ever."""

    batch: Batch
    tell: Callable[[Exception], None]

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        if not isinstance(error, GreffierError):
            self.tell(error)
            sentence = (
                "a fault of greffier's own ({kind}: {reason}); set GREFFIER_DEBUG=1 to see where, and please tell us."
            )
            error = GreffierError(sentence, kind=type(error).__name__, reason=error)
        self.batch.doing, self.batch.error = "stopped", error
        return True
