"""Sites and files that are created once per test session, regardless of the number of workers."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import keeper
import pytest
from trees import ROOT

from termbank import Config, build

Once = Callable[[str, Callable[[Path], None]], Path]
Built = Callable[..., Path]


def pytest_configure(config: pytest.Config) -> None:
    """Everything that this run starts ends with it."""
    keeper.guard(part=hasattr(config, "workerinput"))


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """A run whose tests leave processes behind fails."""
    yield
    if hasattr(session.config, "workerinput"):
        return
    if left := keeper.left_behind():
        session.config.get_terminal_writer().write("\n" + "\n".join(["left behind:", *left]) + "\n", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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
