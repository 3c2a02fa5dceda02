"""A bank and everything that its pages are made with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from termbank.content.history import History
from termbank.content.model import Glossary
from termbank.site.diagrams import concept_map
from termbank.site.page import Say
from termbank.site.parts.body import Prose
from termbank.site.parts.changelog import Chronicle
from termbank.site.parts.chrome import Frame
from termbank.site.parts.fragments import Pieces
from termbank.site.parts.index import Catalog


@dataclass
class Edition:
    """What each kind of page is given to plan its pages. Nothing is read or written."""

    glossary: Glossary
    say: Say
    base_url: str | None
    history: History

    @cached_property
    def catalog(self) -> Catalog:
        """The bank as pages look at it."""
        return Catalog(self.glossary, self.say)

    @cached_property
    def prose(self) -> Prose:
        """Its bodies as HTML."""
        return Prose(self.glossary, self.say)

    @cached_property
    def pieces(self) -> Pieces:
        """What several pages say."""
        return Pieces(self.catalog, self.prose)

    @cached_property
    def frame(self) -> Frame:
        """What every page is told."""
        return Frame(self.catalog, self.say, self.base_url, self.chronicle)

    @cached_property
    def map_setting(self) -> concept_map.Setting:
        """How maps on terms' pages are drawn."""
        broader, narrower = self.say("broader_terms"), self.say("narrower_terms")
        return concept_map.Setting(
            broader, narrower, lambda count: self.say("and_more", n=count), self.catalog.rtl
        )

    @cached_property
    def chronicle(self) -> Chronicle:
        """What happened to the bank."""
        return Chronicle(self.glossary, self.history, self.pieces.record_ref)
