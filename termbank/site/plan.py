"""The plan of a site: its pages, and what exporters need to know of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from termbank.content.history import History
from termbank.content.model import Key, Resource
from termbank.site.page import Choices, Context, Page
from termbank.site.parts.changelog import Feed


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages of a site, what templates show of the site on every page, and the content's files that pages show.

    `hues` are the numbers of the categories' colors, by category; `resources` are in the order of the library,
    `facets` what narrows it down; `feeds` are what readers can follow. The HTML of bodies that several pages show is
    kept: `forget` drops that of records whose bodies were edited.
    """

    site: Context
    pages: tuple[Page, ...]
    media: tuple[str, ...]
    hues: Mapping[str, int]
    resources: Sequence[Resource]
    facets: Sequence[Choices]
    feeds: tuple[Feed, ...]
    history: History
    forget: Callable[[Collection[Key]], None]
