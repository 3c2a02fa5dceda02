"""The pages of a site: for each its address, its template and its context.

Each kind of page has a module in `kinds/`; the table `KINDS` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from termbank.content.history import NO_HISTORY, History
from termbank.content.model import Glossary
from termbank.site.kinds import (
    a_to_z,
    changes,
    compare,
    folders,
    health,
    hierarchy,
    home,
    long_lists,
    maps,
    meanings,
    own_pages,
    print,
    redirects,
    resources,
    static,
    terms,
    tips,
    vocabularies,
)
from termbank.site.page import Context, Download, Page, Say
from termbank.site.parts import names
from termbank.site.parts.context import SiteContext
from termbank.site.plan import Plan

__all__ = ["KINDS", "Context", "Download", "Page", "Plan", "Say", "plan"]

KINDS: tuple[Callable[[SiteContext], Iterator[Page]], ...] = (
    home.pages,
    own_pages.pages,
    a_to_z.pages,
    terms.pages,
    long_lists.pages,
    meanings.pages,
    vocabularies.pages,
    compare.pages,
    tips.pages,
    maps.pages,
    hierarchy.pages,
    resources.pages,
    changes.pages,
    print.pages,
    health.pages,
    static.pages,
    folders.pages,
    redirects.pages,
)
"""What plans the pages of each kind. Where two pages claim one address, the earlier kind wins."""


def plan(
    glossary: Glossary,
    say: Say,
    base_url: str | None = None,
    history: History = NO_HISTORY,
    downloads: Sequence[Download] = (),
) -> Plan:
    """The pages of `glossary`, whose past is `history`; they offer the files `downloads`. Pure.

    `say` gives the words of the interface; `base_url` overrides the site's. Of two pages that claim one address
    only the first is planned: the check of addresses names both.
    """
    address = base_url or glossary.site.base_url
    site = SiteContext(glossary, say, f"{address.rstrip('/')}/" if address else None, history, downloads)
    # `Foo.html` and `foo.html` are one file on Windows and macOS, where the second would overwrite the first.
    found: dict[str, Page] = {}
    for kind in KINDS:
        for page in kind(site):
            found.setdefault(page.path.casefold(), page)
    # Only files that a body shows or links to are published: what else lies in `media/` may be somebody's draft.
    written = glossary.links.written.values()
    media = {target.file for targets in written for target in targets if target and target.file}
    media |= {picture.path for picture in (glossary.logo, glossary.share_image) if picture}
    return Plan(
        site.chrome.site,
        tuple(found.values()),
        tuple(sorted(media)),
        {value.value: value.hue for value in site.index.categories if value.hue is not None},
        site.index.resources,
        lambda: site.library.choices,
        lambda: tuple(names.values(site)),
        lambda: tuple(names.pages(site)),
        site.chrome.feeds,
        history,
        site.bodies.forget,
    )
