"""Summaries: one sentence, short, that can be read alone and is not said again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_at, span_in
from termbank.linking.mentions import file_offsets, place_of, prose_of
from termbank.linking.names import Names
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.sentences import ends
from termbank.text.source import Span
from termbank.text.suggest import quote

LONG_SUMMARY = Rule(
    "long-summary",
    "a summary beyond 240 characters",
    Severity.WARNING,
    editorial=True,
    why="""
        A summary has more than 240 characters. On cards and in search results it would be cut.
        """,
    cure="""
        Keep what the thing is and what sets it apart. What it is good for belongs in the body.
        """,
)
MANY_SENTENCES = Rule(
    "many-sentences",
    "a summary of more than one sentence",
    Severity.WARNING,
    editorial=True,
    why="""
        A summary is one sentence. A second one nearly always says something that belongs in the body.
        """,
    cure="""
        Keep the sentence that says what it is.
        """,
)
LEANING_SUMMARY = Rule(
    "leaning-summary",
    "a summary that cannot stand alone",
    Severity.WARNING,
    editorial=True,
    why="""
        A summary is read alone, in search results and on cards. One that begins with "it" or "these", says
        "see above" or ends with a colon needs a text that is not there. The words are known in English;
        colons and dots at the end count in every language.
        """,
    cure="""
        Put the noun there: "A tool that lists criteria and levels."
        """,
)
REPEATS_SUMMARY = Rule(
    "repeats-summary",
    "a first paragraph that says the summary again",
    Severity.WARNING,
    editorial=True,
    why="""
        A sentence of the first paragraph says what the summary says: they share most of their longer words. The
        summary leads the term's page and the body goes on from it, so readers would read the same thing twice.
        """,
    cure="""
        Delete the sentence, or say something new in it: how it works, where it comes from, what it looks
        like in one classroom.
        """,
)
RULES = (LONG_SUMMARY, MANY_SENTENCES, LEANING_SUMMARY, REPEATS_SUMMARY)

MAX_SUMMARY = 240
REPEATED = 0.4
"""The share of a summary's words that makes a sentence with them a repetition."""

# Long words carry the meaning, and their first letters are those of their other forms: "teach" and "teaching".
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 6

# A sentence ends before a capital, or before a letter of a script without capitals; "e.g. Bloom", "J. Dewey" and
# "U.S. schools" hold no such end.
_NEXT_SENTENCE = re.compile(
    r"(?<![.\s][A-Za-z])(?<!\b(?:vs|cf|Dr|Mr|Ms|St|No|al))(?<!\bMrs)[.!?…][\"”’)]*\s+(?=[\"“‘(]?[^\W\d_a-zß-öø-ÿ])"
    r"|[。！？]\s*(?=\S)|[؟।]\s+(?=\S)"
)
_POINTS_BACK = re.compile(
    r"(?:its?|this|these|they|their)\b(?=[ ’'])(?! (?:term|word|phrase|expression)s? )", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"\b(?:see|as|described|listed|mentioned|explained|defined) (?:above|below)\b|\bthe above\b",
    re.IGNORECASE,
)
# Colons, also the wide one of East Asia, and dots.
_BREAKS_OFF = (":", "\uff1a", "…", "...")


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Written summaries that are too long, hold several sentences, lean on the text around them, or are repeated."""
    for term in glossary.active:
        summary = term.fields.summary or ""
        if len(summary) > MAX_SUMMARY:
            yield diagnostic(
                LONG_SUMMARY,
                f"the summary has {len(summary)} characters, more than {MAX_SUMMARY}",
                span_in(term, summary, MAX_SUMMARY, len(summary), "summary"),
                "keep what the thing is, and leave the rest to the body",
            )
        if second := _NEXT_SENTENCE.search(summary):
            yield diagnostic(
                MANY_SENTENCES,
                "the summary has more than one sentence",
                span_in(term, summary, second.end(), len(summary), "summary"),
                "keep the sentence that says what it is",
            )
        is_english = term.language.split("-")[0] == "en"
        # "It lists criteria" says nothing on a card, where no sentence comes before it.
        pointing = (_POINTS_BACK.match(summary) or _ELSEWHERE.search(summary)) if is_english else None
        if pointing or summary.endswith(_BREAKS_OFF):
            message = f"{quote(pointing[0])} points to another text" if pointing else "the summary breaks off"
            end = len(summary.rstrip("".join(_BREAKS_OFF)))
            place = span_in(term, summary, *(pointing.span() if pointing else (end, len(summary))), "summary")
            yield diagnostic(LEANING_SUMMARY, message, place, "write a summary that can be read alone")
        if repeated := _repetition(term, summary):
            yield diagnostic(
                REPEATS_SUMMARY,
                "the sentence repeats the summary, which stands above it",
                repeated,
                "delete it, or go on from the summary",
            )


def _repetition(term: Term, summary: str) -> Span | None:
    """The place of the first sentence of the first paragraph that says the summary again."""
    said, parts = _stems(summary), term.body.parts
    prose = prose_of(term.body)
    count = bisect_left(prose.parts, term.body.lead)
    if not said or not count:
        return None
    stop = prose.starts[count - 1] + len(parts[prose.parts[count - 1]].text)
    borders = [(0, prose.starts[0]), *ends(prose.text[:stop]), (stop, stop)]
    for (_, start), (end, _) in pairwise(borders):
        again = len(said & _stems(prose.text[start:end]))
        # Of a short summary, all words: "a plan for groups" may share one of its two words with any sentence.
        if again >= REPEATED * len(said) and again >= min(4, len(said)):
            return span_at(term, *file_offsets(place_of(prose, start, end), parts))
    return None


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _LONG_WORD.findall(text.casefold())}
