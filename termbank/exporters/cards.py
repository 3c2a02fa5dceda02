"""`data/cards.js`: the cards of linked terms, in parts below `data/cards/` if there are many.

A script and no JSON, so that it can be read where a site is opened from a folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from termbank.content.model import Term
from termbank.exporters.file import File, as_call, as_json
from termbank.site.plan import Outline

WHOLE = 60_000
"""Bytes up to which the cards are one file; more are split."""
PART = 24_000
"""Bytes at which a part is closed."""
TYPES = 3
"""Resource types that a card names."""


class Card(NamedTuple):
    """What a card shows, as its script reads it: the category's label and color, and labels of resource types."""

    slug: str
    title: str
    qualifier: str
    summary: str
    category: str
    hue: int | str
    types: list[str]


def export(outline: Outline) -> Iterator[File]:
    """One file, or an index of the parts by their first slugs, and the parts."""
    # The script looks for the part of a slug by its first letters, and JavaScript compares strings by units of UTF-16:
    # in any other order it would load the wrong part for slugs with characters beyond U+FFFF.
    terms = sorted(outline.glossary.terms.values(), key=lambda term: term.slug.encode("utf-16-be"))
    cards = [(term.slug, as_json(_card(term, outline))) for term in terms]
    head: dict[str, Any] = {"open": outline.say("card_open"), "fields": Card._fields}
    if sum(len(card) for _, card in cards) <= WHOLE:
        yield File(
            "data/cards.js", as_call("termbankCards.data", head, {"cards": [card for _, card in cards]})
        )
        return
    parts = list(_parts(cards))
    firsts = [first for first, _ in parts]
    yield File("data/cards.js", as_call("termbankCards.data", {**head, "parts": firsts}, {"cards": []}))
    for number, (_, part) in enumerate(parts):
        yield File(f"data/cards/{number}.js", as_call("termbankCards.part", {}, {"cards": part}))


def _parts(cards: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, list[bytes]]]:
    """The cards in parts of some `PART` bytes, each with its first slug."""
    # Every page with links may show a card, so a reader who points at one link should not load them all.
    first, part, size = "", list[bytes](), 0
    for slug, card in cards:
        if size > PART:
            yield first, part
            part, size = [], 0
        first = first if part else slug
        part.append(card)
        size += len(card)
    yield first, part


def _card(term: Term, outline: Outline) -> Card:
    glossary, category = outline.glossary, term.fields.category
    types: dict[str, None] = {}
    for slug in glossary.links.resources.get(term.slug, ()):
        types |= dict.fromkeys(glossary.resources[slug].fields.resource_type)
        # A term with 400 resources is on a card for a moment: there is no need to look at all of them.
        if len(types) >= TYPES:
            break
    return Card(
        slug=term.slug,
        title=term.fields.title,
        qualifier=term.fields.qualifier or "",
        summary=term.summary,
        category=glossary.label_of("category", category) if category else "",
        hue=outline.plan.hues.get(category or "", "none"),
        types=[glossary.label_of("resource_type", value) for value in [*types][:TYPES]],
    )
