"""Labels: what readers see must tell terms apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_of
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.suggest import quote


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Two terms with one label; an alias that is another term's label. Upper and lower case tell apart."""
    labels: dict[str, Term] = {}
    for term in glossary.terms.values():
        first = labels.setdefault(_normal(term.label), term)
        if first is not term:
            yield diagnostic(
                "duplicate-label",
                f"{quote(term.label)} is also the title of {quote(first.slug)}",
                span_of(term, "title"),
                "give both a `qualifier`, such as `qualifier: of learning`",
                related=[Related("the other term", span_of(first, "title"))],
            )
    for term in glossary.terms.values():
        for field in ("aliases", "abbreviations"):
            for index, alias in enumerate(getattr(term.fields, field)):
                other = labels.get(_normal(alias))
                if other and other is not term:
                    yield diagnostic(
                        "alias-is-label",
                        f"{quote(alias)} is the title of {quote(other.slug)}",
                        span_of(term, field, index),
                        "remove the alias, or make one term of the two",
                        related=[Related("the other term", span_of(other, "title"))],
                    )


def _normal(label: str) -> str:
    return unicodedata.normalize("NFC", label)
