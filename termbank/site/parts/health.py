"""Health: what those who keep a bank want to know of it, derived from the whole."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from termbank.checks.connections import is_orphan
from termbank.checks.reviews import is_overdue, newest_date
from termbank.content.model import Glossary, Key, Record, Term
from termbank.text.markdown.body import WrittenLink
from termbank.text.urls import slugify


@dataclass(frozen=True, slots=True)
class Health:
    """What is missing and what is due. Terms and resources are given by slug, in the order of their slugs.

    `one_sided` gives, for each term, those it names in `related` that do not name it; `wanted` the terms that
    do not exist, each with who asks for it; `reviewed` the terms with a date, the longest unread first.
    """

    orphans: tuple[str, ...]
    one_sided: tuple[tuple[str, tuple[str, ...]], ...]
    wanted: tuple[tuple[str, tuple[Key, ...]], ...]
    without_resources: tuple[str, ...]
    unchecked: tuple[str, ...]
    reviewed: tuple[str, ...]
    overdue: frozenset[str]
    never_reviewed: tuple[str, ...]


def examine(glossary: Glossary) -> Health:
    """The health of `glossary`; retired terms are left alone. Pure."""
    active = glossary.active
    dated = [(term.fields.reviewed, term.slug) for term in active if term.fields.reviewed]
    return Health(
        orphans=tuple(term.slug for term in active if is_orphan(glossary, term)),
        one_sided=tuple(_one_sided(glossary)),
        wanted=_wanted(glossary),
        without_resources=tuple(term.slug for term in active if not glossary.links.resources.get(term.slug)),
        unchecked=tuple(
            slug
            for slug, resource in glossary.resources.items()
            if (resource.fields.url or resource.fields.doi) and not resource.fields.checked
        ),
        reviewed=tuple(slug for _, slug in sorted(dated)),
        overdue=_overdue(glossary),
        never_reviewed=tuple(term.slug for term in active if not term.fields.reviewed),
    )


def _overdue(glossary: Glossary) -> frozenset[str]:
    months, newest = glossary.site.review_every, newest_date(glossary)
    if not months or not newest:
        return frozenset()
    return frozenset(term.slug for term in glossary.active if is_overdue(term, months, newest))


def _one_sided(glossary: Glossary) -> Iterator[tuple[str, tuple[str, ...]]]:
    for term in glossary.active:
        named = (glossary.terms[slug] for slug in term.fields.related if slug in glossary.terms)
        silent = tuple(other.slug for other in named if term.slug not in other.fields.related)
        if silent:
            yield term.slug, silent


def _wanted(glossary: Glossary) -> tuple[tuple[str, tuple[Key, ...]], ...]:
    """Terms that do not exist, the most wanted first."""
    former = {old for term in glossary.terms.values() for old in term.fields.formerly}
    wanted: defaultdict[str, dict[Key, None]] = defaultdict(dict)
    for record in glossary.records:
        for slug in (*_named(record), *_linked(glossary, record)):
            if slug not in glossary.terms and slug not in former and Key("term", slug) not in glossary.hidden:
                wanted[slug][record.key] = None
    return tuple(sorted(((slug, tuple(keys)) for slug, keys in wanted.items()), key=_most_wanted))


def _most_wanted(item: tuple[str, tuple[Key, ...]]) -> tuple[int, str]:
    return -len(item[1]), item[0]


def _named(record: Record) -> tuple[str, ...]:
    """The slugs of terms that a record's fields name."""
    if isinstance(record, Term):
        fields = record.fields
        return (*fields.related, *fields.broader, *fields.confused_with, *fields.replaced_by)
    return record.fields.terms


def _linked(glossary: Glossary, record: Record) -> Iterator[str]:
    """The slugs of terms that a record's text links to in vain."""
    for link, target in zip(record.body.links, glossary.links.written[record.key], strict=True):
        slug = "" if target or link.kind == "image" else _slug_of(link)
        keys = Key("resource", slug), Key("term", slug)
        if slug and slug not in glossary.resources and glossary.hidden.isdisjoint(keys):
            yield slug


def _slug_of(link: WrittenLink) -> str:
    """The slug that a link to a term stands for; empty where it leads elsewhere."""
    path = link.href.partition("#")[0].strip()
    name = posixpath.basename(path)
    if link.kind == "wiki" or "." not in path:
        return slugify(name)
    return name.removesuffix(".md") if name.endswith(".md") and "resources/" not in path else ""
