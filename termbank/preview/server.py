"""The preview: build, show at a local address, rebuild on every save."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler, StaticFileHandler
from livereload.server import LiveScriptInjector
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from termbank.config import Config
from termbank.preview.overlay import STYLE
from termbank.system import lock

HOST = "127.0.0.1"
EDIT = "/~edit/"
"""Where the forms that edit files are, in a preview that has them."""
USUAL, TRIED = 8000, 20
"""The first port that is tried where nobody names one, and how many."""
_WAITING = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Preview</title></head>
<body><p>There is no site to show yet. The window where you started the preview says what to mend; after the next save
that is right, this page shows the site.</p></body>
</html>
"""


class Board:
    """What all pages show at the moment besides themselves: the problems of the last build, as HTML.

    `reloads` counts how often open pages were told to load again, and `sent` has that number by the path of each page,
    as it was when the page was last sent.
    """

    problems = b""
    reloads = 0

    def __init__(self, forms: Sequence[Any] = ()) -> None:
        self.forms = list(forms)
        self.sent: dict[str, int] = {}

    def reload(self) -> None:
        """Tell all pages that listen to load again."""
        self.reloads += 1
        LiveReloadHandler.reload_waiters("*")


class ServeError(Exception):
    """Why the preview cannot start."""


class Follower(Protocol):
    """Keeps the site that is shown up to date."""

    def start(self) -> None:
        """Build the site that is shown first."""

    def run(self, stop: threading.Event) -> None:
        """Follow saves until `stop` is set."""


def serve(
    config: Config,
    port: int | None,
    follow: Callable[[Callable[[], None], Board], Follower],
    ready: Callable[[str], object],
    forms: Sequence[Any] = (),
) -> None:
    """Show the site of `config` at `port` of this machine until interrupted; without one, at the first free port.

    `ready` is called with the address as soon as it is ours, and then `follow` with what makes open pages load again
    and with what they show. `forms` are the handlers of addresses below EDIT; with them, pages lead there.
    Side effects: those of the follower. A build with errors leaves the last good site on show; where there is none, a
    page says so and the preview waits. Raises ServeError.
    """
    # A port that somebody names may be that of a preview of this very site, and then the lock says more.
    sockets = [] if port else _listen(None)
    site, address = config.site.absolute(), f"http://{HOST}:{port or sockets[0].getsockname()[1]}/"
    # Two that follow the same saves would remove each other's pages.
    with lock.claimed(site.parent / f".{site.name}.preview", address) as other:
        if other is not None:
            for each in sockets:
                each.close()
            raise ServeError(
                f"a preview of this site runs already at {other}; open that address, or stop it there with Ctrl-C. "
                f"For a second one, name another folder with `--site`"
            )
        # Browsers that come before the first build is done wait for it.
        sockets = sockets or _listen(port)
        # Whoever reads that Ctrl-C stops it may press it at once.
        interrupted = _interrupts()
        ready(address)
        loop, stop = IOLoop.current(), threading.Event()
        events: asyncio.AbstractEventLoop = loop.asyncio_loop  # type: ignore[attr-defined]

        board = Board(forms)

        def reload() -> None:
            loop.add_callback(board.reload)

        follower = follow(reload, board)
        follower.start()
        following = threading.Thread(target=follower.run, args=(stop,), daemon=True)
        # As soon as somebody is listening, somebody may interrupt.
        with contextlib.suppress(KeyboardInterrupt):
            _Server().show(board, str(config.site), sockets)
            following.start()
            # One that the loop takes is not lost. On Windows the loop takes none.
            with contextlib.suppress(NotImplementedError):
                events.add_signal_handler(signal.SIGINT, loop.stop)
            if not interrupted.is_set():
                loop.start()
        with contextlib.suppress(NotImplementedError):
            events.remove_signal_handler(signal.SIGINT)
        stop.set()
        if following.is_alive():
            following.join(timeout=5)


