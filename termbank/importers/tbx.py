"""TBX, the exchange format of terminologists, in its older and its present shape."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

from termbank.importers.found import Entry, Found, ImportFileError, Options, files_of

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS = MappingProxyType({
    "deprecatedTerm": "hidden_aliases", "deprecatedTerm-admn-sts": "hidden_aliases",
    "supersededTerm": "hidden_aliases", "supersededTerm-admn-sts": "hidden_aliases",
})  # fmt: skip

_SAYING = frozenset(["descrip", "termNote", "admin", "adminNote", "note", "ref", "xref", "date", "transac"])
"""Elements that say something about a concept or a term, whatever their type."""
_READ_BELOW = frozenset(["termType", "administrativeStatus", "normativeAuthorization"])
_RELATIONS = MappingProxyType(
    {"crossReference": "related", "relatedConcept": "related", "superordinateConceptGeneric": "broader"}
)


def read(path: Path, options: Options) -> Found:
    """The concepts of a file. Raises ImportFileError."""
    found = Found(
        mapping={"term": "title", "synonyms": "aliases", "definition": "the text", "subjectField": "category"}
    )
    for file in files_of(path, (".tbx", ".xml")):
        data = file.read_bytes()
        if b"<!ENTITY" in data:
            # Entities can be made to fill the memory, and no terminology needs its own.
            raise ImportFileError(f"{file.name} declares entities, which are not read")
        try:
            root = ElementTree.fromstring(data)  # noqa: S314  without entities there is nothing to expand
        except ElementTree.ParseError as error:
            raise ImportFileError(f"{file.name} is no XML: {error}") from error
        for concept in (each for each in root.iter() if _name(each) in ("conceptEntry", "termEntry")):
            found.total += 1
            place = f"{file.name}#{concept.get('id') or found.total}"
            if entry := _entry(concept, place, options, found):
                found.entries.append(entry)
    if not found.entries:
        raise ImportFileError(f"no concept in the language `{options.language}` was found in {path.name}")
    return found


def _entry(concept: ElementTree.Element, place: str, options: Options, found: Found) -> Entry | None:
    languages = [each for each in concept if _name(each) in ("langSec", "langSet")]
    short = options.language.partition("-")[0]
    chosen = next(
        (each for each in languages if (each.get(_LANGUAGE) or "").partition("-")[0].lower() == short), None
    )
    if chosen is None:
        found.lose(f"no term in the language `{options.language}`", place)
        return None
    if len(languages) > 1:
        found.lose(f"other languages than `{short}`", place)
    entry = Entry("term", "", place, names={concept.get("id") or ""} - {""})
    for section in (each for each in chosen if _name(each) in ("termSec", "tig", "ntig")):
        term = next((_text(each) for each in section.iter() if _name(each) == "term"), "")
        notes = {each.get("type"): _text(each) for each in section.iter() if _name(each) == "termNote"}
        field = _STATUS.get(
            notes.get("administrativeStatus", "") or notes.get("normativeAuthorization", ""), "aliases"
        )
        if notes.get("termType") in ("abbreviation", "acronym", "initialism") and field == "aliases":
            field = "abbreviations"
        if not entry.title and field == "aliases":
            entry.title = term
        elif term and term != entry.title:
            entry.add(field, term)
    # A concept may have nothing but abbreviations, or nothing but terms that are no longer used.
    if not entry.title:
        entry.title = entry.take("abbreviations", "hidden_aliases")
    if not entry.title:
        found.lose("a concept without a term", place)
        return None
    texts: list[str] = []
    # What stands above the languages counts for each of them; what belongs to another one is not looked at.
    others = {each for other in languages if other is not chosen for each in other.iter()}
    for element in (each for each in concept.iter() if each not in others):
        kind, name = element.get("type"), _name(element)
        if name == "descrip" and kind == "definition":
            texts.insert(0, _text(element))
        elif name == "descrip" and kind == "subjectField":
            entry.fields.setdefault("category", _text(element))
        elif name in ("descrip", "note") and kind in (None, "context", "example", "explanation"):
            texts.append(f"## {(kind or 'note').capitalize()}\n\n{_text(element)}")
        elif kind and name in ("ref", "descrip") and kind in _RELATIONS:
            entry.add(_RELATIONS[kind], element.get("target") or _text(element))
        elif kind and kind not in _READ_BELOW and name in _SAYING:
            found.lose(f"`{kind}` has no place here", place)
    entry.body = "\n\n".join(texts)
    if entry.body.startswith("## "):
        entry.body = entry.body.partition("\n\n")[2]
    return entry


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())
