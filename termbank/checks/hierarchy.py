"""The hierarchy: no term above itself, none both related and above."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary
from termbank.content.spans import span_of
from termbank.linking.graph import Ancestors, cycles
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.suggest import quote

BROADER_CYCLE = Rule(
    "broader-cycle",
    "a term is broader than itself",
    why="""
        Following `broader` from a term leads back to it: each would be wider than itself.
        """,
    cure="""
        Remove the step that is wrong; usually one of the two is plainly the wider term.
        """,
)
RELATED_IS_BROADER = Rule(
    "related-is-broader",
    "a term is both related and broader",
    Severity.WARNING,
    why="""
        A term is named in `related` although one is already above the other through `broader`. The wider
        term is shown anyway; naming it twice says two different things about one pair.
        """,
    cure="""
        Remove it from `related`.
        """,
)
RULES = (BROADER_CYCLE, RELATED_IS_BROADER)


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Cycles in `broader`, and `related` terms that are ancestors (SKOS S27).

    Every term of a cycle is named by at least one report. The time grows with the number of relations.
    """
    broader = {slug: wider for slug, wider in glossary.links.broader.items() if wider}
    for cycle in cycles(glossary.terms, broader):
        term = glossary.terms[cycle[0]]
        span = span_of(term, "broader", term.fields.broader.index(cycle[1]))
        message = f"{quote(term.slug)} is broader than itself: {' → '.join([*cycle, term.slug])}"
        yield diagnostic(BROADER_CYCLE, message, span, "remove one of the steps")
    # SKOS S27: `related` is disjoint from everything above a term, however far.
    above = Ancestors(broader)
    for slug, term in glossary.terms.items():
        for index, other in enumerate(term.fields.related):
            upper, lower = (other, slug) if above.holds(other, slug) else (slug, other)
            if above.holds(upper, lower):
                message = (
                    f"{quote(upper)} is already broader than {quote(lower)}, so the two need not be related"
                )
                yield diagnostic(
                    RELATED_IS_BROADER, message, span_of(term, "related", index), "remove it from `related`"
                )
