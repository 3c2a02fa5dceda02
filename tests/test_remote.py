"""A site built by processes that share nothing with this one is byte for byte the site built here."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import dask.config
import fsspec
import pytest
from distributed import Client, LocalCluster, WorkerPlugin
from moto.server import ThreadedMotoServer
from programs import LIMIT
from trees import RICH, build_project, project, record, run, snapshot, write_tree

from termbank import Config, __version__
from termbank.content import codec
from termbank.glossary import load
from termbank.remote.storage import LISTING, Addresses, RemoteError, deliver, fetched
from termbank.system.inventory import MARKER

BANK = {
    **RICH,
    **{
        f"terms/word-{number}.md": record(
            f"title: Word {number}\ncategory: feedback\nrelated:\n  - word-{(number * 7 + 1) % 60}",
            f"A word beside a rubric and word {(number + 1) % 60}.",
        )
        for number in range(60)
    },
}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A project of more than 60 terms, with a custom template, built here into `local`."""
    folder = project(tmp_path / "bank", BANK)
    own = '{% extends "default/term.html" %}{% block definition %}<p>Ours</p>{{ super() }}{% endblock %}'
    write_tree(folder / "templates", {"term.html": own})
    assert build_project(folder, site=folder / "local").published
    return folder


@pytest.fixture(scope="module")
def strangers() -> Iterator[Executor]:
    """Two processes that share nothing with this one."""
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        yield executor


def test_processes_that_share_nothing_build_the_same_site(bank: Path, strangers: Executor) -> None:
    assert build_project(bank, executor=strangers).published
    assert snapshot(bank / "site") == snapshot(bank / "local")


def test_they_also_update_a_site(bank: Path, strangers: Executor) -> None:
    choices = {"executor": strangers, "cache": bank / ".cache"}
    build_project(bank, **choices)
    write_tree(bank / "content", {"terms/word-3.md": record("title: Word 3\nrelated:\n  - word-9")})
    build_project(bank, site=bank / "local")
    result = build_project(bank, **choices)
    assert 0 < len(result.rendered) < result.pages
    assert snapshot(bank / "site") == snapshot(bank / "local")


def test_they_find_the_same_problems(bank: Path, strangers: Executor) -> None:
    write_tree(
        bank / "content", {"terms/odd.md": "no front matter", "terms/off.md": record("title: Off", "[x](y)")}
    )
    there, here = (load(Config(bank / "content", cache=None, executor=who)) for who in (strangers, None))
    assert there.diagnostics == here.diagnostics != ()


def test_an_error_in_a_template_is_reported_with_its_line(bank: Path, strangers: Executor) -> None:
    write_tree(
        bank / "templates",
        {
            "term.html": "{% extends 'default/term.html' %}\n{% block definition %}\n{{ nothing.at }}{% endblock %}"
        },
    )
    (problem,) = build_project(bank, executor=strangers).diagnostics
    assert problem.span.path == "../templates/term.html"
    assert problem.span.line == 3


# --- a cluster and a store of objects ---


