"""A page's bytes from its template and its inputs."""

from __future__ import annotations

import json
import os
import traceback
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from termbank import __version__
from termbank.diagnostics import Diagnostic, diagnostic
from termbank.pages import Inputs, Page, Plan
from termbank.source import Span, digest
from termbank.theme import Theme, WordError


class TemplateFault(Exception):  # noqa: N818  carries a diagnostic, is no error of the program
    """A template that cannot be rendered, as a diagnostic."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass
class Renderer:
    """Renders the pages of one plan. `content` is the folder that places of faults are told from."""

    plan: Plan
    theme: Theme
    content: Path

    @cached_property
    def _shared(self) -> str:
        return digest(f"{__version__}\0{_canonical(self.plan.site)}".encode())

    def key(self, page: Page) -> str:
        """The digest of all that decides a page's bytes: what it is told, its templates, the versions."""
        return self._key(page, page.inputs)

    def make(self, page: Page) -> tuple[str, bytes]:
        """The page's key, and the page as UTF-8. Raises TemplateFault."""
        try:
            inputs = page.inputs
            return self._key(page, inputs), self._render(page, inputs).encode()
        except Exception as error:
            raise TemplateFault(fault(error, page.template, self.theme, self.content)) from error

    def _key(self, page: Page, inputs: Inputs) -> str:
        told = f"{self._shared}\0{self.theme.closure(page.template)}\0{page.url}\0{_canonical(inputs)}"
        return digest(told.encode())

    def _render(self, page: Page, inputs: Inputs) -> str:
        template = self.theme.environment.get_template(page.template)
        return template.render(site=self.plan.site, **inputs)


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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
