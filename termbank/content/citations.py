"""Resources and terms as items that can be cited."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from termbank.content.csl_item import AND_OTHERS, INNER_QUOTES, CslItem, CslName
from termbank.content.model import Resource, Term
from termbank.text.urls import eric_to_url

# CSL's types by the words that values of `resource_type` are made of; the first word that is found decides.
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "article": "article-journal",
        "book": "book",
        "report": "report",
        "guide": "report",
        "video": "motion_picture",
        "film": "motion_picture",
        "podcast": "broadcast",
        "website": "webpage",
        "site": "webpage",
        "webpage": "webpage",
        "blog": "post-weblog",
        "dataset": "dataset",
        "data": "dataset",
        "software": "software",
        "standard": "standard",
        "thesis": "thesis",
        "dissertation": "thesis",
        "talk": "speech",
        "speech": "speech",
    }
)
# Words that are in names of organizations and hardly ever in those of persons.
_ORGANIZATION = frozenset(
    re.findall(
        r"\w+",
        """
        academy agency and association authority board bureau center centre clearinghouse college commission committee
        company consortium corporation council department district editors education federation for
        foundation group inc initiative institute institution international learning llc ltd ministry
        museum national network of office organization partnership press project research resources school
        schools services society staff state team the trust union university
        """,
    )
)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|[IV]{2,3}")
_PARTICLES = frozenset(
    re.findall(
        r"\w+",
        """
        al bin da das de del della den der di dos du el ibn la le ten ter van von zu zum
        """,
    )
)
_OTHERS = re.compile(r"(?:^|[\s,;])(?:et\.? al\.?|and others|& others)$")
_AND = re.compile(r",? (?:and|&|und|et|y) ")
_COMMA_OR_AND = re.compile(r",? (?:and|&|und|et|y) |, ")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 6


def item_of(resource: Resource) -> CslItem:
    """A resource as a work."""
    fields = resource.fields
    kind = kind_of(fields.resource_type)
    # What has a number is in a journal, whatever it calls itself, and a book within a book is a chapter.
    if fields.published_in and (fields.volume or fields.issue):
        kind = "article-journal"
    elif fields.published_in and kind == "book":
        kind = "chapter"
    publisher = fields.publisher or ""
    return CslItem(
        slug=resource.slug,
        kind=kind,
        title=fields.title,
        names=names_of(fields.author, publisher),
        editors=names_of(fields.editor, publisher),
        issued=str(fields.year or ""),
        container=fields.published_in or "",
        volume=fields.volume or "",
        issue=fields.issue or "",
        publisher=publisher,
        url=fields.url or (eric_to_url(fields.eric) if fields.eric else ""),
        doi=fields.doi or "",
        isbn=fields.isbn or "",
        archived=fields.archived_url or "",
        accessed=str(fields.checked or ""),
        language=fields.language or resource.language,
        keyword=", ".join(fields.resource_type),
    )


def entry_of(term: Term, site: str, url: str | None, changed: str = "") -> CslItem:
    """A term as an entry of the dictionary that the site is; it is as of the day when it was `changed` or reviewed."""
    return CslItem(
        slug=term.slug,
        kind="entry-dictionary",
        title=term.label,
        issued=max(changed, str(term.fields.reviewed or "")),
        container=site,
        url=url or "",
        language=term.language,
    )


class ShortForm(NamedTuple):
    """How prose names a work: `Kluger & DeNisi` and `1996`, `Guskey et al.` and `2007a`.

    `families` are the names of all who made it, without given names; a work of nobody known is named by its title.
    """

    names: str
    year: str
    families: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.names}, {self.year}"


def short_forms(resources: Mapping[str, Resource]) -> dict[str, ShortForm]:
    """The short form of each resource by its slug. Works of the same people and year have a letter behind the year."""
    found = {slug: _short_form(resource) for slug, resource in resources.items()}
    alike: defaultdict[ShortForm, list[str]] = defaultdict(list)
    for slug in sorted(found, key=lambda slug: (resources[slug].fields.title.casefold(), slug)):
        alike[found[slug]].append(slug)
    for form, slugs in alike.items():
        # Of more than 26 works in a year the rest stay without a letter: nobody could tell them apart by it.
        letters = string.ascii_lowercase if len(slugs) > 1 and form.year.isdigit() else ""
        for letter, slug in zip(letters, slugs, strict=False):
            found[slug] = form._replace(year=form.year + letter)
    return found


def _short_form(resource: Resource) -> ShortForm:
    fields, publisher = resource.fields, resource.fields.publisher or ""
    makers = names_of(fields.author or fields.editor, publisher)
    families = tuple(name.family for name in makers if name != AND_OTHERS)
    if not families:
        names = f"“{fields.title.translate(INNER_QUOTES)}”"
    elif len(makers) > 2 or AND_OTHERS in makers:
        names = f"{families[0]} et al."
    else:
        names = " & ".join(families)
    return ShortForm(names, str(fields.year or "n.d."), families)


def kind_of(types: Sequence[str]) -> str:
    """The type of CSL for values of the `resource_type` vocabulary: `document` where none is meant."""
    words = (word for value in types for word in _WORD.findall(value.casefold().replace("-", " ")))
    return next((_KINDS[word] for word in words if word in _KINDS), "document")


# Short forms, works in prose and citations all ask for the makers of every resource.
@cache
def names_of(authors: tuple[str, ...], publisher: str = "") -> tuple[CslName, ...]:
    """The names in texts of one or several: `A; B`, `A, B, and C`, `A et al.`. What is in doubt stays whole."""
    found: list[CslName] = []
    for author in authors:
        text = "" if author == publisher else author
        others = _OTHERS.search(text)
        text = text[: others.start()].strip(" ,;") if others else text
        pieces = [piece.strip(" ,") for piece in text.split(";")]
        for split in (_AND, _COMMA_OR_AND):
            # "Barnes and Noble" and "Moreno Ruiz, Ana" stay whole: not every piece of them is a person's name.
            parts = [part for piece in pieces for part in split.split(piece)]
            # Nor is "Mary Smith, John Doe" two names beyond doubt.
            certain = split is _AND or len(parts) > 2
            if certain and all(name_of(part).given for part in parts):
                pieces = parts
        found += [name_of(piece, publisher) for piece in pieces if piece] or (
            [] if others else [CslName(author)]
        )
        found += [AND_OTHERS] if others else []
    return tuple(found)


def people(authors: tuple[str, ...]) -> list[str]:
    """The names in `authors` as readers say them: `Ana Ruiz` for `Ruiz, Ana`."""
    if not any(sign in author for author in authors for sign in (",", ";", " and ", " & ", "et al")):
        return list(authors)
    return [name.spoken for name in names_of(authors)]


def name_of(author: str, publisher: str = "") -> CslName:
    """`author` in parts if it is a person's name beyond doubt; the whole text otherwise."""
    family, comma, rest = author.partition(", ")
    given, _, suffix = rest.partition(", ")
    if not suffix and _SUFFIX.fullmatch(given):
        # "Martin Luther King, Jr." is not inverted.
        comma = ""
    if comma and author != publisher:
        *first, last = family.split()
        words = given.split()
        start = len(words)
        # "Tour, Jean-Paul de la": the particles belong to the family name.
        while start > 1 and words[start - 1] in _PARTICLES:
            start -= 1
        name = [word for word in first if word not in _PARTICLES] + [last, *words[:start]]
        # Of "Mary Smith, John Doe", two words on either side, nobody can say whether it is one name.
        one = not first or start == 1 or all(word.endswith(".") for word in words[1:start])
        if one and _personal(name) and (not suffix or _SUFFIX.fullmatch(suffix)):
            return CslName(" ".join([*words[start:], family]), " ".join(words[:start]), suffix)
        return CslName(author)
    words = author.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if words and suffix:
        words[-1] = words[-1].rstrip(",")
    # Wrongly inverted, "Rand Corporation" becomes "Corporation, R.": in doubt the text stays as it is.
    if author == publisher or not _personal(words):
        return CslName(author)
    # "Ludwig van Beethoven" is "van Beethoven, L.", as APA has it.
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return CslName(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _personal(words: Sequence[str]) -> bool:
    """Whether these are the words of a person's name: few, capital first, no abbreviation, nothing of an office."""
    if not 2 <= len(words) <= _MOST_WORDS or not (words[0][0].isupper() and words[-1][0].isupper()):
        return False
    return all(
        word.replace("-", "").replace("’", "").replace("'", "").replace(".", "").isalpha()
        and (word[0].isupper() or word in _PARTICLES)
        and word.casefold().strip(".") not in _ORGANIZATION
        and not (len(word) > 2 and word.isupper() and "." not in word)
        for word in words
    )
