"""Connections: ways to a term, ways on from it, and something to read about it."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_of
from termbank.linking.names import Names
from termbank.linking.see_entries import referred
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity

ORPHAN_TERM = Rule(
    "orphan-term",
    "a term that no other page leads to",
    Severity.WARNING,
    editorial=True,
    why="""
        No other page leads to the term: none is related to it, and no text mentions it. Readers find it
        only by its name. Relations count at both ends, whichever file names them.
        """,
    cure="""
        Name it in `related` of the terms whose readers need it.
        """,
)
DEAD_END = Rule(
    "dead-end",
    "a term that leads nowhere",
    Severity.WARNING,
    editorial=True,
    why="""
        The term leads to no other: it has no related, broader, narrower or easily confused term, and its
        text mentions none. Relations count at both ends, whichever file names them.
        """,
    cure="""
        Name the terms that a reader should look at next in `related`, or mention them in the text.
        """,
)
NO_RESOURCE = Rule(
    "no-resource",
    "a term without a resource",
    Severity.WARNING,
    editorial=True,
    why="""
        No resource names the term in its `terms`, and its text cites none. Nothing is said while a bank has no
        resources at all.
        """,
    cure="""
        Add the term to a resource that serves it, cite one, or add a resource. Where there is none yet, say so in
        an exception.
        """,
)
RULES = (ORPHAN_TERM, DEAD_END, NO_RESOURCE)


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Terms that no page leads to, terms that lead nowhere, terms without a resource."""
    # The first term of a new glossary has nothing that it could be connected with.
    alone = len(glossary.terms) == 1
    citing = {
        link.source
        for key, links in glossary.links.backlinks.items()
        if key.kind == "resource"
        for link in links
    }
    for term in glossary.active:
        if not alone and is_orphan(glossary, term):
            yield _of(
                term,
                ORPHAN_TERM,
                "no other page leads to this term",
                "name it in the `related` of another term",
            )
        if not alone and is_dead_end(glossary, term):
            yield _of(term, DEAD_END, "this term leads to no other term", "name a term in `related`")
        served = glossary.links.resources.get(term.slug) or term.key in citing
        if glossary.resources and not served:
            cure = f"name `{term.slug}` in the `terms` of a resource, or cite one"
            yield _of(term, NO_RESOURCE, "no resource is listed for this term", cure)


def is_orphan(glossary: Glossary, term: Term) -> bool:
    """Whether no other page leads to `term`: by no relation, in either direction, and by no mention."""
    # Prose that names an entry such as "See Rubric." leads to the rubric: nothing is wrong with that entry.
    return not (_is_related(glossary, term) or glossary.links.backlinks.get(term.key) or referred(term.body))


def is_dead_end(glossary: Glossary, term: Term) -> bool:
    """Whether `term` leads to no other term: by no relation, in either direction, and by no mention."""
    if _is_related(glossary, term):
        return False
    written = (target.key for target in glossary.links.written[term.key] if target and target.key)
    automatic = (link.target for link in glossary.links.automatic[term.key] if link.kind == "term")
    leads_to = {*automatic, *(key.slug for key in written if key.kind == "term")}
    # A link to itself, such as one to its own heading, leads nowhere else.
    return not leads_to - {term.slug}


def _is_related(glossary: Glossary, term: Term) -> bool:
    links = glossary.links
    relations = (links.related, links.broader, links.narrower, links.confused)
    return any(relation.get(term.slug) for relation in relations)


def _of(term: Term, rule: Rule, message: str, hint: str) -> Diagnostic:
    return diagnostic(rule, message, span_of(term, "title"), hint)
