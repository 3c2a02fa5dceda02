"""The facets of the resource library: one row each, for its script and for the pages that work without it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from termbank.content.model import Resource, Term
from termbank.content.schema import Access, FieldType, OwnField
from termbank.site.page import Choices, Say, word
from termbank.site.parts.index import Index, Value
from termbank.text.urls import slugify


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the library down. `key` names it in addresses.

    `of` gives the values of one resource. `values` gives those to choose from, in their order; without it, they are
    the values in use, by name. A facet with `pages` also has a page for each of its values, which needs no script.
    Its label is the word `facet_KEY` of the catalogue, if it has no `label`; where there is none, the key.
    """

    key: str
    of: Callable[[Index, Resource], Iterable[str]]
    values: Callable[[Index, Say], Sequence[Value]] | None = None
    pages: bool = False
    label: str = ""


# A resource has no category of its own: it counts for those of the terms it serves.
def _served(index: Index, resource: Resource) -> list[Term]:
    return [index.glossary.terms[slug] for slug in index.glossary.links.terms[resource.slug]]


def _decade(resource: Resource) -> str:
    return str(resource.fields.year // 10 * 10) if resource.fields.year else ""


def _decades(index: Index, say: Say) -> list[Value]:
    found = sorted({_decade(resource) for resource in index.resources} - {""}, reverse=True)
    return _listed("decade", [(value, say("decade", year=value)) for value in found])


def _publishers(index: Index, _: Say) -> list[Value]:
    """The publishers of most resources first."""
    count = Counter(item.fields.publisher for item in index.resources if item.fields.publisher)
    return _listed("publisher", [(name, name) for name, _ in count.most_common()])


def _listed(key: str, labels: Iterable[tuple[str, str]]) -> list[Value]:
    """Values that belong to no vocabulary, from their names and labels."""
    return [
        Value(name, label, "", f"resources/{key}/{slugify(name) or 'other'}.html", None, number)
        for number, (name, label) in enumerate(labels)
    ]


# Only types and organizations have pages: their values are few. A page for each of 800 publishers would hold one work.
FACETS = (
    Facet(
        "type",
        lambda _, resource: resource.fields.resource_type,
        lambda index, _: index.types,
        pages=True,
    ),
    Facet(
        "organization",
        lambda _, resource: resource.fields.organization_type,
        lambda index, _: index.organizations,
        pages=True,
    ),
    Facet(
        "category",
        lambda index, resource: {term.fields.category or "" for term in _served(index, resource)},
        lambda index, _: index.categories,
    ),
    Facet(
        "principle",
        lambda index, resource: {
            name for term in _served(index, resource) for name in term.fields.principles
        },
        lambda index, _: index.principles,
    ),
    Facet(
        "access",
        lambda index, resource: [index.access_of(resource)],
        lambda _, say: _listed("access", [(name, say(f"access_{name}")) for name in (*Access, "unknown")]),
    ),
    Facet("decade", lambda _, resource: [_decade(resource)], _decades),
    Facet("publisher", lambda _, resource: [resource.fields.publisher or ""], _publishers),
)
"""In the order in which the library shows them; those that a site declares stand before `BIBLIOGRAPHIC`."""

BIBLIOGRAPHIC = 3
"""How many of the last facets say who published a work, when, and who may open it."""


def _declared(name: str, field: OwnField) -> Facet:
    """The facet of a field that the site declares."""

    def of(_: Index, resource: Resource) -> list[str]:
        value = resource.extra.get(name)
        # Days are too many to choose from: their years are not.
        if field.type is FieldType.DATE:
            return [value[:4]] if value else []
        return list(value) if isinstance(value, tuple) else [] if value is None else [str(value)]

    def numbers(index: Index, _: Say) -> list[Value]:
        found = sorted({number for item in index.resources for number in of(index, item)}, key=float)
        return _listed(name, [(number, number) for number in found])

    if field.type is FieldType.VOCABULARY:
        return Facet(name, of, lambda index, _: [*index.own["resource", name].values()], True, field.label)
    return Facet(name, of, numbers if field.type is FieldType.NUMBER else None, label=field.label)


@dataclass
class Library:
    """The resources of a site by the values of their facets."""

    index: Index
    say: Say

    @cached_property
    def facets(self) -> Sequence[Facet]:
        """All facets: what a reader can do with a work comes before when and by whom it was published."""
        own = self.index.glossary.site.own("resource")
        declared = [_declared(name, field) for name, field in own.items() if field.facet]
        return (*FACETS[:-BIBLIOGRAPHIC], *declared, *FACETS[-BIBLIOGRAPHIC:]) if declared else FACETS

    @cached_property
    def values(self) -> Mapping[str, Sequence[Value]]:
        """The values to choose from, by the key of their facet."""
        # A facet with nothing to choose from is not shown: without any `access`, readers see no empty list of it.
        return {facet.key: values for facet in self.facets if (values := self._values(facet))}

    @cached_property
    def with_pages(self) -> Mapping[str, Sequence[Value]]:
        """As `values`, of the facets whose values have pages."""
        # Every build needs these; the others are many, and asked for only where the library is rendered.
        return {facet.key: values for facet in self.facets if facet.pages and (values := self._values(facet))}

    def _values(self, facet: Facet) -> Sequence[Value]:
        used = {name for item in self.index.resources for name in facet.of(self.index, item)} - {""}
        if not used:
            return ()
        if facet.values:
            # A vocabulary may declare values that no resource has.
            return [value for value in facet.values(self.index, self.say) if value.value in used]
        return _listed(facet.key, [(name, name) for name in sorted(used)])

    @cached_property
    def choices(self) -> list[Choices]:
        """What readers can choose from, for the library's script."""
        return [
            Choices(
                facet.key,
                self.label(facet.key),
                [(value.value, value.label) for value in self.values[facet.key]],
                partial(facet.of, self.index),
            )
            for facet in self.facets
            if facet.key in self.values
        ]

    def label(self, key: str) -> str:
        """The name of a facet."""
        if own := next((facet.label for facet in self.facets if facet.key == key and facet.label), ""):
            return own
        return word(self.say, f"facet_{key}", key.replace("_", " ").capitalize())

    @cached_property
    def resources_with(self) -> Mapping[str, Sequence[Resource]]:
        """The resources of each value that has a page, by the page's path."""
        found: defaultdict[str, list[Resource]] = defaultdict(list)
        for facet in self.facets:
            paths = {value.value: value.path for value in self.with_pages.get(facet.key, ())}
            for resource in self.index.resources if paths else ():
                # "Case study" and "case-study" have one page, on which a work that names both stands once.
                for path in dict.fromkeys(
                    paths[name] for name in facet.of(self.index, resource) if name in paths
                ):
                    found[path].append(resource)
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many resources stand on the page of each value, by the page's path."""
        return {path: len(resources) for path, resources in self.resources_with.items()}
