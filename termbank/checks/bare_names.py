"""Bare names: names of one character, function words, and words of titles that say less, which prose does not link."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from termbank.content.key import Key
from termbank.content.model import Glossary
from termbank.linking.mentions import find, prose_of
from termbank.linking.names import Names
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.suggest import quote

BARE_NAME = Rule(
    "bare-name",
    "a name that prose does not link",
    Severity.WARNING,
    editorial=True,
    why="""
        A name is a single character, a word such as "here" that every text uses, or a word that is too
        general for its term, such as "script" for the term "Bitcoin Script", and other pages say it. That
        does not link to the term: many of these links would be wrong.
        """,
    cure="""
        Give the term a longer name as well. If prose shall link it all the same, say so in the term with
        `link: first`, or list the word in `forms`.
        """,
)
RULES = (BARE_NAME,)

# By the reason for which such a name is not linked.
_WHAT = MappingProxyType({"bare": "is an everyday word", "wider": "is too general a word for its term"})


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Titles and aliases that are too short or too common to be linked, where another page says them."""
    bare = [
        (glossary.terms[name.slug], name)
        for group in names.by_text.values()
        for name in group
        # Abbreviations of one letter are for readers; they need no link.
        if name.reason and name.kind in ("title", "alias")
    ]
    said: set[tuple[str, Key]] = set()
    for record in glossary.records if bare else ():
        for mention in find(prose_of(record.body), names, glossary.site.language):
            said.update((name.text, record.key) for name in mention.names if mention.reason in _WHAT)
    for term, name in bare:
        if any(text == name.text and key != term.key for text, key in said):
            what = "is one character" if len(name.text) < 2 else _WHAT[name.reason]
            yield diagnostic(
                BARE_NAME,
                f"{quote(name.text)} {what}, so prose does not link to it",
                term.front.place(*name.field),
                "write `link: first` in the term if it shall",
            )
