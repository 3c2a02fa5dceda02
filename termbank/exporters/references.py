"""Terms and resources as references to cite, for several exporters."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.citations import Work, entry_of, work_of
from termbank.content.history import History
from termbank.content.model import Glossary
from termbank.content.routes import term_path
from termbank.text.urls import path_to_url


def resources(glossary: Glossary) -> Iterator[Work]:
    """All resources, in the order of the glossary."""
    return map(work_of, glossary.resources.values())


def terms(glossary: Glossary, base_url: str | None, history: History) -> Iterator[Work]:
    """The terms in use, in the order of the glossary; `history` dates them."""
    # Retired terms are left out: who cites a glossary should not cite what it no longer says.
    for term in glossary.active:
        url = base_url and base_url + path_to_url(term_path(term.slug))
        yield entry_of(term, glossary.site.title, url, history.changed(term.key))
