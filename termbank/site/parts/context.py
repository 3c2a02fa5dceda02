"""A bank and everything that its pages are made with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from termbank.content.history import History
from termbank.content.model import Glossary
from termbank.site.diagrams import concept_map
from termbank.site.page import Say
from termbank.site.parts.body import Bodies
from termbank.site.parts.changelog import Changelog
from termbank.site.parts.chrome import Chrome
from termbank.site.parts.fragments import Fragments
from termbank.site.parts.index import Index


@dataclass
class SiteContext:
    """What each kind of page is given to plan its pages. Nothing is read or written."""

    glossary: Glossary
    say: Say
    base_url: str | None
    history: History

    @cached_property
    def index(self) -> Index:
        """The bank as pages look at it."""
        return Index(self.glossary, self.say)

    @cached_property
    def bodies(self) -> Bodies:
        """Its bodies as HTML."""
        return Bodies(self.glossary, self.say)

    @cached_property
    def fragments(self) -> Fragments:
        """What several pages say."""
        return Fragments(self.index, self.bodies)

    @cached_property
    def chrome(self) -> Chrome:
        """What every page is told."""
        return Chrome(self.index, self.say, self.base_url, self.changelog)

    @cached_property
    def map_setting(self) -> concept_map.Setting:
        """How maps on terms' pages are drawn."""
        broader, narrower = self.say("broader_terms"), self.say("narrower_terms")
        return concept_map.Setting(
            broader, narrower, lambda count: self.say("and_more", n=count), self.index.rtl
        )

    @cached_property
    def changelog(self) -> Changelog:
        """What happened to the bank."""
        return Changelog(self.glossary, self.history, self.fragments.record_ref)
