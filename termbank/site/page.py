"""One page: its address, its template, and how its context is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from termbank.content.key import Key
from termbank.content.model import Record, Resource
from termbank.text.urls import path_to_url

Context = dict[str, Any]
"""What a template renders a page from, or a part of that: JSON-able."""
Say = Callable[..., str]
"""Gives the words of the interface by their keys. Raises LookupError for a key that the catalogue does not have."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `path` is its file below the site's root; `make_context` makes its context.

    `embeds` gives the records of whose bodies HTML or a sentence stands on the page. Of all other records a page
    shows only what their fields, first paragraphs and links say: an edit of nothing else in a body reaches the
    pages that embed it, and no others.
    """

    path: str
    template: str
    make_context: Callable[[], Context] = field(repr=False, compare=False)
    canonical: str | None = None
    noindex: bool = False
    embeds: Callable[[], Iterable[Key]] = field(default=tuple, repr=False, compare=False)

    @property
    def context(self) -> Context:
        """What the template renders; made each time it is asked for. Callers must not change it."""
        # Kept, the contexts of 10,000 pages would take more memory than the pages themselves.
        return self.make_context()

    @property
    def url(self) -> str:
        """The page's address from the site's root."""
        return path_to_url(self.path)


class Download(NamedTuple):
    """A file of data that pages offer to readers; `label` says what it is: a key of the catalogue, or English text."""

    path: str
    media_type: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A facet in use: the values to choose from, each with its label, and those of one resource."""

    key: str
    label: str
    values: Sequence[tuple[str, str]]
    of: Callable[[Resource], Iterable[str]]


class NamedValue(NamedTuple):
    """A value of `facet`: what readers choose in the library, or browse by; `total` records have it.

    Without a page of its own, its `url` is the library with this value chosen.
    """

    title: str
    facet: str
    value: str
    url: str
    hue: int | None
    total: int


class NamedPage(NamedTuple):
    """A page that is no record's; `others` are words that readers may look for it by."""

    title: str
    url: str
    others: tuple[str, ...]


def keys(records: Iterable[Record]) -> Iterator[Key]:
    """The identities of `records`."""
    return (record.key for record in records)


def word(say: Say, key: str, default: str) -> str:
    """The catalogue's word for `key`, or `default` in English, so that a new row of a table needs no catalogue."""
    try:
        return say(key)
    except LookupError:
        return default
