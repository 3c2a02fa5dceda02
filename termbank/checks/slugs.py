"""Slugs and former slugs: each belongs to one term."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary, Key
from termbank.content.routes import slug_problem
from termbank.content.spans import span_of
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.source import Span
from termbank.text.suggest import quote


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Former slugs that are no slugs, that a term still has, or that two terms claim."""
    claimed: dict[str, Span] = {}
    for term in glossary.terms.values():
        for index, old in enumerate(term.fields.formerly):
            span = span_of(term, "formerly", index)
            if problem := slug_problem(old):
                yield diagnostic("invalid-slug", f"`formerly`: {quote(old)} {problem}", span)
            elif old in glossary.terms or Key("term", old) in glossary.hidden:
                if old == term.slug:
                    message, cure = f"{quote(old)} is the term's slug today", "remove it"
                else:
                    message = f"{quote(old)} is the slug of another term"
                    cure = "remove it, or rename the other term's file"
                yield diagnostic("duplicate-slug", message, span, cure)
            elif old in claimed:
                first = Related("first claimed here", claimed[old])
                message = f"two terms were formerly {quote(old)}"
                yield diagnostic(
                    "duplicate-slug", message, span, "keep it at one of the two", related=[first]
                )
            else:
                claimed[old] = span
