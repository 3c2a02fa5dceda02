"""Made-up content of any size, the same on every run.

    python bench/content.py 1000 FOLDER     1,000 terms and as many resources below FOLDER/content

A file is about 1.1 kB: a term with a category, two aliases, three relations, a pair it is confused with now and
then, and prose that mentions other terms; a resource serves three terms.
"""

from __future__ import annotations

import random
import sys
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


def write(count: int, folder: Path) -> None:
    """Write `count` terms and resources below `folder`/content."""
    dice = random.Random(count)
    words = dice.sample(sorted({a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES}), 4000)
    titles: dict[str, str] = {}
    while len(titles) < count:
        title = " ".join(dice.sample(words, dice.choice((1, 2, 2)))).title()
        titles[title.lower().replace(" ", "-")] = title
    slugs = list(titles)
    for name in ("terms", "resources"):
        (folder / "content" / name).mkdir(parents=True, exist_ok=True)
    for slug, title in titles.items():
        _write(folder / f"content/terms/{slug}.md", _term(dice, title, slug, slugs, titles, words))
    for number in range(count):
        _write(
            folder / f"content/resources/resource-{number}.md", _resource(dice, number, slugs, titles, words)
        )


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _prose(dice: random.Random, length: int, titles: list[str]) -> str:
    words = dice.choices(COMMON, k=length)
    for place in range(9, length, 24):
        words[place] = dice.choice(titles).lower()
    return " ".join(words).capitalize() + "."


def _term(
    dice: random.Random, title: str, slug: str, slugs: list[str], titles: dict[str, str], words: list[str]
) -> str:
    related = [other for other in dice.sample(slugs, min(3, len(slugs))) if other != slug]
    names = list(titles.values())
    pair = f"confused_with:\n  {related[0]}: One is the plan, the other is what came of it.\n"
    confused = pair if dice.random() < 0.1 else ""
    return (
        f"---\ntitle: {title}\ncategory: {dice.choice(CATEGORIES)}\naliases:\n"
        + "".join(f"  - {' '.join(dice.sample(words, 2)).title()}\n" for _ in range(2))
        + f"principles:\n  - {dice.choice(PRINCIPLES)}\nrelated:\n"
        + "".join(f"  - {other}\n" for other in related)
        + confused
        + f"---\n\n{_prose(dice, 45, names)}\n\n{_prose(dice, 45, names)}\n\n"
        + f"## Designer's Tips\n\n- {_prose(dice, 18, names)}\n- {_prose(dice, 18, names)}\n"
    )


def _resource(
    dice: random.Random, number: int, slugs: list[str], titles: dict[str, str], words: list[str]
) -> str:
    terms = dice.sample(slugs, min(3, len(slugs)))
    return (
        f"---\ntitle: {' '.join(dice.sample(words, 4)).title()} {number}\n"
        f"author:\n  - {dice.choice(words).title()} Press\nyear: {dice.randint(1960, 2025)}\n"
        f"publisher: {dice.choice(words).title()}\nresource_type: {dice.choice(TYPES)}\n"
        f"organization_type: {dice.choice(KINDS)}\nurl: https://example.org/{number}\nterms:\n"
        + "".join(f"  - {term}\n" for term in terms)
        + f"---\n\n{_prose(dice, 70, list(titles.values()))}\n\n{_prose(dice, 60, list(titles.values()))}\n"
    )


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
