"""Labels: what readers see must tell terms apart."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_of
from termbank.linking.meanings import same_title
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.suggest import quote
from termbank.text.urls import slugify

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
TAKEN_ADDRESS = Rule(
    "taken-address",
    "no address for the page of a title's meanings",
    Severity.WARNING,
    why="""
        Several terms have one title, each with a `qualifier`. Readers who look for the title alone would get
        a page on which they choose, but its address is another page's: the slug that the title makes is
        already the slug of a term, or the former slug of a term with another title.
        """,
    cure="""
        Rename the term that has the slug, for example with `python build.py rename transfer
        transfer-of-learning`: links to the old address then lead to the choice. Of one term that is meant
        wherever nothing else is said, leave out the `qualifier`: its page links to the other meanings.
        """,
)
RULES = (DUPLICATE_LABEL, ALIAS_IS_LABEL, TAKEN_ADDRESS)


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Two terms with one label; an alias that is another's label. MySQL and mysql are two, Rubric and rubric one."""
    labels: dict[str, Term] = {}
    for term in glossary.terms.values():
        first = labels.setdefault(same_title(term.label), term)
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
                other = labels.get(same_title(alias))
                # What went into this term is a name of it, and a title of its own old page.
                if other and other is not term and term.slug not in other.fields.successors:
                    yield diagnostic(
                        ALIAS_IS_LABEL,
                        f"{quote(alias)} is the title of {quote(other.slug)}",
                        span_of(term, field, index),
                        "remove the alias, or make one term of the two",
                        related=[Related("the other term", span_of(other, "title"))],
                    )
    yield from _of_choices(glossary)


def _of_choices(glossary: Glossary) -> Iterator[Diagnostic]:
    """Titles with several meanings whose page has no address."""
    for found in glossary.links.meanings:
        terms = [glossary.terms[slug] for slug in found.terms]
        # One term without a qualifier is the first that readers think of, and its page leads to the others. Several
        # are a problem of their own.
        if found.path or not all(term.fields.qualifier for term in terms):
            continue
        holder = glossary.terms[found.holder or found.terms[0]]
        place, cure = span_of(holder, "title"), f"rename it: `rename {found.slug} {slugify(holder.label)}`"
        reason = f"is that of {quote(holder.slug)}"
        if not found.holder:
            reason, cure = "cannot be had", "write the title so that it makes another address"
        elif found.slug in holder.fields.formerly:
            reason, cure = (
                f"was that of {quote(holder.slug)}",
                "remove it, so that old links lead to the choice",
            )
            place = span_of(holder, "formerly", holder.fields.formerly.index(found.slug))
        message = f"{quote(found.title)} has {len(terms)} meanings, and the address of the page to choose one {reason}"
        yield diagnostic(TAKEN_ADDRESS, message, place, cure)
