"""Definitions: a term must say something."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary
from termbank.content.spans import span_of
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity

EMPTY_DEFINITION = Rule(
    "empty-definition",
    "a term has neither summary nor definition",
    Severity.WARNING,
    why="""
        The term says nothing: it has no `summary` and no text. Its page would be an empty frame.
        """,
    cure="""
        Write a sentence. A term that is not ready can have `status: draft`.
        """,
)
RULES = (EMPTY_DEFINITION,)


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Terms with neither a summary nor a text to take one from."""
    for term in glossary.terms.values():
        if not term.summary:
            yield diagnostic(
                EMPTY_DEFINITION,
                "the term has neither a `summary` nor a text",
                span_of(term, "title"),
                "write a sentence that says what it is",
            )
