"""Made-up content of any size, identical on every run.

    python -m bench.content 1000 FOLDER [--shape SHAPE]     1,000 terms and as many resources in FOLDER/content

A file is about 1.1 kB. A term has a category, a principle, aliases, relations, a broader term, sometimes a term that
it is confused with, and prose with emphasis, a written link, and two sections of tips. A resource has authors and
belongs to three terms. Prose mentions a term every 50 words, as the flagship glossary does. A shape exaggerates one
thing, to show what it costs.
"""

from __future__ import annotations

import argparse
import itertools
import random
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

COMMON = (
    "the of and to in is it that for as with on at by this from they be are when how what who which about into "
    "students learn teacher class work time school year each day next step plan make take give show need level "
    "small large early later often between within course group book page line word part whole first last after "
    "before during while where there their other such many more most some any every same different clear simple"
).split()
SYLLABLES = (
    "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za bre cla dro fle gri plo ska tre vlo".split()
)
CATEGORIES = [f"Category {number}" for number in range(1, 13)]
PRINCIPLES = [f"Principle {number}" for number in range(1, 6)]
TYPES = ["Book", "Article", "Video", "Report", "Toolkit"]
KINDS = ["University", "Publisher", "Government", "Non-Profit"]
GIVEN = "Ada Bo Cleo Dee Eli Fay Gil Hana Ivo Joan Kit Lea Max Nia Oz Pia Quin Ro Sia Tom".split()

SITE = """\
title: Made-up Glossary
description: Terms that nobody uses, for measuring.
base_url: https://example.org/bank/
"""
EVERY = 50
"""Words of prose per mention of a term."""


@dataclass(frozen=True)
class Draft:
    """A term before it is written: its slug and its front matter."""

    slug: str
    title: str
    category: str
    principle: str
    aliases: list[str]
    related: list[str]
    broader: list[str]
    confused: list[str]


def write(count: int, folder: Path, shape: str | None = None) -> None:
    """Write `count` terms and resources to `folder`/content, in one of SHAPES if one is named."""
    bank = _Bank(count)
    terms, resources = bank.terms(), [bank.resource(number) for number in range(count)]
    if shape:
        terms, resources = SHAPES[shape](bank, terms, resources)
    _write(folder / "content/site.yaml", SITE)
    for term in terms:
        _write(folder / f"content/terms/{term.slug}.md", bank.term(term))
    for number, text in enumerate(resources):
        _write(folder / f"content/resources/resource-{number}.md", text)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@dataclass
