"""The preview as a browser and as a hostile page meet it: one real server, asked over real sockets."""

from __future__ import annotations

import itertools
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from trees import COMMAND, environment, project, record, run, snapshot, write_tree

GOOD = {
    "terms/rubric.md": record("title: Rubric", "First words."),
    "terms/portfolio.md": record("title: Portfolio\nstatus: draft", "A draft."),
}

SOCKETS = Path("/proc/net/tcp")


@dataclass(frozen=True)
class Preview:
    """A running preview: its folder, its port, and the file that takes what it says."""

    folder: Path
    port: int
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def ask(self, path: str = "/", host: str | None = None) -> tuple[int, str]:
        """The status and the body that answer a GET of `path`, sent as it stands."""
        with self._request(path, host, "Connection: close") as connection:
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode("utf-8", "replace")
        head, _, body = answer.partition("\r\n\r\n")
        return int(head.split()[1]), body

    def open_socket(self, origin: str, host: str | None = None) -> int:
        """The status that answers a page of `origin` that wants to be told of reloads."""
        headers = (
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            f"Origin: {origin}",
        )
        with self._request("/livereload", host, *headers) as connection:
            return int(connection.recv(65536).split()[1])

    def _request(self, path: str, host: str | None, *headers: str) -> socket.socket:
        """A connection over which a GET of `path` was sent."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", *headers, "", ""]
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall("\r\n".join(lines).encode())
        return connection


def eventually(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether `true` comes true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def previewing(folder: Path, *words: str) -> Iterator[Preview]:
    port = free_port()
    output = folder / "output.txt"
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), *words],
            cwd=folder, env=environment(), stdout=sink, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            assert eventually(lambda: listens(port) or process.poll() is not None)
            assert process.poll() is None, output.read_text(encoding="utf-8")
            yield Preview(folder, port, output)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    with previewing(project(tmp_path_factory.mktemp("preview"), GOOD)) as running:
        yield running


def test_it_says_where_the_site_is(preview: Preview) -> None:
    assert preview.said.startswith(f"http://127.0.0.1:{preview.port}/")


def test_it_shows_the_site(preview: Preview) -> None:
    status, page = preview.ask("/terms/rubric.html")
    assert status == 200
    assert "First words." in page


def test_it_shows_drafts(preview: Preview) -> None:
    assert preview.ask("/terms/portfolio.html")[0] == 200


def test_drafts_do_not_get_into_the_site(preview: Preview) -> None:
    assert preview.ask()[0] == 200
    assert not (preview.folder / "site").exists()


def test_pages_load_the_reloading_script_as_a_file(preview: Preview) -> None:
    scripts = re.findall(r"<script[^>]*>", preview.ask()[1])
    assert '<script src="/livereload.js" defer>' in scripts
    assert all("src=" in script for script in scripts)
    assert preview.ask("/livereload.js")[0] == 200


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_it_answers_to_the_names_of_this_machine(name: str, preview: Preview) -> None:
    assert preview.ask("/", f"{name}:{preview.port}")[0] == 200


@pytest.mark.parametrize(
    "name", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.0.1"]
)
def test_it_answers_to_no_other_name(name: str, preview: Preview) -> None:
    assert preview.ask("/", f"{name}:{preview.port}")[0] == 403


@pytest.mark.parametrize("path", ["/terms/rubric.html", "/assets/style.css", "/livereload.js", "/nowhere"])
def test_it_shows_strangers_nothing(path: str, preview: Preview) -> None:
    assert preview.ask(path, f"evil.example:{preview.port}")[0] == 403


@pytest.mark.skipif(not SOCKETS.exists(), reason="only Linux lists its sockets there")
def test_it_listens_to_this_machine_only(preview: Preview) -> None:
    tables = [table.read_text(encoding="ascii") for table in (SOCKETS, SOCKETS.with_name("tcp6"))]
    listening = {
        fields[1].split(":")[0]
        for fields in map(str.split, "".join(tables).splitlines())
        if fields[3] == "0A" and fields[1].endswith(f":{preview.port:04X}")
    }
    assert listening == {"0100007F"}


def test_its_own_pages_are_told_of_reloads(preview: Preview) -> None:
    assert preview.open_socket(f"http://127.0.0.1:{preview.port}") == 101


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "null",
        "file://",
    ],
)
def test_pages_of_other_sites_are_not_told_of_reloads(origin: str, preview: Preview) -> None:
    assert preview.open_socket(origin) == 403


def test_the_socket_answers_to_no_other_name(preview: Preview) -> None:
    origin = f"http://127.0.0.1:{preview.port}"
    assert preview.open_socket(origin, f"evil.example:{preview.port}") == 403


def test_nobody_can_force_a_reload(preview: Preview) -> None:
    assert preview.ask("/forcereload?path=evil")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/.termbank",
        "/.nojekyll",
        "/%2etermbank",
        "/terms/../.termbank",
        "/.%2e/pages.sqlite3",
        "/x/.git/config",
    ],
)
def test_hidden_files_are_not_there(path: str, preview: Preview) -> None:
    assert preview.ask(path)[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../../content/terms/rubric.md",
        "/%2e%2e/%2e%2e/content/terms/rubric.md",
        "/..%2f..%2fcontent/terms/rubric.md",
        "/%5c..%5c..%5ccontent",
        "//etc/passwd",
        "/..%00/",
        "/terms/rubric.html%00.png",
    ],
)
def test_nothing_outside_the_site_is_shown(path: str, preview: Preview) -> None:
    status, body = preview.ask(path)
    assert status in (400, 403, 404)
    assert "First words" not in body


def test_no_question_so_far_gave_a_traceback(preview: Preview) -> None:
    preview.ask("/%00")
    assert preview.ask()[0] == 200
    assert "Traceback" not in preview.said


def test_a_save_is_shown(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview:
        write_tree(tmp_path / "content", {"terms/rubric.md": record("title: Rubric", "Second words.")})
        assert eventually(lambda: "Second words." in preview.ask("/terms/rubric.html")[1])


def test_a_page_is_whole_whenever_it_is_asked_for(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as running:
        file = running.folder / ".cache/preview/terms/rubric.html"
        texts = ["<!doctype html>" + letter * size for letter, size in (("a", 10), ("b", 200_000))]
        end = threading.Event()

        def rewrite() -> None:
            for text in itertools.cycle(texts):
                if end.is_set():
                    return
                draft = running.folder / "draft.html"
                draft.write_text(text, encoding="utf-8")
                draft.replace(file)

        with ThreadPoolExecutor(1) as other:
            other.submit(rewrite)
            try:
                shown = {running.ask("/terms/rubric.html")[1] for _ in range(300)}
            finally:
                end.set()
        assert shown <= set(texts)
        assert "Traceback" not in running.said


def test_a_mistake_is_named_and_keeps_the_last_good_page(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview:
        wrong = record("title: Rubric\nrelated:\n  - portfolo", "Second words.")
        write_tree(tmp_path / "content", {"terms/rubric.md": wrong})
        assert eventually(lambda: "error[unknown-term]" in preview.said)
        assert "did you mean `portfolio`?" in preview.said
        assert "First words." in preview.ask("/terms/rubric.html")[1]
        write_tree(tmp_path / "content", {"terms/rubric.md": record("title: Rubric", "Third words.")})
        assert eventually(lambda: "Third words." in preview.ask("/terms/rubric.html")[1])


def test_a_preview_that_is_stopped_leaves_no_traceback(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview:
        pass
    assert "Traceback" not in preview.said


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), cwd=folder)
    assert done.returncode == 2
    assert f"port {port} is taken; choose another one with `--port`" in done.stderr


def test_a_first_build_with_mistakes_says_what_to_mend(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/rubric.md": record("title: Rubric\nrelated:\n  - nowhere")})
    done = run("serve", "--port", str(free_port()), cwd=folder)
    assert done.returncode in (1, 2)
    assert "error[unknown-term]" in done.stdout
    assert "there is no site to show yet" in done.stderr


def test_a_site_that_is_named_is_what_is_shown(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD), "--site", "mine", "--no-cache") as preview:
        assert preview.ask()[0] == 200
    assert "mine/index.html" in snapshot(tmp_path)
