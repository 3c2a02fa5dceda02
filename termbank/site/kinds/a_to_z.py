"""The index of terms from A to Z."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.model import Term
from termbank.site.page import Inputs, Page
from termbank.site.parts.context import Edition
from termbank.site.parts.index import ENTRIES, letter_id, letter_path
from termbank.site.parts.pagination import Part, split
from termbank.text.collation import letters


def pages(edition: Edition) -> Iterator[Page]:
    """The index; of many terms, a page for each letter as well."""
    title, inputs = edition.say("terms_a_to_z"), partial(_terms_index_inputs, edition)
    count, site = len(edition.catalog.terms), edition.glossary.site.title
    description = edition.say("terms_description", n=count, site=site)
    yield edition.frame.page(
        "terms/index.html", "terms.html", title, inputs, description=description, nav="terms"
    )
    yield from _letter_pages(edition)


def _terms_index_inputs(edition: Edition) -> Inputs:
    catalog = edition.catalog
    groups = [
        _group(edition, letter)
        for letter in letters(set(catalog.groups), catalog.language)
        if letter in catalog.groups
    ]
    return {"groups": groups, "total": len(catalog.terms), "by_letter": catalog.by_letter}


def _group(edition: Edition, letter: str) -> Inputs:
    catalog, pieces = edition.catalog, edition.pieces
    terms = catalog.groups[letter]
    return {
        "letter": letter,
        "id": letter_id(letter),
        "url": catalog.letter_url(letter),
        "count": len(terms),
        "first": pieces.ref(terms[0]),
        "last": pieces.ref(terms[-1]),
        "terms": [] if catalog.by_letter else [pieces.listed(term) for term in terms],
    }


def _letter_pages(edition: Edition) -> Iterator[Page]:
    for letter, terms in edition.catalog.groups.items() if edition.catalog.by_letter else ():
        for part in split(letter_path(letter), terms, ENTRIES):
            title = edition.frame.part_title(edition.say("terms_of_letter", letter=letter), part)
            inputs = partial(_letter_inputs, edition, letter, part)
            yield edition.frame.page(
                part.path, "letter.html", title, inputs,
                description=edition.say("letter_description", n=len(terms), letter=letter),
                nav="terms", letter=letter,
            )  # fmt: skip


def _letter_inputs(edition: Edition, letter: str, part: Part[Term]) -> Inputs:
    return {
        "letter": letter,
        "total": len(edition.catalog.groups[letter]),
        "terms": [edition.pieces.listed(term) for term in part.items],
        "parts": part.links(),
    }
