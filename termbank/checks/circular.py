"""Circles: a summary explains a term in other words than its own name, and no two explain each other."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_in
from termbank.linking.mentions import Mention, Prose, find
from termbank.linking.names import Names
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.source import Span
from termbank.text.suggest import quote

CIRCULAR_SUMMARY = Rule(
    "circular-summary",
    "a summary that uses the term's own name",
    Severity.WARNING,
    editorial=True,
    why="""
        A summary uses the name of its own term: the title, an alias, an abbreviation, or a plural or
        singular of one of them. Readers who do not know the word learn nothing from it. Only a `summary` that is
        written counts; the body may name its term.
        """,
    cure="""
        Say what it is in other words. A longer name that holds the word is another name: "single-point
        rubric" may be a rubric.
        """,
)
CIRCULAR_PAIR = Rule(
    "circular-pair",
    "two summaries that explain each other",
    Severity.WARNING,
    editorial=True,
    why="""
        Two summaries explain each other: each names the other's term. A reader who knows neither is sent
        round in a circle.
        """,
    cure="""
        Explain one of the two without the other. It is named once, in the first of the two files; an
        exception in either file excuses it.
        """,
)
RULES = (CIRCULAR_SUMMARY, CIRCULAR_PAIR)


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Summaries that use a name of their own term, in any form, and pairs that use each other's."""
    named = {term.slug: _named(term, names) for term in glossary.active}
    for term in glossary.active:
        own = named[term.slug].get(term.slug)
        if own:
            text = term.summary[own.start : own.end]
            yield diagnostic(
                CIRCULAR_SUMMARY,
                f"the summary uses the term's own name, {quote(text)}",
                _place(term, own),
                "say what it is in other words",
            )
        for other in sorted(named[term.slug]):
            # Named once, in the first of the two files: the second would say the same again.
            if term.slug < other and term.slug in named.get(other, ()):
                yield diagnostic(
                    CIRCULAR_PAIR,
                    f"the summaries of {quote(term.slug)} and {quote(other)} explain each other",
                    _place(term, named[term.slug][other]),
                    "explain one of the two without the other",
                    related=[
                        Related("the other summary", _place(glossary.terms[other], named[other][term.slug]))
                    ],
                )


def _named(term: Term, names: Names) -> dict[str, Mention]:
    """The terms that a written summary names, each with its first mention."""
    found: dict[str, Mention] = {}
    # Only what is written counts: a first paragraph may name its term, "A rubric is …".
    prose = Prose(term.fields.summary or "", [0], [0])
    for mention in find(prose, names, term.language):
        for name in mention.names if mention.reason not in ("address", "unlinked") else ():
            found.setdefault(name.slug, mention)
    return found


def _place(term: Term, mention: Mention) -> Span:
    return span_in(term, term.summary, mention.start, mention.end, "summary")
