"""Load, check and build: the steps in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from termbank import checks, linker, pages, reach, reader, render
from termbank.assembly import Assembly
from termbank.autolinks import Decision
from termbank.config import Config
from termbank.diagnostics import Diagnostic, Severity, diagnostic, settle
from termbank.exporters.outline import Outline
from termbank.forms import Inflector
from termbank.intake import Memory
from termbank.model import Glossary, Key, Record
from termbank.publish import PublishError, holdings, update
from termbank.recall import Recall
from termbank.render import TemplateFault
from termbank.results import Progress, Result
from termbank.source import Span
from termbank.theme import Theme, WordError

T = TypeVar("T")


def load(where: Config | Path | str, inflector: Inflector | None = None, keep: bool = False) -> Glossary:
    """The linked glossary of a content folder, with the problems that reading and linking found.

    Side effects: reads files, and the cache of a Config; what it parsed is kept there only if `keep` is set.
    """
    config = where if isinstance(where, Config) else Config(content=Path(where), cache=None)
    glossary = reader.read(config.content, config.drafts, Memory(config.cache, keep), config.crew)
    recall = Recall.load(config.cache)
    before = dict(recall.woven)
    linked = linker.link(glossary, inflector or Inflector(config.cache), recall, config.crew)
    if keep and config.cache and recall.woven != before:
        recall.save(config.cache)
    return linked


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
    """Build the site of `config`, whatever earlier builds did. Side effects: writes site and cache."""
    watch = _Watch(progress)
    inflector = Inflector(config.cache)
    glossary = watch.stage("read", lambda: load(config, inflector, keep=True))
    inflector.save()
    diagnostics = watch.stage("check", lambda: check(glossary, config))
    if failed(diagnostics, config.strict):
        return Result(lambda: glossary, diagnostics, seconds=watch.seconds)
    compiled = config.cache / "templates" if config.cache else None
    theme = Theme(config.project, glossary.site.language, cache=compiled)
    try:
        plan = watch.stage("plan", lambda: pages.plan(glossary, theme.say, config.base_url))
        outline = Outline(glossary, plan, theme.say, plan.site["base_url"])
        made, name = watch.stage("write", lambda: _publish(outline, theme, config))
    except TemplateFault as fault:
        return Result(lambda: glossary, (*diagnostics, fault.problem), seconds=watch.seconds)
    except WordError as error:
        problem = render.fault(error, "words.en.yaml", theme, config.content)
        return Result(lambda: glossary, (*diagnostics, problem), seconds=watch.seconds)
    except PublishError as error:
        place = Span("../" + config.site.name, 1, 1, 0, 0)
        problem = diagnostic("output-folder", str(error), place, error.hint)
        return Result(lambda: glossary, (*diagnostics, problem), seconds=watch.seconds)
    counts = len(glossary.terms), len(glossary.resources), len(plan.pages)
    return Result(lambda: glossary, diagnostics, True, *counts, made, name, watch.seconds)


def failed(diagnostics: tuple[Diagnostic, ...], strict: bool) -> bool:
    """Whether these problems keep a site from being published."""
    return any(strict or item.severity is Severity.ERROR for item in diagnostics)


def _publish(outline: Outline, theme: Theme, config: Config) -> tuple[tuple[str, ...], str]:
    """Bring the site up to date; return the paths of the pages that were rendered, and the site's name."""
    live = holdings(config.site, config.shelf)
    assembly = Assembly(outline, theme, config, reach.load(config.shelf, live.name))
    keep_out = [config.content, config.project, Path.cwd()]
    wanted = assembly.wanted(live.keys)
    made, name = update(config.site, wanted, assembly.make, live, config.shelf, keep_out)
    if config.shelf:
        reach.save(config.shelf, name, assembly.surface)
    return tuple(path for path in made if path in assembly.pages), name


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
