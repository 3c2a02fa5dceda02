"""Everything on one page, for paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.model import Record, Resource, Term
from termbank.site.page import Context, Page, keys
from termbank.site.parts.context import SiteContext
from termbank.site.parts.index import BODIES
from termbank.site.parts.pagination import ListPart, split
from termbank.text.urls import root_of


def pages(site: SiteContext) -> Iterator[Page]:
    """All terms and resources; of many, in parts."""
    # Search engines that listed this page would show it before the page of the very term that was asked for.
    both: list[Record] = [*site.index.terms, *site.index.resources]
    for part in split("everything.html", both, BODIES):
        yield site.chrome.page(
            part.path,
            "everything.html",
            site.chrome.part_title(site.say("print_everything"), part),
            partial(_everything_context, site, part),
            noindex=True,
            embeds=partial(keys, part.items),
        )


def _everything_context(site: SiteContext, part: ListPart[Record]) -> Context:
    root = root_of(part.path)
    terms = []
    for term in part.items:
        if isinstance(term, Term):
            confused = site.glossary.links.confused.get(term.slug, {})
            terms.append(
                {
                    "ref": site.fragments.ref(term),
                    "category": site.fragments.category(term),
                    # Headings and notes of a hundred bodies share one page: only whole terms have ids on it.
                    "id": f"term-{term.slug}",
                    "aliases": list(term.fields.aliases),
                    "summary": term.fields.summary,
                    "own": site.fragments.own(term),
                    "html": site.bodies.whole(term, root),
                    "confused": [
                        {"term": site.fragments.ref(site.glossary.terms[other]), "sentence": sentences[0]}
                        for other, sentences in confused.items()
                    ],
                }
            )
    return {
        "counts": {"terms": len(site.index.terms), "resources": len(site.index.resources)},
        "terms": terms,
        "resources": [
            site.fragments.resource(resource, root) | {"own": site.fragments.own(resource)}
            for resource in part.items
            if isinstance(resource, Resource)
        ],
        "parts": part.links(),
    }
