"""Contradictions: what is shown as another name of a term, and set apart from it by the term's own text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import takewhile

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_at, span_in, span_of
from termbank.linking.mentions import Prose, file_offsets, place_of, prose_of
from termbank.linking.names import Names, Text, normalize
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.source import Span
from termbank.text.suggest import quote

CONTRADICTED_ALIAS = Rule(
    "contradicted-alias",
    "an alias that the term's own text contradicts",
    Severity.WARNING,
    editorial=True,
    why="""
        One of the `aliases` is shown as another name of the term, and the term's text, or its `confused_with`, says
        that the two differ: "are not the same", "a badge is a kind of credential", "narrower than". The last words of
        two names stand for them: "goals" for "learning goals". In English only.
        """,
    cure="""
        Move the alias to `hidden_aliases`, where search still finds it, or make it a term of its own. If the sentence
        means something else, give an exception.
        """,
)
RULES = (CONTRADICTED_ALIAS,)

_ARTICLE = r"(?:(?:an?|the|one|some|any|only|another|its|all|other) ){0,2}"
_KIND = r"(?:kinds?|types?|forms?|sorts?|variet(?:y|ies)|subsets?|cases?|versions?|parts?|examples?) of "
_SAME = r"(?:same|synonym\w*|interchangeabl\w+|identical|equivalent|alike)\b"
_NOT = r"(?: not|n't)"
_CONTRADICTIONS = tuple(
    pattern.replace("X", "(?:@x)").replace("Y", "(?:@y)")
    for pattern in (
        # "A badge is only one kind of credential", "badges, a form of credential".
        rf"\bX(?: is| are|,|, which is)(?: \w+ly| just)? {_ARTICLE}(?:\w+ )?{_KIND}{_ARTICLE}(?:\w+ )?Y\b",
        # "Kinds of credential, such as badges".
        rf"\b{_KIND}{_ARTICLE}Y,? (?:such as|like|including|is|are) {_ARTICLE}X\b",
        # "Goals and objectives are not the same", "… mean different things", "… differ".
        rf"\bX (?:and|or) {_ARTICLE}Y\b[^.;]{{0,40}}?{_NOT}\b[^.;]{{0,30}}?\b{_SAME}",
        rf"\bX and {_ARTICLE}Y (?:differ\b|(?:are|mean) (?:\w+ )?(?:different|distinct|two things)\b)",
        # "Goals and objectives are often swapped, but they are not the same", "… . The two differ".
        rf"\bX (?:and|or) {_ARTICLE}Y\b[^.;]{{0,80}}?[,.;:] (?:but |yet )?(?:they|the two)"
        rf"(?: differ\b| are (?:\w+ )?(?:different|distinct)\b| (?:are|do){_NOT}[^.;]{{0,20}}? {_SAME})",
        # "A badge is not the same as a credential", "does not mean", "is often confused with".
        rf"\bX (?:is|are|does|do){_NOT}(?: \w+){{0,2}}? (?:{_SAME}(?: thing)? (?:as|of|to|with|for)"
        rf"|another (?:word|name) for|mean) {_ARTICLE}Y\b",
        rf"\bX (?:is|are|(?:should|must)(?: not)? be) (?:\w+ )?(?:confused with|mistaken for) {_ARTICLE}Y\b",
        rf"\bX (?:differs?|(?:is|are) (?:\w+ )?(?:different|distinct)) from {_ARTICLE}Y\b",
        rf"\bX (?:is|are) (?:\w+ )?(?:narrower|wider|broader|more|less|smaller|larger) (?:\w+ )?than {_ARTICLE}Y\b",
        rf"\b(?:difference|distinction) between {_ARTICLE}X and {_ARTICLE}Y\b",
        rf"\bdistinguish\w* {_ARTICLE}X from {_ARTICLE}Y\b",
        rf"\bnot (?:every|all|each|any) X (?:is|are|counts? as) {_ARTICLE}Y\b",
        rf"\bunlike {_ARTICLE}X, {_ARTICLE}Y\b",
        rf"\bX (?:is|are){_NOT} {_ARTICLE}Y(?=[.;]|, but)",
        # "A badge is not the same.", "… is something else.": Y is what the page is about.
        r"\bX (?:is|are|means?) (?:something|another thing|a thing) (?:else|different)\b",
        rf"\bX (?:is|are){_NOT}(?: quite| exactly| really)? (?:the same(?: thing)?|a synonym)(?=[.,;:])",
    )
)


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Aliases that the text of their own term sets apart from it; in English only."""
    if glossary.site.language.split("-")[0] != "en":
        return
    for term in glossary.active:
        if not term.fields.aliases:
            continue
        prose = prose_of(term.body)
        text = normalize(prose.text)
        labels = _spelled(term, text.folded)
        for number in sorted(labels.keys() - {0}):
            if place := _contradiction(term, number, labels, prose, text):
                alias = term.fields.aliases[number - 1]
                yield diagnostic(
                    CONTRADICTED_ALIAS,
                    f"{quote(alias)} is shown as another name, but the text says that it is not",
                    span_of(term, "aliases", number - 1),
                    "move it to `hidden_aliases`, or make it a term of its own",
                    related=[Related("said here", place)],
                )


