"""`data/resources.bib` and `data/terms.bib`: references, for BibTeX and what reads its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from termbank.content.citations import Work, bibtex
from termbank.exporters import references
from termbank.exporters.outline import File, Outline


def export(outline: Outline) -> Iterator[File]:
    """One entry for each resource and for each term in use."""
    if outline.glossary.resources:
        yield File("data/resources.bib", _entries(references.resources(outline)))
    yield File("data/terms.bib", _entries(references.terms(outline)))


def _entries(found: Iterable[Work]) -> bytes:
    return "\n\n".join([*map(bibtex, found), ""]).encode()
