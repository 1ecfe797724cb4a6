"""What one run of the server holds: the ledger for reading and for writing, the session, and work that follows."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import RLock, Timer

from greffier.desk.inbox import Findings, gather, renewed
from greffier.judge import as_known
from greffier.ledger import Ledger, Memo, Tallies, open_ledger, read_ledger
from greffier.model import Judgement
from greffier.pipeline.overview import Overview
from greffier.settings import Location, from_environment
from greffier.web.additions import Additions
from greffier.web.rendering import load_templates
from greffier.web.security import tell_fault
from greffier.web.session import Session

__all__ = ["NAVIGATION", "Screen", "Site"]

_WAIT = 0.1  # seconds that a page waits for what is being made: enough for a small ledger, or a small change
_THRESHOLD = (20_000, 20, 20)  # of the collector: a page makes some ten thousand things and lets them go
_PAUSE = 1.0  # seconds without a judgement, after which what follows from them is renewed


def _(message: str) -> str:
    """Marks a sentence for translation, which templates do."""
    return message


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of the navigation: its address, its name in English, and the letter that follows `g`."""

    path: str
    name: str
    key: str


NAVIGATION = (
    Screen("/inbox", _("Inbox"), "i"),
    Screen("/add", _("Add"), "a"),
    Screen("/ledger", _("Ledger"), "l"),
    Screen("/events", _("Events"), "e"),
    Screen("/map", _("Map"), "m"),
    Screen("/tracks", _("Tracks"), "t"),
    Screen("/sources", _("Sources"), "s"),
    Screen("/history", _("History"), "h"),
    Screen("/search", _("Search"), "f"),
)


@dataclass(slots=True)
class Site:
    """A ledger as the pages see it. `language` is what the server was told, "" where it follows the browser; `author`
    is who judges; `nav` are the screens that there are; `said` waits to be told. `open` before use, `close` after it.
    """

    path: Location
    session: Session
    language: str = ""
    author: str = ""
    nav: tuple[Screen, ...] = ()
    said: list[str] = field(default_factory=list)
    reading: Ledger = field(init=False)
    writing: Ledger = field(init=False)
    memo: Memo = field(init=False)
    tallies: Tallies = field(init=False)
    additions: Additions = field(init=False)
    overview: Overview = field(init=False)
    _held: ExitStack = field(default_factory=ExitStack)
    _behind: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "behind"))
    _last: Future[None] | None = None
    _closing: bool = False
    _judged: list[Judgement] = field(default_factory=list)
    _soon: Timer | None = None
    _turn: RLock = field(default_factory=RLock)

    def open(self) -> None:
        """Open the ledger. Raises LookupFailed where there is none, InputError where it is unusable."""
        self.reading = self._held.enter_context(read_ledger(self.path))
        self.writing = self._held.enter_context(open_ledger(self.path))
        self.memo = Memo(self.reading)
        self._held.callback(self.memo.close)
        self.tallies = Tallies(self.memo, as_known)
        self.overview = Overview(self.memo, self.tallies)
        self.additions = Additions(self.writing, self.behind, from_environment(os.environ).text_limit, tell_fault)
        self.tallies.warm(0.0)
        self.overview.warm(0.0)
        self.behind(self._settle)

    def calm(self) -> None:
        """Load the templates; once what is kept of the ledger is there, leave it out of the garbage collector's rounds:
        each would take a page's time to look through it, and it stays as long as the server does."""
        self.tallies.table()
        for _template in load_templates():
            if self._closing:
                return
        gc.set_threshold(*_THRESHOLD)
        gc.freeze()

    def ready(self, patience: float = _WAIT) -> bool:
        """Whether counts can be told within `patience` seconds; they come some seconds after the start of a large
        ledger."""
        return self.tallies.warm(patience)

    def findings(self) -> Findings | None:
        """What there is to be done; None while it is being reckoned."""
        try:
            return self.memo.soon("findings", gather, renewed, _WAIT)
        except Exception as error:  # noqa: BLE001 - the other sections of the inbox must stand
            tell_fault(error)
            return Findings()

    def close(self) -> None:
        """Let what is under way end, and let go of the ledger."""
        self._closing = True
        self._follow_now()
        self._behind.shutdown(wait=True)
        self._held.close()

    def behind(self, work: Callable[[], None]) -> Future[None]:
        """Do `work` after what else waits, one at a time, while the pages go on."""
        self._last = self._behind.submit(work)
        return self._last

    def follow(self, judged: Sequence[Judgement]) -> None:
        """Renew behind the pages what judgements touch: the register of actors, and events. Judgements that come fast
        are followed together, once nobody has judged for a moment, so that the next one has not to wait."""
        with self._turn:
            self._judged += judged
            if self._soon is not None:
                self._soon.cancel()
            self._soon = Timer(_PAUSE, self._follow_now)
            self._soon.daemon = True
            self._soon.start()

    def _follow_now(self) -> None:
        with self._turn:
            judged, self._judged, self._soon = self._judged, [], None
            if judged:
                self.behind(lambda: _renew(self.writing, judged))

    def _settle(self) -> None:
        """What a run that was broken off left: actors and events of reports that wait for them."""
        from greffier.desk.renew import settle

        settle(self.writing)

    def settled(self, most: float | None = None) -> bool:
        """Wait until what follows is done, `most` seconds at most: for tests, and for pages that must show it; gives
        whether it is."""
        self._follow_now()
        try:
            if self._last is not None:
                self._last.result(most)
        except TimeoutError:
            return False
        return True


def _renew(ledger: Ledger, judged: Sequence[Judgement]) -> None:
    from greffier.desk.renew import renew_after

    renew_after(ledger, judged)
