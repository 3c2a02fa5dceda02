"""The tree of broader and narrower terms, cut into pages where it is large."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from termbank.site.parts.pagination import ListPart, split
from termbank.text.urls import path_to_url

HIERARCHY = "hierarchy.html"
DEPTH = 12
"""Levels on one page. A chain of 10,000 terms, each broader than the next, goes on from page to page."""

Relation = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Node:
    """A term in the tree, with the terms below it on the same page.

    `rest` is the page where the tree goes on below it, `first` whether this is the first of its places.
    """

    slug: str
    first: bool = True
    below: list[Node] = field(default_factory=list)
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One page of the tree: the term whose narrower terms it begins with, None at the top."""

    top: str | None
    part: ListPart[str]
    nodes: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """All pages of the tree, and the address of each term's first place."""

    branches: Sequence[Branch]
    places: Mapping[str, str]


def grow(order: Iterable[str], broader: Relation, narrower: Relation, most: int) -> Hierarchy:
    """The tree of the terms in `order`, at most `most` on a page. Pure, and linear in the number of relations.

    A term with several broader terms stands below each of them, and what is below it only at its first place.
    """
    places: dict[str, str] = {}
    branches: list[Branch] = []
    # Breadth first: the first place of a term is the highest, and a page shows its upper levels before it goes deeper.
    waiting: deque[tuple[str | None, str, Sequence[str]]] = deque(
        [(None, HIERARCHY, tops(order, broader, narrower))]
    )
    while waiting:
        top, home, slugs = waiting.popleft()
        for part in split(home, slugs, most):
            nodes = [Node(slug) for slug in part.items]
            branches.append(Branch(top, part, nodes))
            level, count = nodes, len(nodes)
            for depth in range(1, DEPTH + 1):
                for node in level:
                    node.first = node.slug not in places
                    below = narrower.get(node.slug, ()) if node.first else ()
                    places.setdefault(node.slug, path_to_url(f"{part.path}#{place_id(node.slug)}"))
                    if below and (count + len(below) > most or depth == DEPTH):
                        node.rest = f"hierarchy/{node.slug}.html"
                        waiting.append((node.slug, node.rest, below))
                    else:
                        node.below = [Node(slug) for slug in below]
                        count += len(below)
                level = [each for node in level for each in node.below]
    return Hierarchy(branches, places)


def tops(order: Iterable[str], broader: Relation, narrower: Relation) -> list[str]:
    """The terms that have narrower terms and no broader ones."""
    # `--allow broader-cycle` lets circles through, which have no top: each begins with its first term by name.
    found: list[str] = []
    reached: set[str] = set()
    for slug in sorted((slug for slug in order if narrower.get(slug)), key=lambda slug: bool(broader[slug])):
        if slug in reached:
            continue
        found.append(slug)
        waiting = [slug]
        while waiting:
            one = waiting.pop()
            if one not in reached:
                reached.add(one)
                waiting += narrower.get(one, ())
    return found


def place_id(slug: str) -> str:
    """The id of a term at its first place."""
    return f"term-{slug}"
