"""`data/resources.csl.json` and `data/terms.csl.json`: references, for Zotero, Pandoc and other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from termbank.content.citations import Work, csl
from termbank.exporters import references
from termbank.exporters.file import File, as_json
from termbank.site.plan import Outline


def resources(outline: Outline) -> Iterator[File]:
    """One item for each resource."""
    yield File("data/resources.csl.json", _items(references.resources(outline.glossary)))


def terms(outline: Outline) -> Iterator[File]:
    """One item for each term in use."""
    yield File(
        "data/terms.csl.json",
        _items(references.terms(outline.glossary, outline.base_url, outline.plan.history)),
    )


def _items(found: Iterable[Work]) -> bytes:
    return as_json(list(map(csl, found)))
