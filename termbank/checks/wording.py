"""Wording: a text says at once what a thing is: not when it is, not what its word refers to, and without asking."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termbank.content.model import Glossary, Record, Term
from termbank.content.spans import span_at, span_in
from termbank.linking.mentions import Prose, file_offsets, find, place_of, prose_of
from termbank.linking.names import Names
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.sentences import first_sentence
from termbank.text.source import Span
from termbank.text.suggest import quote

IS_WHEN = Rule(
    "is-when",
    "a definition by “is when” or “is where”",
    Severity.WARNING,
    editorial=True,
    why="""
        A definition says when or where something happens, not what it is. Looked at are the written summary
        and the words right behind the term's name at the start of the body. In English only.
        """,
    cure="""
        Begin with the kind of thing it is: "a tool that", "a practice in which".
        """,
)
REFERS_TO = Rule(
    "refers-to",
    "a definition of the word instead of the thing",
    Severity.WARNING,
    editorial=True,
    why="""
        A definition is about the word instead of the thing: "this term refers to", "describes", "a term
        for". Looked at are the written summary and the words right behind the term's name at the start of
        the body. In English only.
        """,
    cure="""
        Leave the words out: "A tool for scoring".
        """,
)
OPENING_QUESTION = Rule(
    "opening-question",
    "a text that begins with a question",
    Severity.WARNING,
    editorial=True,
    why="""
        The first sentence of a text, or a written summary, is a question. Whoever looks a word up has come with a
        question and wants the answer. A question in quotation marks, which somebody in the text asks, does not count,
        nor does one behind a colon.
        """,
    cure="""
        Begin with the answer: "A scoring tool that lists criteria", not "What is a rubric?"
        """,
)
RULES = (IS_WHEN, REFERS_TO, OPENING_QUESTION)

_WORD = r"(?:term|word|phrase|expression)"
_SAYS = r"(?:refers? to|describes?|means|denotes?|is used|is|are|was)"
_A_WORD = rf"(?:an?|the) (?:[\w-]+ )?{_WORD}s? (?:for|used|that|which)\b"
# "Is when to stop" is a question, not a definition.
_WHEN = r"(?:is|are|was|were) (?:when|where)\b(?= )(?! to )"

# By rule, what a summary must not begin with …
_SUMMARY = (
    (
        IS_WHEN,
        re.compile(
            rf"(?:when|where)\b(?= \w)|(?:(?!\b(?:where|when|what|how|that|which|who)\b)[^.,;:]){{0,80}}?\b{_WHEN}",
            re.IGNORECASE,
        ),
    ),
    (
        REFERS_TO,
        re.compile(
            rf"(?:this|the|these) {_WORD}s? {_SAYS}\b|(?:it )?(?:refers? to|denotes?|describes?)\b"
            rf"|(?:is )?used to (?:describe|denote|refer to|mean)\b|{_A_WORD}",
            re.IGNORECASE,
        ),
    ),
)
# … and what must not follow the term's name in the first words of the definition.
_BEHIND_NAME = (
    (IS_WHEN, re.compile(_WHEN, re.IGNORECASE)),
    (
        REFERS_TO,
        re.compile(
            rf"refers? to\b|denotes?\b|(?:is|are) (?:used to (?:describe|denote|refer to|mean)|defined as)\b"
            rf"|(?:is|are) {_A_WORD}",
            re.IGNORECASE,
        ),
    ),
)
_THIS_WORD = re.compile(rf"this {_WORD} {_SAYS}\b", re.IGNORECASE)
_GAP = re.compile(r"(?:[ \n]?\([^()]*\))?[ \n]")
# A definition that names its term names it among its first words.
_FIRST_WORDS = 60
# Question marks of Latin, Arabic and East Asian scripts, and what may close behind them.
_ASKS = re.compile(r"[?؟？][\"”’»)\]]*\s*\Z")
_OPENS_QUOTE = ('"', "“", "‘", "„", "«", "'", "「", "『")


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Texts that begin with a question; “is when”, “this term refers to” and their kin, in English only."""
    records: tuple[Record, ...] = (*glossary.active, *glossary.resources.values())
    for record in records:
        cure = "begin with the answer"
        summary = (record.fields.summary or "") if isinstance(record, Term) else ""
        if _is_question(first := first_sentence(summary)):
            place = span_in(record, summary, 0, len(first), "summary")
            yield diagnostic(OPENING_QUESTION, "the summary is a question", place, cure)
        prose = prose_of(record.body)
        begin = prose.starts[0] if prose.starts else 0
        # The first block alone: a list or a table that follows it belongs to no sentence.
        first = first_sentence(prose.text[begin:].partition("\0")[0])
        if _is_question(first):
            place = span_at(
                record, *file_offsets(place_of(prose, begin, begin + len(first.rstrip())), record.body.parts)
            )
            yield diagnostic(OPENING_QUESTION, "the text begins with a question", place, cure)
    # The patterns are words of English; in another language they would find nothing, or the wrong thing.
    if glossary.site.language.split("-")[0] != "en":
        return
    for term in glossary.active:
        summary = term.fields.summary or ""
        for rule, pattern in _SUMMARY:
            if found := pattern.match(summary):
                yield _found(rule, found[0], span_in(term, summary, *found.span(), "summary"))
        prose = prose_of(term.body)
        begin = prose.starts[0] if prose.starts else 0
        if found := _THIS_WORD.match(prose.text, begin):
            yield _at(term, prose, REFERS_TO, found)
        # "A rubric is when …" is found behind the name, wherever the sentence puts it among its first words.
        start = Prose(prose.text[: begin + 2 * _FIRST_WORDS], [0], [0])
        own = (
            mention
            for mention in find(start, names, term.language)
            if mention.start - begin < _FIRST_WORDS and any(name.slug == term.slug for name in mention.names)
        )
        named = next(own, None)
        gap = _GAP.match(prose.text, named.end) if named else None
        for rule, pattern in _BEHIND_NAME if gap else ():
            if gap and (behind := pattern.match(prose.text, gap.end())):
                yield _at(term, prose, rule, behind)


def _is_question(sentence: str) -> bool:
    # "“Who knows your goals?”" is what somebody in the text says, "Ask three things: who, when, and where?" advice.
    said = sentence.startswith(_OPENS_QUOTE) and not sentence.rstrip().endswith(("?", "؟", "？", ")"))
    return bool(_ASKS.search(sentence)) and not said and ": " not in sentence


def _at(term: Term, prose: Prose, rule: Rule, found: re.Match[str]) -> Diagnostic:
    start, end = file_offsets(place_of(prose, *found.span()), term.body.parts)
    return _found(rule, found[0], span_at(term, start, end))


def _found(rule: Rule, text: str, place: Span) -> Diagnostic:
    if rule is IS_WHEN:
        message = f"{quote(text)} says when or where, not what the thing is"
        return diagnostic(rule, message, place, "begin with what it is: “a practice in which …”")
    message = f"{quote(text)} is about the word, not about the thing"
    return diagnostic(rule, message, place, "leave it out, and say what the thing is")