def _contradiction(
    term: Term, number: int, labels: Mapping[int, str], prose: Prose, text: Text
) -> Span | None:
    """Where `term` first says that the label of that number is something else than another one."""
    alias = labels[number]
    # Where no other name is said, Y stands for nothing: the empty pattern would match anywhere.
    others = "|".join(labels[other] for other in labels if other != number) or r"(?!)"
    # Either may be named first: "a badge is a kind of credential", "a credential is more than a badge".
    patterns = [
        re.compile(pattern.replace("@x", one).replace("@y", other))
        for pattern in _CONTRADICTIONS
        for one, other in ((alias, others), (others, alias))
        if one == alias or "@y" in pattern
    ]
    for pattern in patterns:
        if found := pattern.search(text.folded):
            place = place_of(prose, *text.original(*found.span()))
            return span_at(term, *file_offsets(place, term.body.parts))
        for slug, sentence in term.fields.confused_with.items():
            said = normalize(sentence)
            if found := pattern.search(said.folded):
                return span_in(term, sentence, *said.original(*found.span()), "confused_with", slug)
    return None


def _spelled(term: Term, prose: str) -> dict[int, str]:
    """Patterns for the title of `term`, number 0, and for its aliases, of those that its own text says.

    A pattern has singular and plural, and the label's head alone where no other label has it.
    """
    said = " ".join([prose, *(normalize(each).folded for each in term.fields.confused_with.values())])
    labels = [
        re.findall(r"\w+", normalize(label).folded) for label in (term.fields.title, *term.fields.aliases)
    ]
    used = Counter(word for words in labels for word in set(words))
    found = {}
    for number, own in enumerate(labels):
        # "education" stands for neither of "competency-based education" and "mastery education".
        # "Depth" of "depth of knowledge" tells as much: what stands before the preposition is the head of the name.
        head = list(takewhile(lambda word: word not in ("of", "for", "in", "to"), own)) or own
        if not own or _stem(head[-1]) not in said:
            continue
        chosen = [own, head, head[-1:]] if used[head[-1]] == 1 and len(head[-1]) > 3 else [own]
        pattern = "|".join(
            r"[ -]?".join(map(re.escape, [*each[:-1], _stem(each[-1])])) + r"(?:'?s|es|y|ies)?"
            for each in chosen
        )
        # Of a term with thousands of aliases its text says a few: each pattern below holds all that are said.
        if re.search(rf"\b(?:{pattern})\b", said):
            found[number] = pattern
    return found


def _stem(word: str) -> str:
    return re.sub(r"(?<=\w\w)(?:(?<!s)s|ies|y)$", "", word)
