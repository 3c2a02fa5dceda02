"""Pagination: long lists in parts, each on a page of its own, and the links between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from termbank.text.urls import path_to_url

T = TypeVar("T")

AROUND = 3
"""How many parts before and behind a part are linked by number, besides the first and the last."""


@dataclass(frozen=True, slots=True)
class ListPart(Generic[T]):
    """ListPart `number` of `count` of the list whose first page is `home`."""

    home: str
    number: int
    count: int
    items: Sequence[T]

    @property
    def path(self) -> str:
        """The page of this part."""
        return part_path(self.home, self.number)

    def links(self) -> dict[str, Any] | None:
        """The context of a pager; None where the list is on one page."""
        if self.count == 1:
            return None
        # On page 10 of 40: 1 … 7 8 9 10 11 12 13 … 40. A new term moves items between pages but changes no address.
        near = range(self.number - AROUND, self.number + AROUND + 1)
        shown = sorted({1, self.count, *near} & {*range(1, self.count + 1)})
        return {
            "number": self.number,
            "count": self.count,
            "previous": self._url(self.number - 1) if self.number > 1 else None,
            "next": self._url(self.number + 1) if self.number < self.count else None,
            "pages": [{"number": number, "url": self._url(number)} for number in shown],
        }

    def _url(self, number: int) -> str:
        return path_to_url(part_path(self.home, number))


def split(home: str, items: Sequence[T], most: int) -> Iterator[ListPart[T]]:
    """`items` in parts of at most `most`; one, if empty, where there are none."""
    # Lists of values link to the page of a value that nothing has yet, so that page must exist.
    count = max(-(-len(items) // most), 1)
    for number in range(count):
        yield ListPart(home, number + 1, count, items[number * most : (number + 1) * most])


def part_path(home: str, number: int) -> str:
    """The page of a part: the first is `home`, the others lie in a folder of that name, apart from all records."""
    # "rubric-2.html" could be the page of a term; no slug holds a slash.
    return home if number == 1 else f"{home.removesuffix('.html')}/{number}.html"
