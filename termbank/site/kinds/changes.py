"""What is new and what was refined."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.routes import changes_path, wordings_path
from termbank.site.page import Page
from termbank.site.parts.context import SiteContext


def pages(site: SiteContext) -> Iterator[Page]:
    """The pages of changes, and those of earlier wordings."""
    for path in site.changelog.pages:
        context = partial(site.changelog.page_context, path)
        # An older page says nothing that the pages of its terms do not, so it need not be found from outside.
        older = path != changes_path()
        title, description = site.say("changes"), site.say("changes_intro")
        yield site.chrome.page(path, "changes.html", title, context, description, noindex=older)
    for term in site.index.terms:
        if site.changelog.wordings(term.key):
            yield site.chrome.page(
                wordings_path(term.slug),
                "wordings.html",
                site.say("wordings_title", title=term.label),
                partial(site.changelog.wordings_context, term.key),
                noindex=True,
                source=term.path,
            )
