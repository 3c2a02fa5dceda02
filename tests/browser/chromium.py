"""The browser: this machine's Chromium, and its tabs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from programs import LIMIT

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A request to another machine must fail, so that tests notice it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

TIMEOUT = 1_000 * LIMIT
"""Milliseconds after which what should happen in a page has not happened. Nothing that happens comes near."""

expect.set_options(timeout=TIMEOUT)

_NO_WORKER = "Service Worker registration blocked by Playwright"

Media = Literal["screen", "print"]

_TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation",
  (event) => console.error(`policy ${event.effectiveDirective} forbids ${event.blockedURI}`));
"""


def program() -> str:
    """The path of this machine's browser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"install one of {', '.join(NAMES)}; `make test` does"
    return found


@contextmanager
def chromium(reports: list[str]) -> Iterator[Browser]:
    """A running headless Chromium.

    `reports` fills with what any page in it does against its security policy, and with errors that its scripts
    do not catch.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(), args=FLAGS, headless=True, timeout=TIMEOUT
        )
        new_context = browser.new_context

        def watched(**choices: Any) -> BrowserContext:
            context = new_context(**choices)
            context.set_default_timeout(TIMEOUT)
            context.add_init_script(_TELL_VIOLATIONS)
            context.on("console", lambda message: reports.extend(_violations(message)))
            context.on(
                "weberror", lambda error: reports.append(f"{error.page and error.page.url}: {error.error}")
            )
            return context

        vars(browser)["new_context"] = watched
        yield browser
        browser.close()


def _violations(message: ConsoleMessage) -> Iterator[str]:
    """The violations of the security policy that a console message reports."""
    if message.type == "error" and re.search(
        r"^policy |Content Security Policy|Trusted(?:HTML|Script)", message.text
    ):
        yield f"{message.page and message.page.url}: {message.text}"


class Tabs:
    """The tabs of a session, one for each set of options: a new tab for each test would take a second."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[str, Page] = {}

    def open(
        self, url: str, width: int = 1280, height: int = 844, media: Media = "screen", **choices: Any
    ) -> Page:
        """The page at `url`, freshly loaded; `choices` are the options of Playwright's `new_context`."""
        page = self._page(choices)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media=media)
        page.goto(url)
        return page

    def _page(self, choices: dict[str, Any]) -> Page:
        key = repr(sorted(choices.items()))
        if key not in self._pages:
            # A worker of the site would answer requests that a test wants to hold, and keep pages for later tests.
            context = self._browser.new_context(**{"service_workers": "block", **choices})
            self._pages[key] = context.new_page()
        return self._pages[key]


@contextmanager
def complaints(page: Page) -> Iterator[list[str]]:
    """A list that collects the errors in `page` during the block."""
    found: list[str] = []
    watchers: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: found.extend({message.text} - {_NO_WORKER}),
        "pageerror": lambda error: found.append(str(error)),
        "requestfailed": lambda request: found.append(f"{request.url}: {request.failure}"),
        "response": lambda reply: (
            found.append(f"{reply.url}: {reply.status}") if reply.status >= 400 else None
        ),
    }
    for event, watcher in watchers.items():
        page.on(event, watcher)
    yield found
    for event, watcher in watchers.items():
        page.remove_listener(event, watcher)
