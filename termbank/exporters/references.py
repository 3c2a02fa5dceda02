"""`data/resources.bib`, `data/terms.csl.json` and so on: works to cite, in every format of citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from termbank.content.citation_formats import CitationFormat
from termbank.content.citations import entry_of, item_of
from termbank.content.csl_item import CslItem
from termbank.content.routes import term_path
from termbank.exporters.file import File, escaped
from termbank.site.plan import Outline
from termbank.text.urls import license_name, license_to_url, path_to_url


def resources(form: CitationFormat, outline: Outline) -> Iterator[File]:
    """All resources in one format, in the order of the glossary."""
    works = map(item_of, outline.glossary.resources.values())
    yield _file(form, outline, "resources", works)


def terms(form: CitationFormat, outline: Outline) -> Iterator[File]:
    """The terms in use in one format, in the order of the glossary."""
    # Retired terms are left out: who cites a glossary should not cite what it no longer says.
    glossary, base, changed = outline.glossary, outline.base_url, outline.plan.history.changed
    named = glossary.site.license or ""
    license = license_to_url(named) or named
    works = (
        replace(
            entry_of(
                term,
                glossary.site.title,
                base and base + path_to_url(term_path(term.slug)),
                changed(term.key),
            ),
            license=license,
        )
        for term in glossary.active
    )
    yield _file(form, outline, "terms", works)


def _file(form: CitationFormat, outline: Outline, name: str, works: Iterable[CslItem]) -> File:
    text, site = form.file(works), outline.glossary.site
    if form.suffix.endswith(".json"):
        text = escaped(text)
    elif site.license:
        # BibTeX passes over what stands outside of entries.
        address = license_to_url(site.license)
        said = f"{site.title}: {license_name(site.license)}{f' ({address})' if address else ''}"
        text = f"{said.replace('@', ' at ')}\n\n{text}"
    return File(f"data/{name}.{form.suffix}", text.encode())