class Doomed(WorkerPlugin):
    """Kills the first worker that finishes three tasks, and writes its process id to the file `mark`."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark
        self.done = 0

    def transition(self, key: object, start: str, finish: str, **_: object) -> None:
        self.done += finish == "memory"
        if self.done == 3 and not self.mark.exists():
            self.mark.write_text(str(os.getpid()), encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A scheduler in this process, and two workers in their own processes."""
    # A worker that fetches from a dead one tries again until "connect" is over, so it ends well before LIMIT.
    timeouts = {"connect": LIMIT // 5, "tcp": LIMIT}
    limits = {f"distributed.comm.timeouts.{step}": f"{seconds}s" for step, seconds in timeouts.items()}
    with (
        dask.config.set(limits),
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
    ):
        yield cluster


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An S3-compatible store with an empty bucket `bank`; commands find it through the environment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    # A file system object created for an earlier server would be reused.
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    store = fsspec.filesystem("s3", use_listings_cache=False)
    store.mkdir("bank")
    yield store
    store.rm("bank", recursive=True)
    server.stop()


def stored(store: Any, root: str) -> dict[str, bytes]:
    """The files of the site at `root`."""
    files = {path[len(root) + 1 :]: data for path, data in store.cat(store.find(root)).items()}
    files.pop(LISTING)
    return files


def built(folder: Path) -> dict[str, bytes]:
    """The files of the site in `folder`."""
    files = snapshot(folder)
    files.pop(MARKER)
    return files


def test_a_cluster_builds_from_store_to_store_even_if_a_worker_is_killed(
    bank: Path, cluster: LocalCluster, store: Any
) -> None:
    store.put(str(bank / "content"), "bank/content", recursive=True)
    store.put(str(bank / "templates"), "bank/templates", recursive=True)
    mark = bank / "killed"
    with Client(cluster) as client:  # type: ignore[no-untyped-call]
        client.register_plugin(Doomed(mark))
    places = ("--content", "s3://bank/content", "--site", "s3://bank/site", "--cache", bank / ".cache")
    done = run("build", "--dask", cluster.scheduler_address, *places, cwd=bank)
    assert done.returncode == 0, done.stderr
    assert mark.exists()
    assert stored(store, "bank/site") == built(bank / "local")


def become(version: str) -> None:
    """Set the version of Termbank in the process that runs this."""
    vars(codec)["__version__"] = version
    codec.codec_version.cache_clear()


def test_workers_with_another_termbank_are_refused(bank: Path, cluster: LocalCluster) -> None:
    with Client(cluster) as client:  # type: ignore[no-untyped-call]
        (stranger, *_) = client.scheduler_info()["workers"]
        client.run(become, "0.0.1", workers=[stranger])
        done = run("build", "--dask", cluster.scheduler_address, cwd=bank)
        client.run(become, __version__, workers=[stranger])
    assert f"{stranger} must have the Termbank" in done.stderr
    assert done.returncode == 2


def test_only_changed_files_are_sent_and_deleted_files_are_removed(bank: Path, store: Any) -> None:
    deliver(bank / "local", "s3://bank/site")
    store.pipe("bank/site/theirs.txt", b"of somebody else")
    assert deliver(bank / "local", "s3://bank/site").sent == ()
    (bank / "content/terms/word-7.md").unlink()
    write_tree(bank / "content", {"terms/word-8.md": record("title: Word 8", "New.")})
    assert build_project(bank, site=bank / "local", allow=("all",)).published
    delivery = deliver(bank / "local", "s3://bank/site")
    assert "terms/word-8.html" in delivery.sent
    assert "assets/style.css" not in delivery.sent
    assert "terms/word-7.html" in delivery.removed
    assert stored(store, "bank/site") == built(bank / "local") | {"theirs.txt": b"of somebody else"}


def test_an_interrupted_upload_is_completed_by_the_next(bank: Path) -> None:
    shared, address = bank / "shared", f"file://{bank}/shared"
    write_tree(shared, {"terms": "a file where a folder has to be"})
    with pytest.raises(RemoteError, match="terms"):
        deliver(bank / "local", address)
    assert (shared / "assets/style.css").exists()
    (shared / "terms").unlink()
    deliver(bank / "local", address)
    assert stored(fsspec.filesystem("file"), str(shared)) == built(bank / "local")


def test_a_shared_folder_works_as_an_address(bank: Path) -> None:
    places = ("--content", f"file://{bank}/content", "--site", f"file://{bank}/shared", "--no-cache")
    assert run("build", *places, cwd=bank).returncode == 0
    assert stored(fsspec.filesystem("file"), str(bank / "shared")) == built(bank / "local")


def test_a_name_that_points_outside_the_folder_is_refused(bank: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.store["/bank/terms/../../out.md"] = memory.open("/bank/site.yaml", "wb")
    with (
        pytest.raises(RemoteError, match=r"\.\./out\.md"),
        fetched(Config(cache=bank / ".cache"), Addresses("memory://bank")),
    ):
        pass


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "--content", "s3://bank/content"), "only `build` takes"),
        (("--content", "nowhere://bank"), "nowhere"),
        (("--content", "file:///no/such/place"), "there are no files"),
        (("--dask", "tcp://127.0.0.1:1"), "no cluster answers"),
    ],
)
def test_an_unusable_address_is_wrong_usage(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path, env={"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"})
    assert said in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize("words", [("--site", "s3://bank/site"), ("--dask", "tcp://127.0.0.1:1")])
def test_a_message_says_which_packages_to_install(words: tuple[str, ...], bank: Path) -> None:
    absent = "raise ImportError('not here')"
    write_tree(bank / "none", {"fsspec.py": absent, "distributed.py": absent})
    done = run(*words, cwd=bank, env={"PYTHONPATH": str(bank / "none")})
    assert "pip install 'termbank[dask]'" in done.stderr
    assert done.returncode == 2
