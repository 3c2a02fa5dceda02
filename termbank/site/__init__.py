"""The pages of the site: for each its address, its template and its context.

Each kind of page has a module in `kinds/`; the table `KINDS` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from termbank.content.history import NO_HISTORY, History
from termbank.content.model import Glossary, Resource
from termbank.site.kinds import (
    a_to_z,
    changes,
    compare,
    health,
    home,
    maps,
    print,
    resources,
    static,
    terms,
    tips,
    vocabularies,
)
from termbank.site.page import Context, Page, Say
from termbank.site.parts.changelog import Feed
from termbank.site.parts.context import SiteContext
from termbank.site.parts.index import Value

__all__ = ["KINDS", "Context", "Page", "Plan", "Say", "Value", "plan"]

KINDS: tuple[Callable[[SiteContext], Iterator[Page]], ...] = (
    home.pages,
    a_to_z.pages,
    terms.pages,
    vocabularies.pages,
    compare.pages,
    tips.pages,
    maps.pages,
    resources.pages,
    changes.pages,
    print.pages,
    health.pages,
    static.pages,
)
"""What plans the pages of each kind, in the order of the list of addresses."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages of a site, what templates show of the site on every page, and the content's files that pages show.

    `hues` are the numbers of the categories' colors, by category; `values`, those in use of each vocabulary, in
    order; `resources` are in the order of the library; `feeds` are what readers can follow; `context` is what the
    contexts of pages are made from.
    """

    site: Context
    pages: tuple[Page, ...]
    media: tuple[str, ...]
    hues: Mapping[str, int]
    values: Mapping[str, Sequence[Value]]
    resources: Sequence[Resource]
    feeds: tuple[Feed, ...]
    context: SiteContext


def plan(glossary: Glossary, say: Say, base_url: str | None = None, history: History = NO_HISTORY) -> Plan:
    """The pages of `glossary`, whose past is `history`. Pure.

    `say` gives the words of the interface; `base_url` overrides the site's. Of two pages that claim one address
    only the first is planned: the check of addresses names both.
    """
    address = base_url or glossary.site.base_url
    site = SiteContext(glossary, say, f"{address.rstrip('/')}/" if address else None, history)
    found: dict[str, Page] = {}
    for kind in KINDS:
        for page in kind(site):
            found.setdefault(page.path.casefold(), page)
    written = glossary.links.written.values()
    media = sorted({target.file for targets in written for target in targets if target and target.file})
    index = site.index
    used = {
        "category": index.categories,
        "principles": index.principles,
        "resource_type": index.types,
        "organization_type": index.organizations,
    }
    return Plan(
        site.chrome.site,
        tuple(found.values()),
        tuple(media),
        {value.value: value.hue for value in index.categories if value.hue is not None},
        used,
        index.resources,
        site.chrome.feeds,
        site,
    )
