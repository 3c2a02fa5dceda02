"""Sites and files that are created once per test session, regardless of the number of workers."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import keeper
import pytest
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from trees import CORPORA, ROOT

from termbank import Config, build

# On a busy machine anything takes long: no property is about time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

Once = Callable[[str, Callable[[Path], None]], Path]
Built = Callable[..., Path]


def pytest_configure(config: pytest.Config) -> None:
    """Everything that this run starts ends with it."""
    keeper.guard(part=hasattr(config, "workerinput"))
    # Programs that tests start keep their compiled modules as usual: without, each compiles the engine again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """A run whose tests leave processes behind fails."""
    yield
    if hasattr(session.config, "workerinput"):
        return
    if left := keeper.left_behind():
        session.config.get_terminal_writer().write("\n" + "\n".join(["left behind:", *left]) + "\n", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Compile no template twice: most of the time that a small site takes goes into compiling the default theme.

    What one build has compiled, the next one finds as if in its own cache, by the same key and the same digest.
    """
    known: dict[tuple[type, str, str], CodeType | None] = {}
    get, put = BytecodeCache.get_bucket, BytecodeCache.set_bucket

    def get_bucket(cache: BytecodeCache, environment: Environment, *template: Any) -> Bucket:
        bucket = get(cache, environment, *template)
        name = (type(environment), bucket.key, bucket.checksum)
        if bucket.code is None and (code := known.get(name)):
            bucket.code = code
            put(cache, bucket)
        return bucket

    def set_bucket(cache: BytecodeCache, bucket: Bucket) -> None:
        known[type(bucket.environment), bucket.key, bucket.checksum] = bucket.code
        put(cache, bucket)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BytecodeCache, "get_bucket", get_bucket)
        patch.setattr(BytecodeCache, "set_bucket", set_bucket)
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)` calls `make` to fill a path the first time any worker requests `name`."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], None]) -> Path:
        finished, unfinished = shared / name, shared / f"{name}.unfinished"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not finished.exists():
                make(unfinished)
                unfinished.rename(finished)
        return finished

    return once


@pytest.fixture(scope="session")
def built(once: Once) -> Built:
    """`built(name, content)` is a site, built once with the options of a Config. Do not modify."""

    def build_site(site: Path, **choices: Any) -> None:
        result = build(Config(site=site, cache=None, **choices))
        assert result.published, result.diagnostics

    return lambda name, content, **choices: once(
        name, lambda site: build_site(site, content=content, **choices)
    )


@pytest.fixture(scope="session")
def flagship(built: Built) -> Path:
    """The flagship site. Do not modify."""
    return built("flagship", ROOT / "content")


@pytest.fixture(scope="session")
def corpus_site(built: Built) -> Callable[[str], Path]:
    """`corpus_site(name)` is the site of a corpus with every check lowered; not to be changed."""
    return lambda name: built(f"corpus-{name}", CORPORA / name / "content", allow=("all",))
