"""Building a site: the steps in order."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from termbank import checks, exporters, site
from termbank.builder.fingerprints import Surface, surface
from termbank.builder.outputs import Assembly
from termbank.builder.reasons import reasons
from termbank.builder.result import Progress, Result
from termbank.builder.state import Past
from termbank.config import Config
from termbank.content import history, reader
from termbank.content.history import History
from termbank.content.model import Glossary
from termbank.exporters.outline import Outline
from termbank.glossary import check, failed
from termbank.linking import link
from termbank.preview.relink import Relinker
from termbank.preview.warm import Standing
from termbank.system.publish import PublishError, patch, update
from termbank.text.diagnostics import Diagnostic, apply_severities, diagnostic
from termbank.text.source import Span, digest
from termbank.theme import render
from termbank.theme.lookup import Theme
from termbank.theme.render import TemplateFault
from termbank.theme.words import WordError

T = TypeVar("T")
Problems = tuple[Diagnostic, ...]
LARGE = 400
"""Files from which on templates are compiled by a process of their own, if they have to be."""


def build(config: Config, progress: Progress | None = None, past: Past | None = None) -> Result:
    """Build the site of `config`. `past` is what earlier builds left to this one.

    Errors leave the old site untouched. Side effects: writes site and cache; `past` learns.
    """
    watch = _Watch(progress)
    past = past or Past(config)
    apart = watch.stage("read", lambda: reader.read(config.content, config.drafts, past.memory, config.pool))
    theme = past.dress(apart.site.language)
    large = len(apart.terms) + len(apart.resources) >= LARGE
    with config.pool.beside(theme.compile_all) if large and theme.is_new else contextlib.nullcontext():
        sound = _examine(apart, theme, past, watch)
    if failed(sound.diagnostics, config.strict):
        return Result(lambda: sound.glossary, sound.diagnostics, seconds=watch.seconds)
    try:
        return _site(sound, theme, past, watch)
    except TemplateFault as fault:
        problem = fault.problem
    except WordError as error:
        problem = render.fault(error, "words.en.yaml", theme, config.content)
    except PublishError as error:
        place = Span("../" + config.site.name, 1, 1, 0, 0)
        problem = diagnostic("output-folder", str(error), place, error.hint)
    return Result(lambda: sound.glossary, (*sound.diagnostics, problem), seconds=watch.seconds)


class _Examined(NamedTuple):
    """A linked bank and what is known of it. `of_fields` are the problems of fields and links."""

    glossary: Glossary
    history: History
    surface: Surface
    of_fields: Problems
    diagnostics: Problems


def _examine(apart: Glossary, theme: Theme, past: Past, watch: _Watch) -> _Examined:
    """Link and check what was read `apart`."""
    config = past.config
    glossary = watch.stage("link", lambda: link.link(apart, past.inflector, past.links, config.pool))
    past.linked()
    told = watch.stage("history", lambda: history.read(glossary, config.content, config.shelf, config.pool))
    looks = f"{theme.digest} {config.base_url} {config.drafts} {told.lives}"
    now = watch.stage("reach", lambda: surface(glossary, digest(looks.encode()), past.seen))
    passed = past.seen.clean and past.seen.common == now.common
    of_fields, diagnostics = watch.stage("check", lambda: _check(glossary, config, passed))
    if told.problem:
        diagnostics += apply_severities([told.problem], glossary.site.checks, config.allow)
    return _Examined(glossary, told, replace(now, clean=not diagnostics), of_fields, diagnostics)


def _site(sound: _Examined, theme: Theme, past: Past, watch: _Watch) -> Result:
    """Plan and write the site. Raises TemplateFault, WordError, PublishError."""
    config, glossary = past.config, sound.glossary
    plan = watch.stage(
        "plan",
        lambda: site.plan(glossary, theme.say, config.base_url, sound.history, exporters.downloads(glossary)),
    )
    outline = Outline(glossary, plan, theme.say, plan.site["base_url"], sound.surface.common)
    assembly = Assembly(outline, theme, config, past.seen, sound.surface)
    made = watch.stage("write", lambda: _publish(assembly, past))
    if past.in_place:
        relinker = Relinker(glossary, past.links, past.inflector)
        past.standing = Standing(assembly, relinker, sound.of_fields)
    counts = len(glossary.terms), len(glossary.resources), len(plan.pages)
    name = past.live.name
    return Result(lambda: glossary, sound.diagnostics, True, *counts, made, name, watch.seconds)


def _check(glossary: Glossary, config: Config, passed: bool) -> tuple[Problems, Problems]:
    """The problems of fields and links as they were found, and all there are; of the first, none if they `passed`."""
    of_fields = () if passed else tuple(checks.of_fields(glossary))
    return of_fields, check(glossary, config, of_fields)


def _publish(assembly: Assembly, past: Past) -> dict[str, str]:
    """Bring the site up to date; return which pages were rendered, and why. Side effect: `past` learns."""
    config, live = past.config, past.live
    wanted = assembly.wanted(live.keys)
    if past.in_place and live.keys:
        made, now = patch(config.site, wanted, assembly.make, live)
    else:
        keep_out = [config.content, config.project, Path.cwd()]
        made, now = update(config.site, wanted, assembly.make, live, config.shelf, keep_out)
    rendered = [assembly.pages[path] for path in made if path in assembly.pages]
    why = reasons(rendered, live.keys, past.seen, assembly.now)
    past.published(now, assembly.now)
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
