"""Which maps a glossary has, and which terms stand on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from termbank.content.model import Term
from termbank.text.urls import path_to_url, slugify

WHOLE = "map.html"
MAPPED = 120
"""Terms that one map shows."""
LARGEST = 40
"""Regions that the map of the best connected terms shows; the list below it names the others."""


@dataclass(frozen=True, slots=True)
class Region:
    """A category on the map, or all terms without one: `value` is then None."""

    value: str | None
    label: str
    url: str | None
    hue: int | None
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page with a map: of the whole glossary, or of some `terms` of a `region`, whose pages `number` counts."""

    path: str
    region: Region | None = None
    number: int = 1
    terms: tuple[Term, ...] = ()


@dataclass
class Maps:
    """The maps of a glossary: one if all terms fit on it; else one of the best connected, and one for each category.

    `regions` and their terms are in the order of the pages; `weight` counts the connections of each term.
    """

    regions: Sequence[Region]
    weight: Mapping[str, int]

    @cached_property
    def split(self) -> bool:
        """Whether the glossary has more terms than one map can show."""
        return sum(len(region.terms) for region in self.regions) > MAPPED

    @cached_property
    def places(self) -> dict[str, str]:
        """Where each term stands on a map that shows all of its region, as an address."""
        return {
            term.slug: f"{path_to_url(path)}#{path_to_url(node_id(term.slug))}"
            for region in self.regions
            for path, terms in self.parts(region)
            for term in terms
        }

    def sheets(self) -> Iterator[Sheet]:
        """Every page, that of the whole glossary first."""
        yield Sheet(WHOLE)
        if self.split:
            for region in self.regions:
                for number, (path, terms) in enumerate(self.parts(region), 1):
                    yield Sheet(path, region, number, terms)

    def whole(self) -> list[tuple[Region, tuple[Term, ...]]]:
        """The regions on the map of the whole glossary, each with the terms that it shows."""
        if not self.split:
            return [(region, region.terms) for region in self.regions]
        # 120 places for 3 categories of 400 terms are 40 each. For 60 categories they would be 2 each, on a map that
        # nobody can read: the largest 40 share them, and the list below names the rest.
        largest = sorted(self.regions, key=lambda region: -len(region.terms))[:LARGEST]
        share = max(1, MAPPED // len(largest))
        shown = []
        for region in self.regions:
            best = sorted(region.terms, key=lambda term: -self.weight[term.slug])[:share]
            slugs = {term.slug for term in best} if region in largest else set()
            shown.append((region, tuple(term for term in region.terms if term.slug in slugs)))
        return shown

    def parts(self, region: Region) -> Iterator[tuple[str, tuple[Term, ...]]]:
        """The pages of a region with the terms of each: as few pages as possible, of nearly equal length."""
        if not self.split:
            yield WHOLE, region.terms
            return
        # 121 terms are 61 and 60, not 120 and 1.
        count = -(-len(region.terms) // MAPPED)
        for number in range(count):
            start, end = (len(region.terms) * edge // count for edge in (number, number + 1))
            # No slug holds `_`, so no category's page is like another's: `map/a_2.html` is not that of `a-2`.
            name = "without_category" if region.value is None else slugify(region.value) or "other"
            yield f"map/{name}{f'_{number + 1}' if number else ''}.html", region.terms[start:end]


def node_id(slug: str) -> str:
    """The id of a term's name on its map."""
    return f"term-{slug}"


def regions(
    terms: Iterable[Term], categories: Iterable[tuple[str, str, str, int | None]], other: str
) -> list[Region]:
    """The regions of a glossary: `categories` are value, label, address and hue; `other` names what has no category."""
    groups: defaultdict[str | None, list[Term]] = defaultdict(list)
    for term in terms:
        groups[term.fields.category or None].append(term)
    found = [Region(value, label, url, hue, tuple(groups[value])) for value, label, url, hue in categories]
    found.append(Region(None, other, None, None, tuple(groups[None])))
    return [region for region in found if region.terms]
