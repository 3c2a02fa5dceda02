"""Mentions: where prose says a name of a term, and what each mention means."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator, Sequence
from types import MappingProxyType
from typing import NamedTuple

from termbank.content.model import Passage
from termbank.linking.names import Name, Names, normalize
from termbank.linking.senses import begins_longer_name, ends_longer_name, everyday_sense
from termbank.text.markdown.body import Body, Part

# Addresses, e-mail addresses and paths: their text is not prose.
_ADDRESS = re.compile(
    r"""
    [A-Za-z][A-Za-z0-9+.-]*://[^\s\0\x1a]+   # https://example.org/rubric
    | \bwww\.[^\s\0\x1a]+
    | [^\s\0\x1a@<>()]+@[^\s\0\x1a@<>()]+\.\w+   # rubric@example.org
    | \b[\w-]+(?:\.[\w-]+)+/[^\s\0\x1a]*     # example.org/rubric
    | (?<![\w)])(?:\.{1,2}|~)?/[\w.~-]+(?:/[\w.~-]*)*   # /srv/rubric, ./rubric, ~/rubric
    | \b[^\s\0\x1a]+/[^\s\0\x1a]+\.[A-Za-z]\w{0,4}\b   # docs/rubric.md
    | \b[A-Za-z]:\\[^\s\0\x1a]+ | \\\\[^\s\0\x1a]+   # C:\\rubric
    """,
    re.VERBOSE,
)
# `$5 for a rubric, $10 for two` and `US$5 … US$` are prices: a sign behind a letter or a digit opens no formula, nor
# does one before an amount that words follow. A formula ends within its block; \0 is the border.
_MATH = re.compile(
    r"""
    \$\$[^\0]+?\$\$
    | (?<![\w$\\]) \$ (?=[^\s\0])
      (?! \d[\d.,]*\s?(?:[kKmMbB]n?)?
          (?: \s+(?:a\b|[^\W\d_]{2}) | \s*[,;:!?.)\]"”’\0] | \s*\Z | \s+[A-Z]*\$ | \s?[–—-] ) )
      (?:[^$\\\0]|\\[^\0])+? (?<=[^\s]) \$ (?!\d)
    """,
    re.VERBOSE,
)
# HTML is shown as text, but what was meant as a tag or a link is no prose.
_TAGS = re.compile(r"<a\b[^<>]*>[^\0]*?</a>|</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
# One of these is in every text that `_ADDRESS`, `_MATH` or `_TAGS` finds something in.
_SIGNS = ("/", "@", "\\", "$", "<", "www.")
# Journals and series are named by what they are about: what is in their names is no mention.
_SERIES = (
    "Journal",
    "Quarterly",
    "Review",
    "Handbook",
    "Encyclopedia",
    "Dictionary",
    "Proceedings",
    "Annals",
    "Bulletin",
    "Archives",
    "Advances",
)
_WORK = re.compile(
    rf"\b(?:{'|'.join(_SERIES)}) (?:(?:of|in|on|for|the|and|&) )+"
    r"[A-Z][\w'-]*(?:(?:,? (?:and|&|of|in|the|for))* [A-Z][\w'-]*)*"
    r"|\b(?:[A-Z][\w'-]* (?:(?:and|of|&|in) )?){1,4}(?:Journal|Quarterly|Review)\b"
)
# One-word names before these endings keep their sense: "rubric-based", "Hugo-like".
_ENDING = re.compile(r"-(?:based|like|style|aware|driven)(?![\w-])")
# What is written together with a word in front of it: and, in, like, for, the (Arabic); and, that, the, in … (Hebrew).
_PROCLITICS = MappingProxyType(
    {
        "arabic": re.compile(
            "[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644|[\u0628\u0644\u0643])?"
        ),
        "hebrew": re.compile("\u05d5?(?:\u05db?\u05e9)?[\u05d1\u05db\u05dc\u05de]?\u05d4?"),
    }
)
_HYPHENATED = re.compile(r"(?<![\w-])[^\W_]+-[^\W_]+(?![\w-])")
WINDOW = 4096
"""Characters that are searched at once: all matches of `a`, `aa`, `aaa` … in a word of 64,000 letters would take
1.5 GB."""
_WORD_PUT_IN = re.compile(
    r"(?<![\w-])(?P<before>(?:\w[\w-]* ){0,3})(?P<inside>\(\w[\w-]*\))(?P<behind>(?: \w[\w-]*){0,3})(?![\w-])"
)
_LETTERS_PUT_IN = re.compile(r"(?<![\w-])\w+\(\w{1,3}\)\w+(?![\w-])")
_PLURAL_IN_PARENTHESES = re.compile(r"\((?:e?s|en)\)(?!\w)")
# Control characters, which no file may hold: ASCII, so that prose in ASCII stays ASCII.
BARRIER = "\x1a"
_BREAK = "\0"


class Prose(NamedTuple):
    """The prose of a body in one string: what may not be linked is a `BARRIER`, blocks are kept apart.

    `starts[i]` is where part `parts[i]` of the body begins in `text`.
    """

    text: str
    starts: Sequence[int]
    parts: Sequence[int]


class Mention(NamedTuple):
    """A place in a body that says a name. `start` and `end` are offsets in the prose.

    `names` is what it may mean: one name, or several where terms share it. `reason` says why it cannot be
    linked, wherever it is; empty if it can.
    """

    start: int
    end: int
    names: tuple[Name, ...]
    reason: str = ""


# Makes named tuples without binding their arguments by name: there are millions of them.
_make = tuple.__new__


def prose_of(body: Body) -> Prose:
    """The prose of `body`."""
    pieces: list[str] = []
    starts: list[int] = []
    parts: list[int] = []
    length = 0
    for index, (kind, text, _, _) in enumerate(body.parts):
        if kind == "text":
            starts.append(length)
            parts.append(index)
            pieces.append(text)
            length += len(text)
        # Emphasis leaves no trace, so that "*formative* assessment" is found; a picture or code parts words.
        elif kind != "mark":
            pieces.append(_BREAK if kind == "block" else BARRIER)
            length += 1
    return Prose("".join(pieces), starts, parts)


def find(
    prose: Prose, names: Names, language: str, passed_over: Callable[[str], bool] | None = None
) -> Iterator[Mention]:
    """The mentions in `prose`, leftmost first, of those that overlap the longest.

    Those of a term for whose slug `passed_over` is true when they are reached are left out.
    """
    text = normalize(prose.text, language)
    whole = _whole(text.folded, names)
    if not whole:
        return
    single, exact = names.single, text.offsets is None
    context = _Context.of(text.common, {start for start, _, _ in whole}, language)
    after = 0
    # `after` is where the last mention ends: "formative assessment" is taken, and "assessment" in it is not looked at.
    for start, back, pattern in whole:
        if start < after:
            continue
        end = -back
        meant = single[pattern]
        if not meant:
            name, written = names.texts[pattern], text.common[start:end]
            # "KE(R)L" is written as "KERL" is.
            meant = names.resolve(name, written if "(" in name else _without_parentheses(written))
        if not meant:
            # The name of a work hides the names of terms in it.
            after = end if pattern >= len(names.by_text) else after
            continue
        # A plural in parentheses belongs to the name: "rubric(s)".
        follows, after = start == after + 1, end
        if text.folded.startswith("(", end) and (plural := _PLURAL_IN_PARENTHESES.match(text.folded, end)):
            after = plural.end()
        # Most mentions are of terms that are linked already: what costs time is only asked of the others.
        if passed_over and passed_over(meant[0].slug):
            continue
        place = (start, after) if exact else text.original(start, after)
        yield _make(Mention, (*place, meant, context.reason(start, after, meant, follows)))


class _Context(NamedTuple):
    """What decides about the names in a text besides themselves.

    `closed` are addresses, paths, formulas and tags, `works` names of journals, `begins` where names begin.
    """

    text: str
    closed: Sequence[tuple[int, int]]
    works: Sequence[tuple[int, int]]
    begins: Container[int]
    language: str

    @classmethod
    def of(cls, text: str, begins: Container[int], language: str) -> _Context:
        """The context of `text`, written in `language`, where names begin at `begins`."""
        code = language.partition("-")[0]
        patterns = (_ADDRESS, _MATH, _TAGS) if any(sign in text for sign in _SIGNS) else ()
        closed = list[tuple[int, int]]()
        for first, last in sorted(found.span() for pattern in patterns for found in pattern.finditer(text)):
            # Those that overlap are one, so that the last one that begins before a place is the one that reaches it.
            if closed and first < closed[-1][1]:
                closed[-1] = closed[-1][0], max(last, closed[-1][1])
            else:
                closed.append((first, last))
        works = (
            [found.span() for found in _WORK.finditer(text)] if any(map(text.__contains__, _SERIES)) else []
        )
        return cls(text, closed, works, begins, code)

    def reason(self, start: int, end: int, meant: Sequence[Name], follows: bool) -> str:
        """Why a name here is not linked, wherever its page is; empty if nothing speaks against it.

        `follows` is whether another name stands right before it.
        """
        if self.closed and start < self._last_before(self.closed, end):
            return "address"
        name = meant[0]
        if len(meant) > 1 or name.kind == "unlinked":
            return "unlinked" if name.kind == "unlinked" else "shared"
        if self.works and end <= self._last_before(self.works, start + 1):
            return "work"
        if name.reason or (name.exact and not name.everyday):
            return name.reason
        if name.everyday and (reason := everyday_sense(self.text, start, end)):
            return reason
        if not self.text[start].isupper() or " " in name.text or "-" in name.text or self.language == "de":
            return ""
        # Not where the word before or behind is a name itself.
        is_part = not follows and ends_longer_name(self.text, start, end, self.language)
        is_part |= end + 1 not in self.begins and begins_longer_name(self.text, start, end, self.language)
        return "longer-name" if is_part else ""

    @staticmethod
    def _last_before(spans: Sequence[tuple[int, int]], offset: int) -> int:
        """Where the last of `spans` ends that begins before `offset`; -1 if there is none."""
        index = bisect_left(spans, (offset,))
        return spans[index - 1][1] if index else -1


def _whole(folded: str, names: Names) -> list[tuple[int, int, int]]:
    """The names that are whole words, as (start, -end, pattern): in order, the longer first."""
    padded = f" {folded} "
    found: list[tuple[int, int, int]] = []
    for begin in range(0, len(folded), WINDOW):
        text = folded if len(folded) <= WINDOW else folded[begin : begin + WINDOW + names.longest]
        here = [
            (begin + start, -begin - end, pattern)
            for pattern, start, end in names.places(text)
            # `padded[start]` is the character before the name, `padded[end]` its last.
            if start < WINDOW
            and (
                (padded[begin + start] in _BEFORE and padded[begin + end + 1] in _BEHIND)
                or not (
                    (padded[begin + start] in _LETTERS and padded[begin + start + 1] in _LETTERS)
                    or (padded[begin + end + 1] in _LETTERS and padded[begin + end] in _LETTERS)
                    or not is_whole(folded, begin + start, begin + end)
                )
            )
        ]
        if text is folded:
            found = here
            continue
        # What begins where a longer name begins that can mean one thing only is of no use.
        taken = -1
        for match in sorted(here):
            if match[0] != taken:
                found.append(match)
            if names.single[match[2]]:
                taken = match[0]
    # A name in one word may be written with a hyphen: "e-mail", "check-list".
    split = (
        (found.start(), -found.end(), names.patterns[joined])
        for found in (_HYPHENATED.finditer(folded) if "-" in folded else ())
        if (joined := found[0].replace("-", "")) in names.patterns and found[0] not in names.patterns
    )
    put_in = _in_parentheses(folded, names) if "(" in folded else ()
    return sorted([*found, *split, *put_in])


def _in_parentheses(folded: str, names: Names) -> Iterator[tuple[int, int, int]]:
    """Names with a part in parentheses, as (start, -end, pattern): "(key) event", "stale (key) event", "KE(R)L".

    A word in parentheses belongs to the name, or is only put in; letters within a word always belong to it.
    """
    for word in _LETTERS_PUT_IN.finditer(folded):
        if (name := _without_parentheses(word[0])) in names.patterns:
            yield word.start(), -word.end(), names.patterns[name]
    for run in _WORD_PUT_IN.finditer(folded):
        before, behind = run["before"].split(), run["behind"].split()
        inside = _without_parentheses(run["inside"])
        for skipped, taken in itertools.product(range(len(before) + 1), range(len(behind) + 1)):
            left, right = before[skipped:], behind[:taken]
            # Nothing is put in at an edge: "a rubric (checklist)" puts one thing behind another.
            choices = ([*left, inside, *right], [*left, *right] if left and right else [])
            said = next((text for words in choices if (text := " ".join(words)) in names.patterns), "")
            if said and (left or right):
                start = run.start("inside") - sum(len(word) + 1 for word in left)
                yield start, -run.end("inside") - sum(len(word) + 1 for word in right), names.patterns[said]


def _without_parentheses(text: str) -> str:
    return text.replace("(", "").replace(")", "")


# Between two of these no word ends, whatever else the rules say.
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
# The most common neighbors of a word, which leave no doubt that it is whole.
_BEFORE = frozenset(' \0(“"')
_BEHIND = frozenset(' \0),;:!?”"')


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is whole: no part of a longer word or of a chain of words."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    first, last = text[start], text[end - 1]
    # One character is a word of its own only where nothing of its script touches it: 水 is no part of 水道.
    if end - start == 1 and _script(first) == "han" and "han" in (_script(before), _script(after)):
        return False
    if _is_word(before):
        if not _unspaced(first, before) and not _follows_proclitic(text, start, end):
            return False
    # `@rubric` and `#rubric` are handles, `#[rubric]` is a command of a programming language; "self-assessment" is
    # another word than "assessment" (L04, M17).
    elif (
        (before == "[" and text[start - 2 : start - 1] == "#")
        or before in "@#$\\"
        or (before in "-.&+" and start > 1 and _is_word(text[start - 2]))
    ):
        return False
    if after in " \0":
        return True
    if _is_word(after):
        # Korean words carry their particles: 학습 목표를.
        return _unspaced(last, after) or _script(last) == _script(after) == "hangul"
    following = text[end + 1] if end + 1 < len(text) else " "
    # The possessive belongs to the sentence, "o'clock" to a longer word (L05, M07).
    if after == "'":
        ends = end + 2 >= len(text) or not _is_word(text[end + 2])
        return not _is_word(following) or (following == "s" and ends)
    if after in "+#" and last not in "+#":
        return False
    if after == "-" and (ending := _ENDING.match(text, end)):
        # "standards-based" says the name, "rubrics-like" is nothing that is said (L19).
        return ending[0] not in ("-like", "-style") or last != "s" or text[end - 2] in "su"
    return not (after in "-.&@+\\" and _is_word(following))


def _follows_proclitic(text: str, start: int, end: int) -> bool:
    """Whether all that precedes a name in its word is written together with it, as Arabic does with "and", "the"."""
    pattern = _PROCLITICS.get(_script(text[start]))
    if pattern is None or end - start < 3:
        return False
    begin = start
    while begin and _is_word(text[begin - 1]):
        begin -= 1
    return pattern.fullmatch(text, begin, start) is not None


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _unspaced(inside: str, outside: str) -> bool:
    """Whether a word may end between two characters without a space: not within katakana, nor within alphabets."""
    script = _script(inside)
    if script in ("han", "hiragana", "thai"):
        return True
    return script == "katakana" != _script(outside)


def _script(char: str) -> str:
    code = ord(char)
    for name, ranges in _SCRIPTS:
        if any(first <= code <= last for first, last in ranges):
            return name
    return ""


# Scripts whose words may end or begin without a space (Unicode blocks).
_SCRIPTS = (
    ("hebrew", ((0x0590, 0x05FF),)),
    ("arabic", ((0x0600, 0x06FF), (0x0750, 0x077F))),
    ("han", ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))),
    ("hiragana", ((0x3041, 0x309F),)),
    ("katakana", ((0x30A0, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F))),
    ("thai", ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))),
    ("hangul", ((0x1100, 0x11FF), (0xAC00, 0xD7AF))),
)


def place_of(prose: Prose, start: int, end: int) -> Passage:
    """Where the passage of a body's prose from `start` to `end` is in the parts of the body."""
    _, starts, parts = prose
    first = last = bisect_right(starts, start) - 1
    if last + 1 < len(starts) and starts[last + 1] < end:
        last = bisect_right(starts, end - 1) - 1
    return _make(Passage, (parts[first], start - starts[first], parts[last], end - starts[last]))


def offset_of(prose: Prose, part: int) -> int:
    """The offset in the prose of the first text at or behind a part of the body."""
    index = bisect_left(prose.parts, part)
    return prose.starts[index] if index < len(prose.starts) else len(prose.text)


def around_emphasis(place: Passage, parts: Sequence[Part]) -> Passage | None:
    """`place` widened by the emphasis that begins or ends right at its edges; None where emphasis cuts through.

    Widened places begin or end at a part that is a mark: before it (offset 0), or behind it.
    """
    if place.first == place.last:
        return place
    # A link must not cross an element: `<a>a <em>single</a> point</em>` is no HTML.
    # A name over "</em> <strong>" closes one element from outside and opens one: 1 to take in before, 1 behind.
    depth = lowest = 0
    for part in parts[place.first : place.last + 1]:
        if part.kind == "mark":
            depth += -1 if part.text.startswith("</") else 1
            lowest = min(lowest, depth)
    opened, closed = -lowest, depth - lowest
    first, offset, last, end = place.first, place.offset, place.last, place.end
    if opened:
        if (
            offset
            or not all(_is_mark(part, closing=False) for part in parts[max(first - opened, 0) : first])
            or first < opened
        ):
            return None
        first -= opened
    if closed:
        if end < len(parts[last].text) or not all(
            _is_mark(part, closing=True) for part in parts[last + 1 : last + 1 + closed]
        ):
            return None
        last += closed
        end = len(parts[last].text)
    return Passage(first, offset, last, end)


def _is_mark(part: Part, closing: bool) -> bool:
    return part.kind == "mark" and part.text.startswith("</") is closing


def file_offsets(place: Passage, parts: Sequence[Part]) -> tuple[int, int]:
    """The offsets in the file of a mention's first and last character, end exclusive."""
    _, text, start, stop = parts[place.first]
    exact = stop - start == len(text)
    # An entity or an escape stands for its character as a whole.
    first = start + place.offset if exact else start
    if place.last != place.first:
        _, text, start, stop = parts[place.last]
        exact = stop - start == len(text)
    return first, start + place.end if exact else stop


def fixed_mentions(body: Body, names: Names, language: str) -> Iterator[tuple[Mention, int, str]]:
    """Mentions in text that is never linked: with each the part's index and what the text is."""
    zone = "table heading"
    for index, part in enumerate(body.parts):
        if part.kind == "heading":
            zone = "heading"
        elif part.kind == "open":
            zone = "link"
        elif part.kind in ("close", "endheading", "block"):
            zone = "table heading"
        elif part.kind == "fixed":
            # Only `explain` looks here: "why is this not linked" must be answered for headings and code as well.
            code = body.parts[index - 1].text == "<code>"
            text = normalize(part.text, language)
            for pattern, start, end in names.places(text.folded):
                meant = names.resolve(names.texts[pattern], text.common[start:end])
                if meant and is_whole(text.folded, start, end):
                    yield Mention(*text.original(start, end), meant), index, "code" if code else zone
