"""Lighthouse finds no problems: accessibility, good practice, and search engines.

How fast pages are depends on the machine, so that bench/lighthouse.py measures it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .kinds import TERM, Kind, Sites
from .lighthouse import judge
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


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_lighthouse_gives_full_marks(kind: Kind, packed: str, sites: Sites) -> None:
    verdict = judge(packed + kind.url(sites), *CATEGORIES)
    assert not verdict.failures
    assert verdict.scores == dict.fromkeys(CATEGORIES, 100)


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_nothing_moves_while_a_page_loads(kind: Kind, packed: str, sites: Sites) -> None:
    verdict = judge(packed + kind.url(sites), "performance")
    assert verdict.audits["cumulative-layout-shift"]["numericValue"] < 0.02
