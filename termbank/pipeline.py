"""Building a site: the steps in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from termbank import bank, history, pages, render
from termbank.assembly import Assembly
from termbank.config import Config
from termbank.diagnostics import diagnostic, settle
from termbank.exporters.outline import Outline
from termbank.past import Past
from termbank.publish import PublishError, patch, update
from termbank.reach import Surface, surface
from termbank.reasons import reasons
from termbank.render import TemplateFault
from termbank.results import Progress, Result
from termbank.source import Span, digest
from termbank.theme import Theme, WordError

T = TypeVar("T")


def build(config: Config, progress: Progress | None = None, past: Past | None = None) -> Result:
    """Build the site of `config`. `past` is what earlier builds left to this one.

    Errors leave the old site untouched. Side effects: writes site and cache; `past` learns.
    """
    watch = _Watch(progress)
    past = past or Past(config)
    glossary = watch.stage("read", lambda: bank.linked(config, past.memory, past.inflector, past.recall))
    past.linked()
    told = watch.stage("history", lambda: history.read(glossary, config.content, config.shelf, config.crew))
    theme = past.dress(glossary.site.language)
    looks = f"{theme.digest} {config.base_url} {config.drafts} {told.lives}"
    now = watch.stage("reach", lambda: surface(glossary, digest(looks.encode()), past.seen))
    passed = past.seen.clean and past.seen.common == now.common
    diagnostics = watch.stage("check", lambda: bank.check(glossary, config, passed))
    if told.problem:
        diagnostics += settle([told.problem], glossary.site.checks, config.allow)
    if bank.failed(diagnostics, config.strict):
        return Result(lambda: glossary, diagnostics, seconds=watch.seconds)
    try:
        plan = watch.stage("plan", lambda: pages.plan(glossary, theme.say, config.base_url, told))
        outline = Outline(glossary, plan, theme.say, plan.site["base_url"], now.common)
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
