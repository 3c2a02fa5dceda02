"""The plan of a site: its pages, and the outline of it that exporters get."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from termbank.content.history import History
from termbank.content.key import Key
from termbank.content.model import Glossary, Resource
from termbank.site.page import Choices, Context, NamedPage, NamedValue, Page, Say
from termbank.site.parts.changelog import Feed


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages of a site, what templates show of the site on every page, and the content's files that pages show.

    `hues` are the numbers of the categories' colors, by category; `resources` are in the order of the library,
    `facets` works out what narrows it down, `values` and `named_pages` what search finds beside records, which few
    builds need; `feeds` are what readers can follow. The HTML of bodies that several pages show is kept: `forget` drops
    that of records whose bodies were edited.
    """

    site: Context
    pages: tuple[Page, ...]
    media: tuple[str, ...]
    hues: Mapping[str, int]
    resources: Sequence[Resource]
    facets: Callable[[], Sequence[Choices]]
    values: Callable[[], Sequence[NamedValue]]
    named_pages: Callable[[], Sequence[NamedPage]]
    feeds: tuple[Feed, ...]
    history: History
    forget: Callable[[Collection[Key]], None]


@dataclass(frozen=True, slots=True)
class Outline:
    """The linked glossary, the plan of its pages, the words of the interface, and the site's address.

    `base_url` ends in a slash; None where the site does not say what its address is. `version` differs where
    anything but the text of bodies does. `spoken` keeps what the full-text index has of each record from one edit to
    the next.
    """

    glossary: Glossary
    plan: Plan
    say: Say
    base_url: str | None
    version: str = ""
    spoken: dict[Key, Any] = field(default_factory=dict)
