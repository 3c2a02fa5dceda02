"""The life of a term: retired terms point to living ones."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.checks.hierarchy import find_cycle
from termbank.diagnostics import Diagnostic, diagnostic, quote
from termbank.model import Glossary, Status, span_of


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """`replaced_by` on living terms, and replacements that lead in a circle."""
    replaced = {slug: term.fields.replaced_by for slug, term in glossary.terms.items()}
    reported: set[frozenset[str]] = set()
    for slug, term in glossary.terms.items():
        if not term.fields.replaced_by:
            continue
        place = term.front.key_place("replaced_by")
        if term.fields.status is not Status.DEPRECATED:
            message = f"`replaced_by` is given, but the status is {quote(term.fields.status)}"
            yield diagnostic("replaced-not-deprecated", message, place, "write `status: deprecated`")
        cycle = find_cycle(slug, replaced)
        if len(cycle) > 1 and frozenset(cycle) not in reported:
            reported.add(frozenset(cycle))
            path = " → ".join([*cycle, slug])
            span = span_of(term, "replaced_by", term.fields.replaced_by.index(cycle[1]))
            yield diagnostic(
                "replacement-cycle",
                f"{quote(slug)} is replaced by itself: {path}",
                span,
                "remove one of the steps",
            )
