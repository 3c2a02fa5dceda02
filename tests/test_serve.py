"""The preview as browsers and hostile pages see it: one real server, over real sockets."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest
from programs import LIMIT, Program, finish, running
from trees import COMMAND, environment, project, record, run, snapshot, write_tree

GOOD = {
    "terms/rubric.md": record("title: Rubric", "First words."),
    "terms/portfolio.md": record("title: Portfolio\nstatus: draft", "A draft."),
}

SOCKETS = Path("/proc/net/tcp")


HELLO, SUBSCRIBE = (
    {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]},
    {"command": "info", "url": "http://127.0.0.1/"},
)


@dataclass(frozen=True)
class Preview:
    """A running preview: its folder, its port, and its process."""

    folder: Path
    port: int
    program: Program

    @property
    def said(self) -> str:
        return self.program.said

    def ask(self, path: str = "/", host: str | None = None, headers: Sequence[str] = ()) -> tuple[int, str]:
        """The status and body of the answer to a GET of `path`, sent as is."""
        with self._request(path, host, "Connection: close", *headers) as connection:
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode("utf-8", "replace")
        head, _, body = answer.partition("\r\n\r\n")
        return int(head.split()[1]), body

    def head(self, path: str) -> str:
        """The headers of the answer to a GET of `path`."""
        with self._request(path, None, "Connection: close") as connection:
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode("utf-8", "replace")
        return answer.partition("\r\n\r\n")[0]

    def open_socket(self, origin: str, host: str | None = None) -> int:
        """The status of the answer to a page of `origin` that asks for reloads."""
        with self._upgrade(origin, host) as connection:
            return int(connection.recv(65536).split()[1])

    @contextmanager
    def visited(self) -> Iterator[Visitor]:
        """A page of the preview that receives reloads."""
        with (
            self._upgrade(f"http://127.0.0.1:{self.port}") as connection,
            connection.makefile("rb") as replies,
        ):
            while replies.readline().strip():
                pass
            visitor = Visitor(connection, replies)
            # The second answer proves that everything sent before it has arrived.
            for message in (HELLO, SUBSCRIBE, HELLO):
                visitor.say(message)
            visitor.wait_for("hello")
            visitor.wait_for("hello")
            yield visitor

    def _upgrade(self, origin: str, host: str | None = None) -> socket.socket:
        return self._request(
            "/livereload",
            host,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            *([f"Origin: {origin}"] if origin else []),
        )

    def _request(self, path: str, host: str | None, *headers: str) -> socket.socket:
        """A connection that has sent a GET of `path`."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", *headers, "", ""]
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT)
        connection.sendall("\r\n".join(lines).encode())
        return connection


@dataclass(frozen=True)
class Visitor:
    """The end of a web socket that a page holds: it says what livereload's script says, in short frames."""

    connection: socket.socket
    replies: BinaryIO

    def say(self, message: Mapping[str, object]) -> None:
        self.send(json.dumps(message))

    def send(self, message: str) -> None:
        text = message.encode()
        assert len(text) < 126
        # A text frame from a client, masked with zeros.
        self.connection.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)

    def wait_for(self, command: str) -> None:
        """Read messages until one is `command`. Raises TimeoutError if none arrives in time."""
        while True:
            _, size = self.replies.read(2)
            assert size < 126
            if json.loads(self.replies.read(size))["command"] == command:
                return

    def reload_until(self, true: Callable[[], bool]) -> None:
        """Wait for reloads until `true` returns true."""
        while not true():
            self.wait_for("reload")


def connect_to(port: int, program: Program) -> None:
    """Wait until `program` listens at `port`, by trying. Raises AssertionError if it ends first."""
    end = time.monotonic() + LIMIT
    with socket.socket() as probe:
        while probe.connect_ex(("127.0.0.1", port)):
            assert program.process.poll() is None and time.monotonic() < end, program.said
            time.sleep(0.01)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def previewing(folder: Path, *words: str) -> Iterator[Preview]:
    port = free_port()
    command = [*COMMAND, "serve", "--port", str(port), *words]
    with running(command, cwd=folder, env=environment()) as program:
        program.wait_for(f"http://127.0.0.1:{port}/")
        connect_to(port, program)
        shown = Preview(folder, port, program)
        # The first answer comes after the first build.
        shown.ask()
        yield shown


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    with previewing(project(tmp_path_factory.mktemp("preview"), GOOD)) as shown:
        yield shown


def test_it_prints_the_address_of_the_site(preview: Preview) -> None:
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