def _interrupts() -> threading.Event:
    """What is set as soon as somebody interrupts, which still raises KeyboardInterrupt.

    Somebody presses Ctrl-C during the first build, at a moment when Python cleans up an object: the exception is then
    printed and lost, and the preview would run on.
    """
    interrupted = threading.Event()

    def note(*_: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, note)
    return interrupted


def _listen(port: int | None) -> list[socket.socket]:
    """The sockets of the preview at `port`, or at the first free one from the usual one on. Raises ServeError."""
    if port is None:
        # Somebody previews two glossaries: the second one needs no choice of theirs.
        for usual in range(USUAL, USUAL + TRIED):
            with contextlib.suppress(OSError):
                return bind_sockets(usual, HOST)
        port = USUAL
    try:
        return bind_sockets(port, HOST)
    except PermissionError as error:
        message = f"port {port} is only for administrators; choose one from 1024 on with `--port`"
        raise ServeError(message) from error
    except OSError as error:
        raise ServeError(f"port {port} is taken; choose another one with `--port`") from error


class Guarded(RequestHandler):
    """Answers only pages of the preview itself and people who type its address.

    A page of any other site may ask for `http://127.0.0.1:8000/data/terms.js` with `<script src=…>`, or lead its own
    name to this machine (DNS rebinding). Neither may read drafts, so the host, and what browsers say of who asks, both
    have to fit.
    """

    def set_default_headers(self) -> None:
        """Keep other sites from using an answer, and browsers from guessing its type."""
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("X-Content-Type-Options", "nosniff")

    def prepare(self) -> None:
        """Refuse whatever this machine's own browsers would not ask for."""
        if not _is_local(self.request.host):
            raise HTTPError(403)
        asked = self.request.headers
        # Another port of this machine is `same-site`. A link that somebody follows from anywhere opens a page, which
        # the page with the link cannot read.
        opened = asked.get("Sec-Fetch-Mode") == "navigate" and asked.get("Sec-Fetch-Dest") == "document"
        if not opened and asked.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise HTTPError(403)


def _is_local(address: str) -> bool:
    """Whether a host, with or without a port, is this machine. Raises HTTPError where it is no host."""
    try:
        parts = urlsplit(f"//{address}")
        _ = parts.port
    except ValueError:
        raise HTTPError(400) from None
    return (parts.hostname or "") in ("localhost", HOST, "::1")


class _Files(Guarded, StaticFileHandler):
    """The site's files; nothing hidden, nothing for strangers."""

    def prepare(self) -> None:
        super().prepare()
        path = unquote(self.request.path)
        if "\0" in path or any(part.startswith(".") for part in path.split("/")):
            raise HTTPError(404)
        if not (Path(self.root) / "index.html").is_file():
            self.set_status(503)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(_WAITING)

    async def get(self, path: str, include_body: bool = True) -> None:
        """Answer with a file of the site; one that goes at this moment, or that a link leads out to, is not there."""
        root = os.path.realpath(self.root)
        asked = os.path.realpath(self.get_absolute_path(self.root, self.parse_url_path(path)))
        if asked != root and not asked.startswith(root + os.sep):
            raise HTTPError(404)
        try:
            if answer := super().get(path, include_body):
                await answer
        except OSError:
            raise HTTPError(404) from None

    def compute_etag(self) -> None:
        """Browsers ask for everything anew."""

    def get_content_size(self) -> int:
        """The size in bytes of the file, which is read now: at any moment another one may take its place."""
        self._content = Path(str(self.absolute_path)).read_bytes()
        return len(self._content)

    def get_content(self, _path: str, start: int | None = None, end: int | None = None) -> bytes:
        """What was read, from `start` to `end`."""
        return self._content[start:end]


