"""`data/skos.ttl`, `data/skos.jsonld`, and the same with labels as things (SKOS-XL): the glossary as a thesaurus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from termbank.content.citations import item_of
from termbank.content.model import Glossary, Resource, Term
from termbank.content.routes import value_path
from termbank.content.schema import Status
from termbank.exporters.file import File
from termbank.site.parts.linked_data import LinkedData, Node
from termbank.site.plan import Outline
from termbank.text.json_data import as_json
from termbank.text.urls import license_to_url, path_to_url

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "skosxl": "http://www.w3.org/2008/05/skos-xl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
# What a string of Turtle cannot hold as it is.
_ESCAPES = MappingProxyType(
    str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
)


def turtle(outline: Outline, labels: bool = False) -> Iterator[File]:
    """The glossary in Turtle; with `labels`, in SKOS-XL."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for node in _nodes(outline, labels):
        parts = [f"a {node['@type']}"]
        parts += [
            f"{name} {', '.join(map(_turtle_value, values))}"
            for name, values in node.items()
            if not name.startswith("@")
        ]
        lines.append(f"\n<{node['@id']}> " + " ;\n    ".join(parts) + " .")
    yield File(f"data/skos{'-xl' if labels else ''}.ttl", ("\n".join(lines) + "\n").encode())


def json_ld(outline: Outline, labels: bool = False) -> Iterator[File]:
    """The same in JSON-LD."""
    document = {"@context": dict(PREFIXES), "@graph": list(_nodes(outline, labels))}
    yield File(f"data/skos{'-xl' if labels else ''}.jsonld", as_json(document))


def _turtle_value(value: Node) -> str:
    if "@id" in value:
        return f"<{value['@id']}>"
    text = f'"{value["@value"].translate(_ESCAPES)}"'
    if "@language" in value:
        return f"{text}@{value['@language']}"
    return f"{text}^^{value['@type']}" if "@type" in value else text


def _nodes(outline: Outline, labels: bool) -> Iterator[Node]:
    """The scheme, its concepts in the order of their slugs, its collections, and the works that concepts refer to.

    Each has `@id`, `@type`, and lists of values by the short names of properties.
    """
    glossary = outline.glossary
    # The files stand in a folder: without the site's address, the way to its root is one step up.
    linked = LinkedData(glossary, outline.base_url or "../")
    yield _scheme(outline, linked)
    unrelated, replaced = _forbidden(glossary), _replaced(glossary)
    for term in glossary.terms.values():
        yield _concept(
            outline, linked, term, unrelated.get(term.slug, frozenset()), replaced.get(term.slug, ())
        )
        if labels:
            yield from _labels(linked, term)
    for vocabulary in ("category", "principles"):
        yield from _collections(glossary, linked, vocabulary)
    for resource in glossary.resources.values():
        if glossary.links.terms[resource.slug]:
            yield _work(linked, resource)


def _scheme(outline: Outline, linked: LinkedData) -> Node:
    glossary, site = outline.glossary, outline.glossary.site
    licensed = license_to_url(site.license) if site.license else None
    tops = [linked.term_id(term) for term in glossary.terms.values() if not glossary.links.broader[term.slug]]
    modified = max(map(outline.plan.history.changed, outline.plan.history.records), default="")
    return _said(
        linked.set_id,
        "skos:ConceptScheme",
        {
            "dct:title": _texts([site.title], site.language),
            "dct:description": _texts([site.description], site.language),
            "dct:license": _things([licensed]),
            "dct:rights": [] if licensed else _texts([site.license], site.language),
            "dct:modified": _days([modified]),
            "skos:hasTopConcept": _things(tops),
        },
    )


def _concept(
    outline: Outline, linked: LinkedData, term: Term, unrelated: frozenset[str], replaced: Iterable[str]
) -> Node:
    glossary, fields, language = outline.glossary, term.fields, term.language
    terms, links, top = glossary.terms, glossary.links, not glossary.links.broader[term.slug]
    life = outline.plan.history.records.get(term.key)
    preferred, others, hidden = _names(term)
    confused = links.confused.get(term.slug, {})
    retired = fields.status is Status.DEPRECATED

    def named(slugs: Iterable[str]) -> list[Node]:
        return _things(linked.term_id(terms[slug]) for slug in slugs if slug in terms)

    return _said(
        linked.term_id(term),
        "skos:Concept",
        {
            "skos:inScheme": _things([linked.set_id]),
            "skos:topConceptOf": _things([linked.set_id] if top else []),
            "skos:notation": [{"@value": term.slug}],
            "skos:prefLabel": _texts([preferred], language),
            "skos:altLabel": _texts(others, language),
            "skos:hiddenLabel": _texts(hidden, language),
            "skos:definition": _texts([term.summary], language),
            "skos:broader": named(links.broader[term.slug]),
            "skos:narrower": named(links.narrower.get(term.slug, ())),
            "skos:related": named(slug for slug in links.related[term.slug] if slug not in unrelated),
            # To be told apart is not to be related; what tells them apart is a note on how to use both.
            "owl:differentFrom": named(confused),
            "skos:scopeNote": _texts((sentences[0] for sentences in confused.values()), language),
            "skos:exactMatch": _things(fields.same_as),
            "owl:deprecated": [{"@value": "true", "@type": "xsd:boolean"}] if retired else [],
            "dct:isReplacedBy": named(fields.successors),
            "dct:replaces": named(replaced),
            "skos:changeNote": _texts([fields.reason], language),
            "dct:modified": _days([life.changed[:10] if life else ""]),
            "dct:references": _things(
                linked.resource_id(glossary.resources[slug]) for slug in links.resources.get(term.slug, ())
            ),
            "foaf:page": _things([linked.term_page(term)]),
        },
    )


