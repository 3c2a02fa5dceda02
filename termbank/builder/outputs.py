"""What each file of the site is made from, and making those that are missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from termbank import exporters
from termbank.builder.fingerprints import Surface
from termbank.config import Config
from termbank.exporters.outline import Outline
from termbank.remote.detached import Rendering
from termbank.site import Page
from termbank.system.publish import write
from termbank.text.source import digest
from termbank.theme.lookup import Theme
from termbank.theme.render import Renderer

LEAST = 100
"""Pages that a process takes at once, at the least."""


@dataclass(frozen=True)
class Assembly:
    """The files of one site. `before` is how its content looked when the present site was made, `now` how it looks.

    `texts` are the files that hang on the text of bodies and are no pages, as they were last asked for.
    """

    outline: Outline
    theme: Theme
    config: Config
    before: Surface
    now: Surface
    texts: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """The pages by path."""
        return {page.path: page for page in self.outline.plan.pages}

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(self.outline.plan, self.theme, self.config.content)

    def wanted(self, held: Mapping[str, str]) -> dict[str, str | None]:
        """The key of every file of the site; None where it is known only once the file is made.

        `held` is what the present site holds, with empty keys for files that are not what they were.
        """
        if not held:
            return dict.fromkeys(self.pages) | self._others
        if self.before.common != self.now.common:
            return self._keys(self.pages.values()) | self._others
        edited = self.now.edited(self.before)
        reached = [
            page
            for path, page in self.pages.items()
            if not held.get(path) or any(key in edited for key in page.embeds())
        ]
        rest = self._others if self._lost(held) else self._kept(held)
        return {path: held.get(path) for path in self.pages} | self._keys(reached) | rest

    def wanted_again(self, held: Mapping[str, str], paths: Iterable[str]) -> dict[str, str | None]:
        """As `wanted`, where of all pages only those of `paths` can have changed: they embed what was edited."""
        self._renderer.told.clear()
        reached = {path: self._renderer.key(self.pages[path], keep=True) for path in paths}
        return {**held, **reached, **self._of_bodies(held)}

    def _kept(self, held: Mapping[str, str]) -> dict[str, str | None]:
        """The keys of files that are no pages, where only the text of bodies has changed."""
        kept: dict[str, str | None] = {path: key for path, key in held.items() if path not in self.pages}
        return kept | self._of_bodies(held)

    def _of_bodies(self, held: Mapping[str, str]) -> dict[str, str | None]:
        """The keys of those that the site has of the files that hang on the text of bodies and are no pages."""
        for path, exporter in exporters.OF_BODIES.items():
            if path in held:
                self.texts.update(exporter(self.outline))
        return {path: digest(data) for path, data in self.texts.items()}

    def _lost(self, held: Mapping[str, str]) -> bool:
        """Whether files that are no pages may have changed although no field and no link did."""
        return bool(self.outline.plan.media) or any(
            not held[path] for path in held.keys() - self.pages.keys()
        )

    def _keys(self, pages: Iterable[Page]) -> dict[str, str | None]:
        chosen = list(pages)
        pool, paths = self.config.pool, [page.path for page in chosen]
        if pool.elsewhere:
            keys = pool.map(self._rendering.keys, paths, LEAST)
        else:
            keys = pool.map(self._keys_of, chosen, LEAST)
        return dict(zip(paths, itertools.chain.from_iterable(keys), strict=True))

    def _keys_of(self, chunk: Sequence[Page]) -> list[str]:
        return [self._renderer.key(page) for page in chunk]

    def make(self, paths: Sequence[str], folder: Path) -> dict[str, str]:
        """Make the files of `paths` below `folder`; return the keys of pages. Raises TemplateFault."""
        pages = [self.pages[path] for path in paths if path in self.pages]
        self._renderer.prepare(pages)
        for path in paths:
            if path not in self.pages:
                write(folder, path, self.texts.get(path) or self._data[path])
        # They are written: no process that is forked now need hold them.
        self.__dict__.pop("_data", None)
        if self.config.pool.elsewhere:
            return dict(self._received(pages, folder))
        keys = self.config.pool.map(lambda chunk: [self._made(page, folder) for page in chunk], pages, LEAST)
        return dict(zip((page.path for page in pages), itertools.chain.from_iterable(keys), strict=True))

    def _received(self, pages: Sequence[Page], folder: Path) -> Iterator[tuple[str, str]]:
        """The path and key of each page, made elsewhere and written here."""
        paths = [page.path for page in pages]
        for chunk in self.config.pool.each(self._rendering.made, paths, LEAST):
            for path, key, data in chunk:
                if data is None:
                    yield path, self._made(self.pages[path], folder)
                else:
                    write(folder, path, data)
                    yield path, key

    @property
    def _rendering(self) -> Rendering:
        outline, theme = self.outline, self.theme
        # A view of a mapping cannot be sent.
        past = replace(outline.plan.history, lives=dict(outline.plan.history.lives))
        return Rendering(outline.glossary, past, self.config.base_url, theme.language, theme.sources())

    def _made(self, page: Page, folder: Path) -> str:
        key, data = self._renderer.make(page)
        write(folder, page.path, data)
        return key

    @cached_property
    def _others(self) -> dict[str, str | None]:
        return {path: digest(data) for path, data in self._data.items()}

    @cached_property
    def _data(self) -> Mapping[str, bytes]:
        """Every file of the site that is no page: data, assets, the content's images, and what hosts look for."""
        media = {
            f"media/{path}": (self.config.content / path).read_bytes() for path in self.outline.plan.media
        }
        # GitHub Pages drops files that begin with `_` unless there is a file of this name.
        return {
            **dict(exporters.export(self.outline, self.config.pool)),
            **dict(self.theme.assets()),
            **media,
            ".nojekyll": b"",
        }
