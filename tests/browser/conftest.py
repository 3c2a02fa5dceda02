"""The sites, the server, and the browser that the tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Built, Once
from playwright.sync_api import Browser
from repositories import repository
from trees import record

from .chromium import Tabs, chromium
from .kinds import AddressOf, Sites
from .server import serving

SAMPLES = Path(__file__).parent / "sites"


@pytest.fixture(scope="session")
def past(once: Once) -> Path:
    """The content of a glossary with history: a term was added and revised, then a long one was added."""

    def make(folder: Path) -> None:
        bank = repository(folder)
        settings = "title: Past\nbase_url: https://example.org/\n"
        rubric = record("title: Rubric\ncategory: Assessment", "A guide to levels.\n\nTeachers use it.")
        bank.commit("2020-01-01T10:00:00Z", {"site.yaml": settings, "terms/rubric.md": rubric})
        rubric = record(
            "title: Rubric\ncategory: Assessment", "A clear guide to levels.\n\nStudents use it, too."
        )
        long = record(f"title: {'Long-Winded ' * 8}Word", "Once said.")
        bank.commit("2020-02-02T10:00:00Z", {"terms/rubric.md": rubric, "terms/long.md": long})
        bank.commit("2020-03-03T10:00:00Z", {"resources/study.md": record("title: A Study")})

    return once("past-bank", make) / "content"


@pytest.fixture(scope="session")
def sites(flagship: Path, built: Built, past: Path) -> Sites:
    """Every site under test, by name."""
    samples = {name: built(name, SAMPLES / name) for name in ("corners", "arabic")}
    return {"flagship": flagship, "past": built("past", past), **samples}


@pytest.fixture(scope="session")
def server(sites: Sites) -> Iterator[str]:
    """The address under which the sites are served by name."""
    with serving(sites) as address:
        yield address


@pytest.fixture(scope="session")
def address(sites: Sites, server: str) -> AddressOf:
    """The web address of the page of a kind."""
    return lambda kind: server + kind.url(sites)


@pytest.fixture(scope="session")
def reports() -> list[str]:
    """Violations of pages' security policies, and errors that their scripts did not catch."""
    return []


@pytest.fixture(autouse=True)
def no_reports(reports: list[str]) -> Iterator[None]:
    """No test makes a page violate its security policy, whatever else it tests."""
    yield
    found = [*reports]
    reports.clear()
    assert not found, "\n".join(found)


@pytest.fixture(scope="session")
def browser(reports: list[str]) -> Iterator[Browser]:
    """The browser of this worker. Every page in it is watched for reports."""
    with chromium(reports) as running:
        yield running


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    """The tabs of this worker."""
    return Tabs(browser)
