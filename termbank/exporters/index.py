"""`data/index.json`: every term and resource in few words, with its address below the site's root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from termbank.content.citations import people
from termbank.content.model import Glossary, Resource, Term
from termbank.content.routes import own_path, resource_path, term_path
from termbank.content.schema import ExportedTo
from termbank.exporters.file import File
from termbank.site.plan import Outline
from termbank.text.json_data import as_json
from termbank.text.urls import license_or_text, path_to_url


def export(outline: Outline) -> Iterator[File]:
    """The index; readable without knowing anything of Termbank."""
    glossary = outline.glossary
    index = {
        "title": glossary.site.title,
        "language": glossary.site.language,
        **({"license": named} if (named := license_or_text(glossary.site.license)) else {}),
        # Programs of others read this file: names may be added, but none may change or go.
        "terms": [
            {
                "slug": term.slug,
                "title": term.label,
                "url": path_to_url(term_path(term.slug)),
                "summary": term.summary,
                "aliases": term.fields.aliases,
                "abbreviations": term.fields.abbreviations,
                "category": term.fields.category,
                "status": term.fields.status.value,
                **_own(glossary, term),
            }
            for term in glossary.terms.values()
        ],
        "pages": [
            {"slug": page.slug, "title": page.label, "url": path_to_url(own_path(page.slug))}
            for page in glossary.pages.values()
            if page.slug != "index"
        ],
        # Categories and types stay the values that files give: labels may be reworded, and index.json is data.
        "resources": [
            {
                "slug": resource.slug,
                "title": resource.fields.title,
                "url": path_to_url(resource_path(resource.slug)),
                "author": people(resource.fields.author),
                "year": resource.fields.year,
                "resource_type": resource.fields.resource_type,
                "terms": resource.fields.terms,
                **_own(glossary, resource),
            }
            for resource in glossary.resources.values()
        ],
    }
    yield File("data/index.json", as_json(index))


def _own(glossary: Glossary, record: Term | Resource) -> dict[str, Any]:
    """The fields that the site declares, in a map of their own: any name may be one."""
    own = {
        name: record.extra[name]
        for name, field in glossary.site.own(record.key.kind).items()
        if ExportedTo.JSON in field.export and name in record.extra
    }
    return {"fields": own} if own else {}
