"""Load, check and build: the steps in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from termbank import checks, history, linker, pages, reader, render
from termbank.assembly import Assembly
from termbank.autolinks import Decision
from termbank.config import Config
from termbank.diagnostics import Diagnostic, Severity, diagnostic, settle
from termbank.exporters.outline import Outline
from termbank.forms import Inflector
from termbank.model import Glossary, Key, Record
from termbank.past import Past
from termbank.publish import PublishError, patch, update
from termbank.reach import Surface, surface
from termbank.reasons import reasons
from termbank.render import TemplateFault
from termbank.results import Progress, Result
from termbank.source import Span, digest
from termbank.theme import Theme, WordError

T = TypeVar("T")


def load(where: Config | Path | str, past: Past | None = None) -> Glossary:
    """The linked glossary of a content folder, with the problems that reading and linking found.

    Side effects: reads files, and the cache of a Config; `past` learns.
    """
    config = where if isinstance(where, Config) else Config(content=Path(where), cache=None)
    past = past or Past(config, lasting=False)
    glossary = reader.read(config.content, config.drafts, past.memory, config.crew)
    linked = linker.link(glossary, past.inflector, past.recall, config.crew)
    past.linked()
    return linked


def check(glossary: Glossary, config: Config | None = None, passed: bool = False) -> tuple[Diagnostic, ...]:
    """Every problem of `glossary`, sorted by place, with the severities that its site sets.

    `passed` says that nothing was found when only the text of bodies was different.
    """
    inflector = Inflector(config.cache if config else None)
    found = (*glossary.diagnostics, *checks.run(glossary, inflector, passed))
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


def build(config: Config, progress: Progress | None = None, past: Past | None = None) -> Result:
    """Build the site of `config`. `past` is what earlier builds left to this one.

    Errors leave the old site untouched. Side effects: writes site and cache; `past` learns.
    """
    watch = _Watch(progress)
    past = past or Past(config)
    glossary = watch.stage("read", lambda: load(config, past))
    told = watch.stage("history", lambda: history.read(glossary, config.content, config.shelf, config.crew))
    theme = past.dress(glossary.site.language)
    looks = f"{theme.digest} {config.base_url} {config.drafts} {told.lives}"
    now = watch.stage("reach", lambda: surface(glossary, digest(looks.encode()), past.seen))
    passed = past.seen.clean and past.seen.common == now.common
    diagnostics = watch.stage("check", lambda: check(glossary, config, passed))
    if told.problem:
        diagnostics += settle([told.problem], glossary.site.checks, config.allow)
    if failed(diagnostics, config.strict):
        return Result(lambda: glossary, diagnostics, seconds=watch.seconds)
    try:
        plan = watch.stage("plan", lambda: pages.plan(glossary, theme.say, config.base_url, told))
        outline = Outline(glossary, plan, theme.say, plan.site["base_url"])
        made = watch.stage(
            "write", lambda: _publish(outline, theme, past, replace(now, clean=not diagnostics))
        )
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
    return Result(lambda: glossary, diagnostics, True, *counts, made, past.live.name, watch.seconds)


def failed(diagnostics: tuple[Diagnostic, ...], strict: bool) -> bool:
    """Whether these problems keep a site from being published."""
    return any(strict or item.severity is Severity.ERROR for item in diagnostics)


def _publish(outline: Outline, theme: Theme, past: Past, seen: Surface) -> dict[str, str]:
    """Bring the site up to date; return which pages were rendered, and why. Side effect: `past` learns."""
    config, live = past.config, past.live
    assembly = Assembly(outline, theme, config, past.seen, seen)
    wanted = assembly.wanted(live.keys)
    if past.in_place and live.keys:
        made, now = patch(config.site, wanted, assembly.make, live)
    else:
        keep_out = [config.content, config.project, Path.cwd()]
        made, now = update(config.site, wanted, assembly.make, live, config.shelf, keep_out)
    rendered = [assembly.pages[path] for path in made if path in assembly.pages]
    why = reasons(rendered, live.keys, past.seen, seen)
    past.published(now, seen)
    return why


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
