"""Usage: how prose uses names: everyday words that are names, words linked by hand, and names that never link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from types import MappingProxyType

from termbank.content.key import Key
from termbank.content.model import AutoLink, Glossary, Record, Target, Term
from termbank.content.spans import span_at, span_of
from termbank.linking.mentions import find, prose_of
from termbank.linking.names import Names, normalize
from termbank.linking.words import FUNCTION_WORDS, is_everyday
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.markdown.body import WrittenLink
from termbank.text.markdown.excerpts import sentence_around
from termbank.text.rules import Rule, Severity
from termbank.text.suggest import quote

ORDINARY_WORD = Rule(
    "ordinary-word",
    "an everyday word that is a name",
    Severity.WARNING,
    editorial=True,
    why="""
        A one-word name of the term is an everyday word of English, and several pages link to the term by it.
        Three of their sentences are shown: does each of them mean the term? Nothing is said once the term
        has `unlinked` or a `link` setting of its own.
        """,
    cure="""
        Put the phrases that mean something else in the term's `unlinked`; the hint has them ready to copy. If
        every sentence means the term, write `link: first` in it, which says that you have looked.
        """,
)
WRITTEN_FORM = Rule(
    "written-form",
    "a text that is linked by hand, again and again",
    Severity.WARNING,
    editorial=True,
    why="""
        On several pages, writers link the same text to one term by hand, and it leads to no other term. As
        one of the term's `forms` it would link by itself.
        """,
    cure="""
        Add the text to the term's `forms`, or to its `aliases` if readers should see it.
        """,
)
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
RULES = (ORDINARY_WORD, WRITTEN_FORM, BARE_NAME)

# By the reason for which such a name is not linked.
_WHAT = MappingProxyType({"bare": "is an everyday word", "wider": "is too general a word for its term"})

PAGES = 2
"""Pages that link a text by hand before it is offered as a form."""
SAMPLES = 3
"""Sentences that advice on an everyday word shows, and pages that it needs."""

_MAX_WORDS = 4


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Everyday words that several pages link by, in English; texts linked by hand; names that no prose links."""
    if glossary.site.language.partition("-")[0] == "en":
        yield from _ordinary(glossary)
    yield from _written(glossary, names)
    yield from _bare(glossary, names)


def _ordinary(glossary: Glossary) -> Iterator[Diagnostic]:
    uses: defaultdict[str, list[tuple[Record, AutoLink]]] = defaultdict(list)
    for record in glossary.records:
        for link in glossary.links.automatic[record.key]:
            # "standards" is as common as "standard".
            if link.kind == "term" and is_everyday(link.text.casefold()):
                uses[link.named].append((record, link))
    for slug, found in uses.items():
        term = glossary.terms[slug]
        if len(found) < SAMPLES or term.fields.unlinked or term.fields.link is not None:
            continue
        phrases, related = dict[str, None](), []
        for record, link in found[:SAMPLES]:
            before, said, after = sentence_around(
                record.body.parts, link.first, link.offset, link.last, link.end
            )
            related.append(Related(f"“{before}{said}{after}”", span_at(record, link.start, link.stop)))
            following = after.split(" ")[1].strip(".,;:!?)”") if after.startswith(" ") else ""
            if following[:1].isalnum() and following.casefold() not in FUNCTION_WORDS["en"]:
                phrases[f"{said} {following}".casefold()] = None
        ready = (
            f"if one does not, add its phrase: `unlinked: [{', '.join(phrases)}]`"
            if phrases
            else "if one does not, name its phrase in `unlinked`"
        )
        yield diagnostic(
            ORDINARY_WORD,
            f"{quote(found[0][1].text)} is an everyday word, and {len(found)} pages link it: does each mean this term?",
            span_of(term, "title"),
            ready,
            "write `link: first` if all of them do",
            related=related,
        )


def _written(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    uses: defaultdict[str, list[tuple[Record, WrittenLink, Target]]] = defaultdict(list)
    for record in glossary.records:
        for link, target in zip(record.body.links, glossary.links.written[record.key], strict=True):
            text = normalize(" ".join(link.text.split()), glossary.site.language)
            if not target or not target.key or link.kind == "image":
                continue
            if len(text.folded.split()) <= _MAX_WORDS and not names.resolve(text.folded, text.common):
                uses[text.folded].append((record, link, target))
    for found in uses.values():
        record, link, target = found[0]
        pages = {record.key: (record, link) for record, link, _ in reversed(found)}
        # A text that leads to two terms, or to a heading, is no form of either; "here" and "this page" lead anywhere.
        one_term = len({target.key for _, _, target in found}) == 1 and not any(t.anchor for _, _, t in found)
        term = glossary.get(target.key) if target.key else None
        if len(pages) < PAGES or not one_term or not isinstance(term, Term) or len(link.text) < 3:
            continue
        yield diagnostic(
            WRITTEN_FORM,
            f"{len(pages)} pages link {quote(link.text)} to this term by hand",
            span_of(term, "title"),
            f"add it to `forms`, so that it links by itself: `forms: [{link.text.casefold()}]`",
            related=[Related("linked here", written.span) for _, written in list(pages.values())[:SAMPLES]],
        )


def _bare(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
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