def _names(term: Term) -> tuple[str, list[str], list[str]]:
    """The preferred label of a term, its others, and those that are never shown; no two of them are the same (S13)."""
    fields, seen = term.fields, {term.label}
    found: list[list[str]] = []
    for names in ((*fields.aliases, *fields.abbreviations), (*fields.hidden_aliases, *fields.forms)):
        found.append([name for name in dict.fromkeys(names) if name not in seen])
        seen.update(names)
    return term.label, found[0], found[1]


def _labels(linked: LinkedData, term: Term) -> Iterator[Node]:
    """The labels of a term as things (SKOS-XL). An abbreviation is related to what it abbreviates."""
    name, (preferred, others, hidden) = linked.term_id(term), _names(term)
    groups = (("prefLabel", [preferred]), ("altLabel", others), ("hiddenLabel", hidden))
    ids = {
        text: f"{name}-{kind.removesuffix('Label')}-{number}"
        for kind, texts in groups
        for number, text in enumerate(texts, 1)
    }
    calls = {f"skosxl:{kind}": _things(ids[text] for text in texts) for kind, texts in groups}
    yield _said(name, "skos:Concept", calls)
    for text, label in ids.items():
        short = text in term.fields.abbreviations and text != preferred
        yield _said(
            label,
            "skosxl:Label",
            {
                "skosxl:literalForm": _texts([text], term.language),
                "skosxl:labelRelation": _things([ids[preferred]] if short else []),
            },
        )


def _collections(glossary: Glossary, linked: LinkedData, vocabulary: str) -> Iterator[Node]:
    """The values of a vocabulary, each with its terms."""
    members: dict[str, list[Term]] = {}
    for term in glossary.terms.values():
        fields = term.fields
        values = fields.principles if vocabulary == "principles" else filter(None, [fields.category])
        for value in values:
            members.setdefault(value, []).append(term)
    declared = glossary.site.vocabularies.get(vocabulary, {})
    # Values that differ only in case share a page, and so an identifier: they are one collection.
    pages: dict[str, list[str]] = {}
    for value in sorted(members):
        pages.setdefault(value_path(vocabulary, value), []).append(value)
    for path, alike in pages.items():
        first = alike[0]
        within = dict.fromkeys(linked.term_id(term) for value in alike for term in members[value])
        yield _said(
            f"{linked.base}{path_to_url(path)}#collection",
            "skos:Collection",
            {
                # Not `skos:inScheme`: the shapes of SkoHub take whatever has that for a concept or a scheme (S37).
                "dct:isPartOf": _things([linked.set_id]),
                "skos:prefLabel": _texts([glossary.label_of(vocabulary, first)], glossary.site.language),
                "skos:definition": _texts(
                    [declared[first].description if first in declared else None], glossary.site.language
                ),
                "skos:member": _things(within),
            },
        )


def _work(linked: LinkedData, resource: Resource) -> Node:
    item = item_of(resource)
    return _said(
        linked.resource_id(resource),
        "dct:BibliographicResource",
        {
            "dct:title": _texts([resource.fields.title], item.language),
            "foaf:page": _things([item.address]),
        },
    )


def _replaced(glossary: Glossary) -> Mapping[str, list[str]]:
    """The terms that each term took the place of."""
    found: dict[str, list[str]] = {}
    for term in glossary.terms.values():
        for slug in term.fields.successors:
            found.setdefault(slug, []).append(term.slug)
    return found


def _forbidden(glossary: Glossary) -> dict[str, frozenset[str]]:
    """For each term the related ones that stand above or below it: SKOS forbids to call them related (S27)."""
    links, found = glossary.links, dict[str, set[str]]()
    for slug, related in links.related.items():
        if not related or not links.broader[slug]:
            continue
        above: set[str] = set()
        waiting = [*links.broader[slug]]
        while waiting:
            if (other := waiting.pop()) not in above:
                above.add(other)
                waiting += links.broader[other]
        for other in above.intersection(related):
            found.setdefault(slug, set()).add(other)
            found.setdefault(other, set()).add(slug)
    return {slug: frozenset(others) for slug, others in found.items()}


def _said(identifier: str, kind: str, values: Mapping[str, list[Node]]) -> Node:
    return {"@id": identifier, "@type": kind} | {name: each for name, each in values.items() if each}


def _texts(texts: Iterable[str | None], language: str) -> list[Node]:
    return [{"@value": text, "@language": language} for text in dict.fromkeys(texts) if text]


def _days(days: Iterable[str]) -> list[Node]:
    return [{"@value": day, "@type": "xsd:date"} for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day)]


def _things(addresses: Iterable[str | None]) -> list[Node]:
    return [{"@id": address} for address in dict.fromkeys(addresses) if address]
