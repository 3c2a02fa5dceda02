"""Lighthouse finds no problems: accessibility, good practice, and search engines.

How fast pages are depends on the machine, so that bench/lighthouse.py measures it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Once

from .kinds import TERM, Kind, Sites
from .lighthouse import Verdict, judge
from .server import serving

PAGES = (
    Kind("home", "index.html"),
    TERM,
    Kind("library", "resources/index.html"),
    Kind("search", "search.html"),
)
CATEGORIES = ("accessibility", "best-practices", "seo")


@pytest.fixture(scope="module")
def packed(sites: Sites) -> Iterator[str]:
    """The address of the sites on a server that compresses text."""
    with serving(sites, packed=True) as address:
        yield address


@pytest.fixture(params=PAGES, ids=str)
def verdict(request: pytest.FixtureRequest, packed: str, sites: Sites, once: Once) -> Verdict:
    """What Lighthouse says of a page, in one run for all tests of it."""
    kind: Kind = request.param
    url = packed + kind.url(sites)
    report = once(f"lighthouse-{kind}", lambda file: judge(url, *CATEGORIES, "performance").save(file))
    return Verdict.load(report)


@pytest.mark.parametrize("category", CATEGORIES)
def test_lighthouse_gives_full_marks(category: str, verdict: Verdict) -> None:
    assert not verdict.failures(category)
    assert verdict.score(category) == 100


def test_nothing_moves_while_a_page_loads(verdict: Verdict) -> None:
    assert verdict.audits["cumulative-layout-shift"]["numericValue"] < 0.02
