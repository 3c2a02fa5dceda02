"""The sites, the server and the browser that the tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Built
from playwright.sync_api import Browser

from .chromium import Tabs, chromium
from .kinds import AddressOf, Sites
from .server import serving

SAMPLES = Path(__file__).parent / "sites"


@pytest.fixture(scope="session")
def sites(flagship: Path, built: Built) -> Sites:
    """Every site that these tests look at, by its name."""
    samples = {name: built(name, SAMPLES / name) for name in ("corners", "arabic")}
    return {"flagship": flagship, **samples}


@pytest.fixture(scope="session")
def server(sites: Sites) -> Iterator[str]:
    """The address below which the sites are served by name."""
    with serving(sites) as address:
        yield address


@pytest.fixture(scope="session")
def address(sites: Sites, server: str) -> AddressOf:
    """The web address of the page of a kind."""
    return lambda kind: server + kind.url(sites)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this worker."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    """The tabs of this worker."""
    return Tabs(browser)
