"""What is new and what was refined."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.routes import changes_path, wordings_path
from termbank.site.page import Page
from termbank.site.parts.context import Edition


def pages(edition: Edition) -> Iterator[Page]:
    """The pages of changes, and those of earlier wordings."""
    for path in edition.chronicle.pages:
        inputs = partial(edition.chronicle.page_inputs, path)
        older = path != changes_path()
        title, description = edition.say("changes"), edition.say("changes_intro")
        yield edition.frame.page(path, "changes.html", title, inputs, description, noindex=older)
    for term in edition.catalog.terms:
        if edition.chronicle.wordings(term.key):
            yield edition.frame.page(
                wordings_path(term.slug),
                "wordings.html",
                edition.say("wordings_title", title=term.label),
                partial(edition.chronicle.wordings_inputs, term.key),
                noindex=True,
            )
