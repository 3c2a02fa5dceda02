"""A web server for folders of files, each under its own path, as hosts serve project pages."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


@contextmanager
def serving(
    folders: Mapping[str, Path],
    packed: bool = False,
    down: threading.Event | None = None,
    shortened: bool = False,
) -> Iterator[str]:
    """Serve each folder as `/<name>/…` on this machine; yields the address that ends before the name.

    Text is `packed`, and addresses are `shortened` by their `.html`, as hosts of static sites do, if that is asked
    for. While `down` is set, nobody answers.
    """
    kind = _Packer if packed else _Shortener if shortened else _Handler
    handler = partial(kind, folders, down or threading.Event())
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folders: Mapping[str, Path], down: threading.Event, *arguments: Any) -> None:
        self._folders, self._down = folders, down
        super().__init__(*arguments)

    def parse_request(self) -> bool:
        """Parse the request, and return whether to answer it."""
        if self._down.is_set():
            self.close_connection = True
            return False
        if not super().parse_request():
            return False
        # Dates have a resolution of one second, so a file published twice within a second would look unchanged.
        del self.headers["If-Modified-Since"]
        return True

    def translate_path(self, path: str) -> str:
        """The file for `path`, or a nonexistent path if no folder contains it."""
        name, _, inside = unquote(urlsplit(path).path).lstrip("/").partition("/")
        return str(self._folders.get(name, Path("nowhere")) / inside)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Show a site's 404.html for a missing page, as static hosts do."""
        page = Path(self.translate_path(f"/{self.path.lstrip('/').partition('/')[0]}/404.html"))
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(page.stat().st_size))
        self.end_headers()
        self.wfile.write(page.read_bytes())

    def log_message(self, *_: object) -> None:
        """Log nothing: tests check the browser's side."""


class _Shortener(_Handler):
    """Redirects from `page.html` to `page`, as some hosts do."""

    def do_GET(self) -> None:
        """Serve a page without `.html` in its address, or redirect to it."""
        path = urlsplit(self.path).path
        if path.endswith(".html"):
            self.send_response(308)
            self.send_header("Location", path.removesuffix(".html").removesuffix("index"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if "." not in path and not path.endswith("/"):
            self.path = f"{path}.html"
        super().do_GET()


class _Packer(_Handler):
    """Sends text with gzip."""

    def do_GET(self) -> None:
        """Serve the file, compressed if it is text."""
        file = Path(self.translate_path(self.path))
        kind = self.guess_type(file)
        if not file.is_file() or not kind.startswith(("text/", "application/json", "image/svg")):
            super().do_GET()
            return
        data = gzip.compress(file.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
