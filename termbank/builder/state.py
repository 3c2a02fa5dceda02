"""What one build of a site leaves to the next: on disk between processes, in memory within one."""

from __future__ import annotations

from dataclasses import dataclass, field

from termbank.builder import fingerprints
from termbank.builder.fingerprints import Fingerprints
from termbank.config import Config
from termbank.linking.cache import LinkCache
from termbank.linking.inflection import Inflector
from termbank.system.inventory import Inventory
from termbank.system.publish import Shelf, inventory
from termbank.system.store import Store
from termbank.theme.lookup import Theme


@dataclass
class BuildState:
    """The site as it is, and what is known of how it was made.

    `in_place` is whether the site is changed file by file, for a preview that nobody else serves.
    """

    config: Config
    store: Store
    in_place: bool = False
    theme: Theme | None = None
    inflector: Inflector = field(init=False)
    links: LinkCache = field(init=False)
    live: Inventory = field(init=False)
    prints: Fingerprints = field(init=False)

    def __post_init__(self) -> None:
        self.inflector = Inflector(self.store)
        self.links = LinkCache.load(self.store)
        # The site first, the fingerprints by its name: a site from a backup, or one that another cache knows, is not
        # taken for the one that this cache saw last.
        self.live = inventory(self.config.site, self.shelf)
        self.prints = fingerprints.load(self.store, self.config.room, self.live.name)

    @property
    def shelf(self) -> Shelf:
        """Where publishing keeps the site before the last."""
        return Shelf(self.config.shelf, self.store)

    def load_theme(self, language: str) -> Theme:
        """The theme: the one in memory if none of its files has changed. Side effect: reads the theme's files."""
        theme = Theme(self.config.project, language, store=self.store)
        # The preview: a body is saved, and the templates, compiled already, serve again.
        if self.theme is None or self.theme.digest != theme.digest:
            self.theme = theme
        return self.theme

    def keep_links(self) -> None:
        """Keep what reading and linking found, for builds after a failed one as well. Side effect: writes the cache."""
        self.links.save(self.store)
        self.inflector.save()
        self.store.save()

    def published(self, live: Inventory, prints: Fingerprints) -> None:
        """Remember the site as it is now. Side effect: writes the cache."""
        # Killed here, after the exchange: the cache describes the old site, and the next build finds that out by name.
        self.live, self.prints = live, prints
        fingerprints.save(self.store, self.config.room, live.name, prints)
        self.store.save()
