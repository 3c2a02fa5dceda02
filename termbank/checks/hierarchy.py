"""The hierarchy: no term above itself, none both related and above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from termbank.diagnostics import Diagnostic, diagnostic, quote
from termbank.model import Glossary, span_of


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Cycles in `broader`, each named once, and `related` terms that are ancestors (SKOS S27)."""
    broader = glossary.links.broader
    reported: set[frozenset[str]] = set()
    for slug, term in glossary.terms.items():
        cycle = find_cycle(slug, broader)
        if cycle and frozenset(cycle) not in reported:
            reported.add(frozenset(cycle))
            path = " → ".join([*cycle, slug])
            span = span_of(term, "broader", term.fields.broader.index(cycle[1]))
            yield diagnostic(
                "broader-cycle",
                f"{quote(slug)} is broader than itself: {path}",
                span,
                "remove one of the steps",
            )
    above = {slug: _ancestors(slug, broader) for slug in glossary.terms}
    for slug, term in glossary.terms.items():
        for index, other in enumerate(term.fields.related):
            if other in above[slug] or slug in above.get(other, ()):
                upper, lower = (other, slug) if other in above[slug] else (slug, other)
                message = (
                    f"{quote(upper)} is already broader than {quote(lower)}, so the two need not be related"
                )
                yield diagnostic(
                    "related-is-broader", message, span_of(term, "related", index), "remove it from `related`"
                )


def find_cycle(start: str, relation: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The shortest way from `start` back to it, without the return; empty where there is none."""
    paths, seen = [[start]], {start}
    for path in paths:
        for step in relation.get(path[-1], ()):
            if step == start:
                return path
            if step not in seen:
                seen.add(step)
                paths.append([*path, step])
    return []


def _ancestors(slug: str, broader: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(broader[slug])
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += broader[step]
    return found - {slug}
