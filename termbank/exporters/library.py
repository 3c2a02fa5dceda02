"""`data/library.js`, what the resource library filters, and `data/library-cite.js`, how its works are cited.

Scripts and no JSON, so that they can be read where a site is opened from a folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from termbank.content.citations import bibtex, csl, work_of
from termbank.content.model import Resource, Term
from termbank.content.routes import resource_path, term_path
from termbank.content.schema import Access
from termbank.exporters.outline import File, Outline, as_json
from termbank.site import Say, Value
from termbank.text.urls import path_to_url

WORDS = (
    "library_filter", "library_clear", "library_none", "library_sort", "library_more", "library_take",
    "library_csv", "library_bibtex", "library_csl", "library_print", "library_all_values", "sort_title",
    "sort_year", "sort_term", "copy_link", "copied", "narrow_down", "details", "for_terms", "list_comma",
)  # fmt: skip


class Row(NamedTuple):
    """A resource as the library's script reads it: `url` and `doi` may be empty, `year` 0.

    `terms` are places in the list of terms; `facets` are, for each facet, places in its list of values.
    """

    page: str
    title: str
    url: str
    doi: str
    authors: tuple[str, ...]
    year: int
    terms: list[int]
    facets: list[list[int]]


FIELDS = MappingProxyType({"terms": ("label", "url"), "values": ("value", "label"), "resources": Row._fields})
"""The names of the fields of the rows in each list of the data, which carries them."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the library down: the values to choose from, with their labels, and a resource's own."""

    key: str
    values: Sequence[tuple[str, str]]
    of: Callable[[Resource], Iterable[str]]


def export(outline: Outline) -> Iterator[File]:
    """The rows of all resources in the order of the library, with the facets and the words that it shows."""
    shelf = outline.plan.resources
    if not shelf:
        return
    terms = outline.glossary.terms
    data = {
        "words": _words(outline.say),
        "fields": dict(FIELDS),
        "terms": [[term.label, path_to_url(term_path(term.slug))] for term in terms.values()],
        **_rows(shelf, list(facets(outline)), outline),
    }
    yield File("data/library.js", _call("data", data))
    cited = [{"bibtex": bibtex(work), "csl": csl(work)} for work in map(work_of, shelf)]
    yield File("data/library-cite.js", _call("cited", cited))


def facets(outline: Outline) -> Iterator[Facet]:
    """The facets of which at least one value is in use."""
    for facet in (*_declared(outline), *_derived(outline.plan.resources, outline.say)):
        if any(value for resource in outline.plan.resources for value in facet.of(resource)):
            yield facet


def _declared(outline: Outline) -> Iterator[Facet]:
    """Facets whose values are those of vocabularies: the resource's own, and those of the terms it serves."""
    glossary, values = outline.glossary, outline.plan.values

    def terms(resource: Resource) -> Iterator[Term]:
        return (glossary.terms[slug] for slug in glossary.links.terms[resource.slug])

    def categories(resource: Resource) -> set[str]:
        return {term.fields.category or "" for term in terms(resource)}

    def principles(resource: Resource) -> set[str]:
        return {value for term in terms(resource) for value in term.fields.principles}

    yield Facet("type", _pairs(values["resource_type"]), lambda resource: resource.fields.resource_type)
    yield Facet(
        "organization",
        _pairs(values["organization_type"]),
        lambda resource: resource.fields.organization_type,
    )
    yield Facet("category", _pairs(values["category"]), categories)
    yield Facet("principle", _pairs(values["principles"]), principles)


def _derived(shelf: Sequence[Resource], say: Say) -> Iterator[Facet]:
    """Facets whose values come from fields that have no vocabulary."""
    decades = sorted({_decade(resource) for resource in shelf} - {""}, reverse=True)
    publishers = Counter(resource.fields.publisher for resource in shelf if resource.fields.publisher)
    yield Facet("access", [(value, say(f"access_{value}")) for value in map(str, Access)], _access)
    yield Facet(
        "decade", [(value, say("decade", year=value)) for value in decades], lambda item: [_decade(item)]
    )
    yield Facet("publisher", [(name, name) for name, _ in publishers.most_common()], _publisher)


def _access(resource: Resource) -> list[str]:
    return [str(resource.fields.access)] if resource.fields.access else []


def _publisher(resource: Resource) -> list[str]:
    return [resource.fields.publisher or ""]


def _pairs(values: Iterable[Value]) -> list[tuple[str, str]]:
    return [(value.value, value.label) for value in values]


def _decade(resource: Resource) -> str:
    year = resource.fields.year
    return str(year // 10 * 10) if year else ""


def _rows(shelf: Sequence[Resource], found: Sequence[Facet], outline: Outline) -> dict[str, Any]:
    """The facets, and for each resource what a list says of it and the places of its values in each facet."""
    slugs = {slug: place for place, slug in enumerate(outline.glossary.terms)}
    places = [{value: place for place, (value, _) in enumerate(facet.values)} for facet in found]
    return {
        "facets": [
            {"key": facet.key, "label": outline.say(f"facet_{facet.key}"), "values": facet.values}
            for facet in found
        ],
        "resources": [
            Row(
                page=path_to_url(resource_path(resource.slug)),
                title=resource.fields.title,
                url=resource.fields.url or "",
                doi=resource.fields.doi or "",
                authors=resource.fields.author,
                year=resource.fields.year or 0,
                terms=[slugs[slug] for slug in outline.glossary.links.terms[resource.slug]],
                facets=[
                    sorted(place[value] for value in facet.of(resource) if value in place)
                    for facet, place in zip(found, places, strict=True)
                ],
            )
            for resource in shelf
        ],
    }


def _words(say: Say) -> dict[str, Any]:
    words: dict[str, Any] = {word: say(word, n="{n}") for word in WORDS}
    words["count"] = [say("count_resources", n=1), say("count_resources", n="{n}")]
    words["without"] = say("library_without", value="{value}")
    return words


def _call(name: str, value: Any) -> bytes:
    return b"termbankLibrary.%s(%s);\n" % (name.encode(), as_json(value))