class _Reload(Guarded, LiveReloadHandler):
    """The socket that tells pages to reload; only pages of this server may open it."""

    def initialize(self, board: Board) -> None:
        """Tell what `board` says."""
        self.board = board

    def prepare(self) -> None:
        super().prepare()
        # Scheme, host and port: a page at another port of this machine belongs to somebody else's program. Every
        # browser sends an origin. Tornado's own check passes over a missing one, and over the scheme.
        if self.request.headers.get("Origin", "").lower() != f"http://{self.request.host}".lower():
            raise HTTPError(403)

    def on_message(self, message: str | bytes) -> None:
        """What a page says; whatever livereload's script would not say ends the connection."""
        try:
            said = json.loads(message)
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict) and isinstance(said.get("command"), str):
            super().on_message(message)
            # A save between the moment when a page was sent and this one told everybody but this page.
            if said["command"] == "info" and self._is_old(str(said.get("url"))):
                self.send_message({"command": "reload", "path": "*"})
        else:
            self.close(1008)

    def _is_old(self, address: str) -> bool:
        """Whether the page of this address was last sent before pages were told to load again."""
        try:
            path = urlsplit(address).path
        except ValueError:
            return False
        return self.board.sent.get(path, self.board.reloads) != self.board.reloads


class _Script(Guarded, LiveReloadJSHandler):
    """The script that reloads pages; nothing for strangers."""


class _Sheet(Guarded):
    """The style sheet of what pages show while there are errors."""

    def get(self) -> None:
        """Answer with it."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(STYLE)


class _Transform(LiveScriptInjector):
    """Adds the reloading script to pages as a file: the pages' security policy refuses inline scripts.

    While there are errors, it adds what `board` has of them as well.
    """

    script = b'<script src="/livereload.js" defer></script>'
    board: Board

    def __init__(self, request: HTTPServerRequest) -> None:
        super().__init__(request)
        self.path = request.path

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """The beginning of an answer with what is added, and its new length."""
        # Forms bring their own policy and style, and need no reloading.
        if self.path.startswith(EDIT):
            return status_code, headers, chunk
        added = self.script
        if b"</head>" in chunk:
            self.board.sent[self.path] = self.board.reloads
        if b"</head>" in chunk and self.board.forms:
            chunk = chunk.replace(b"</body>", self._ways() + b"</body>", 1)
        if b"</head>" in chunk and (self.board.problems or self.board.forms):
            added += b'<link rel="stylesheet" href="/preview.css">'
            # The last of the page, so that nothing of it moves.
            chunk = chunk.replace(b"</body>", self.board.problems + b"</body>", 1)
        chunk = chunk.replace(b"</head>", added + b"</head>", 1)
        # Pages are sent in one piece, so their length is that of this one.
        if "Content-Length" in headers and added in chunk:
            headers["Content-Length"] = str(len(chunk))
        return status_code, headers, chunk

    def _ways(self) -> bytes:
        """Links to the forms: that of the page's own record, and those of new ones."""
        found = re.fullmatch(r"/((?:term|resource)s/[^/]+)\.html", self.path)
        own = f'<a href="{EDIT}{escape(found[1])}">Edit this page’s file</a> · ' if found else ""
        new = " · ".join(f'<a href="{EDIT}new/{kind}">New {kind}</a>' for kind in ("term", "resource"))
        return f'<nav class="tb-edit" aria-label="Edit"><p>{own}{new}</p></nav>'.encode()


class _Server(Server):
    """livereload's server with our handlers, and without the one that lets anybody force a reload."""

    def show(self, board: Board, root: str, sockets: list[socket.socket]) -> None:
        """Answer what comes in at `sockets` with the site in `root` and what `board` says."""
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        files = {"path": root, "default_filename": "index.html"}
        handlers: list[Any] = [
            (r"/livereload", _Reload, {"board": board}),
            (r"/livereload\.js", _Script),
            (r"/preview\.css", _Sheet),
            *board.forms,
            (r"/(.*)", _Files, files),
        ]
        # livereload's script says less than 200 bytes at a time.
        transform = type("_Shown", (_Transform,), {"board": board})
        application = Application(handlers, transforms=[transform], websocket_max_message_size=4096)
        HTTPServer(application).add_sockets(sockets)
