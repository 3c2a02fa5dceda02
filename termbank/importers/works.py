"""Works in the formats of reference managers as resources: what BibTeX, RIS and CSL-JSON have in common."""

from __future__ import annotations

import re
from types import MappingProxyType

from termbank.importers.fields import YEAR
from termbank.importers.found import Entry, Found, Value
from termbank.importers.markup import from_html
from termbank.text.urls import slugify

TYPES = MappingProxyType(
    {
        name: ours
        for ours, names in {
            "journal-article": "article article-journal journalarticle jour",
            "article": "article-magazine article-newspaper mgzn news",
            "book": "book edbook",
            "chapter": "inbook incollection booksection chapter chap",
            "paper": "inproceedings conference conferencepaper paper-conference cpaper conf",
            "report": "techreport report rprt",
            "thesis": "phdthesis mastersthesis thesis thes",
            "website": "webpage online elec web post-weblog",
            "video": "motion_picture video mpct broadcast",
        }.items()
        for name in names.split()
    }
)
"""Types of works by the names that the formats have for them; what is missing keeps its own."""

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ISBN = re.compile(r"[\dXx][\dXx -]{8,16}[\dXx]")


def entry(
    kind: str, values: dict[str, Value], place: str, found: Found, names: set[str], abstract: str = ""
) -> Entry | None:
    """The resource of one work. `values` are named as our fields; what is empty or wrong is left out, and noted."""
    found.total += 1
    title = from_html(str(values.pop("title", ""))).strip()
    if not title:
        found.lose("a work without a title", place)
        return None
    work = Entry("resource", " ".join(title.replace("*", "").split()), place, names=names)
    # The key is what the owner's own texts cite the work by; some programs take an address or a DOI for one.
    named = (name for name in names if not name.isdigit() and not re.search("[:/]{2}|^doi:|/", name))
    work.slug = next(map(slugify, named), "")
    if kind:
        values["resource_type"] = TYPES.get(kind.lower(), kind.lower())
    # Reference managers take anything for a DOI or a year: an address, "n.d.", "in press".
    for name, value in values.items():
        text = " ".join(value.split()) if isinstance(value, str) else value
        if name == "doi" and isinstance(text, str):
            match = _DOI.search(text)
            text = match[0].rstrip(".,;") if match else ""
        elif name == "isbn" and isinstance(text, str):
            match = _ISBN.search(text)
            text = match[0] if match else ""
        elif name == "year" and isinstance(text, str):
            match = YEAR.search(text)
            text = match[0] if match else ""
        elif name == "url" and isinstance(text, str) and not text.startswith(("http://", "https://")):
            text = ""
        if value and not text:
            found.lose(f"`{name}`: {str(value)[:60]!r} is none", place)
        elif text:
            work.fields[name] = text
    work.body = from_html(abstract).strip()
    return work


def as_works_are_named(work: Entry) -> None:
    """Give people and types of a work from a table the form that works have here: `Bloom, B.`, `journalArticle`."""
    for role in ("author", "editor"):
        if work.kind == "resource" and isinstance(people := work.fields.get(role), list):
            work.fields[role] = [turned(each) for each in people]
    if work.kind == "resource" and isinstance(kinds := work.fields.get("resource_type"), list):
        work.fields["resource_type"] = [TYPES.get(each.lower(), each) for each in kinds]


def name_of(family: str, given: str = "", particle: str = "", suffix: str = "") -> str:
    """A person's name as readers say it: "Ludwig van der Rohe", "James W. Stigler, Jr."."""
    whole = " ".join(part for part in (given, particle, family) if part)
    return f"{whole}, {suffix}" if suffix else whole


def turned(name: str) -> str:
    """`Last, First` and `Last, Jr., First` as readers say them. What holds no comma stays."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2:
        return name_of(parts[0], parts[1])
    # BibTeX puts the suffix in the middle, RIS at the end.
    if len(parts) == 3:
        suffix, given = (
            (parts[1], parts[2]) if re.fullmatch(r"(?:[JS]r\.?|[IVX]+)", parts[1]) else (parts[2], parts[1])
        )
        return name_of(parts[0], given, "", suffix)
    return name.strip()
