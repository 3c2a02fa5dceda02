"""Renders pages from their templates and contexts."""

from __future__ import annotations

import contextlib
import marshal
import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import jinja2

from termbank.site.page import Context, Page
from termbank.site.plan import Plan
from termbank.system import files
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span, digest
from termbank.theme.lookup import Theme
from termbank.theme.words import WordError


class TemplateFault(Exception):  # noqa: N818  carries a diagnostic, is no error of the program
    """A template that cannot be rendered, as a diagnostic."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem)
        self.problem = problem


class FragmentCache:
    """What macros made of their arguments, for fragments that many pages share, such as the navigation.

    One page's content cannot end up on another page: a macro that was imported sees its arguments, and of everything
    else only what is the same on all pages. One that sees its page, because it is defined there or was imported with
    context, is another macro on every page, and shares nothing.
    """

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Callable[..., str], dict[bytes, str]] = WeakKeyDictionary()

    def __call__(self, macro: Callable[..., str], *values: Any) -> str:
        """`macro(*values)`, called only once for equal values."""
        try:
            key = canonical(values)
        except ValueError:  # values that cannot be compared as bytes, such as other macros
            return macro(*values)
        fragments = self._known.setdefault(macro, {})
        if key not in fragments:
            fragments[key] = macro(*values)
        return fragments[key]


@dataclass
class Renderer:
    """Renders the pages of one plan. `content` is the folder that places of faults are told from.

    `told` is what pages are told that was asked for to be used once more.
    """

    plan: Plan
    theme: Theme
    content: Path
    told: dict[str, Context] = field(default_factory=dict)

    @cached_property
    def _shared(self) -> str:
        return digest(files.engine().encode() + b"\0" + canonical(self.plan.site))

    def key(self, page: Page, keep: bool = False) -> str:
        """The digest of all that decides a page's bytes: what it is told, its templates, the versions.

        What it is told is kept for `make` if the page is likely to be made next. Raises TemplateFault.
        """
        with self._faults(page.template):
            inputs = page.context
            if keep:
                self.told[page.path] = inputs
            return self._key(page, inputs)

    def make(self, page: Page) -> tuple[str, bytes]:
        """The page's key, and the page as UTF-8. Raises TemplateFault."""
        with self._faults(page.template):
            inputs = self.told.pop(page.path, None) or page.context
            return self._key(page, inputs), self._render(page, inputs).encode()

    def _key(self, page: Page, inputs: Context) -> str:
        told = f"{self._shared}\0{self.theme.closure(page.template)}\0{page.url}\0"
        return digest(told.encode() + canonical(inputs))

    def _render(self, page: Page, inputs: Context) -> str:
        return self._environment(inputs["root"]).get_template(page.template).render(inputs)

    def _environment(self, root: str) -> jinja2.Environment:
        """The environment whose globals are what many pages share; macros see these even where they see no page.

        There is one for each way to the site's root, and there are few.
        """
        if root not in self._environments:
            environment = self.theme.environment.overlay()
            shared = {"site": self.plan.site, "root": root, "cached_fragment": FragmentCache()}
            environment.globals = {**self.theme.environment.globals, **shared}
            self._environments[root] = environment
        return self._environments[root]

    @cached_property
    def _environments(self) -> dict[str, jinja2.Environment]:
        return {}

    def prepare(self, pages: Iterable[Page]) -> None:
        """Make ready what these pages are rendered with, for processes forked from this one. Raises TemplateFault."""
        for template in sorted({page.template for page in pages}):
            with self._faults(template):
                self.theme.compile(template)

    @contextlib.contextmanager
    def _faults(self, template: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise TemplateFault(fault(error, template, self.theme, self.content)) from error


def canonical(inputs: Any) -> bytes:
    """Equal inputs as equal bytes, different ones as different bytes; JSON takes three times as long.

    What pages are told is put together in one order always, so keys need not be sorted. Later versions of the
    format tell which values are one object, which says nothing of what a page looks like: the second does not.
    """
    return marshal.dumps(inputs, 2)


def fault(error: Exception, template: str, theme: Theme, content: Path) -> Diagnostic:
    """The line of the theme at which `error` came up; the template's first line where none is known."""
    file, line = _place(error, theme)
    said = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    path = os.path.relpath(file, content) if file else f"../templates/{template}"
    place = Span(Path(path).as_posix(), line, 1, 0, 0)
    return diagnostic("template-error", f"the template cannot be rendered: {said}", place)


def _place(error: Exception, theme: Theme) -> tuple[str | Path | None, int]:
    if isinstance(error, WordError) and error.file:
        return error.file, error.line
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        return error.filename, error.lineno
    folders = tuple(str(root / "templates") + os.sep for root in (theme.project, theme.default))
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(folders)
    ]
    return (frames[-1].filename, frames[-1].lineno or 1) if frames else (None, 1)
