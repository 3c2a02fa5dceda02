"""The files of a site: the cache key of each, and making those that are missing."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from termbank import exporters
from termbank.builder.fingerprints import Fingerprints
from termbank.config import Config
from termbank.content.folders import ROOT_FOLDER
from termbank.content.history import History
from termbank.content.model import Glossary
from termbank.site.page import Page
from termbank.site.plan import Outline, Plan
from termbank.system import files
from termbank.system.pool import Done
from termbank.system.publish import PublishError, write
from termbank.text.diagnostics import Diagnostic
from termbank.text.source import digest
from termbank.theme.lookup import Theme
from termbank.theme.render import Renderer, TemplateFault

LEAST = 100
"""Pages that a process takes at once, at the least."""

PlanPages = Callable[[Glossary, Theme, str | None, History], Plan]
"""Plans the pages of a glossary in a theme, with the address and the history of its site."""

Keys = dict[str, str | None]
"""Cache keys by path; None where a key is known only once the file is made."""


@dataclass(frozen=True)
class Outputs:
    """The files of one site: pages, exports, assets and media.

    `plan_pages` plans the same pages on another machine. `texts` are exports that depend on the text of bodies, such as
    the full-text index, as they were last made.
    """

    outline: Outline
    theme: Theme
    config: Config
    plan_pages: PlanPages
    texts: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """The pages by path."""
        return {page.path: page for page in self.outline.plan.pages}

    def keys(self, held: Mapping[str, str], before: Fingerprints, now: Fingerprints) -> Keys:
        """The key of every file of the site; None where it is known only once the file is made.

        `held` is the inventory of the present site, and `before` the fingerprints that it was made from.
        """
        # All are made anyway. To compute a page's key first, and its text afterwards, would make its context twice.
        if not held:
            return dict.fromkeys(self.pages) | self._other_keys
        # A title changed, and any page may show it. Contexts are cheap and templates are not: a page's key is that of
        # its context, and only pages whose key is new are rendered.
        if before.common != now.common:
            return self._page_keys(list(self.pages)) | self._other_keys
        # Only bodies were edited: the pages that embed none of them, and are as they were published, keep their keys.
        edited = now.edited(before)
        reached = [
            path
            for path, page in self.pages.items()
            if not held.get(path) or any(key in edited for key in page.embeds())
        ]
        kept: Keys = {path: held.get(path) for path in self.pages}
        if self._others_may_differ(held):
            others = self._other_keys
        else:
            # No export is made to learn its key: an edited body changes only those that contain text.
            others = self.text_keys({path: key for path, key in held.items() if path not in self.pages})
        return kept | self._page_keys(reached) | others

    def keys_after_edit(self, held: Mapping[str, str], paths: Iterable[str]) -> Keys:
        """As `keys`, where only the pages of `paths` embed what was edited. Their contexts are kept for `make`.

        The keys of the exports that depend on the text of bodies are those of `held`: see `text_keys`.
        """
        renderer = self._renderer
        # The contexts of the save before this one would stay in memory; the print edition's holds every body.
        renderer.contexts.clear()
        reached = {path: renderer.key(self.pages[path], keep=True) for path in paths}
        return {**held, **reached}

    def text_keys(self, held: Mapping[str, str]) -> Keys:
        """`held` with the keys of the exports that depend on the text of bodies as they are now."""
        self.texts.clear()
        for exporter in exporters.OF_BODIES.values():
            self.texts.update(exporter(self.outline))
        # The text may have lost a part.
        folders = tuple(exporters.OF_BODIES)
        kept: Keys = {path: key for path, key in held.items() if not path.startswith(folders)}
        return kept | {path: digest(data) for path, data in self.texts.items()}

    def make(self, paths: Sequence[str], folder: Path, done: Done | None = None) -> dict[str, str]:
        """Make the files of `paths` below `folder`; return the keys of pages. Raises TemplateFault.

        `done` is called with the number of pages written so far.
        """
        keys: dict[str, str] = {}
        for path in paths:
            if path in self._copied:
                with _reading(self._copied[path]):
                    keys[path] = files.copy(self._copied[path], f"{folder}/{path}")
            elif path not in self.pages:
                write(folder, path, self.texts.get(path) or self._data[path])
        # They are written: a process that is forked now need not hold them.
        self.__dict__.pop("_data", None)
        # Pages last, and over all processes: most of the time of a first build is spent here.
        chosen = [path for path in paths if path in self.pages]
        self._renderer.prepare([self.pages[path] for path in chosen])
        writer = _PageWriter(self, folder)
        for path, key, data in itertools.chain.from_iterable(
            self.config.pool.map(writer.write, chosen, LEAST, done)
        ):
            # An executor that could not render a page leaves it to this process, which can name the template's line.
            keys[path] = key or writer.write([path])[0][1]
            if data is not None:
                write(folder, path, data)
        return keys

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(self.outline.plan, self.theme, self.config.content)

    def _page_keys(self, paths: Sequence[str]) -> Keys:
        writer = _PageWriter(self)
        keys = itertools.chain.from_iterable(self.config.pool.map(writer.keys, paths, LEAST))
        return dict(zip(paths, keys, strict=True))

    def _others_may_differ(self, held: Mapping[str, str]) -> bool:
        """Whether files other than pages may have changed although no field and no link did.

        A picture is edited in place, or somebody deletes a data file from the site.
        """
        return bool(self.outline.plan.media or self.outline.glossary.root) or any(
            not held[path] for path in held.keys() - self.pages.keys()
        )

    @cached_property
    def _other_keys(self) -> Keys:
        # Folded: on Windows and on Macs two files that only case tells apart are one.
        taken = {path.casefold() for path in (*self._data, *self.pages)}
        for path in self.outline.glossary.root:
            if path.casefold() in taken:
                message = (
                    f"`content/root/{path}` would take the place of a file that the build makes, `{path}`"
                )
                raise PublishError(message, "rename the file, or remove it")
        keys: Keys = {path: digest(data) for path, data in self._data.items()}
        for path, file in self._copied.items():
            with _reading(file):
                keys[path] = files.digest_of(file)
        return keys

    @cached_property
    def _copied(self) -> Mapping[str, Path]:
        """By path, the files that are copied as they are: media, and files for the site's root."""
        content = self.config.content
        media = {f"media/{path}": content / path for path in self.outline.plan.media}
        return media | {path: content / ROOT_FOLDER / path for path in self.outline.glossary.root}

    @cached_property
    def _data(self) -> Mapping[str, bytes]:
        """Every file that the build makes and that is no page: exports and assets."""
        return {
            **dict(exporters.export(self.outline, self.config.pool)),
            **dict(self.theme.assets()),
            # GitHub Pages drops files that begin with `_` unless there is a file of this name.
            ".nojekyll": b"",
        }


