"""The checks over the whole bank: one table, in the order they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from termbank.checks import (
    addresses,
    definitions,
    hierarchy,
    labels,
    lifecycle,
    references,
    slugs,
    vocabulary,
)
from termbank.diagnostics import Diagnostic
from termbank.model import Glossary

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


def run(glossary: Glossary) -> Iterator[Diagnostic]:
    """Every problem that reading did not find already."""
    for check in CHECKS:
        yield from check(glossary)
