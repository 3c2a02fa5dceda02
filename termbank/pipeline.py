"""Load, check and build: the steps in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from termbank import checks, exporters, linker, pages, reader, render
from termbank.autolinks import Decision
from termbank.config import Config
from termbank.diagnostics import Diagnostic, Severity, diagnostic, settle
from termbank.exporters.outline import Outline
from termbank.forms import Inflector
from termbank.model import Glossary, Key, Record
from termbank.publish import PublishError, publish
from termbank.render import Renderer, TemplateFault
from termbank.source import Span
from termbank.store import Store
from termbank.theme import Theme, WordError

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Told the name of a stage, how much of it is done, and of how much."""


@dataclass(frozen=True)
class Result:
    """What a build did. `published` is False where problems kept the old site in place.

    `seconds` gives the time of each stage; `pages` counts the pages of the site, `rendered` those that were
    not taken from the store.
    """

    glossary: Glossary
    diagnostics: tuple[Diagnostic, ...]
    published: bool = False
    pages: int = 0
    rendered: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def load(where: Config | Path | str, inflector: Inflector | None = None) -> Glossary:
    """The linked glossary of a content folder, with the problems that reading and linking found.

    Side effect: reads files; writes none.
    """
    config = where if isinstance(where, Config) else Config(content=Path(where), cache=None)
    return linker.link(reader.read(config.content, config.drafts), inflector or Inflector(config.cache))


def check(glossary: Glossary, config: Config | None = None) -> tuple[Diagnostic, ...]:
    """Every problem of `glossary`, sorted by place, with the severities that its site sets."""
    found = (*glossary.diagnostics, *checks.run(glossary, Inflector(config.cache if config else None)))
    return settle(found, glossary.site.checks, config.allow if config else ())


def explain(
    glossary: Glossary, page: Key | None = None, term: str | None = None, config: Config | None = None
) -> list[tuple[Record, Decision]]:
    """What became of the mentions on one page, or on all of them, and of those of one term if `term` is given."""
    inflector = Inflector(config.cache if config else None)
    keys = [page] if page else [record.key for record in glossary.records]
    return [
        (record, decision)
        for record, decisions in linker.explain(glossary, keys, inflector)
        for decision in decisions
        if term is None or any(name.slug == term for name in decision.names)
    ]


def build(config: Config, progress: Progress | None = None) -> Result:
    """Build the site of `config`. Errors leave the old site untouched. Side effects: writes site and cache."""
    watch = _Watch(progress)
    inflector = Inflector(config.cache)
    glossary = watch.stage("read", lambda: load(config, inflector))
    inflector.save()
    diagnostics = watch.stage("check", lambda: check(glossary, config))
    if failed(diagnostics, config.strict):
        return Result(glossary, diagnostics, seconds=watch.seconds)
    theme = Theme(config.project, glossary.site.language)
    try:
        plan = watch.stage("plan", lambda: pages.plan(glossary, theme.say, config.base_url))
        with Store(config.cache) as store:
            renderer = Renderer(plan, theme, store, config.content)
            outline = Outline(glossary, plan, theme.say, plan.site["base_url"])
            files = _files(outline, renderer, theme, config, watch)
            watch.stage(
                "write", lambda: publish(config.site, files, [config.content, config.project, Path.cwd()])
            )
    except TemplateFault as fault:
        return Result(glossary, (*diagnostics, fault.problem), seconds=watch.seconds)
    except WordError as error:
        problem = render.fault(error, "words.en.yaml", theme, config.content)
        return Result(glossary, (*diagnostics, problem), seconds=watch.seconds)
    except PublishError as error:
        place = Span("../" + config.site.name, 1, 1, 0, 0)
        problem = diagnostic("output-folder", str(error), place, error.hint)
        return Result(glossary, (*diagnostics, problem), seconds=watch.seconds)
    return Result(glossary, diagnostics, True, len(plan.pages), renderer.rendered, watch.seconds)


def failed(diagnostics: tuple[Diagnostic, ...], strict: bool) -> bool:
    """Whether these problems keep a site from being published."""
    return any(strict or item.severity is Severity.ERROR for item in diagnostics)


def _files(
    outline: Outline, renderer: Renderer, theme: Theme, config: Config, watch: _Watch
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: pages, data, assets, the content's images, and what hosts look for."""
    plan = outline.plan
    for done, page in enumerate(plan.pages):
        watch.tell("write", done, len(plan.pages))
        yield page.path, renderer.bytes(page)
    yield from exporters.export(outline)
    yield from theme.assets()
    for path in plan.media:
        yield f"media/{path}", (config.content / path).read_bytes()
    # GitHub Pages drops files that begin with `_` unless this file is there.
    yield ".nojekyll", b""


@dataclass
class _Watch:
    """Times the stages of a build and tells how far it is."""

    progress: Progress | None
    seconds: dict[str, float] = field(default_factory=dict)

    def stage(self, name: str, step: Callable[[], T]) -> T:
        self.tell(name, 0, 1)
        start = time.perf_counter()
        try:
            return step()
        finally:
            self.seconds[name] = time.perf_counter() - start

    def tell(self, stage: str, done: int, total: int) -> None:
        if self.progress:
            self.progress(stage, done, total)
