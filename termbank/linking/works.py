"""Mentions of works in prose: "Kluger and DeNisi (1996)", "(Bloom, 1984, p. 4)", "Guskey et al. (2007)"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from termbank.content.citations import names_of, short_forms
from termbank.content.csl_item import AND_OTHERS
from termbank.content.model import Resource
from termbank.linking.names import normalize
from termbank.linking.words import FUNCTION_WORDS

# A year, and how it follows the names: in round brackets, behind a comma, or right behind them.
_YEAR = re.compile(
    r"(?P<before> \(|, | )(?P<year>(?:1[5-9]|20)\d\d)(?P<letter>[a-z]?)(?![\w-]|/\d)"
    r"(?P<behind>(?:, (?!\d{4})[^()\0\x1a]{1,40})?\))?"
)
_WORD = r"(?:[^\W\d_a-z][\w'-]*\.?)"
_PARTICLE = r"(?:(?:van|von|vom|zu|der|den|de|del|della|di|da|du|la|le|ten|ter|el|al|bin|ibn) )"
_PERSON = rf"(?:{_WORD} ){{0,4}}{_PARTICLE}{{0,2}}{_WORD}"
_PEOPLE = re.compile(
    rf"(?<![\w.'-])(?P<first>{_PERSON})"
    rf"(?:(?P<others>(?:, {_PERSON})*),? (?:and|&|und|et|y|e|en|og|och) (?P<last>{_PERSON})"
    r"|(?P<more>,? et al\.?| and (?:colleagues|others)| und andere))?$"
)
_REACH = 200
# What stands before code, a link or the end of a block is no part of the names: control characters part them.
_BORDER = re.compile(r"[\x00-\x1f][^\x00-\x1f]*$")
# Words that begin a sentence and are no given names, besides function words: "Following Bloom (1984)".
_OPENERS = frozenset(
    re.findall(
        r"\w+",
        """
        see compare cf like unlike since following citing researchers although though while because whereas once
        earlier later already recently thus hence
        """,
    )
)
# What has a year behind it and is no author: "the Every Student Succeeds Act (2015)", "(March, 2014)".
_NO_AUTHORS = frozenset(
    re.findall(
        r"\w+",
        """
        act code constitution law order rule standards edition volume vol issue version table figure chapter section
        grade room page model january february march april may june july august september october november december
        spring summer fall autumn winter monday tuesday wednesday thursday friday saturday sunday
        """,
    )
)


class WorkMention(NamedTuple):
    """A mention of a work from `start` to `end` in prose; `slugs` are the resources that it may mean.

    `certain` is whether a work is meant beyond doubt, be it a resource or not.
    """

    start: int
    end: int
    slugs: tuple[str, ...]
    certain: bool


class Person(NamedTuple):
    """A name as prose has it, or of a work: the given names, and the rest. An organization has no given names."""

    given: tuple[str, ...]
    family: str

    @classmethod
    def parse(cls, name: str) -> Person:
        """The person of a name in prose."""
        # "Bloom's (1984) answer": the possessive belongs to the sentence.
        words = re.sub(r"'s?$", "", name).split(" ")
        family = len(words) - 1
        while family and words[family - 1].islower():
            family -= 1
        return cls(tuple(words[:family]), " ".join(words[family:]))

    @property
    def whole(self) -> str:
        """The name with the given names."""
        return " ".join((*self.given, self.family))

    def may_be(self, known: Person) -> bool:
        """Whether this name in prose may be that of `known`, the author of a work."""
        if fold(self.whole) == known.family:
            return True
        # "Harold Bloom (1994)" is another one than Benjamin S. Bloom; "B. Bloom" and "Benjamin Bloom" are not.
        pairs = zip((fold(word).rstrip(".") for word in self.given), known.given, strict=False)
        return fold(self.family) == known.family and all(
            word == other or (1 in (len(word), len(other)) and word[:1] == other[:1]) for word, other in pairs
        )


class Named(NamedTuple):
    """People who are named from `start` on, and whether `more` are hinted at: "Guskey et al."."""

    start: int
    people: tuple[Person, ...]
    more: bool = False

    @classmethod
    def at_end(cls, text: str) -> Named | None:
        """The people whom `text` names at its end."""
        found = _PEOPLE.search(text)
        if not found:
            return None
        names = [found["first"], *(found["others"] or "").split(", ")[1:], *filter(None, [found["last"]])]
        first, *others = map(Person.parse, names)
        start, word = found.start(), first.given[0] if first.given else ""
        plain = word.casefold().rstrip(".")
        # "As Bloom (1984) says": the word only begins the sentence.
        if word and (plain in FUNCTION_WORDS["en"] or plain in _OPENERS or plain.endswith("ing")):
            start, first = start + len(word) + 1, Person(first.given[1:], first.family)
        return cls(start, (first, *others), bool(found["more"]))

    @property
    def are_authors(self) -> bool:
        """Whether nothing speaks against it that these are people, or an organization, who wrote something."""
        first, *others = self.people
        # "the Standards for Educational and Psychological Testing (2014)": names come with given names or without.
        if len(others) == 1 and not first.given and others[0].given:
            return False
        words = {word.casefold().rstrip(".") for person in self.people for word in person.whole.split()}
        few = all(len(person.given) < 3 for person in self.people)
        return few and words.isdisjoint(_NO_AUTHORS) and words.isdisjoint(FUNCTION_WORDS["en"])

    def without_first(self) -> Iterator[Named]:
        """These, and then without the first of several names: "In Boston, Smith and Jones (1999)"."""
        start = self.start
        for number, person in enumerate(self.people):
            yield self._replace(start=start, people=self.people[number:])
            start += len(person.whole) + 2


class Work(NamedTuple):
    """Who made a resource, folded, and in which year, with its letter where it has one.

    `more` is whether it does not name them all.
    """

    slug: str
    people: tuple[Person, ...]
    year: str
    more: bool

    def is_by(self, named: Named) -> bool:
        """Whether its people may be those who are named."""
        count, known = len(named.people), len(self.people)
        if not (self.more or known > 2 if named.more else known == count and not self.more):
            return False
        return all(person.may_be(other) for person, other in zip(named.people, self.people, strict=False))


@dataclass(frozen=True)
class Works:
    """The works of a glossary."""

    resources: Mapping[str, Resource]

    @cached_property
    def by_name(self) -> Mapping[tuple[str, str], tuple[Work, ...]]:
        """The works that have an author or editor, and a year: by their first family name, folded, and that year.

        Prose without a year, as most has none, does not need them.
        """
        found: defaultdict[tuple[str, str], list[Work]] = defaultdict(list)
        for slug, form in short_forms(self.resources).items():
            fields = self.resources[slug].fields
            names = names_of(fields.author or fields.editor, fields.publisher or "")
            people = tuple(
                Person(tuple(word.rstrip(".") for word in fold(name.given).split()), fold(name.family))
                for name in names
                if name != AND_OTHERS
            )
            if people and fields.year:
                work = Work(slug, people, form.year, AND_OTHERS in names)
                found[people[0].family, str(fields.year)].append(work)
        return {key: tuple(works) for key, works in found.items()}

    def mentions(self, prose: str) -> list[WorkMention]:
        """The mentions of works in `prose`, in order; also of such as no resource is."""
        text, found = normalize(prose), list[WorkMention]()
        for year in _YEAR.finditer(text.common):
            mention = self._mention(text.common, year)
            if mention and not (found and mention.start < found[-1].end):
                found.append(mention)
        places = (text.original(mention.start, mention.end) for mention in found)
        return [
            mention._replace(start=start, end=end)
            for mention, (start, end) in zip(found, places, strict=True)
        ]

    def _mention(self, text: str, year: re.Match[str]) -> WorkMention | None:
        """The mention that the match of `_YEAR` ends, if names precede it."""
        before = text[max(0, year.start() - _REACH) : year.start()]
        before = border[0][1:] if (border := _BORDER.search(before)) else before
        narrative, in_brackets = year["before"] == " (", before.rfind("(") > before.rfind(")")
        named = self._organization(before, year["year"]) or Named.at_end(before)
        # "Bloom (1984" would be half a link.
        if not named or (narrative and not year["behind"]):
            return None
        # "(Bloom 1984; VanLehn 2011)": without a comma only where names and years are all that there is.
        if year["before"] == " " and not (in_brackets and before[: named.start].endswith(("(", "; "))):
            return None
        slugs: tuple[str, ...] = ()
        for fewer in named.without_first():
            if slugs := self.made_by(fewer, year["year"], year["letter"]):
                named = fewer
                break
        clear = narrative or in_brackets or len(named.people) > 1 or named.more
        end = year.end() if narrative else year.end("letter")
        start = year.start() - len(before) + named.start
        return WorkMention(start, end, slugs, clear and named.are_authors)

    def _organization(self, before: str, year: str) -> Named | None:
        """The author of more than one word of a work of that year, if `before` ends with it."""
        folded = fold(before)
        if len(folded) != len(before):
            return None
        names = (family for family, when in self.by_name if when == year and " " in family)
        found = (name for name in names if folded.endswith(name) and not folded[: -len(name)][-1:].isalnum())
        if not (longest := max(found, key=len, default="")):
            return None
        start = len(before) - len(longest)
        return Named(start, (Person((), before[start:]),))

    def made_by(self, named: Named, year: str, letter: str) -> tuple[str, ...]:
        """The slugs of the resources that those who are named made in that year; `letter` may be empty."""
        first = named.people[0]
        found: set[str] = set()
        for name in (fold(first.family), fold(first.whole)):
            for work in self.by_name.get((name, year), ()):
                if work.is_by(named) and (not letter or work.year == year + letter):
                    found.add(work.slug)
        return tuple(sorted(found))


def fold(text: str) -> str:
    """`text` as names are compared."""
    return normalize(text).folded