def test_a_page_that_a_save_overtook_loads_again(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview:
        with preview.visited() as other:
            assert "First words." in preview.ask("/terms/rubric.html")[1]
            write_tree(tmp_path / "content", {"terms/rubric.md": record("title: Rubric", "Other words.")})
            other.wait_for("reload")
        with preview.visited() as late:
            late.say({"command": "info", "url": f"http://127.0.0.1:{preview.port}/terms/rubric.html"})
            late.wait_for("reload")


def test_pages_load_the_reloading_script_as_a_file(preview: Preview) -> None:
    scripts = re.findall(r"<script[^>]*>", preview.ask()[1])
    assert '<script src="/livereload.js" defer>' in scripts
    # What a page says of itself for programs is data: nothing in it runs.
    assert all("src=" in script or "application/ld+json" in script for script in scripts)
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
def test_it_listens_on_this_machine_only(preview: Preview) -> None:
    tables = [table.read_text(encoding="ascii") for table in (SOCKETS, SOCKETS.with_name("tcp6"))]
    listening = {
        fields[1].split(":")[0]
        for fields in map(str.split, "".join(tables).splitlines())
        if fields[3] == "0A" and fields[1].endswith(f":{preview.port:04X}")
    }
    assert listening == {"0100007F"}


def test_its_own_pages_receive_reloads(preview: Preview) -> None:
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
def test_pages_of_other_sites_do_not_receive_reloads(origin: str, preview: Preview) -> None:
    assert preview.open_socket(origin) == 403


def test_the_socket_answers_to_no_other_name(preview: Preview) -> None:
    origin = f"http://127.0.0.1:{preview.port}"
    assert preview.open_socket(origin, f"evil.example:{preview.port}") == 403


def test_a_page_cannot_force_a_reload(preview: Preview) -> None:
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
def test_hidden_files_are_not_served(path: str, preview: Preview) -> None:
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
def test_nothing_outside_the_site_is_served(path: str, preview: Preview) -> None:
    status, body = preview.ask(path)
    assert status in (400, 403, 404)
    assert "First words" not in body


def test_no_request_so_far_caused_a_traceback(preview: Preview) -> None:
    preview.ask("/%00")
    assert preview.ask()[0] == 200
    assert "Traceback" not in preview.said


def test_a_save_is_shown(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview, preview.visited() as visitor:
        write_tree(tmp_path / "content", {"terms/rubric.md": record("title: Rubric", "Second words.")})
        visitor.reload_until(lambda: "Second words." in preview.ask("/terms/rubric.html")[1])


def test_a_page_is_always_served_whole(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview:
        file = preview.folder / ".cache/preview/terms/rubric.html"
        built = preview.ask("/terms/rubric.html")[1]
        texts = ["<!doctype html>" + letter * size for letter, size in (("a", 10), ("b", 200_000))]
        end = threading.Event()

        def rewrite() -> None:
            for text in itertools.cycle(texts):
                if end.is_set():
                    return
                draft = preview.folder / "draft.html"
                draft.write_text(text, encoding="utf-8")
                draft.replace(file)

        with ThreadPoolExecutor(1) as other:
            other.submit(rewrite)
            try:
                shown = {preview.ask("/terms/rubric.html")[1] for _ in range(300)}
            finally:
                end.set()
        assert shown <= {built, *texts}
        assert "Traceback" not in preview.said


def test_a_mistake_is_reported_and_the_last_good_page_stays(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview, preview.visited() as visitor:
        wrong = record("title: Rubric\nrelated:\n  - portfolo", "Second words.")
        write_tree(tmp_path / "content", {"terms/rubric.md": wrong})
        preview.program.wait_for("error[unknown-term]")
        preview.program.wait_for("did you mean `portfolio`?")
        assert "First words." in preview.ask("/terms/rubric.html")[1]
        write_tree(tmp_path / "content", {"terms/rubric.md": record("title: Rubric", "Third words.")})
        visitor.reload_until(lambda: "Third words." in preview.ask("/terms/rubric.html")[1])


def test_a_stopped_preview_leaves_no_traceback(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview:
        pass
    assert "Traceback" not in preview.said


# As soon as the first build opens a term, an object is cleaned up, and meanwhile somebody presses Ctrl-C.
INTERRUPTED = """
import signal, sys

class Interrupting:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def hook(event, words):
    if event == "open" and str(words[0]).endswith("rubric.md") and not done:
        done.append(Interrupting())
        done[0] = None

done = []
sys.addaudithook(hook)
"""


def test_an_interrupt_that_python_loses_in_the_first_build_ends_the_preview(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", GOOD)
    write_tree(tmp_path, {"hook/sitecustomize.py": INTERRUPTED})
    settings = environment({"PYTHONPATH": str(tmp_path / "hook")})
    stopped = finish([*COMMAND, "serve", "--port", str(free_port())], cwd=folder, env=settings)
    assert "Exception ignored in" in stopped.stderr
    assert stopped.returncode == 0


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"port {port} is taken; choose another one with `--port`" in done.stderr


def test_without_a_port_the_first_free_one_is_taken(tmp_path: Path) -> None:
    with contextlib.ExitStack() as held:
        # Whoever runs these tests may have a preview of their own at 8000.
        usual = held.enter_context(socket.socket())
        with contextlib.suppress(OSError):
            usual.bind(("127.0.0.1", 8000))
            usual.listen()
        program = held.enter_context(
            running([*COMMAND, "serve"], cwd=project(tmp_path, GOOD), env=environment())
        )
        program.wait_for("(Ctrl-C stops)")
        port = int(re.findall(r"http://127\.0\.0\.1:(\d+)/", program.said)[0])
        assert 8000 < port < 8020
        connect_to(port, program)
        # A second preview of the same site is refused, wherever it would be.
        refused = run("serve", cwd=tmp_path)
        assert f"runs already at http://127.0.0.1:{port}/" in refused.stderr


def test_a_first_build_with_mistakes_says_what_to_fix_and_waits(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/rubric.md": record("title: Rubric\nrelated:\n  - nowhere")})
    with previewing(folder) as preview:
        preview.program.wait_for("error[unknown-term]")
        status, page = preview.ask("/terms/rubric.html")
        assert status == 503
        assert "There is no site to show yet." in page
        assert "/livereload.js" in page
        with preview.visited() as visitor:
            write_tree(tmp_path / "content", GOOD)
            visitor.reload_until(lambda: "First words." in preview.ask("/terms/rubric.html")[1])


def test_a_deleted_cache_is_made_again_while_the_preview_runs_and_at_its_next_start(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview, preview.visited() as visitor:
        shutil.rmtree(tmp_path / ".cache")
        visitor.reload_until(lambda: "First words." in preview.ask("/terms/rubric.html")[1])
    # What a preview of an earlier version leaves there in the same situation.
    shutil.rmtree(tmp_path / ".cache")
    write_tree(tmp_path / ".cache/preview", {"terms/rubric.html": "half a site"})
    with previewing(tmp_path) as preview:
        assert "First words." in preview.ask("/terms/rubric.html")[1]
        assert preview.ask()[0] == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/terms/rubric.html", "/data/cards.js", "/livereload.js"])
def test_a_page_of_another_site_reads_nothing(path: str, site: str, preview: Preview) -> None:
    assert preview.ask(path, headers=[f"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: no-cors"])[0] == 403
    frame = [f"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]
    assert preview.ask(path, headers=frame)[0] == 403


def test_a_link_on_another_site_opens_the_preview(preview: Preview) -> None:
    link = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"]
    assert preview.ask("/terms/rubric.html", headers=link)[0] == 200


@pytest.mark.parametrize("path", ["/terms/rubric.html", "/assets/style.css", "/nowhere", "/livereload.js"])
def test_answers_are_for_the_preview_alone(path: str, preview: Preview) -> None:
    head = preview.head(path)
    assert "Cross-Origin-Resource-Policy: same-origin" in head
    assert "X-Content-Type-Options: nosniff" in head


@pytest.mark.parametrize("host", ["[::1", "127.0.0.1:port", "127.0.0.1:99999", "[", "a]b"])
def test_a_malformed_host_is_refused(host: str, preview: Preview) -> None:
    assert preview.ask("/", host)[0] in (400, 403)
    assert "Traceback" not in preview.said


def test_a_page_at_another_port_of_this_machine_receives_no_reloads(preview: Preview) -> None:
    assert preview.open_socket("http://127.0.0.1:1") == 403
    assert preview.open_socket(f"https://127.0.0.1:{preview.port}") == 403


def test_a_program_that_is_no_page_receives_no_reloads(preview: Preview) -> None:
    assert preview.open_socket("") == 403


@pytest.mark.parametrize("said", ["", "no JSON", "1", "[]", "{}", '{"command": 1}', '["hello"]', "[" * 120])
def test_a_malformed_message_ends_the_connection(said: str, preview: Preview) -> None:
    with preview.visited() as visitor:
        visitor.send(said)
        assert visitor.replies.read(1) == b"\x88"
    assert preview.ask()[0] == 200
    assert "Traceback" not in preview.said


def test_a_link_that_leads_out_of_the_site_is_not_followed(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as preview:
        (tmp_path / ".cache/preview/out").symlink_to(tmp_path)
        assert preview.ask("/out/content/terms/rubric.md")[0] in (403, 404)


def test_a_named_site_folder_is_what_is_served(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD), "--site", "mine", "--no-cache") as preview:
        assert preview.ask()[0] == 200
    assert "mine/index.html" in snapshot(tmp_path)


def test_a_second_preview_of_a_site_names_the_first(tmp_path: Path) -> None:
    with previewing(project(tmp_path, GOOD)) as shown:
        done = run("serve", "--port", str(free_port()), cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"runs already at http://127.0.0.1:{shown.port}/" in done.stderr
        assert "`--site`" in done.stderr
        with previewing(tmp_path, "--site", "second") as other:
            assert other.ask()[0] == 200
        assert shown.ask()[0] == 200
    with previewing(tmp_path) as again:
        assert again.ask()[0] == 200
