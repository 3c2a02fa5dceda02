"""The page for those who keep the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from termbank.content.model import Key, Term
from termbank.content.spans import values_of
from termbank.site.page import Context, Page
from termbank.site.parts.chrome import HEALTH
from termbank.site.parts.context import SiteContext
from termbank.site.parts.health import examine
from termbank.text.urls import path_to_url

MOST = 200
"""The lists go on no longer than anybody works through."""


def pages(site: SiteContext) -> Iterator[Page]:
    """What the bank lacks, and when it was looked at."""
    context = partial(_health_context, site)
    yield site.chrome.page(HEALTH, "health.html", site.say("health"), context, noindex=True)


def _health_context(site: SiteContext) -> Context:
    """For those who keep the bank. Lists are cut; `count` says how long they are."""
    health, terms = examine(site.glossary), site.glossary.terms
    return {
        "counts": {"terms": len(site.index.terms), "resources": len(site.index.resources)},
        "categories": _coverage(site, "category"),
        "principles": _coverage(site, "principles"),
        "orphans": _cut(site.fragments.pointers(health.orphans)),
        "one_sided": _cut(
            [
                {"term": site.fragments.pointer(terms[slug].key), "others": site.fragments.pointers(others)}
                for slug, others in health.one_sided
            ]
        ),
        "wanted": _cut(
            [
                {"slug": slug, "from": [site.fragments.pointer(key) for key in keys]}
                for slug, keys in health.wanted
            ]
        ),
        "without_resources": _cut(site.fragments.pointers(health.without_resources)),
        "unchecked": _cut([site.fragments.pointer(Key("resource", slug)) for slug in health.unchecked]),
        "reviewed": _cut(
            [
                site.fragments.pointer(terms[slug].key)
                | {"date": str(terms[slug].fields.reviewed), "overdue": slug in health.overdue}
                for slug in health.reviewed
            ]
        ),
        "never_reviewed": _cut(site.fragments.pointers(health.never_reviewed)),
        "review_every": site.glossary.site.review_every,
        "exceptions": _cut(
            [
                site.fragments.pointer(record.key) | {"code": code, "reason": reason}
                for record in site.glossary.records
                for code, reason in record.fields.exceptions.items()
            ]
        ),
    }


def _coverage(site: SiteContext, name: str) -> list[Context]:
    """How many terms each value of a vocabulary has, the declared ones without any included."""
    groups: defaultdict[str, list[Term]] = defaultdict(list)
    for term in site.glossary.active:
        for value in _values_of(term, name) or ([""] if name == "category" else []):
            groups[value].append(term)
    declared: Iterable[str] = getattr(site.glossary.site.vocabularies, name) or ()
    values = site.index.vocabulary(name, [*declared, *filter(None, groups)])
    rows = [(value.value, value.label, value.path) for value in values]
    rows += [("", site.say("no_category"), "")] if "" in groups else []
    return [
        {
            "label": label,
            "url": path_to_url(path) if site.index.counts.get(path) else None,
            "terms": len(groups[value]),
            "without_resources": sum(
                not site.glossary.links.resources.get(term.slug) for term in groups[value]
            ),
            "never_reviewed": sum(term.fields.reviewed is None for term in groups[value]),
        }
        for value, label, path in rows
    ]


def _cut(items: list[Context]) -> Context:
    return {"count": len(items), "items": items[:MOST], "more": max(len(items) - MOST, 0)}


def _values_of(term: Term, name: str) -> list[str]:
    return [value for value, _ in values_of(term, name)]
