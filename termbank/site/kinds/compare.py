"""Terms that are often confused, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markdown_it.common.utils import escapeHtml

from termbank.content.model import Term
from termbank.content.routes import compare_path
from termbank.site.page import Inputs, Page, keys
from termbank.site.parts.context import Edition
from termbank.site.parts.index import ENTRIES, LISTED, fold
from termbank.site.parts.pagination import Part, split
from termbank.text.urls import root_of


def pages(edition: Edition) -> Iterator[Page]:
    """Their list, and a page for each pair."""
    if edition.catalog.pairs:
        for part in split("compare/index.html", edition.catalog.pairs, ENTRIES):
            title = edition.frame.part_title(edition.say("often_confused"), part)
            yield edition.frame.page(
                part.path,
                "pairs.html",
                title,
                partial(_pairs_inputs, edition, part),
                edition.say("pairs_intro"),
                "compare",
            )
    yield from (_comparison(edition, pair) for pair in edition.catalog.pairs)


def _pairs_inputs(edition: Edition, part: Part[tuple[str, str]]) -> Inputs:
    return {"pairs": [edition.pieces.pair(pair) for pair in part.items], "parts": part.links()}


def _comparison(edition: Edition, pair: tuple[str, str]) -> Page:
    first, second = (edition.glossary.terms[slug] for slug in pair)
    return edition.frame.page(
        compare_path(*pair),
        "compare.html",
        edition.say("compare_title", a=first.label, b=second.label),
        partial(_comparison_inputs, edition, first, second),
        description=edition.glossary.links.confused[first.slug][second.slug][0],
        nav="compare",
        embeds=partial(keys, (first, second)),
    )


def _comparison_inputs(edition: Edition, first: Term, second: Term) -> Inputs:
    root = root_of(compare_path(first.slug, second.slug))
    shared = edition.catalog.neighbors(first.slug) & edition.catalog.neighbors(second.slug)
    return {
        "a": _side(edition, first, root),
        "b": _side(edition, second, root),
        "sentences": list(edition.glossary.links.confused[first.slug][second.slug]),
        "shared": edition.pieces.refs(sorted(shared, key=edition.catalog.position.__getitem__)),
    }


def _side(edition: Edition, term: Term, root: str) -> Inputs:
    definition = (
        edition.prose.html(term, (0, term.body.definition), root, own=False, shift=2)
        or f"<p>{escapeHtml(term.summary)}</p>"
    )
    return {
        "ref": edition.pieces.ref(term),
        "category": edition.pieces.category(term),
        "principles": [edition.pieces.value(value) for value in edition.catalog.principles_of(term)],
        "definition_html": definition,
        "tips": [
            {"title": section.text, "html": edition.prose.tip(term, section, root)}
            for section in term.body.sections
            if fold(section.text) in edition.catalog.role_of
        ],
        # Side by side they are named only.
        "resources": [
            edition.pieces.resource(resource, root, described=False)
            for resource in edition.catalog.by_title(edition.glossary.links.resources.get(term.slug, ()))[
                :LISTED
            ]
        ],
        "aliases": list(term.fields.aliases),
    }
