"""One page: its address, its template, and how it is told what it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from termbank.content.model import Key, Record
from termbank.text.urls import path_to_url

Inputs = dict[str, Any]
"""What a template is told, JSON-able."""
Say = Callable[..., str]
"""Gives the words of the interface."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `path` is its file below the site's root; `tell` makes what it is told.

    `shows` names the records of whose bodies HTML or a sentence stands on the page. Of all other records a page
    shows only what their fields, first paragraphs and links say: an edit of nothing else in a body reaches the
    pages that embed it, and no others.
    """

    path: str
    template: str
    tell: Callable[[], Inputs] = field(repr=False, compare=False)
    canonical: str | None = None
    noindex: bool = False
    shows: Callable[[], Iterable[Key]] = field(default=tuple, repr=False, compare=False)

    @property
    def embeds(self) -> tuple[Key, ...]:
        """The records of whose bodies something stands on the page."""
        return tuple(self.shows())

    @property
    def inputs(self) -> Inputs:
        """All that the page is told, JSON-able; made each time it is asked for, and not to be changed."""
        return self.tell()

    @property
    def url(self) -> str:
        """The page's address from the site's root."""
        return path_to_url(self.path)


def keys(records: Iterable[Record]) -> Iterator[Key]:
    """The identities of `records`."""
    return (record.key for record in records)
