"""What can be cited, resources and terms, and the formats that hand it on: BibTeX and CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from termbank.content.model import Resource, Term
from termbank.text.urls import doi_to_url

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
_ENTRIES: Mapping[str, str] = MappingProxyType(
    {"article-journal": "article", "book": "book", "report": "techreport"}
)
_PERIODICALS = frozenset(["article-journal", "post-weblog"])
# Words that are in names of organizations and hardly ever in those of persons.
_ORGANIZATION = frozenset(
    re.findall(
        r"\w+",
        """
        academy agency and association authority board bureau center centre college commission committee
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
_WORD = re.compile(r"\w+")
_MOST_WORDS = 6

_ESCAPES: Mapping[int, str] = MappingProxyType(
    str.maketrans(
        {char: f"\\{char}" for char in "&%$#_{}"}
        | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    )
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person in parts; of an organization, and of whoever cannot be told from one, only `family`."""

    family: str
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of something that can be cited. `kind` is a type of CSL.

    `issued` is `YYYY` or `YYYY-MM-DD`, `accessed` a full date; what is empty is not known.
    """

    slug: str
    kind: str
    title: str
    names: tuple[Name, ...] = ()
    issued: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    publisher: str = ""
    url: str = ""
    doi: str = ""
    archived: str = ""
    accessed: str = ""
    language: str = ""
    keyword: str = ""

    @property
    def key(self) -> str:
        """An identifier in ASCII that changes only with the slug and that no other slug has."""
        # BibTeX programs know ASCII keys only; two slugs must not share one.
        return self.slug if self.slug.isascii() else f"xn--{self.slug.encode('punycode').decode()}"

    @property
    def address(self) -> str:
        """Where readers are led: through the DOI if there is one."""
        return doi_to_url(self.doi) if self.doi else self.url or self.archived

    @property
    def is_part(self) -> bool:
        """Whether it stands in a larger work, so that its title is set in quotation marks, or in APA upright."""
        return bool(self.container) or self.kind in _PERIODICALS

    @property
    def periodical(self) -> str:
        """The journal that it appeared in."""
        return self.container if self.kind in _PERIODICALS else ""


def work_of(resource: Resource) -> Work:
    """A resource as a work."""
    fields = resource.fields
    kind = kind_of(fields.resource_type)
    # What has a number is in a journal, whatever it calls itself, and a book within a book is a chapter.
    if fields.published_in and (fields.volume or fields.issue):
        kind = "article-journal"
    elif fields.published_in and kind == "book":
        kind = "chapter"
    return Work(
        slug=resource.slug,
        kind=kind,
        title=fields.title,
        names=tuple(name_of(author, fields.publisher or "") for author in fields.author),
        issued=str(fields.year or ""),
        container=fields.published_in or "",
        volume=fields.volume or "",
        issue=fields.issue or "",
        publisher=fields.publisher or "",
        url=fields.url or "",
        doi=fields.doi or "",
        archived=fields.archived_url or "",
        accessed=str(fields.checked or ""),
        language=fields.language or resource.language,
        keyword=", ".join(fields.resource_type),
    )


def entry_of(term: Term, site: str, url: str | None, changed: str = "") -> Work:
    """A term as an entry of the dictionary that the site is; it is as of the day when it was `changed` or reviewed."""
    return Work(
        slug=term.slug,
        kind="entry-dictionary",
        title=term.label,
        issued=max(changed, str(term.fields.reviewed or "")),
        container=site,
        url=url or "",
        language=term.language,
    )


def kind_of(types: Sequence[str]) -> str:
    """The type of CSL for values of the `resource_type` vocabulary: `document` where none is meant."""
    words = (word for value in types for word in _WORD.findall(value.casefold().replace("-", " ")))
    return next((_KINDS[word] for word in words if word in _KINDS), "document")


def numbered(volume: str | None, issue: str | None) -> str:
    """Volume and issue in short: `57(2)`."""
    return f"{volume or ''}{f'({issue})' if issue else ''}"


def name_of(author: str, publisher: str = "") -> Name:
    """`author` in parts if it is a person's name beyond doubt; the whole text otherwise."""
    words = author.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if words and suffix:
        words[-1] = words[-1].rstrip(",")
    # Wrongly inverted, "Rand Corporation" becomes "Corporation, R.": in doubt the text stays as it is.
    if author == publisher or not _personal(words):
        return Name(author)
    # "Ludwig van Beethoven" is "van Beethoven, L.", as APA has it.
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


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


# --- formats ---


def bibtex(work: Work) -> str:
    """One entry of BibTeX. The title stands in two pairs of braces, so that no style recases it."""
    # What stands in a larger work, but in no journal or dictionary, is in a collection.
    inside = work.container and work.kind not in {*_PERIODICALS, "entry-dictionary"}
    entry = "incollection" if inside else _ENTRIES.get(work.kind, "misc")
    house = {"techreport": "institution", "misc": "howpublished"}.get(entry, "publisher")
    whole = {"article": "journal", "incollection": "booktitle"}.get(entry)
    source = (
        {whole: work.container, house: work.publisher} if whole else {house: work.publisher or work.container}
    )
    fields = {
        "author": " and ".join(map(_bibtex_name, work.names)),
        "title": f"{{{_escaped(work.title)}}}",
        **{name: _escaped(value) for name, value in source.items()},
        "volume": _escaped(work.volume),
        "number": _escaped(work.issue),
        "year": work.issued[:4],
        "doi": work.doi,
        "url": "" if work.doi else work.address,
        "urldate": work.accessed,
        "language": _escaped(work.language),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{entry}{{{work.key},", *lines, "}"])


def _bibtex_name(name: Name) -> str:
    if not name.given:
        return f"{{{_escaped(name.family)}}}"
    return _escaped(", ".join(filter(None, (name.family, name.suffix, name.given))))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def csl(work: Work) -> dict[str, Any]:
    """One item of CSL-JSON (its data schema 1.0)."""
    names: list[dict[str, str]] = []
    for name in work.names:
        parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
        names.append(
            {part: text for part, text in parts.items() if text} if name.given else {"literal": name.family}
        )
    item = {
        "id": work.key,
        "type": work.kind,
        "title": work.title,
        "author": names,
        "issued": _parts(work.issued),
        "container-title": work.container,
        "volume": work.volume,
        "issue": work.issue,
        "publisher": work.publisher,
        "DOI": work.doi,
        "URL": work.url,
        "archive_location": work.archived,
        "accessed": _parts(work.accessed),
        "language": work.language,
        "keyword": work.keyword,
    }
    return {name: value for name, value in item.items() if value}


def _parts(text: str) -> dict[str, Any] | None:
    return {"date-parts": [[int(part) for part in text.split("-")]]} if text else None
