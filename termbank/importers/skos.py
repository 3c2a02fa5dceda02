"""SKOS vocabularies in Turtle, RDF/XML, N-Triples or JSON-LD, read by rdflib."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.exceptions import ParserError

from termbank.importers.found import Entry, Found, ImportFileError, Options, files_of, read_text
from termbank.importers.markup import from_html

_FORMS = MappingProxyType(
    {
        ".ttl": "turtle",
        ".nt": "nt",
        ".jsonld": "json-ld",
        ".json": "json-ld",
        ".rdf": "xml",
        ".xml": "xml",
        ".owl": "xml",
    }
)
_LISTS = MappingProxyType({"aliases": SKOS.altLabel, "hidden_aliases": SKOS.hiddenLabel})
_LINKS = MappingProxyType(
    {"related": SKOS.related, "broader": SKOS.broader, "replaced_by": DCTERMS.isReplacedBy}
)
_TEXTS = MappingProxyType(
    {
        "Scope note": SKOS.scopeNote,
        "Note": SKOS.note,
        "Example": SKOS.example,
        "Editorial note": SKOS.editorialNote,
    }
)
_XL = "http://www.w3.org/2008/05/skos-xl#"


def read(path: Path, options: Options) -> Found:
    """The concepts of a vocabulary. Raises ImportFileError."""
    found, graph = Found(), Graph()
    for file in files_of(path, _FORMS):
        form = _FORMS.get(file.suffix.lower(), "turtle")
        try:
            if form == "json-ld":
                data = json.dumps(_offline(json.loads(read_text(file, found)), found, file.name))
                graph.parse(data=data, format=form, publicID=file.resolve().as_uri())
            else:
                graph.parse(file, format=form)
        except (ParserError, SyntaxError, ValueError, KeyError) as error:
            raise ImportFileError(
                f"{file.name} cannot be read: {' '.join(str(error).split())[:200]}"
            ) from error
        except Exception as error:
            raise ImportFileError(
                f"{file.name} cannot be read: {' '.join(str(error).split())[:200]}"
            ) from error
    concepts = sorted(
        set(graph.subjects(RDF.type, SKOS.Concept)) | set(graph.subjects(SKOS.prefLabel)),
        key=str,
    )
    concepts = [
        each
        for each in concepts
        if (each, RDF.type, SKOS.ConceptScheme) not in graph
        and (each, RDF.type, SKOS.Collection) not in graph
    ]
    found.mapping = {
        "prefLabel": "title",
        "altLabel": "aliases",
        "hiddenLabel": "hidden_aliases",
        "definition": "the text",
        "broader": "broader",
        "related": "related",
        "exactMatch": "same_as",
    }
    for concept in concepts:
        found.total += 1
        if entry := _entry(graph, concept, options, found):
            found.entries.append(entry)
    if not found.entries:
        raise ImportFileError(f"no concept with a label was found in {path.name}")
    return found


def _entry(graph: Graph, concept: Any, options: Options, found: Found) -> Entry | None:
    place = str(concept)
    label = _said(graph, concept, SKOS.prefLabel, options.language) or _said(
        graph, concept, URIRef(f"{_XL}prefLabel"), options.language
    )
    label = label or _said(graph, concept, RDFS.label, options.language)
    if not label:
        found.lose(f"no label in the language `{options.language}`", place)
        return None
    entry = Entry("term", label[0], place, names={place, place.rpartition("/")[2].rpartition("#")[2]})
    for text in label[1:]:
        entry.add("aliases", text)
    for field, predicate in _LISTS.items():
        if values := _said(graph, concept, predicate, options.language):
            entry.fields[field] = [*entry.fields.get(field, []), *values]
    for field, predicate in _LINKS.items():
        targets = [str(each) for each in graph.objects(concept, predicate) if isinstance(each, URIRef)]
        if field == "broader":
            targets += [str(each) for each in graph.subjects(SKOS.narrower, concept)]
        if targets:
            entry.fields[field] = sorted(set(targets))
    # Notations such as "QH 541" are no names that prose would say, but other concepts may refer by them.
    if notations := [str(each) for each in graph.objects(concept, SKOS.notation)]:
        entry.names |= set(notations)
    same = [
        str(each)
        for predicate in (SKOS.exactMatch, SKOS.closeMatch)
        for each in graph.objects(concept, predicate)
    ]
    if same := [each for each in same if each.startswith(("https://", "http://"))]:
        entry.fields["same_as"] = sorted(set(same))
    definitions = next(
        (
            texts
            for predicate in (SKOS.definition, DCTERMS.description, RDFS.comment)
            if (texts := _said(graph, concept, predicate, options.language))
        ),
        [],
    )
    texts = [from_html(text) for text in definitions]
    for heading, predicate in _TEXTS.items():
        if notes := _said(graph, concept, predicate, options.language):
            if not texts:
                texts += [from_html(note) for note in notes]
            else:
                texts.append(f"## {heading}\n\n" + "\n\n".join(from_html(note) for note in notes))
    entry.body = "\n\n".join(texts)
    # Every label and link is kept: a retired concept still explains old texts.
    if str(graph.value(concept, OWL.deprecated)).lower() in ("true", "1"):
        entry.fields["status"] = "deprecated"
    for unknown in sorted({str(each) for each in graph.predicates(concept)} - _KNOWN):
        # `skos:changeNote` says more than the address that the prefix stands for.
        found.lose(f"`{graph.namespace_manager.curie(unknown)}` has no place here", place)
    return entry


_KNOWN = frozenset(
    map(
        str,
        [
            SKOS.prefLabel,
            SKOS.narrower,
            SKOS.notation,
            SKOS.exactMatch,
            SKOS.closeMatch,
            SKOS.definition,
            SKOS.inScheme,
            SKOS.topConceptOf,
            RDF.type,
            RDFS.label,
            RDFS.comment,
            DCTERMS.description,
            DCTERMS.identifier,
            OWL.deprecated,
            f"{_XL}prefLabel",
            *_LISTS.values(),
            *_LINKS.values(),
            *_TEXTS.values(),
        ],
    )
)


# What the contexts of vocabularies mostly say, for those that lie on the web: nothing is fetched from there.
_CONTEXT = MappingProxyType(
    {"@vocab": str(SKOS), "skos": str(SKOS), "dct": str(DCTERMS), "dcterms": str(DCTERMS), "id": "@id", "type": "@type"}
    | {name: str(DCTERMS[name]) for name in ("title", "description", "identifier", "license", "publisher", "source")}
    | {
        name: {"@id": str(SKOS[name]), "@type": "@id"}
        for name in ("broader", "narrower", "related", "exactMatch", "closeMatch", "inScheme", "topConceptOf")
    }
    | {
        name: {"@id": str(SKOS[name]), "@container": "@language"}
        for name in ("prefLabel", "altLabel", "hiddenLabel", "definition", "scopeNote", "note", "example")
    }
)  # fmt: skip


def _offline(data: Any, found: Found, place: str) -> Any:
    """JSON-LD with our own context in place of each that would have to be fetched."""
    if isinstance(data, list):
        return [_offline(each, found, place) for each in data]
    if not isinstance(data, Mapping):
        return data
    changed = {key: _offline(value, found, place) for key, value in data.items() if key != "@context"}
    if "@context" in data:
        contexts = data["@context"] if isinstance(data["@context"], list) else [data["@context"]]
        for each in contexts:
            if isinstance(each, str):
                found.lose(
                    f"the context `{each[:60]}` is not fetched: names are read as those of SKOS", place
                )
        changed["@context"] = [dict(_CONTEXT) if isinstance(each, str) else each for each in contexts]
    return changed


def _said(graph: Graph, concept: Any, predicate: URIRef, language: str) -> list[str]:
    """The texts of a property in `language`, its regions included, else those without one."""
    values = [each for each in graph.objects(concept, predicate) if isinstance(each, Literal)]
    for node in graph.objects(concept, predicate):
        # SKOS-XL: the label is a node with its text in `literalForm`. Definitions may be nodes with a value, too.
        if not isinstance(node, Literal):
            forms = (*graph.objects(node, URIRef(f"{_XL}literalForm")), *graph.objects(node, RDF.value))
            values += [each for each in forms if isinstance(each, Literal)]
    short = language.partition("-")[0].lower()
    fitting = [each for each in values if (each.language or "").partition("-")[0].lower() == short]
    plain = [each for each in values if not each.language]
    return sorted(
        dict.fromkeys(
            " ".join(str(each).split()) if "\n\n" not in str(each) else str(each) for each in fitting or plain
        )
    )
