"""Pages that continue a long list of a term's page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import MappingProxyType

from termbank.content.key import Key
from termbank.content.model import Term
from termbank.content.routes import list_path
from termbank.site.page import Context, Page
from termbank.site.parts.context import SiteContext
from termbank.site.parts.index import ENTRIES
from termbank.site.parts.pagination import ListPart, split

# The words for lists that the page of a term only begins.
_LIST_WORDS = MappingProxyType(
    {
        "broader": "broader_terms",
        "narrower": "narrower_terms",
        "related": "related_terms",
        "used_in": "used_in",
        "resources": "curated_resources",
    }
)


def pages(site: SiteContext) -> Iterator[Page]:
    """The whole of each list of which a term's page shows only the beginning."""
    for term in site.index.terms:
        for kind, listed in site.index.long_lists(term).items():
            label = site.say(_LIST_WORDS[kind])
            for part in split(list_path(term.slug, kind), listed, ENTRIES):
                title = site.chrome.part_title(site.say("list_title", title=term.label, list=label), part)
                context = partial(_rest_context, site, term, label, len(listed), part)
                yield site.chrome.page(part.path, "list.html", title, context, nav="terms", noindex=True)


def _rest_context(site: SiteContext, term: Term, label: str, total: int, part: ListPart[Key]) -> Context:
    return {
        "term": site.fragments.ref(term),
        "label": label,
        "total": total,
        "items": [site.fragments.pointer(key) for key in part.items],
        "parts": part.links(),
    }
