"""`data/cards.js`: the cards of linked terms, in parts below `data/cards/` if there are many.

A script and no JSON, so that it can be read where a site is opened from a folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from termbank.content.model import Term
from termbank.exporters.file import File, in_parts, script_order
from termbank.site.plan import Outline
from termbank.text.json_data import as_json

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
    terms = sorted(outline.glossary.terms.values(), key=lambda term: script_order(term.slug))
    head = {"open": outline.say("card_open"), "close": outline.say("close"), "fields": Card._fields}
    cards = [(term.slug, as_json(_card(term, outline))) for term in terms]
    yield from in_parts("data/cards", "termbankCards", head, cards)


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
