"""The home page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from termbank.content.model import Term
from termbank.content.schema import Status
from termbank.site.page import Inputs, Page
from termbank.site.parts.context import Edition

FEW = 5
EXAMPLES = 3
PAIRS_AT_HOME = 6


def pages(edition: Edition) -> Iterator[Page]:
    """The page with which readers begin."""
    site, count = edition.glossary.site, len(edition.catalog.terms)
    description = site.description or edition.say("terms_description", n=count, site=site.title)
    yield edition.frame.page(
        "index.html", "home.html", None, partial(_home_inputs, edition), description=description
    )


def _home_inputs(edition: Edition) -> Inputs:
    ranked = sorted(edition.catalog.terms, key=lambda term: -edition.catalog.weight[term.slug])
    active = [term for term in ranked if term.fields.status is not Status.DEPRECATED]
    examples = [term for term in active if _initials(term.fields.title) in term.fields.abbreviations][:1]
    examples += [term for term in active if term not in examples][: EXAMPLES - len(examples)]
    weighty: defaultdict[str | None, list[Term]] = defaultdict(list)
    for term in active:
        weighty[term.fields.category].append(term)
    return {
        "counts": {"terms": len(edition.catalog.terms), "resources": len(edition.catalog.resources)},
        "examples": [edition.pieces.ref(term) for term in examples],
        "categories": [
            edition.pieces.value(value)
            | {"terms": [edition.pieces.ref(term) for term in weighty[value.value][:FEW]]}
            for value in edition.catalog.categories
        ],
        "principles": [edition.pieces.value(value) for value in edition.catalog.principles],
        "pairs": _weightiest_pairs(edition),
        "pairs_url": "compare/index.html" if len(edition.catalog.pairs) > PAIRS_AT_HOME else None,
        "resource_types": [edition.pieces.value(value) for value in edition.catalog.types],
        "lately": edition.chronicle.lately(),
    }


def _weightiest_pairs(edition: Edition) -> list[Inputs]:
    """The pairs on whose terms most hangs, each term at most once."""
    chosen: list[tuple[str, str]] = []
    for pair in sorted(
        edition.catalog.pairs,
        key=lambda pair: -(edition.catalog.weight[pair[0]] + edition.catalog.weight[pair[1]]),
    ):
        if len(chosen) < PAIRS_AT_HOME and not any(slug in other for other in chosen for slug in pair):
            chosen.append(pair)
    return [edition.pieces.pair(pair) for pair in chosen]


def _initials(title: str) -> str:
    return "".join(word[0] for word in title.replace("-", " ").split()).upper()
