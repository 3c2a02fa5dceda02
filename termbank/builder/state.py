"""What earlier builds leave to the next one: on the disk between processes, in memory within one."""

from __future__ import annotations

from dataclasses import dataclass, field

from termbank.builder import fingerprints
from termbank.builder.fingerprints import Surface
from termbank.config import Config
from termbank.content.intake import Memory
from termbank.linking.inflection import Inflector
from termbank.linking.recall import LinkCache
from termbank.preview.warm import Standing
from termbank.system.publish import Holdings, holdings
from termbank.theme.lookup import Theme


@dataclass
class Past:
    """What is known before a build of `config`, and, after it, before the next.

    `lasting` is whether what is learned is written down for other processes; `in_place` whether the site is changed
    file by file, for a preview that nobody else serves. `standing` is what the last build in place left in memory.
    """

    config: Config
    lasting: bool = True
    in_place: bool = False
    theme: Theme | None = None
    standing: Standing | None = None
    memory: Memory = field(init=False)
    inflector: Inflector = field(init=False)
    links: LinkCache = field(init=False)
    live: Holdings = field(init=False)
    seen: Surface = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.config.cache, self.lasting)
        self.inflector = Inflector(self.config.cache)
        self.links = LinkCache.load(self.config.cache)
        self.live = holdings(self.config.site, self.config.shelf)
        self.seen = fingerprints.load(self.config.shelf, self.live.name)

    def dress(self, language: str) -> Theme:
        """The theme, the same as before where none of its files has changed."""
        cache = self.config.cache / "templates" if self.config.cache else None
        theme = Theme(self.config.project, language, cache=cache)
        if self.theme is None or self.theme.digest != theme.digest:
            self.theme = theme
        return self.theme

    def linked(self) -> None:
        """Write down what linking found. Side effect: writes to the cache."""
        if self.lasting and self.config.cache and self.links.learned:
            self.links.save(self.config.cache)
        if self.lasting:
            self.inflector.save()

    def published(self, live: Holdings, seen: Surface) -> None:
        """Remember the site as it is now. Side effect: writes to the cache."""
        self.live, self.seen = live, seen
        if self.lasting and self.config.shelf:
            fingerprints.save(self.config.shelf, live.name, seen)
