"""Vocabularies: values of a declared one must be declared, each once."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.diagnostics import Diagnostic, diagnostic, did_you_mean, quote
from termbank.model import Glossary, Record, Term
from termbank.source import Span

_TERM_FIELDS = ("category", "principles")
_RESOURCE_FIELDS = ("resource_type", "organization_type")


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Values outside a closed vocabulary, and values given twice."""
    for record in glossary.records:
        for field in _TERM_FIELDS if isinstance(record, Term) else _RESOURCE_FIELDS:
            declared = getattr(glossary.site.vocabularies, field)
            seen: set[str] = set()
            for value, span in _values(record, field):
                if value in seen:
                    yield diagnostic(
                        "duplicate-reference",
                        f"{quote(value)} stands twice in `{field}`",
                        span,
                        "remove one of the two",
                    )
                elif declared is not None and value not in declared:
                    yield _unknown(field, value, declared, span)
                seen.add(value)


def _values(record: Record, field: str) -> Iterator[tuple[str, Span]]:
    value = getattr(record.fields, field)
    if isinstance(value, str):
        yield value, record.front.place(field)
    else:
        for index, item in enumerate(value or ()):
            yield item, record.front.place(field, index)


def _unknown(field: str, value: str, declared: dict[str, object], span: Span) -> Diagnostic:
    listed = ", ".join(f"`{choice}`" for choice in list(declared)[:12])
    hints = did_you_mean(value, declared) or (f"the values are {listed}",)
    return diagnostic("unknown-value", f"{quote(value)} is not a value of `{field}`", span, *hints)
