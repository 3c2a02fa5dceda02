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
    """Renders the pages of one plan. `content` is the folder that the places of faults are relative to.

    `contexts` holds, by path, contexts that were made for a key and wait for `make`.
    """

    plan: Plan
    theme: Theme
    content: Path
    contexts: dict[str, Context] = field(default_factory=dict)

    def key(self, page: Page, keep: bool = False) -> str:
        """The page's cache key: the digest of its context, its templates and the versions of what renders it.

        With `keep`, the context waits for `make`. Raises TemplateFault.
        """
        with self._faults(page.template):
            context = page.context
            # A save in the preview asks for the keys of few pages and makes most of these: their contexts are made
            # once. A build asks for all keys and makes few, so to keep every context would only fill the memory.
            if keep:
                self.contexts[page.path] = context
            return self._key(page, context)

    def make(self, page: Page) -> tuple[str, bytes]:
        """The page's key, and the page as UTF-8. Raises TemplateFault."""
        with self._faults(page.template):
            context = self.contexts.pop(page.path, None) or page.context
            template = self._environment(context["root"]).get_template(page.template)
            return self._key(page, context), template.render(context).encode()

    def _key(self, page: Page, context: Context) -> str:
        made_with = f"{self._shared}\0{self.theme.closure(page.template)}\0{page.url}\0"
        return digest(made_with.encode() + canonical(context))

    @cached_property
    def _shared(self) -> str:
        """The digest of what all pages are made from: this program and the context of the site."""
        return digest(files.engine().encode() + b"\0" + canonical(self.plan.site))

    def _environment(self, root: str) -> jinja2.Environment:
        """The environment for pages whose way to the site's root is `root`, such as `../`."""
        if root not in self._environments:
            # Globals, because a macro that is imported does not see the context of the page that calls it.
            environment = self.theme.environment.overlay()
            shared = {"site": self.plan.site, "root": root, "cached_fragment": FragmentCache()}
            environment.globals = {**self.theme.environment.globals, **shared}
            self._environments[root] = environment
        return self._environments[root]

    @cached_property
    def _environments(self) -> dict[str, jinja2.Environment]:
        return {}

    def prepare(self, pages: Iterable[Page]) -> None:
        """Compile the templates of these pages, so that forked processes need not. Raises TemplateFault."""
        for template in sorted({page.template for page in pages}):
            with self._faults(template):
                self.theme.compile(template)

    @contextlib.contextmanager
    def _faults(self, template: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise TemplateFault(fault(error, template, self.theme, self.content)) from error


def canonical(context: Any) -> bytes:
    """Equal contexts as equal bytes, different ones as different bytes. Raises ValueError for other objects."""
    # JSON would take three times as long. The code of a page puts its keys in the same order every time, so they need
    # not be sorted. Version 2, because later ones also write which values are one object: two builds of the same page
    # may differ in that, and the page does not.
    return marshal.dumps(context, 2)


def fault(error: Exception, template: str, theme: Theme, content: Path) -> Diagnostic:
    """The line of the theme at which `error` came up; the template's first line where none is known."""
    file: str | Path | None = None
    line = 1
    if isinstance(error, WordError) and error.file:
        file, line = error.file, error.line
    elif isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        file, line = error.filename, error.lineno
    else:
        # A template that fails while it is rendered stands in the traceback: Jinja2 gives its frames the template's
        # file and line. The innermost one is where the mistake is, not the page that includes it.
        folders = tuple(str(root / "templates") + os.sep for root in (theme.project, theme.default))
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename.startswith(folders):
                file, line = frame.filename, frame.lineno or 1
    said = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    path = os.path.relpath(file, content) if file else f"../templates/{template}"
    place = Span(Path(path).as_posix(), line, 1, 0, 0)
    return diagnostic("template-error", f"the template cannot be rendered: {said}", place)
