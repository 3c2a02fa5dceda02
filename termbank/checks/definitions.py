"""Definitions: a term must say something."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary
from termbank.content.spans import span_of
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.suggest import quote
from termbank.text.urls import slugify

EMPTY_DEFINITION = Rule(
    "empty-definition",
    "a term has neither summary nor definition",
    Severity.WARNING,
    why="""
        The term says nothing: it has no `summary`, and no text before the first heading. Cards and search
        results would have nothing to show.
        """,
    cure="""
        Write a sentence. A term that is not ready can have `status: draft`.
        """,
)
RULES = (EMPTY_DEFINITION,)

# Headings under which some glossaries keep their definitions, in every file.
_DEFINITION = frozenset(
    ["definition", "definitions", "definición", "définition", "definizione", "definição", "begriff"]
)
_DEFINITION |= {
    "description",
    "begriff",
    "bedeutung",
    "erklärung",
    "meaning",
    "overview",
    "summary",
    "what-is-it",
}


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Terms with neither a summary nor a text to take one from."""
    for term in glossary.terms.values():
        sections = term.body.sections
        # The title of the first section is the second of all parts, so nothing stands before it.
        vanished = term.summary and not term.fields.summary and sections and sections[0].title[0] == 1
        # A file without front matter has a message of its own, and its heading is its title.
        if vanished and term.front.entries and slugify(sections[0].text) not in _DEFINITION:
            yield diagnostic(
                EMPTY_DEFINITION,
                "the text begins with a heading, so the term has no definition",
                span_of(term, "title"),
                f"write a sentence before the heading {quote(sections[0].text)}",
            )
        if not term.summary:
            yield diagnostic(
                EMPTY_DEFINITION,
                "the term has neither a `summary` nor a text",
                span_of(term, "title"),
                "write a sentence that says what it is",
            )
