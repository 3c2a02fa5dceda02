"""`data/resources.bib`, `data/terms.csl.json` and so on: works to cite, in every format of citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from termbank.content.citation_formats import FORMATS, CitationFormat
from termbank.content.citations import entry_of, item_of
from termbank.content.csl_item import CslItem
from termbank.content.routes import term_path
from termbank.exporters.file import File, in_parts, script_order
from termbank.site.plan import Outline
from termbank.text.json_data import as_json, escaped
from termbank.text.urls import license_name, license_or_text, license_to_url, path_to_url


def resources(form: CitationFormat, outline: Outline) -> Iterator[File]:
    """All resources in one format, in the order of the glossary."""
    works = map(item_of, outline.glossary.resources.values())
    yield _file(form, outline, "resources", works)


def terms(form: CitationFormat, outline: Outline) -> Iterator[File]:
    """The terms in use in one format, in the order of the glossary."""
    yield _file(form, outline, "terms", (work for _, work in _terms(outline)))


def of_pages(outline: Outline) -> Iterator[File]:
    """What the pages of terms offer beside the styles: `data/cite.js`, and its parts, which hold a term a row."""
    works = sorted(_terms(outline), key=lambda row: script_order(row[0]))
    rows = [(slug, as_json([slug, *(form.write(work) for form in FORMATS)])) for slug, work in works]
    yield from in_parts("data/cite", "termbankCitations", {"formats": [form.name for form in FORMATS]}, rows)


def _terms(outline: Outline) -> Iterator[tuple[str, CslItem]]:
    """The terms in use as works, by their slugs."""
    # Retired terms are left out: who cites a glossary should not cite what it no longer says.
    glossary, base, changed = outline.glossary, outline.base_url, outline.plan.history.changed
    license = license_or_text(glossary.site.license) or ""
    for term in glossary.active:
        address = base and base + path_to_url(term_path(term.slug))
        work = entry_of(term, glossary.site.title, address, changed(term.key))
        yield term.slug, replace(work, license=license)


def _file(form: CitationFormat, outline: Outline, name: str, works: Iterable[CslItem]) -> File:
    text, site = form.file(works), outline.glossary.site
    if form.suffix.endswith(".json"):
        text = escaped(text)
    elif site.license:
        # BibTeX and RIS pass over what stands outside of entries.
        address = license_to_url(site.license)
        said = f"{site.title}: {license_name(site.license)}{f' ({address})' if address else ''}"
        text = f"{said.replace('@', ' at ')}\n\n{text}"
    return File(f"data/{name}.{form.suffix}", text.encode())
