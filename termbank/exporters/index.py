"""`data/index.json`: every term and resource in few words, with its address below the site's root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from termbank.content.model import Resource, Term
from termbank.content.routes import resource_path, term_path
from termbank.exporters.file import File, as_json
from termbank.site.plan import Outline
from termbank.text.urls import path_to_url


def export(outline: Outline) -> Iterator[File]:
    """The index; readable without knowing anything of Termbank."""
    glossary = outline.glossary
    index = {
        "title": glossary.site.title,
        "language": glossary.site.language,
        "terms": [_term(term) for term in glossary.terms.values()],
        "resources": [_resource(resource) for resource in glossary.resources.values()],
    }
    yield File("data/index.json", as_json(index))


def _term(term: Term) -> dict[str, Any]:
    fields = term.fields
    return {
        "slug": term.slug,
        "title": term.label,
        "url": path_to_url(term_path(term.slug)),
        "summary": term.summary,
        "aliases": fields.aliases,
        "abbreviations": fields.abbreviations,
        "category": fields.category,
        "status": fields.status.value,
    }


def _resource(resource: Resource) -> dict[str, Any]:
    fields = resource.fields
    return {
        "slug": resource.slug,
        "title": fields.title,
        "url": path_to_url(resource_path(resource.slug)),
        "author": fields.author,
        "year": fields.year,
        "resource_type": fields.resource_type,
        "terms": fields.terms,
    }
