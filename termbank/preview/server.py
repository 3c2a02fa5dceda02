"""The preview: build, show at a local address, rebuild on every save."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import watchfiles
from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler, StaticFileHandler
from livereload.server import LiveScriptInjector
from tornado.ioloop import IOLoop
from tornado.web import Application, HTTPError, RequestHandler

from termbank.builder.result import Result
from termbank.config import Config, default_theme

HOST = "127.0.0.1"


class ServeError(Exception):
    """Why the preview cannot start."""


def serve(
    config: Config, port: int, build: Callable[[Config], Result], report: Callable[[Result], None]
) -> None:
    """Show the site of `config` at `port` of this machine until interrupted.

    `build` builds the site that is shown first; `report` is called with the result of every build.

    Side effects: builds into `config.site`, again whenever a file of the content, the templates or the assets
    is saved. A build with errors leaves the last good site on show. Raises ServeError.
    """
    _check_port(port)
    report(build(config))
    if not config.site.is_dir():
        raise ServeError("there is no site to show yet; mend what is named above first")
    server = _Server()
    server.root, server.default_filename = str(config.site), "index.html"
    loop, stop = IOLoop.current(), threading.Event()
    following = threading.Thread(target=_follow, args=(config, report, stop, loop), daemon=True)
    # As soon as somebody is listening, somebody may interrupt.
    with contextlib.suppress(KeyboardInterrupt):
        server.application(port, HOST)
        following.start()
        loop.start()
    stop.set()
    if following.is_alive():
        following.join(timeout=5)


def _follow(config: Config, report: Callable[[Result], None], stop: threading.Event, loop: IOLoop) -> None:
    """Rebuild at every save and let the pages that are open reload, until `stop` is set."""
    from termbank.preview.follow import Preview

    preview = Preview(config)
    # What one build leaves in memory makes the next one quick, so the first does not wait for a save.
    pending = True
    for changes in _changes(config, stop):
        if changes or pending:
            pending = False
            saved = {Path(path) for _, path in changes}
            result = preview.follow(saved) or preview.build()
            if changes or result.rendered or not result.published:
                report(result)
            if result.rendered:
                loop.add_callback(LiveReloadHandler.reload_waiters, "*")
            if preview.warm:
                preview.warm.prepare()


def _changes(config: Config, stop: threading.Event) -> Iterator[set[tuple[watchfiles.Change, str]]]:
    """What was saved, at once; nothing, ten times a second, where nothing was."""
    return watchfiles.watch(
        *_watched(config), watch_filter=_is_source, debounce=20, step=5, stop_event=stop, rust_timeout=100,
        yield_on_timeout=True, raise_interrupt=False,
    )  # fmt: skip


def _is_source(_: watchfiles.Change, path: str) -> bool:
    """Whether a file may be content or theme: editors leave hidden files and copies beside what they save."""
    name = Path(path).name
    return not name.startswith((".", "#")) and not name.endswith(("~", ".swp", ".tmp"))


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServeError(f"port {port} is taken; choose another one with `--port`") from error


def _watched(config: Config) -> list[Path]:
    roots = [config.project, default_theme()]
    folders = [config.content, *(root / name for root in roots for name in ("templates", "assets"))]
    return list(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def _is_local(address: str) -> bool:
    return (urlsplit(f"//{address}").hostname or "") in ("localhost", HOST, "::1")


def _refuse_strangers(handler: RequestHandler) -> None:
    """Answer only requests that name this machine: other sites must not read the preview through a browser."""
    if not _is_local(handler.request.host):
        raise HTTPError(403)


class _Files(StaticFileHandler):
    """The site's files; nothing hidden, nothing for strangers."""

    def prepare(self) -> None:
        _refuse_strangers(self)
        path = unquote(self.request.path)
        if "\0" in path or any(part.startswith(".") for part in path.split("/")):
            raise HTTPError(404)

    def compute_etag(self) -> None:
        """Browsers ask for everything anew."""

    def get_content_size(self) -> int:
        """The size in bytes of the file, which is read now: at any moment another one may take its place."""
        try:
            self._content = Path(str(self.absolute_path)).read_bytes()
        except FileNotFoundError:
            raise HTTPError(404) from None
        return len(self._content)

    def get_content(self, _path: str, start: int | None = None, end: int | None = None) -> bytes:
        """What was read, from `start` to `end`."""
        return self._content[start:end]


class _Reload(LiveReloadHandler):
    """The socket that tells pages to reload; only pages of this server may open it."""

    def check_origin(self, origin: str) -> bool:
        return _is_local(urlsplit(origin).netloc)

    def prepare(self) -> None:
        _refuse_strangers(self)


class _Script(LiveReloadJSHandler):
    """The script that reloads pages; nothing for strangers."""

    def prepare(self) -> None:
        _refuse_strangers(self)


class _Transform(LiveScriptInjector):
    """Adds the reloading script to pages as a file: the pages' security policy refuses inline scripts."""

    script = b'<script src="/livereload.js" defer></script>'


class _Server(Server):
    """livereload's server with our handlers, and without the one that lets anybody force a reload."""

    def application(
        self,
        port: int,
        host: str,
        liveport: int | None = None,
        debug: bool | None = None,
        live_css: bool = True,
    ) -> None:
        """Listen at `port`; the arguments after `host` are livereload's and not used."""
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = live_css
        files = {"path": self.root, "default_filename": self.default_filename}
        handlers: list[Any] = [
            (r"/livereload", _Reload),
            (r"/livereload\.js", _Script),
            (r"/(.*)", _Files, files),
        ]
        Application(handlers, transforms=[_Transform]).listen(port, address=host)
