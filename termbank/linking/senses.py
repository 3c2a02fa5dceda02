"""Senses: where a word that is a name of a term means something else, as the words beside it show."""

from __future__ import annotations

import re

from termbank.linking.words import FUNCTION_WORDS

# Behind these an everyday word is a verb: "to return data", "programs that will fork"; but "access to education".
_BEFORE_VERBS = frozenset(
    ["to", "can", "could", "may", "might", "must", "shall", "should", "will", "would", "cannot", "let"]
).union(["we", "you", "they", "who", "i"])
_NOUN_ENDINGS = ("ion", "ment", "ness", "ity", "nce", "ing", "ship", "ism", "logy", "ture", "al", "s")
# Before these it is one as well, unless one of them is before it: "returns a list", but "gives the group a task".
_DETERMINERS = frozenset(
    ["a", "an", "the", "its", "their", "his", "her", "our", "your", "my", "every", "any"]
)
_AUXILIARIES = frozenset(["is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "gets"])
_SUBJECTS = frozenset(["it", "which", "who", "he", "she"])
_RELATIVE = frozenset(["that", "this", *_SUBJECTS])
_PREPOSITIONS = frozenset(
    ["as", "at", "by", "for", "from", "in", "into", "on", "onto", "over", "to", "under", "with"]
)
# What these say together is nothing of what their words name. Behind "key", many words make it an adjective.
_IDIOMS = frozenset(
    f"{first} {second}"
    for first, seconds in {
        "bank": "account transfer", "black": "box", "board": "game", "building": "block", "bullet": "point",
        "common": "ground sense", "credit": "card", "data": "point type", "driving": "force", "end": "user",
        "entry": "fee level point", "exchange": "rate", "focal": "point", "general": "rule", "interest": "rate",
        "key": "aspect challenge concept difference element factor feature finding idea insight part player "
        "point principle question reason role strength takeaway",
        "learning": "curve", "pain": "point", "percentage": "point", "public": "domain", "road": "map",
        "role": "model", "side": "effect", "starting": "point", "talking": "point",
        "seed": "funding money phrase vault",
        "text": "box", "time": "frame", "tipping": "point", "turning": "point", "vantage": "point",
        "version": "control",
    }.items()
    for second in seconds.split()
)  # fmt: skip
_IN_IDIOMS = frozenset(word for idiom in _IDIOMS for word in idiom.split())
_WORD = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[\w,] ([^\W\d_][\w-]*) \Z")


def everyday_sense(text: str, start: int, end: int) -> str:
    """Why the everyday word of English at `text[start:end]` means no term: "everyday", "verb", "idiom"; or empty."""
    # "The target of a link", "evidence of learning": such words mean their complement there.
    if text.startswith(" of ", end):
        return "everyday"
    if text[start].isupper() or text[start - 1 : start] != " ":
        return ""
    # Only short words matter. One at the start of a block, behind a sign, or in capitals is looked at more closely.
    begin = max(start - 10, 0)
    before = text[max(text.rfind(" ", begin, start - 1) + 1, begin) : start - 1]
    if not before.islower():
        before = re.split(r"\W", before)[-1].casefold()
    word = text[start:end].removesuffix("s")
    if word in _IN_IDIOMS:
        behind = _word_behind(text, end).removesuffix("s")
        if f"{before} {word}" in _IDIOMS or f"{word} {behind}" in _IDIOMS:
            return "idiom"
    if before in _DETERMINERS or not before:
        return ""
    if before in _BEFORE_VERBS and not text[start:end].casefold().endswith(_NOUN_ENDINGS):
        return "verb"
    behind = _word_behind(text, end)
    # "A partial that functions as a decorator", "the text is processed".
    is_verb = behind in _DETERMINERS or (before in _RELATIVE and behind in _PREPOSITIONS)
    is_verb |= before in _SUBJECTS and text[end - 1] == "s"
    is_participle = text.endswith("ed", start, end) and (before in _AUXILIARIES or behind == "by")
    return "verb" if is_verb or is_participle else ""


def begins_longer_name(text: str, start: int, end: int, language: str) -> bool:
    """Whether the capitalized word at `text[start:end]` begins a longer name: "Canvas Studio", "Standard Chartered".

    Not so before a small word, and in texts in capitals.
    """
    return (
        text[end : end + 1] == " "
        and text[end + 1 : end + 2].isupper()
        and text[end + 2 : end + 3].isalpha()
        and not text[start:end].isupper()
        and _word_behind(text, end) not in FUNCTION_WORDS.get(language, ())
    )


def ends_longer_name(text: str, start: int, end: int, language: str) -> bool:
    """Whether the capitalized word at `text[start:end]` ends a longer name within a sentence: "Seed Vault"."""
    before = None if text[start:end].isupper() else _CAPITAL.search(text, max(start - 40, 0), start)
    return (
        before is not None
        and before[1][0].isupper()
        and before[1].casefold() not in FUNCTION_WORDS.get(language, ())
    )


def _word_behind(text: str, end: int) -> str:
    found = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    return found[0].casefold() if found else ""
