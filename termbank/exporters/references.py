"""Terms and resources as references to cite, for several exporters."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.citations import Work, entry_of, work_of
from termbank.content.routes import term_path
from termbank.content.schema import Status
from termbank.exporters.outline import Outline
from termbank.text.urls import path_to_url


def resources(outline: Outline) -> Iterator[Work]:
    """All resources, in the order of the glossary."""
    return map(work_of, outline.glossary.resources.values())


def terms(outline: Outline) -> Iterator[Work]:
    """The terms in use, in the order of the glossary."""
    for term in outline.glossary.terms.values():
        if term.fields.status is not Status.DEPRECATED:
            url = outline.base_url and outline.base_url + path_to_url(term_path(term.slug))
            changed = outline.plan.context.history.changed(term.key)
            yield entry_of(term, outline.glossary.site.title, url, changed)
