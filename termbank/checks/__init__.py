"""The checks over the whole bank: one table, in the order they run, and one of those that give advice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from termbank.checks import (
    addresses,
    connections,
    definitions,
    graph,
    hierarchy,
    jargon,
    labels,
    lifecycle,
    references,
    reviews,
    slugs,
    summaries,
    traces,
    vocabulary,
    wording,
    works,
)
from termbank.checks.exceptions import excused
from termbank.content.model import Glossary
from termbank.linking.inflection import Inflector
from termbank.linking.names import Names, collect
from termbank.text.diagnostics import Diagnostic, is_asked
from termbank.text.rules import RULES

CHECKS: tuple[Callable[[Glossary], Iterator[Diagnostic]], ...] = (
    slugs.check,
    labels.check,
    references.check,
    vocabulary.check,
    addresses.check,
    hierarchy.check,
    lifecycle.check,
    definitions.check,
)

# Editorial checks: they also see all names, and run only where a site asks for one of their codes.
EDITORIAL: tuple[Callable[[Glossary, Names], Iterator[Diagnostic]], ...] = (
    graph.check,
    wording.check,
    summaries.check,
    jargon.check,
    connections.check,
    reviews.check,
    traces.check,
    works.check,
)


def of_fields(glossary: Glossary) -> Iterator[Diagnostic]:
    """What the checks of the first table find. They look at fields and links, and at nothing else."""
    for check in CHECKS:
        yield from check(glossary)


def advice(glossary: Glossary, inflector: Inflector | None = None) -> Iterator[Diagnostic]:
    """What the editorial checks find, as far as the site asks for it. Side effect: `inflector` may read its memory."""
    if any(_is_asked(glossary, code) for code, rule in RULES.items() if rule.editorial):
        names = collect(glossary, inflector)
        found = (item for check in EDITORIAL for item in check(glossary, names))
        yield from excused(glossary, found, lambda code: _is_asked(glossary, code))


def _is_asked(glossary: Glossary, code: str) -> bool:
    return is_asked(code, glossary.site.editorial, glossary.site.checks)
