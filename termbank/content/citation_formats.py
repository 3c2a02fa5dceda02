"""The formats in which programs read citations: one row each, for pages, the library's script and files of data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

from termbank.content.csl_item import AND_OTHERS, CslItem, CslName

_ENTRIES: Mapping[str, str] = MappingProxyType(
    {"article-journal": "article", "book": "book", "report": "techreport"}
)

# What Zotero calls kinds of works that Dublin Core has no matrix for.
_ZOTERO: Mapping[str, str] = MappingProxyType(
    {"motion_picture": "videoRecording", "broadcast": "podcast", "post-weblog": "blogPost"}
)
_ESCAPES: Mapping[int, str] = MappingProxyType(
    str.maketrans(
        {char: f"\\{char}" for char in "&%$#_{}"}
        | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    )
)


class CitationFormat(NamedTuple):
    """A format: its name, what its files are called and how they are sent, and how a work is written in it.

    In a file of several works, `before`, `between` and `after` stand around them.
    """

    name: str
    suffix: str
    media_type: str
    write: Callable[[CslItem], str]
    before: str = ""
    between: str = "\n\n"
    after: str = "\n"

    def file(self, works: Iterable[CslItem]) -> str:
        """The text of a file of `works`."""
        return self.before + self.between.join(map(self.write, works)) + self.after


def coins(work: CslItem) -> str:
    """The OpenURL of a work, for the page that is about it (COinS): reference managers take it from there.

    Fields by the matrices for journals, books and Dublin Core of ANSI/NISO Z39.88-2004.
    """
    names = [name for name in work.names if name != AND_OTHERS]
    if work.kind == "article-journal":
        form = "journal"
        about = {"genre": "article", "atitle": work.title, "jtitle": work.container}
    elif work.kind in ("book", "chapter", "report", "thesis"):
        form = "book"
        part = work.kind == "chapter"
        genre = {"chapter": "bookitem", "thesis": "dissertation"}.get(work.kind, work.kind)
        about = {
            "genre": genre,
            "atitle" if part else "btitle": work.title,
            "btitle" if part else "series": work.container,
            "pub": work.publisher,
        }
    else:
        form = "dc"
        about = {
            "type": _ZOTERO.get(work.kind, work.kind),
            "title": work.title,
            "source": work.container,
            "publisher": work.publisher,
            "identifier": work.address,
            "language": work.language,
        }
    fields = [
        *about.items(),
        ("date", work.issued), ("volume", work.volume), ("issue", work.issue), ("isbn", work.isbn),
    ]  # fmt: skip
    # The first author of an article or a book stands in parts, unless it is an organization.
    if form != "dc" and names and names[0].given:
        fields += [("aulast", names[0].family), ("aufirst", names[0].given)]
        del names[0]
    maker = "creator" if form == "dc" else "au"
    fields += [(maker, ", ".join(filter(None, (name.family, name.given)))) for name in names]
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}"),
        *((f"rft.{name}", value) for name, value in fields),
        ("rft_id", f"info:doi/{work.doi}" if work.doi else work.address),
    ]
    return urlencode([pair for pair in pairs if pair[1]])


def bibtex(work: CslItem) -> str:
    """One entry of BibTeX. The title stands in two pairs of braces, so that no style recases it."""
    # What stands in a larger work, but in no journal or dictionary, is in a collection.
    inside = work.container and not work.periodical and work.kind != "entry-dictionary"
    entry = "incollection" if inside else _ENTRIES.get(work.kind, "misc")
    house = {"techreport": "institution", "misc": "howpublished"}.get(entry, "publisher")
    whole = {"article": "journal", "incollection": "booktitle"}.get(entry)
    source = (
        {whole: work.container, house: work.publisher} if whole else {house: work.publisher or work.container}
    )
    fields = {
        "author": " and ".join(map(_bibtex_name, work.names)),
        "editor": " and ".join(map(_bibtex_name, work.editors)),
        "title": f"{{{_escaped(work.title)}}}",
        **{name: _escaped(value) for name, value in source.items()},
        "volume": _escaped(work.volume),
        "number": _escaped(work.issue),
        "year": work.issued[:4],
        "isbn": work.isbn,
        "doi": work.doi,
        "url": "" if work.doi else work.address,
        "urldate": work.accessed,
        "language": _escaped(work.language),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{entry}{{{work.key},", *lines, "}"])


def _bibtex_name(name: CslName) -> str:
    if name == AND_OTHERS:
        return "others"
    if not name.given:
        return f"{{{_escaped(name.family)}}}"
    return _escaped(", ".join(filter(None, (name.family, name.suffix, name.given))))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def csl(work: CslItem) -> dict[str, Any]:
    """One item of CSL-JSON (its data schema 1.0)."""
    item = {
        "id": work.key,
        "type": work.kind,
        "title": work.title,
        "author": list(map(_csl_name, work.names)),
        "editor": list(map(_csl_name, work.editors)),
        "issued": _parts(work.issued),
        "container-title": work.container,
        "volume": work.volume,
        "issue": work.issue,
        "publisher": work.publisher,
        "ISBN": work.isbn,
        "DOI": work.doi,
        "URL": work.url,
        "archive_location": work.archived,
        "accessed": _parts(work.accessed),
        "language": work.language,
        "keyword": work.keyword,
        # CSL has no field for it, and this one for what it has no field for.
        "custom": {"license": work.license} if work.license else None,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: CslName) -> dict[str, str]:
    if not name.given:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: text for part, text in parts.items() if text}


def _parts(text: str) -> dict[str, Any] | None:
    return {"date-parts": [[int(part) for part in text.split("-")]]} if text else None


# The types of RIS by those of CSL: reference managers read these, and take what stands behind no type for a book.
RIS_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "article-journal": "JOUR",
        "book": "BOOK",
        "broadcast": "SOUND",
        "chapter": "CHAP",
        "dataset": "DATA",
        "entry-dictionary": "DICT",
        "motion_picture": "VIDEO",
        "post-weblog": "BLOG",
        "report": "RPRT",
        "software": "COMP",
        "standard": "STAND",
        "thesis": "THES",
        "webpage": "ELEC",
    }
)


def ris(work: CslItem) -> str:
    """One record of RIS: a tag and a value on each line, several values of one tag on several lines."""

    def people(names: Sequence[CslName]) -> list[str]:
        # An organization with commas in its name would be taken for a person, but for a comma behind it.
        whole = [", ".join(filter(None, (name.family, name.given, name.suffix))) for name in names]
        marks = ["," if "," in name.family and not name.given else "" for name in names]
        return [name + mark for name, mark in zip(whole, marks, strict=True)]

    fields = [
        ("TY", [RIS_TYPES.get(work.kind, "GEN")]),
        ("ID", [work.key]),
        ("AU", people(work.names)),
        ("A2", people(work.editors)),
        ("TI", [work.title]),
        ("T2", [work.container]),
        ("PB", [work.publisher]),
        ("PY", [work.issued[:4]]),
        # A date in RIS always has three slashes, behind the last of which there is room for a season.
        ("DA", [f"{work.issued.replace('-', '/')}/" if len(work.issued) > 4 else ""]),
        ("VL", [work.volume]),
        ("IS", [work.issue]),
        ("SN", [work.isbn]),
        ("DO", [work.doi]),
        ("UR", [work.address]),
        ("LA", [work.language]),
        ("N1", [f"License: {work.license}" if work.license else ""]),
    ]
    lines = [f"{tag}  - {value}" for tag, values in fields for value in values if value]
    return "\n".join([*lines, "ER  - "])


# A new format is a new row. Everything follows: the entry on the pages of works and terms, the button of the library,
# and `data/terms.SUFFIX` and `data/resources.SUFFIX`, whose labels are the words `data_terms_SUFFIX` and so on.
FORMATS: tuple[CitationFormat, ...] = (
    CitationFormat("BibTeX", "bib", "application/x-bibtex", bibtex),
    CitationFormat(
        "CSL-JSON",
        "csl.json",
        "application/vnd.citationstyles.csl+json",
        lambda work: json.dumps(csl(work), ensure_ascii=False),
        before="[",
        between=",\n",
        after="]\n",
    ),
    CitationFormat("RIS", "ris", "application/x-research-info-systems", ris),
)
