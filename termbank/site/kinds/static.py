"""Pages that there is one of: data, search, and the one that stands where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from termbank.content.routes import OFFLINE
from termbank.site.page import Context, Page, word
from termbank.site.parts.chrome import DATA
from termbank.site.parts.context import SiteContext


def pages(site: SiteContext) -> Iterator[Page]:
    """The page of data files, that of the search, and the one for addresses that are none."""
    say, page = site.say, site.chrome.page
    context = partial(_data_context, site)
    yield page(DATA, "data.html", say("data"), context, description=say("data_intro"))
    yield page("search.html", "search.html", say("search"), dict, description=say("search_description"))
    if site.glossary.site.offline:
        yield page(OFFLINE, "offline.html", say("offline_title"), dict, noindex=True)
    yield _not_found(site)


def _data_context(site: SiteContext) -> Context:
    return {
        "downloads": [
            {"url": item.path, "media_type": item.media_type, "label": word(site.say, item.label, item.label)}
            for item in site.downloads
        ]
    }


def _not_found(site: SiteContext) -> Page:
    # A host shows this page at any address, so its links start at the host's root where the site's is known.
    root = f"{urlsplit(site.base_url).path.rstrip('/')}/" if site.base_url else ""
    title, context = site.say("not_found_title"), {"root": root}
    return site.chrome.page("404.html", "not_found.html", title, partial(dict, context), noindex=True)
