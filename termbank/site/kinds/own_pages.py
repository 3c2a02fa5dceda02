"""The pages of the site's own: About, how to use it, an imprint."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.model import OwnPage
from termbank.content.routes import own_path
from termbank.content.schema import Place
from termbank.site.page import Context, Page, keys
from termbank.site.parts.body import ALL
from termbank.site.parts.context import SiteContext
from termbank.text.urls import root_of


def pages(site: SiteContext) -> Iterator[Page]:
    """A page for each file of `content/pages/` but that of the home page's text."""
    for page in site.index.own_pages:
        yield site.chrome.page(
            own_path(page.slug),
            "page.html",
            page.label,
            partial(_own_context, site, page),
            description=page.fields.description or page.body.first_paragraph,
            nav=f"own {page.slug}" if page.fields.place is Place.MENU else None,
            embeds=partial(keys, [page]),
            source=page.path,
        )


def _own_context(site: SiteContext, page: OwnPage) -> Context:
    return {
        "own": {
            "slug": page.slug,
            "title": page.label,
            "html": site.bodies.html(page, ALL, root_of(own_path(page.slug))),
            "works_cited": site.fragments.references(page),
            "extra": dict(page.extra),
        }
    }
