"""Pages that there is one of: data, search, and the one that stands where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from termbank.content.routes import OFFLINE
from termbank.site.page import Inputs, Page
from termbank.site.parts.chrome import DATA
from termbank.site.parts.context import Edition
from termbank.site.parts.downloads import offered


def pages(edition: Edition) -> Iterator[Page]:
    """The page of data files, that of the search, and the one for addresses that are none."""
    say, page = edition.say, edition.frame.page
    inputs = partial(_data_inputs, edition)
    yield page(DATA, "data.html", say("data"), inputs, description=say("data_intro"))
    yield page("search.html", "search.html", say("search"), dict, description=say("search_description"))
    if edition.glossary.site.offline:
        yield page(OFFLINE, "offline.html", say("offline_title"), dict, noindex=True)
    yield _not_found(edition)


def _data_inputs(edition: Edition) -> Inputs:
    return {"downloads": [{"url": item.path, "word": item.word} for item in offered(edition.glossary)]}


def _not_found(edition: Edition) -> Page:
    # A host shows this page at any address, so its links start at the host's root where the site's is known.
    root = f"{urlsplit(edition.base_url).path.rstrip('/')}/" if edition.base_url else ""
    title, inputs = edition.say("not_found_title"), {"root": root}
    return edition.frame.page("404.html", "not_found.html", title, partial(dict, inputs), noindex=True)
