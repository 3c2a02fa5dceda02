"""What is made once in a test session, however many workers run it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from trees import ROOT

from termbank import Config, build

Once = Callable[[str, Callable[[Path], None]], Path]
Built = Callable[[str, Path], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)` lets `make` fill a path the first time any worker asks for `name`."""
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
    """`built(name, content)` is the site of a content folder, built once; not to be changed."""

    def build_site(content: Path, site: Path) -> None:
        result = build(Config(content=content, site=site, cache=None))
        assert result.published, result.diagnostics

    return lambda name, content: once(name, lambda site: build_site(content, site))


@pytest.fixture(scope="session")
def flagship(built: Built) -> Path:
    """The flagship site; not to be changed."""
    return built("flagship", ROOT / "content")
