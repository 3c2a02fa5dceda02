"""Relations as graphs: their cycles, and what lies above each member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

_Relation = Mapping[str, Iterable[str]]


def cycles(slugs: Iterable[str], relation: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """Ways from one of `slugs` back to it, without the return: every member of a cycle is in at least one of them.

    Takes time in proportion to the relation: only what may be on a cycle is searched. A → B → C → B: A leads into a
    cycle and is on none, so no search begins there.
    """
    # What no order can hold leads into a cycle; of that, what no order of the way back can hold is on one, or between.
    leading = relation.keys() - set(_ordered(relation))
    back: defaultdict[str, list[str]] = defaultdict(list)
    for slug in leading:
        for other in relation[slug]:
            back[other].append(slug)
    suspects, named = leading - set(_ordered(back)), set[str]()
    for slug in slugs:
        cycle = _cycle(slug, relation) if slug in suspects and slug not in named else []
        if cycle:
            named.update(cycle)
            yield cycle


def _cycle(start: str, relation: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The shortest way from `start` back to it, without the return; empty where there is none."""
    # Breadth first: the shortest circle is the one that a writer understands.
    reached_from: dict[str, str] = {}
    waiting = [start]
    for slug in waiting:
        for step in relation.get(slug, ()):
            if step == start:
                way = [slug]
                while way[-1] != start:
                    way.append(reached_from[way[-1]])
                return way[::-1]
            if step not in reached_from:
                reached_from[step] = slug
                waiting.append(step)
    return []


def _ordered(relation: _Relation) -> list[str]:
    """The members of a relation, each behind all that it points to; without those that lead into a cycle."""
    # graphlib names one cycle and stops; what it can order before that is exactly what leads into none.
    sorter, order = TopologicalSorter(relation), list[str]()
    with suppress(CycleError):
        sorter.prepare()
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return order


class Ancestors:
    """What lies above each member of a relation. The sets are numbers, a bit for each member."""

    # In a chain of n terms the sets have n²/2 members: as sets of slugs they would fill the memory.

    def __init__(self, relation: _Relation) -> None:
        self._relation = relation
        self._bits: dict[str, int] = {}
        self._above: dict[str, int] = {}
        for number, slug in enumerate(_ordered(relation)):
            self._bits[slug] = 1 << number
            above = 0
            for step in relation.get(slug, ()):
                above |= self._bits[step] | self._above[step]
            self._above[slug] = above

    def holds(self, upper: str, lower: str) -> bool:
        """Whether `upper` is above `lower`, and another."""
        if upper == lower:
            return False
        above = self._above.get(lower)
        if above is not None:
            return bool(above & self._bits.get(upper, 0))
        # A member of a cycle, or one below it, has no number, as its set cannot be made of others': the way up is
        # walked, which is slow and rare.
        found: set[str] = set()
        waiting = list(self._relation.get(lower, ()))
        while waiting:
            step = waiting.pop()
            if step not in found:
                found.add(step)
                waiting += self._relation.get(step, ())
        return upper in found
