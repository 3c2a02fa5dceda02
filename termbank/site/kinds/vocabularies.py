"""The pages of categories and principles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.model import Record, Resource, Term
from termbank.site.page import Inputs, Page
from termbank.site.parts.context import Edition
from termbank.site.parts.index import ENTRIES, Value
from termbank.site.parts.pagination import Part, split
from termbank.text.urls import root_of


def pages(edition: Edition) -> Iterator[Page]:
    """A page for each category and each principle in use."""
    for value in edition.catalog.categories:
        yield from _category(edition, value)
    for value in edition.catalog.principles:
        yield from _principle(edition, value)


def _category(edition: Edition, value: Value) -> Iterator[Page]:
    for part in split(value.path, edition.catalog.terms_with[value.path], ENTRIES):
        yield edition.frame.page(
            part.path,
            "category.html",
            edition.frame.part_title(value.label, part),
            partial(_category_inputs, edition, value, part),
            description=value.description or _counted(edition, value),
            nav="terms",
            hue=value.hue,
        )


def _category_inputs(edition: Edition, value: Value, part: Part[Term]) -> Inputs:
    return {
        "category": edition.pieces.value(value),
        "terms": [edition.pieces.listed(term) for term in part.items],
        "siblings": edition.pieces.siblings(edition.catalog.categories, value),
        "parts": part.links(),
    }


def _principle(edition: Edition, value: Value) -> Iterator[Page]:
    terms = edition.catalog.terms_with[value.path]
    slugs = (slug for term in terms for slug in edition.glossary.links.resources.get(term.slug, ()))
    both: list[Record] = [*terms, *edition.catalog.by_title(slugs)]
    for part in split(value.path, both, ENTRIES):
        yield edition.frame.page(
            part.path,
            "principle.html",
            edition.frame.part_title(value.label, part),
            partial(_principle_inputs, edition, value, part),
            description=value.description or _counted(edition, value),
            nav="terms",
        )


def _principle_inputs(edition: Edition, value: Value, part: Part[Record]) -> Inputs:
    root = root_of(part.path)
    return {
        "principle": edition.pieces.value(value),
        "terms": [edition.pieces.listed(term) for term in part.items if isinstance(term, Term)],
        # Their descriptions stand on the terms' pages and in the library.
        "resources": [
            edition.pieces.resource(resource, root, described=False)
            for resource in part.items
            if isinstance(resource, Resource)
        ],
        "siblings": edition.pieces.siblings(edition.catalog.principles, value),
        "parts": part.links(),
    }


def _counted(edition: Edition, value: Value) -> str:
    """What a page of terms is about, where nobody has described the value."""
    return edition.say(
        "category_description", n=len(edition.catalog.terms_with[value.path]), value=value.label
    )
