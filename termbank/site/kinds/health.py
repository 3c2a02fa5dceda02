"""The page for those who keep the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from termbank.content.model import Key, Term
from termbank.content.spans import values_of
from termbank.site.page import Inputs, Page
from termbank.site.parts.chrome import HEALTH
from termbank.site.parts.context import Edition
from termbank.site.parts.health import examine
from termbank.text.urls import path_to_url

MOST = 200
"""The lists go on no longer than anybody works through."""


def pages(edition: Edition) -> Iterator[Page]:
    """What the bank lacks, and when it was looked at."""
    inputs = partial(_health_inputs, edition)
    yield edition.frame.page(HEALTH, "health.html", edition.say("health"), inputs, noindex=True)


def _health_inputs(edition: Edition) -> Inputs:
    """For those who keep the bank. Lists are cut; `count` says how long they are."""
    health, terms = examine(edition.glossary), edition.glossary.terms
    return {
        "counts": {"terms": len(edition.catalog.terms), "resources": len(edition.catalog.resources)},
        "categories": _coverage(edition, "category"),
        "principles": _coverage(edition, "principles"),
        "orphans": _cut(edition.pieces.pointers(health.orphans)),
        "one_sided": _cut(
            [
                {"term": edition.pieces.pointer(terms[slug].key), "others": edition.pieces.pointers(others)}
                for slug, others in health.one_sided
            ]
        ),
        "wanted": _cut(
            [
                {"slug": slug, "from": [edition.pieces.pointer(key) for key in keys]}
                for slug, keys in health.wanted
            ]
        ),
        "without_resources": _cut(edition.pieces.pointers(health.without_resources)),
        "unchecked": _cut([edition.pieces.pointer(Key("resource", slug)) for slug in health.unchecked]),
        "reviewed": _cut(
            [
                edition.pieces.pointer(terms[slug].key)
                | {"date": str(terms[slug].fields.reviewed), "overdue": slug in health.overdue}
                for slug in health.reviewed
            ]
        ),
        "never_reviewed": _cut(edition.pieces.pointers(health.never_reviewed)),
        "review_every": edition.glossary.site.review_every,
        "exceptions": _cut(
            [
                edition.pieces.pointer(record.key) | {"code": code, "reason": reason}
                for record in edition.glossary.records
                for code, reason in record.fields.exceptions.items()
            ]
        ),
    }


def _coverage(edition: Edition, name: str) -> list[Inputs]:
    """How many terms each value of a vocabulary has, the declared ones without any included."""
    groups: defaultdict[str, list[Term]] = defaultdict(list)
    for term in edition.glossary.active:
        for value in _values_of(term, name) or ([""] if name == "category" else []):
            groups[value].append(term)
    declared: Iterable[str] = getattr(edition.glossary.site.vocabularies, name) or ()
    values = edition.catalog.vocabulary(name, [*declared, *filter(None, groups)])
    rows = [(value.value, value.label, value.path) for value in values]
    rows += [("", edition.say("no_category"), "")] if "" in groups else []
    return [
        {
            "label": label,
            "url": path_to_url(path) if edition.catalog.counts.get(path) else None,
            "terms": len(groups[value]),
            "without_resources": sum(
                not edition.glossary.links.resources.get(term.slug) for term in groups[value]
            ),
            "never_reviewed": sum(term.fields.reviewed is None for term in groups[value]),
        }
        for value, label, path in rows
    ]


def _cut(items: list[Inputs]) -> Inputs:
    return {"count": len(items), "items": items[:MOST], "more": max(len(items) - MOST, 0)}


def _values_of(term: Term, name: str) -> list[str]:
    return [value for value, _ in values_of(term, name)]
