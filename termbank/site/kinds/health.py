"""The health page, for those who keep the glossary: what is missing and what is due."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from termbank.checks.connections import is_orphan
from termbank.checks.reviews import newest_date, overdue, owner_of
from termbank.content.key import Key
from termbank.content.model import Glossary, Record, Resource, Term
from termbank.content.spans import values_of
from termbank.site.page import Context, Page
from termbank.site.parts.chrome import HEALTH
from termbank.site.parts.context import SiteContext
from termbank.text.urls import path_to_url, slugify

MOST = 200
"""Items of a list: nobody works through more at a time."""


@dataclass(frozen=True, slots=True)
class Health:
    """What is missing and what is due. Terms and resources are given by slug, in the order of their slugs.

    `one_sided` gives, for each term, those it names in `related` that do not name it; `wanted` the terms that
    do not exist, each with the records that name it; `reviewed` the terms with a date, the oldest review first.
    """

    orphans: tuple[str, ...]
    one_sided: tuple[tuple[str, tuple[str, ...]], ...]
    wanted: tuple[tuple[str, tuple[Key, ...]], ...]
    without_resources: tuple[str, ...]
    unchecked: tuple[str, ...]
    reviewed: tuple[str, ...]
    overdue: frozenset[str]
    never_reviewed: tuple[str, ...]


def pages(site: SiteContext) -> Iterator[Page]:
    """The page itself; search engines are asked not to list it."""
    context = partial(_health_context, site)
    yield site.chrome.page(HEALTH, "health.html", site.say("health"), context, noindex=True)


def _health_context(site: SiteContext) -> Context:
    """Lists are cut; `count` says how long they are."""
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
        "owners": _by_owner(site, health),
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
    # A term may have no category, and editors want to know how many do not; having no principle is nothing to mend.
    groups: defaultdict[str, list[Term]] = defaultdict(list)
    for term in site.glossary.active:
        for value in [value for value, _ in values_of(term, name)] or ([""] if name == "category" else []):
            groups[value].append(term)
    declared = site.glossary.site.vocabularies.get(name, {})
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


def _by_owner(site: SiteContext, health: Health) -> list[Context]:
    """What each owner has to do, those with most overdue terms first; empty where nobody is named anywhere."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for term in site.glossary.active:
        groups[owner_of(site.glossary.site, term)].append(term.slug)
    if groups.keys() <= {""}:
        return []
    rows = [
        {
            "owner": owner or site.say("health_no_owner"),
            "terms": len(slugs),
            "overdue": site.fragments.pointers([slug for slug in slugs if slug in health.overdue]),
            "never_reviewed": len(set(slugs).intersection(health.never_reviewed)),
        }
        for owner, slugs in groups.items()
    ]
    return sorted(rows, key=lambda row: (-len(row["overdue"]), row["owner"]))


def _cut(items: list[Context]) -> Context:
    return {"count": len(items), "items": items[:MOST], "more": max(len(items) - MOST, 0)}


def examine(glossary: Glossary) -> Health:
    """The health of `glossary`; deprecated terms are left out. Pure."""
    # "Overdue" is counted from the newest date in the content, not from today: the same content must always give the
    # same site, whenever it is built.
    active, newest = glossary.active, newest_date(glossary)
    one_sided = []
    for term in active:
        named = (glossary.terms[slug] for slug in term.fields.related if slug in glossary.terms)
        if silent := tuple(other.slug for other in named if term.slug not in other.fields.related):
            one_sided.append((term.slug, silent))
    dated = [(term.fields.reviewed, term.slug) for term in active if term.fields.reviewed]
    return Health(
        orphans=tuple(term.slug for term in active if is_orphan(glossary, term)),
        one_sided=tuple(one_sided),
        wanted=_wanted(glossary),
        without_resources=tuple(term.slug for term in active if not glossary.links.resources.get(term.slug)),
        unchecked=tuple(
            slug
            for slug, resource in glossary.resources.items()
            if (resource.fields.url or resource.fields.doi) and not resource.fields.checked
        ),
        reviewed=tuple(slug for _, slug in sorted(dated)),
        overdue=frozenset(review.term.slug for review in overdue(glossary, newest))
        if newest
        else frozenset(),
        never_reviewed=tuple(term.slug for term in active if not term.fields.reviewed),
    )


def _wanted(glossary: Glossary) -> tuple[tuple[str, tuple[Key, ...]], ...]:
    """Terms that do not exist, the most wanted first."""
    # Drafts and old names are no gaps: somebody writes the one, and the other leads on to its term.
    former = {old for term in glossary.terms.values() for old in term.fields.formerly}
    wanted: defaultdict[str, dict[Key, None]] = defaultdict(dict)
    for record in glossary.records:
        named = record.fields.terms if isinstance(record, Resource) else ()
        if isinstance(record, Term):
            fields = record.fields
            named = (*fields.related, *fields.broader, *fields.confused_with, *fields.successors)
        for slug in (*named, *_linked(glossary, record)):
            if slug not in glossary.terms and slug not in former and Key("term", slug) not in glossary.hidden:
                wanted[slug][record.key] = None
    return tuple(
        sorted(
            ((slug, tuple(keys)) for slug, keys in wanted.items()), key=lambda item: (-len(item[1]), item[0])
        )
    )


def _linked(glossary: Glossary, record: Record) -> Iterator[str]:
    """The slugs of terms that a record's body links to although they do not exist."""
    # `[[mastery]]` may also mean a resource or a draft: neither is wanted, since both exist.
    for link, target in zip(record.body.links, glossary.links.written[record.key], strict=True):
        if target or link.kind == "image":
            continue
        path = link.href.partition("#")[0].strip()
        slug = posixpath.basename(path)
        if link.kind in ("wiki", "embed") or "." not in path:
            slug = slugify(slug)
        elif slug.endswith(".md") and "resources/" not in path:
            slug = slug.removesuffix(".md")
        else:
            # `photo.jpg`, `https://…`, `../resources/a.md`: whatever is missing there, it is no term.
            continue
        keys = Key("resource", slug), Key("term", slug)
        if slug and slug not in glossary.resources and glossary.hidden.isdisjoint(keys):
            yield slug