@contextlib.contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Say of an error which file of the content could not be read: it went, say, since the content was read."""
    try:
        yield
    except OSError as error:
        if error.filename == str(file):
            raise PublishError(
                f"`{file}` cannot be read: {error.strerror}", "put it in place and build again"
            ) from error
        raise


class Built(NamedTuple):
    """What a build leaves in memory: the files of the site, and the problems of fields and links."""

    outputs: Outputs
    field_problems: tuple[Diagnostic, ...]


class _PageWriter:
    """Renders pages by path and writes them below `folder`.

    A forked process writes pages where they belong. A copy that travels to another machine has neither the folder nor
    the theme's files: it carries the glossary and the text of the templates, plans the site once more, and returns
    the bytes of its pages.
    """

    def __init__(self, outputs: Outputs, folder: Path | None = None) -> None:
        self._outputs, self._folder = outputs, folder
        self._pages, self._renderer = outputs.pages, outputs._renderer

    def keys(self, paths: Sequence[str]) -> list[str]:
        """The keys of the pages of `paths`. Raises TemplateFault."""
        return [self._renderer.key(self._pages[path]) for path in paths]

    def write(self, paths: Sequence[str]) -> list[tuple[str, str, bytes | None]]:
        """For each page its path, its key, and its bytes if they are not written yet. Raises TemplateFault."""
        made: list[tuple[str, str, bytes | None]] = []
        for path in paths:
            try:
                key, data = self._renderer.make(self._pages[path])
            except TemplateFault:
                if self._folder:
                    raise
                # Who asked has the theme's files, and can say in which line it happened.
                made.append((path, "", None))
                continue
            if self._folder:
                # A process that was killed may have written some pages of a piece that is now done again.
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(f"{self._folder}/{path}")
                write(self._folder, path, data)
            made.append((path, key, None if self._folder else data))
        return made

    def __getstate__(self) -> dict[str, Any]:
        outline, theme, config = self._outputs.outline, self._outputs.theme, self._outputs.config
        history = outline.plan.history
        return {
            "plan_pages": self._outputs.plan_pages,
            "glossary": outline.glossary,
            # A view of a mapping cannot be pickled.
            "history": replace(history, records=dict(history.records)),
            "base_url": config.base_url,
            "language": theme.language,
            "sources": theme.sources(),
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        # The theme's files are needed for as long as this object is.
        self._files = TemporaryDirectory(prefix="termbank-")
        root = Path(self._files.name)
        for path, data in state["sources"].items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        theme = Theme(root / "project", state["language"], root / "default")
        plan = state["plan_pages"](state["glossary"], theme, state["base_url"], state["history"])
        self._folder, self._renderer = None, Renderer(plan, theme, root)
        self._pages = {page.path: page for page in plan.pages}
