"""Pages rendered by processes that have nothing of this machine but one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from termbank import exporters, site
from termbank.content.history import History
from termbank.content.model import Glossary
from termbank.site import Page
from termbank.theme.lookup import Theme
from termbank.theme.render import Renderer, TemplateFault


class Made(NamedTuple):
    """A page by its path, with its key and its bytes; None where it could not be rendered."""

    path: str
    key: str
    data: bytes | None


@dataclass(frozen=True)
class Rendering:
    """All that decides what a site's pages are; can be sent to other processes.

    `sources` are those of the theme. Plan and theme are made when the first page is asked for.
    """

    glossary: Glossary
    history: History
    base_url: str | None
    language: str
    sources: Mapping[str, bytes]

    def keys(self, paths: Sequence[str]) -> list[str]:
        """The keys of the pages of `paths`. Raises TemplateFault."""
        return [self._renderer.key(self._pages[path]) for path in paths]

    def made(self, paths: Sequence[str]) -> list[Made]:
        """The pages of `paths`."""
        return [self._made(path) for path in paths]

    def _made(self, path: str) -> Made:
        try:
            return Made(path, *self._renderer.make(self._pages[path]))
        except TemplateFault:
            # Whoever asked has the theme's files, and so can say in which line it happened.
            return Made(path, "", None)

    @cached_property
    def _pages(self) -> Mapping[str, Page]:
        return {page.path: page for page in self._renderer.plan.pages}

    @cached_property
    def _renderer(self) -> Renderer:
        folder = Path(self._folder.name)
        theme = Theme(folder / "project", self.language, folder / "default")
        downloads = exporters.downloads(self.glossary)
        plan = site.plan(self.glossary, theme.say, self.base_url, self.history, downloads)
        return Renderer(plan, theme, folder)

    @cached_property
    def _folder(self) -> TemporaryDirectory[str]:
        """Where the theme's files are put, for as long as this value is used."""
        folder = TemporaryDirectory(prefix="termbank-")
        for path, data in self.sources.items():
            file = Path(folder.name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return folder
