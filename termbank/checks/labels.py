"""Labels: what readers see must tell terms apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_of
from termbank.linking.names import has_own_case
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.invisible import visible
from termbank.text.rules import Rule
from termbank.text.suggest import quote

DUPLICATE_LABEL = Rule(
    "duplicate-label",
    "two terms with one title",
    why="""
        Two terms have the same title, and nothing tells them apart in lists and links.
        """,
    cure="""
        Give both a `qualifier`; they are then shown as "Transfer (of learning)" and "Transfer (of
        students)". If both files describe one thing, make one file of them.
        """,
)
ALIAS_IS_LABEL = Rule(
    "alias-is-label",
    "an alias is another term's title",
    why="""
        One of a term's `aliases` or `abbreviations` is the title of another term. A reader who looks the
        word up could not know which of the two is meant.
        """,
    cure="""
        Remove the alias. If both files describe one thing, make one file of them and keep the other title
        as an alias.
        """,
)
RULES = (DUPLICATE_LABEL, ALIAS_IS_LABEL)


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Two terms with one label; an alias that is another's label. MySQL and mysql are two, Rubric and rubric one."""
    labels: dict[str, Term] = {}
    for term in glossary.terms.values():
        first = labels.setdefault(_normal(term.label), term)
        if first is not term:
            yield diagnostic(
                DUPLICATE_LABEL,
                f"{quote(term.label)} is also the title of {quote(first.slug)}",
                span_of(term, "title"),
                "give both a `qualifier`, such as `qualifier: of learning`",
                "or make one term of the two, if they mean one thing",
                related=[Related("the other term", span_of(first, "title"))],
            )
    for term in glossary.terms.values():
        for field in ("aliases", "abbreviations"):
            # `hidden_aliases` may be shared: they are for search alone and never name anything on a page.
            for index, alias in enumerate(getattr(term.fields, field)):
                other = labels.get(_normal(alias))
                # What went into this term is a name of it, and a title of its own old page.
                if other and other is not term and term.slug not in other.fields.successors:
                    yield diagnostic(
                        ALIAS_IS_LABEL,
                        f"{quote(alias)} is the title of {quote(other.slug)}",
                        span_of(term, field, index),
                        "remove the alias, or make one term of the two",
                        related=[Related("the other term", span_of(other, "title"))],
                    )


def _normal(label: str) -> str:
    # As prose does: it says "transfer" for "Transfer", but never "it" for "IT".
    composed = unicodedata.normalize("NFC", visible(label))
    return composed if has_own_case(composed) else composed.casefold()
