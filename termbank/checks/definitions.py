"""Definitions: a term must say something."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary
from termbank.content.spans import span_of
from termbank.text.diagnostics import Diagnostic, diagnostic


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Terms with neither a summary nor a text to take one from."""
    for term in glossary.terms.values():
        if not term.summary:
            yield diagnostic(
                "empty-definition",
                "the term has neither a `summary` nor a text",
                span_of(term, "title"),
                "write a sentence that says what it is",
            )
