"""`data/resources.bib` and `data/terms.bib`: references, for BibTeX and what reads its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from termbank.content.citations import Work, bibtex
from termbank.exporters import references
from termbank.exporters.file import File
from termbank.site.plan import Outline


def resources(outline: Outline) -> Iterator[File]:
    """One entry for each resource."""
    yield File("data/resources.bib", _entries(references.resources(outline.glossary)))


def terms(outline: Outline) -> Iterator[File]:
    """One entry for each term in use."""
    yield File(
        "data/terms.bib", _entries(references.terms(outline.glossary, outline.base_url, outline.plan.history))
    )


def _entries(found: Iterable[Work]) -> bytes:
    return "\n\n".join([*map(bibtex, found), ""]).encode()
