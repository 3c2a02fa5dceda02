"""Vocabularies: values of a declared one must be declared, each once."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.checks.references import DUPLICATE_REFERENCE
from termbank.content.model import Glossary, Term
from termbank.content.schema import VOCABULARY_FIELDS
from termbank.content.spans import values_of
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.suggest import did_you_mean, quote


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Values outside a closed vocabulary, and values given twice."""
    for record in glossary.records:
        for field in VOCABULARY_FIELDS["term" if isinstance(record, Term) else "resource"]:
            declared = glossary.site.vocabularies.get(field)
            seen: set[str] = set()
            for value, place in values_of(record, field):
                if value in seen:
                    yield diagnostic(
                        DUPLICATE_REFERENCE,
                        f"{quote(value)} is listed twice in `{field}`",
                        place(),
                        "remove one of the two",
                    )
                elif declared is not None and value not in declared:
                    listed = ", ".join(f"`{choice}`" for choice in list(declared)[:12])
                    hints = did_you_mean(value, declared) or (f"the values are {listed}",)
                    message = f"{quote(value)} is not a value of `{field}`"
                    yield diagnostic("unknown-value", message, place(), *hints)
                seen.add(value)
