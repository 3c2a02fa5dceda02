"""Redirects from old addresses, so that links from other sites and bookmarks outlive a rename."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from termbank.content.model import Term
from termbank.content.routes import compare_path, record_path, value_path, wordings_path
from termbank.content.schema import RECORD_FIELDS
from termbank.site.page import Page
from termbank.site.parts.context import SiteContext
from termbank.text.urls import path_to_url


class Move(NamedTuple):
    """An old path, and the title and the path of the page that is meant today."""

    old: str
    title: str
    path: str


def pages(site: SiteContext) -> Iterator[Page]:
    """A page at each old address: hosts of static files cannot redirect, so a page does."""
    for kind in MOVES:
        for move in kind(site):
            target = {"target": {"title": move.title, "url": path_to_url(move.path)}}
            yield site.chrome.page(
                move.old, "redirect.html", site.say("moved_title"), partial(dict, target),
                noindex=True, canonical=move.path,
            )  # fmt: skip


def records(site: SiteContext) -> Iterator[Move]:
    """The pages of records, and those of terms' earlier wordings."""
    for record in site.glossary.records:
        for old in record.fields.formerly:
            path = record_path(*record.key)
            yield Move(record_path(record.key.kind, old), record.label, path)
            if isinstance(record, Term):
                # A copy without its repository knows no wordings: the page of the term is the nearest.
                known = site.changelog.wordings(record.key)
                history = wordings_path(record.slug) if known else path
                title = site.say("wordings_title", title=record.label) if known else record.label
                yield Move(wordings_path(old), title, history)


def comparisons(site: SiteContext) -> Iterator[Move]:
    """Those of terms of which either had another slug."""
    for pair in site.index.pairs:
        first, second = (site.glossary.terms[slug] for slug in pair)
        title = site.say("compare_title", a=first.label, b=second.label)
        for one in (first.slug, *first.fields.formerly):
            for other in (second.slug, *second.fields.formerly):
                if (one, other) != pair:
                    yield Move(compare_path(one, other), title, compare_path(*pair))


def values(site: SiteContext) -> Iterator[Move]:
    """The pages of categories, principles, types and kinds of organizations."""
    index = site.index
    used = {
        value.path
        for values in (
            *(index.categories, index.principles, index.types, index.organizations),
            *(known.values() for known in index.own.values()),
        )
        for value in values
    }
    settings = site.glossary.site
    fields = (item for kind in RECORD_FIELDS for item in settings.vocabulary_fields(kind).items())
    for field, folder in fields:
        for name, value in settings.vocabularies.get(field, {}).items() if folder else ():
            path = value_path(field, name, folder)
            for old in value.formerly if path in used else ():
                yield Move(value_path(field, old, folder), value.label, path)


MOVES: tuple[Callable[[SiteContext], Iterator[Move]], ...] = (records, comparisons, values)
"""What moves pages."""
