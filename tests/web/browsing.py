"""A real server in a process of its own, and a headless Chromium that looks at its pages and notes what goes wrong."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from greffier.settings import Location
from greffier.web.app import page_routes

__all__ = ["Server", "Visitor", "browsing", "chromium", "plain_paths", "serving"]

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
_QUIET = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-default-apps", "--disable-domain-reliability", "--disable-breakpad",
    "--disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider", "--disable-gpu",
    "--disable-dev-shm-usage", "--no-proxy-server",
)  # fmt: skip


def chromium() -> str | None:
    """The program of the browser, None where there is none."""
    return os.environ.get("GREFFIER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def plain_paths() -> list[str]:
    """The addresses of pages that need no parameter, and those of tables."""
    found = [r.path for r in page_routes() if "GET" in (r.methods or ()) and "{" not in r.path]
    return [p for p in found if p not in {"/", "/enter"} and "." not in p] + ["/ledger/all", "/ledger/toll"]


@dataclass(frozen=True)
class Server:
    """A running server: `entry` is the address that works once."""

    process: subprocess.Popen[str]
    base: str
    entry: str


@contextmanager
def serving(ledger: Location, *options: str) -> Iterator[Server]:
    """The pages of a ledger, on a free port."""
    command = [sys.executable, "-m", "greffier.cli", "serve", "--ledger", str(ledger), "--port", "0", *options]
    own = {k: v for k, v in os.environ.items() if not k.startswith("GREFFIER_") or k == "GREFFIER_CHROMIUM"}
    process = subprocess.Popen(
        command, env={**own, "GREFFIER_AUTHOR": "testeuse", "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        entry = re.search(r"(http://[\d.]+:\d+)/enter\S+", line)
        assert entry is not None, line
        yield Server(process, entry[1], entry[0])
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser; there can be one in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """A browser on a server's pages. `faults` gives what went wrong since it was last asked."""

    server: Server
    browser: Browser
    page: Page = field(init=False)
    _faults: list[str] = field(default_factory=list)
    _dialogs: list[str] = field(default_factory=list)

    def __enter__(self) -> Visitor:
        context = self.browser.new_context(viewport={"width": 1360, "height": 900})
        self.page = context.new_page()
        self.page.on("console", lambda m: self._note(m.type == "error", f"console: {m.text}"))
        self.page.on("pageerror", lambda e: self._note(True, f"script: {e}"))
        self.page.on("request", lambda r: self._note(not self._ours(r.url), f"request elsewhere: {r.url}"))
        self.page.on("dialog", self._dialog)
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e =>"
            " console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))"
        )
        self.page.goto(self.server.entry)
        self.page.wait_for_url(lambda url: "/enter" not in url)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, t: TracebackType | None) -> None:
        self.page.context.close()

    def _ours(self, url: str) -> bool:
        return url.startswith((self.server.base + "/", "data:", "blob:", "about:"))

    def _note(self, wrong: bool, words: str) -> None:
        if wrong:
            self._faults.append(words)

    def _dialog(self, dialog: Any) -> None:
        self._note(True, f"dialog: {dialog.message}")
        dialog.dismiss()

    def look(self, *, language: str = "fr", theme: str = "light", width: int = 1360, height: int = 900) -> None:
        """Look in a language and theme, in a window of this size (CSS pixels)."""
        cookies = {"language": language, "theme": theme}
        self.page.context.add_cookies([{"name": k, "value": v, "url": self.server.base} for k, v in cookies.items()])
        self.page.set_viewport_size({"width": width, "height": height})

    def go(self, path: str) -> int:
        """Open a page, wait until it is still; gives the status."""
        answer = self.page.goto(self.server.base + path, wait_until="load")
        self.page.wait_for_load_state("networkidle")
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self._note(True, f"wider than its window of {self.page.viewport_size}: {path}")
        return answer.status if answer is not None else 0

    def axe(self) -> list[str]:
        """What axe-core finds serious or critical, in words."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{v['id']}: {v['help']}: {node['html'][:150]} {node.get('failureSummary', '')[:200]}"
            for v in found["violations"] if v["impact"] in {"serious", "critical"} for node in v["nodes"]
        ]  # fmt: skip

    def faults(self) -> list[str]:
        """What went wrong since last asked: dialogs, errors, breaches of the policy, requests elsewhere, width."""
        found, self._faults = self._faults, []
        return found
