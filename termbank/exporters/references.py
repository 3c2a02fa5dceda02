"""`data/resources.bib`, `data/terms.csl.json` and so on: works to cite, in every format of citations."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.citation_formats import CitationFormat
from termbank.content.citations import entry_of, item_of
from termbank.content.routes import term_path
from termbank.exporters.file import File, escaped
from termbank.site.plan import Outline
from termbank.text.urls import path_to_url


def resources(form: CitationFormat, outline: Outline) -> Iterator[File]:
    """All resources in one format, in the order of the glossary."""
    works = map(item_of, outline.glossary.resources.values())
    yield _file(f"data/resources.{form.suffix}", form.file(works))


def terms(form: CitationFormat, outline: Outline) -> Iterator[File]:
    """The terms in use in one format, in the order of the glossary."""
    # Retired terms are left out: who cites a glossary should not cite what it no longer says.
    glossary, base, changed = outline.glossary, outline.base_url, outline.plan.history.changed
    works = (
        entry_of(
            term,
            glossary.site.title,
            base and base + path_to_url(term_path(term.slug)),
            changed(term.key),
        )
        for term in glossary.active
    )
    yield _file(f"data/terms.{form.suffix}", form.file(works))


def _file(path: str, text: str) -> File:
    return File(path, (escaped(text) if path.endswith(".json") else text).encode())