class _Bank:
    """Names and dice for one bank."""

    count: int
    dice: random.Random = field(init=False)
    words: list[str] = field(init=False)
    titles: list[str] = field(init=False)
    slugs: list[str] = field(init=False)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.count)
        self.words = self.dice.sample(
            sorted({a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES}), 4000
        )
        singles = [word.title() for word in self.words[: min(self.count // 3, 1000)]]
        self.taken.update(singles)
        self.titles = singles + [self.name() for _ in range(self.count - len(singles))]
        self.slugs = [_slug(title) for title in self.titles]

    def name(self) -> str:
        """Two words that name nothing else in this bank."""
        while True:
            name = " ".join(self.dice.sample(self.words, 2)).title()
            if name not in self.taken:
                self.taken.add(name)
                return name

    def terms(self) -> list[Draft]:
        drafts = {slug: self._draft(number) for number, slug in enumerate(self.slugs)}
        return [replace(draft, broader=_unrelated(draft, drafts)) for draft in drafts.values()]

    def _draft(self, number: int) -> Draft:
        dice = self.dice
        related = [slug for slug in self.some(3) if slug != self.slugs[number]]
        # What is broader comes before what is narrower, so that nothing is broader than itself.
        wider = [dice.choice(self.slugs[:number])] if number and dice.random() < 0.2 else []
        return Draft(
            self.slugs[number],
            self.titles[number],
            dice.choice(CATEGORIES),
            dice.choice(PRINCIPLES),
            [self.name() for _ in range(2)],
            related,
            wider,
            related[:1] if dice.random() < 0.1 else [],
        )

    def some(self, count: int) -> list[str]:
        """Slugs of up to `count` terms."""
        return self.dice.sample(self.slugs, min(count, self.count))

    def term(self, term: Draft) -> str:
        """The file's text."""
        pairs = [f"  {slug}: One is the plan, the other is what came of it." for slug in term.confused]
        front = [
            f"title: {term.title}\ncategory: {term.category}\nprinciples:\n  - {term.principle}",
            *_items("aliases", term.aliases),
            *_items("broader", term.broader),
            *_items("related", term.related),
            *(["confused_with:", *pairs] if pairs else []),
        ]
        body = [
            self.prose(44),
            self.prose(38, self._link(term)),
            "## Designer's Tips",
            f"- {self.prose(16)}\n- {self.prose(14)}",
            "## Tips for a Short Implementation Time-Line",
            f"- {self.prose(14)}\n- {self.prose(12)}",
        ]
        return _file(front, body)

    def _link(self, term: Draft) -> str:
        other = next(slug for slug in self.some(2) if slug != term.slug)
        return f"[{' '.join(self.dice.sample(COMMON, 2))}]({other}.md)"

    def resource(self, number: int, first: str | None = None) -> str:
        """The file's text; it serves the term `first`, if one is named, before two others."""
        dice = self.dice
        authors = [
            f"{dice.choice(GIVEN)} {dice.choice(self.words).title()}" for _ in range(dice.choice((1, 1, 2)))
        ]
        terms = self.some(3)
        front = [
            f"title: {' '.join(dice.sample(self.words, 4)).title()} {number}",
            *_items("author", authors),
            f"year: {dice.randint(1960, 2025)}\npublisher: {dice.choice(self.words).title()} Press",
            f"resource_type: {dice.choice(TYPES)}\norganization_type: {dice.choice(KINDS)}",
            f"url: https://example.org/{number}",
            *_items("terms", dict.fromkeys([first, *terms][:3]) if first else terms),
        ]
        return _file(front, [self.prose(80), self.prose(68)])

    def prose(self, length: int, insert: str = "") -> str:
        """A sentence of `length` words, some of them emphasized, that says terms as often as people do."""
        dice = self.dice
        words = dice.choices(COMMON, k=length)
        words[length // 3] = f"*{words[length // 3]}*" if length > 20 else words[length // 3]
        words[length // 2] = insert or words[length // 2]
        for place in range(1, length - 1):
            if dice.random() < 1 / EVERY:
                words[place] = dice.choice(self.titles).lower()
        return f"{' '.join(words)}.".capitalize() if not insert else f"Then {' '.join(words)}."


def _unrelated(draft: Draft, drafts: Mapping[str, Draft]) -> list[str]:
    """What is broader than `draft` and not related at either end: a term that is broader is not listed twice."""
    return [
        slug for slug in draft.broader if slug not in draft.related and draft.slug not in drafts[slug].related
    ]


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")


def _items(name: str, values: Iterable[str]) -> list[str]:
    """The lines of a list; a long one stands on one line, which takes less of what front matter may hold."""
    listed = list(values)
    if len(listed) > 100:
        return [f"{name}: [{', '.join(listed)}]"]
    return [f"{name}:", *(f"  - {value}" for value in listed)] if listed else []


def _file(front: list[str], body: list[str]) -> str:
    return "\n".join(["---", *front, "---", ""]) + "\n" + "\n\n".join(body) + "\n"


# --- shapes: (the bank, its terms, its resources' texts) -> the same, with one thing piled up ---

Parts = tuple[list[Draft], list[str]]


def _one_related_to_all(_: _Bank, terms: list[Draft], resources: list[str]) -> Parts:
    """The others say so, each for itself: one file has not the room."""
    hub, *others = (replace(term, broader=[]) for term in terms)
    return [
        hub,
        *(replace(term, related=list(dict.fromkeys([hub.slug, *term.related]))) for term in others),
    ], resources


def _many_resources(bank: _Bank, terms: list[Draft], resources: list[str]) -> Parts:
    hub = terms[0].slug
    return terms, [bank.resource(number, hub) for number in range(max(5000, len(resources)))]


def _many_aliases(_: _Bank, terms: list[Draft], resources: list[str]) -> Parts:
    """Aliases of three characters, so that 3,000 fit into what front matter may hold."""
    codes = map("".join, itertools.product(string.ascii_lowercase, string.digits, string.ascii_lowercase))
    return [replace(terms[0], aliases=list(itertools.islice(codes, 3000))), *terms[1:]], resources


def _one_category(_: _Bank, terms: list[Draft], resources: list[str]) -> Parts:
    return [replace(term, category=CATEGORIES[0]) for term in terms], resources


SHAPES: dict[str, Callable[[_Bank, list[Draft], list[str]], Parts]] = {
    "one-related-to-all": _one_related_to_all,
    "many-resources": _many_resources,
    "many-aliases": _many_aliases,
    "one-category": _one_category,
}


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shape", choices=SHAPES)
    options = parser.parse_args()
    write(options.count, options.folder, options.shape)


if __name__ == "__main__":
    main()
