"""The site context: a glossary with everything that its pages are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from termbank.content.history import History
from termbank.content.model import Glossary
from termbank.site.diagrams.regions import WHOLE, Maps, regions
from termbank.site.page import Download, Say
from termbank.site.parts.body import Bodies
from termbank.site.parts.changelog import Changelog
from termbank.site.parts.chrome import Chrome
from termbank.site.parts.facets import Library
from termbank.site.parts.fragments import Fragments
from termbank.site.parts.hierarchy import Hierarchy, grow
from termbank.site.parts.index import ENTRIES, Index
from termbank.site.parts.linked_data import LinkedData
from termbank.text.urls import path_to_url


@dataclass
class SiteContext:
    """What every kind of page plans its pages from. Pure: nothing is read or written.

    Each part is made when a page first asks for it, once for the whole site: a thousand pages that show the same
    category share one fragment of it. In the preview, A's body is edited and saved: `bodies` forgets A's HTML, all
    other parts stay, and the pages that embed A come out as a clean build would make them.
    """

    glossary: Glossary
    say: Say
    base_url: str | None
    history: History
    downloads: Sequence[Download]

    @cached_property
    def index(self) -> Index:
        """Orders, groups and counts."""
        return Index(self.glossary)

    @cached_property
    def library(self) -> Library:
        """The resources by facet."""
        return Library(self.index, self.say)

    @cached_property
    def bodies(self) -> Bodies:
        """Bodies as HTML."""
        return Bodies(self.glossary, self.say)

    @cached_property
    def fragments(self) -> Fragments:
        """What several pages show of a record or a value."""
        # A value belongs to terms or to resources, so the two counts never speak of one page.
        return Fragments(self.index, self.bodies, self.index.counts | self.library.counts)

    @cached_property
    def chrome(self) -> Chrome:
        """What surrounds the content of every page."""
        return Chrome(self.index, self.say, self.base_url, self.changelog, WHOLE if self.maps else None)

    def linked_data(self, path: str) -> LinkedData:
        """What makes linked data for the page at `path`."""
        return LinkedData(self.glossary, self.chrome.base(path))

    @cached_property
    def changelog(self) -> Changelog:
        """What is new and what was refined."""
        return Changelog(self.glossary, self.history, self.fragments.record_ref)

    @cached_property
    def maps(self) -> Maps | None:
        """The maps of the glossary; None if no term is related to another."""
        links = self.glossary.links
        # Where nothing can be drawn there is no map, and no link to one in the chrome.
        if not (any(links.related.values()) or links.narrower):
            return None
        categories = [
            (value.value, value.label, path_to_url(value.path), value.hue) for value in self.index.categories
        ]
        return Maps(regions(self.index.terms, categories, self.say("no_category")), self.index.weight)

    @cached_property
    def hierarchy(self) -> Hierarchy | None:
        """The tree of broader and narrower terms; None if no term is broader than another."""
        links = self.glossary.links
        if not links.narrower:
            return None
        return grow((term.slug for term in self.index.terms), links.broader, links.narrower, ENTRIES)
