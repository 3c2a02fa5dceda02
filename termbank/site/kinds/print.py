"""Everything on one page, for paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markdown_it.common.utils import escapeHtml

from termbank.content.model import Record, Resource, Term
from termbank.site.page import Inputs, Page, keys
from termbank.site.parts.context import Edition
from termbank.site.parts.index import BODIES
from termbank.site.parts.pagination import Part, split
from termbank.text.urls import root_of


def pages(edition: Edition) -> Iterator[Page]:
    """All terms and resources; of many, in parts."""
    both: list[Record] = [*edition.catalog.terms, *edition.catalog.resources]
    for part in split("everything.html", both, BODIES):
        yield edition.frame.page(
            part.path,
            "everything.html",
            edition.frame.part_title(edition.say("print_everything"), part),
            partial(_everything_inputs, edition, part),
            noindex=True,
            embeds=partial(keys, part.items),
        )


def _everything_inputs(edition: Edition, part: Part[Record]) -> Inputs:
    root = root_of(part.path)
    return {
        "counts": {"terms": len(edition.catalog.terms), "resources": len(edition.catalog.resources)},
        "terms": [_whole_term(edition, term, root) for term in part.items if isinstance(term, Term)],
        "resources": [
            edition.pieces.resource(resource, root)
            for resource in part.items
            if isinstance(resource, Resource)
        ],
        "parts": part.links(),
    }


def _whole_term(edition: Edition, term: Term, root: str) -> Inputs:
    confused = edition.glossary.links.confused.get(term.slug, {})
    return {
        "ref": edition.pieces.ref(term),
        "category": edition.pieces.category(term),
        "id": f"term-{term.slug}",
        "aliases": list(term.fields.aliases),
        "html": edition.prose.whole(term, root) or f"<p>{escapeHtml(term.summary)}</p>",
        "confused": [
            {"term": edition.pieces.ref(edition.glossary.terms[other]), "sentence": sentences[0]}
            for other, sentences in confused.items()
        ],
    }
