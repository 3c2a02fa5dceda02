"""Which maps a bank has, which terms stand on each, and what their pages are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from termbank.content.model import Links, Term
from termbank.content.routes import term_path
from termbank.site.diagrams.ring import Group, Node, Pair, draw, lay_out, place_id
from termbank.text.urls import path_to_url, root_of, slugify

Context = dict[str, Any]

WHOLE = "map.html"
# How many terms one map shows, and how many neighbors of one kind the list below it names of each.
MAPPED, LISTED = 120, 12
# How many regions the map of the best connected terms shows; the others are in the list below it.
LARGEST = 40
RELATIONS = ("broader", "narrower", "related")


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
    """One page with a map: of the whole bank, or of some `terms` of a `region`, whose pages `number` counts."""

    path: str
    region: Region | None = None
    number: int = 1
    terms: tuple[Term, ...] = ()


@dataclass
class Maps:
    """The maps of a bank: one where all terms go on one; else the best connected on one, and one for each category.

    `regions` and their terms are in the order of the pages; `weight` says how much hangs on a term.
    """

    regions: Sequence[Region]
    links: Links
    weight: Mapping[str, int]
    rtl: bool

    @cached_property
    def split(self) -> bool:
        """Whether the bank has more terms than one map can show."""
        return sum(len(region.terms) for region in self.regions) > MAPPED

    @cached_property
    def places(self) -> dict[str, str]:
        """Where each term stands on a map that shows all of its region, as an address."""
        return {
            term.slug: f"{path_to_url(path)}#{path_to_url(place_id(term.slug))}"
            for region in self.regions
            for path, terms in self._parts(region)
            for term in terms
        }

    def sheets(self) -> Iterator[Sheet]:
        """Every page, that of the whole bank first."""
        yield Sheet(WHOLE)
        if self.split:
            for region in self.regions:
                for number, (path, terms) in enumerate(self._parts(region), 1):
                    yield Sheet(path, region, number, terms)

    def context(self, sheet: Sheet) -> Context:
        """What the page of `sheet` is told."""
        shown = [(sheet.region, sheet.terms)] if sheet.region else self._whole()
        groups = [self._group(region, terms, sheet.region is None) for region, terms in shown if terms]
        on_map = [node.slug for group in groups for node in group.nodes]
        related, steps = self._pairs(on_map, "related"), self._pairs(on_map, "broader")
        return {
            "map_html": draw(lay_out(groups, self.rtl), related, steps, root_of(sheet.path)),
            "whole": sheet.region is None,
            "split": self.split,
            "regions": [self._listed(region, terms) for region, terms in shown],
            "total": len(on_map),
        }

    def _whole(self) -> list[tuple[Region, tuple[Term, ...]]]:
        return [(region, self._best(region)) for region in self.regions]

    def _parts(self, region: Region) -> Iterator[tuple[str, tuple[Term, ...]]]:
        """The pages of a region with the terms of each: as few as go, of nearly one length."""
        if not self.split:
            yield WHOLE, region.terms
            return
        count = -(-len(region.terms) // MAPPED)
        for number in range(count):
            start, end = (len(region.terms) * edge // count for edge in (number, number + 1))
            yield _region_path(region, number + 1), region.terms[start:end]

    def _best(self, region: Region) -> tuple[Term, ...]:
        """The terms of a region that stand on the map of the whole: where not all can, those on which most hangs."""
        if not self.split:
            return region.terms
        share = max(1, MAPPED // len(self.largest)) if region in self.largest else 0
        chosen = sorted(region.terms, key=lambda term: -self.weight[term.slug])[:share]
        slugs = {term.slug for term in chosen}
        return tuple(term for term in region.terms if term.slug in slugs)

    @cached_property
    def largest(self) -> list[Region]:
        """The regions with most terms."""
        return sorted(self.regions, key=lambda region: -len(region.terms))[:LARGEST]

    def _group(self, region: Region, terms: Iterable[Term], linked: bool) -> Group:
        parts = [path for path, _ in self._parts(region)]
        url = path_to_url(parts[0]) if self.split and linked else region.url
        return Group(region.label, url, region.hue, tuple(self._node(term) for term in terms))

    def _node(self, term: Term) -> Node:
        return Node(term.slug, term.label, path_to_url(term_path(term.slug)))

    def _pairs(self, slugs: Sequence[str], relation: str) -> list[Pair]:
        """The relations among these terms, each once. Of one term, only those that the list names too."""
        known = set(slugs)
        found: dict[Pair, None] = {}
        for slug in slugs:
            for other in self._others(slug, relation)[:LISTED]:
                if other in known and (other, slug) not in found:
                    found[slug, other] = None
        return list(found)

    def _others(self, slug: str, relation: str) -> tuple[str, ...]:
        others: tuple[str, ...] = getattr(self.links, relation).get(slug, ())
        return others

    # --- the list below a map ---

    def _listed(self, region: Region, terms: Iterable[Term]) -> Context:
        parts = [path for path, _ in self._parts(region)] if self.split else []
        return {
            "label": region.label,
            "url": region.url,
            "hue": region.hue,
            "count": len(region.terms),
            "parts": [path_to_url(path) for path in parts],
            "terms": [self._entry(term) for term in terms],
        }

    def _entry(self, term: Term) -> Context:
        """A term with its neighbors; `more` is how many are named on the term's own page only."""
        others = {relation: self._others(term.slug, relation) for relation in RELATIONS}
        pointers = {
            relation: [self.pointers[slug] for slug in slugs[:LISTED]] for relation, slugs in others.items()
        }
        more = sum(max(0, len(slugs) - LISTED) for slugs in others.values())
        return self.pointers[term.slug] | pointers | {"more": more}

    @cached_property
    def pointers(self) -> dict[str, Context]:
        """Name and address of every term, by its slug."""
        return {
            term.slug: {"title": term.label, "url": path_to_url(term_path(term.slug))}
            for region in self.regions
            for term in region.terms
        }


def _region_path(region: Region, number: int) -> str:
    """The page of a region's map. No slug holds `_`, so no category's page is like another's."""
    name = "without_category" if region.value is None else slugify(region.value) or "other"
    return f"map/{name}{f'_{number}' if number > 1 else ''}.html"


def regions(
    terms: Iterable[Term], categories: Iterable[tuple[str, str, str, int | None]], other: str
) -> list[Region]:
    """The regions of a bank: `categories` are value, label, address and hue; `other` names what has no category."""
    groups: defaultdict[str | None, list[Term]] = defaultdict(list)
    for term in terms:
        groups[term.fields.category or None].append(term)
    found = [Region(value, label, url, hue, tuple(groups[value])) for value, label, url, hue in categories]
    found.append(Region(None, other, None, None, tuple(groups[None])))
    return [region for region in found if region.terms]
