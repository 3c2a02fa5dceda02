"""The hierarchy: no term above itself, none both related and above."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary
from termbank.content.spans import span_of
from termbank.linking.graph import Ancestors, cycles
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.source import Span
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
EMBED_CYCLE = Rule(
    "embed-cycle",
    "a text that shows itself",
    why="""
        `![[term]]` puts what a term says into another page. Following these from a page leads back to it, so
        the text would never end: the page shows it once, and stops.
        """,
    cure="""
        Write a link, `[[term]]`, in one of the places.
        """,
)
RULES = (BROADER_CYCLE, RELATED_IS_BROADER, EMBED_CYCLE)


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
    yield from _embed_cycles(glossary)
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


def _embed_cycles(glossary: Glossary) -> Iterator[Diagnostic]:
    """Records that show their own text, directly or through others."""
    shown: dict[str, tuple[str, ...]] = {}
    places: dict[tuple[str, str], Span] = {}
    for record in glossary.records:
        for link, target in zip(record.body.links, glossary.links.written.get(record.key, ()), strict=False):
            if link.kind == "embed" and target and target.key:
                one, other = (f"{key.kind}s/{key.slug}" for key in (record.key, target.key))
                shown[one] = (*shown.get(one, ()), other)
                places.setdefault((one, other), link.span)
    # Hardly any glossary shows one text in another: then there is nothing to follow.
    for cycle in cycles(list(shown), shown) if shown else ():
        message = f"this text shows itself: {' → '.join([*cycle, cycle[0]])}"
        place = places[cycle[0], [*cycle, cycle[0]][1]]
        yield diagnostic(EMBED_CYCLE, message, place, "write a link, `[[…]]`, in place of `![[…]]`")
