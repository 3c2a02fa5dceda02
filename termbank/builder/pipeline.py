"""Building a site: the steps in order."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from termbank import checks, exporters, site
from termbank.builder import fingerprints, own_theme
from termbank.builder.fingerprints import Fingerprints, reasons
from termbank.builder.outputs import Built, Outputs
from termbank.builder.result import Progress, Result
from termbank.builder.state import BuildState
from termbank.checks import check, failed
from termbank.config import Config
from termbank.content import git_history, reader
from termbank.content.history import NO_HISTORY, History
from termbank.content.model import Glossary
from termbank.exporters import search_texts
from termbank.linking import link
from termbank.site.page import Page
from termbank.site.plan import Outline, Plan
from termbank.system.pool import ALONE, Pool
from termbank.system.publish import PublishError, patch, update
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span, digest
from termbank.theme import render
from termbank.theme.lookup import Theme
from termbank.theme.render import TemplateFault
from termbank.theme.words import WordError

P = ParamSpec("P")
T = TypeVar("T")

LARGE = 400
"""Records from which on templates that are not compiled yet are compiled by a process of their own."""


def build(config: Config, state: BuildState, progress: Progress | None = None) -> tuple[Result, Built | None]:
    """Build the site of `config`; `state` is what earlier builds left.

    Returns what happened, and what the preview needs to follow edits; None where nothing was published. Errors leave
    the old site untouched. Side effects: writes site and cache; `state` learns.
    """
    run = Stages(progress)
    glossary = run(
        "read", reader.read, config.content, config.drafts, state.store, config.pool, config.allow,
        config.repository,
    )  # fmt: skip
    theme = state.load_theme(glossary.site.language)
    with _compiling(theme, config.pool if len(glossary.records) >= LARGE else ALONE):
        glossary = run("link", link.link, glossary, state.inflector, state.links, config.pool)
        past = run("history", git_history.read, glossary, config.content, state.store, config.pool)
        found = run("check", examine, glossary, theme, past, state)
    state.keep_links()
    if failed(found.problems, config.strict):
        return Result(lambda: glossary, found.problems, seconds=run.seconds), None
    try:
        plan = run("plan", plan_pages, glossary, theme, config.base_url, past)
        outline = Outline(glossary, plan, theme.say, plan.site["base_url"], found.prints.common)
        outputs = Outputs(outline, theme, config, plan_pages)
        run("texts", search_texts.remember, outline, state.store, config.content, config.pool)
        wanted = run("keys", outputs.keys, state.live.keys, state.prints, found.prints)
        rendered = run("write", publish, outputs, wanted, state, found.prints, progress)
    except (TemplateFault, WordError, PublishError) as fault:
        problems = (*found.problems, _reported(fault, theme, config))
        return Result(lambda: glossary, problems, seconds=run.seconds), None
    counts = len(glossary.terms), len(glossary.resources), len(plan.pages)
    result = Result(lambda: glossary, found.problems, True, *counts, rendered, run.seconds)
    return result, Built(outputs, found.field_problems)


def plan_pages(glossary: Glossary, theme: Theme, base_url: str | None, past: History) -> Plan:
    """The pages of a site, with the words of `theme`; depends on its arguments alone, so any machine plans the same."""
    return site.plan(glossary, theme.say, base_url, past, exporters.downloads(glossary))


def _pages_of(glossary: Glossary, theme: Theme) -> Sequence[Page]:
    """The pages of a site without its history."""
    return plan_pages(glossary, theme, None, NO_HISTORY).pages


class Examined(NamedTuple):
    """A glossary's problems, those of fields and links apart, and its fingerprints."""

    problems: tuple[Diagnostic, ...]
    field_problems: tuple[Diagnostic, ...]
    prints: Fingerprints


def examine(glossary: Glossary, theme: Theme, past: History, state: BuildState) -> Examined:
    """Check `glossary`, as far as it has changed since the last build."""
    config = state.config
    look = f"{theme.digest} {config.base_url} {config.drafts} {past.records}"
    prints = fingerprints.take(glossary, digest(look.encode()), state.prints)
    # The last build found nothing, and nothing has changed that the checks of fields and links look at.
    of_fields = () if state.prints.covers(prints) else field_problems(glossary, theme, config)
    problems = check(glossary, config, (*of_fields, *filter(None, [past.problem])))
    return Examined(problems, of_fields, replace(prints, clean=not problems))


def field_problems(glossary: Glossary, theme: Theme, config: Config) -> tuple[Diagnostic, ...]:
    """The problems of fields, of links, and of the site's own theme. Side effect: reads the theme's files."""
    found = tuple(checks.of_fields(glossary))
    return (*found, *own_theme.problems(theme, glossary, config, found, _pages_of))


def publish(
    outputs: Outputs, wanted: Mapping[str, str | None], state: BuildState, prints: Fingerprints,
    progress: Progress | None = None,
) -> dict[str, str]:  # fmt: skip
    """Bring the site up to date; return which pages were rendered, and why. Side effect: `state` learns."""
    config, live = state.config, state.live

    def make(paths: Sequence[str], folder: Path) -> Mapping[str, str]:
        total = sum(path in outputs.pages for path in paths)
        return outputs.make(paths, folder, lambda count: progress and progress("write", count, total))

    if state.in_place and live.keys:
        made, now = patch(config.site, wanted, make, live)
    else:
        keep_out = [config.content, config.project, Path.cwd()]
        made, now = update(config.site, wanted, make, live, state.shelf, keep_out)
    rendered = [outputs.pages[path] for path in made if path in outputs.pages]
    why = reasons(rendered, live.keys, state.prints, prints)
    state.published(now, prints)
    return why


@contextlib.contextmanager
def _compiling(theme: Theme, pool: Pool) -> Iterator[None]:
    """Compile the templates of a new theme alongside what the block does, if a process of the pool has time for it."""
    with (pool if theme.is_new else ALONE).alongside(theme.compile_all) as compiled:
        yield
    for templates in compiled:
        theme.adopt(templates)


def _reported(fault: TemplateFault | WordError | PublishError, theme: Theme, config: Config) -> Diagnostic:
    """What kept the site from being written, as a problem with its place."""
    if isinstance(fault, TemplateFault):
        return fault.problem
    if isinstance(fault, WordError):
        return render.fault(fault, "words.en.yaml", theme, config.content)
    place = Span("../" + config.site.name, 1, 1, 0, 0)
    return diagnostic("output-folder", str(fault), place, fault.hint)


@dataclass
class Stages:
    """Runs the stages of a build: reports their beginnings, and measures them in seconds."""

    progress: Progress | None
    seconds: dict[str, float] = field(default_factory=dict)

    def __call__(self, name: str, step: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What `step` gives; its time is that of the stage `name`."""
        if self.progress:
            self.progress(name, 0, 1)
        start = time.perf_counter()
        try:
            return step(*args, **named)
        finally:
            self.seconds[name] = time.perf_counter() - start
