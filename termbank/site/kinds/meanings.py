"""The pages to choose between the meanings of a title."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.site.page import Page
from termbank.site.parts.context import SiteContext


def pages(site: SiteContext) -> Iterator[Page]:
    """A page under the bare slug for each title that several terms have."""
    for found in site.glossary.links.meanings:
        if found.path:
            slugs = sorted(found.terms, key=site.index.position.__getitem__)
            meant = [site.glossary.terms[slug] for slug in slugs]
            yield site.chrome.page(
                found.path,
                "meanings.html",
                found.title,
                partial(dict, title=found.title, terms=list(map(site.fragments.listed, meant))),
                description=site.say("meanings_intro", title=found.title, n=len(found.terms)),
                nav="terms",
                letter=site.index.letters[slugs[0]],
            )
