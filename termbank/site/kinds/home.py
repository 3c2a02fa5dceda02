"""The home page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from termbank.content.model import Term
from termbank.content.schema import Status
from termbank.site.page import Context, Page
from termbank.site.parts.context import SiteContext

FEW = 5
EXAMPLES = 3
PAIRS_AT_HOME = 6


def pages(site: SiteContext) -> Iterator[Page]:
    """The page with which readers begin."""
    settings, count = site.glossary.site, len(site.index.terms)
    description = settings.description or site.say("terms_description", n=count, site=settings.title)
    yield site.chrome.page(
        "index.html", "home.html", None, partial(_home_context, site), description=description
    )


def _home_context(site: SiteContext) -> Context:
    ranked = sorted(site.index.terms, key=lambda term: -site.index.weight[term.slug])
    active = [term for term in ranked if term.fields.status is not Status.DEPRECATED]
    examples = [term for term in active if _initials(term.fields.title) in term.fields.abbreviations][:1]
    examples += [term for term in active if term not in examples][: EXAMPLES - len(examples)]
    weighty: defaultdict[str | None, list[Term]] = defaultdict(list)
    for term in active:
        weighty[term.fields.category].append(term)
    return {
        "counts": {"terms": len(site.index.terms), "resources": len(site.index.resources)},
        "examples": [site.fragments.ref(term) for term in examples],
        "categories": [
            site.fragments.value(value)
            | {"terms": [site.fragments.ref(term) for term in weighty[value.value][:FEW]]}
            for value in site.index.categories
        ],
        "principles": [site.fragments.value(value) for value in site.index.principles],
        "pairs": _weightiest_pairs(site),
        "pairs_url": "compare/index.html" if len(site.index.pairs) > PAIRS_AT_HOME else None,
        "resource_types": [site.fragments.value(value) for value in site.index.types],
        "lately": site.changelog.lately(),
    }


def _weightiest_pairs(site: SiteContext) -> list[Context]:
    """The pairs on whose terms most hangs, each term at most once."""
    chosen: list[tuple[str, str]] = []
    for pair in sorted(
        site.index.pairs,
        key=lambda pair: -(site.index.weight[pair[0]] + site.index.weight[pair[1]]),
    ):
        if len(chosen) < PAIRS_AT_HOME and not any(slug in other for other in chosen for slug in pair):
            chosen.append(pair)
    return [site.fragments.pair(pair) for pair in chosen]


def _initials(title: str) -> str:
    return "".join(word[0] for word in title.replace("-", " ").split()).upper()
