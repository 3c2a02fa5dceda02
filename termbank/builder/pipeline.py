"""Building a site: the steps in order."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from termbank import checks, exporters, site
from termbank.builder import fingerprints
from termbank.builder.fingerprints import Fingerprints, reasons
from termbank.builder.outputs import Built, Outputs
from termbank.builder.result import Progress, Result
from termbank.builder.state import BuildState
from termbank.config import Config
from termbank.content import git_history, reader
from termbank.glossary import check, failed
from termbank.linking import link
from termbank.site.plan import Outline
from termbank.system.pool import ALONE, Pool
from termbank.system.publish import PublishError, patch, update
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span, digest
from termbank.theme import render
from termbank.theme.lookup import Theme
from termbank.theme.render import TemplateFault
from termbank.theme.words import WordError

LARGE = 400
"""Records from which on templates that are not compiled yet are compiled by a process of their own."""


def build(config: Config, state: BuildState, progress: Progress | None = None) -> tuple[Result, Built | None]:
    """Build the site of `config`; `state` is what earlier builds left.

    Returns what happened, and what the preview needs to follow edits; None where nothing was published. Errors leave
    the old site untouched. Side effects: writes site and cache; `state` learns.
    """
    stages = Stages(progress)
    with stages("read"):
        glossary = reader.read(config.content, config.drafts, state.store, config.pool)
        theme = state.load_theme(glossary.site.language)
    with _compiling(theme, config.pool if len(glossary.records) >= LARGE else ALONE):
        with stages("link"):
            glossary = link.link(glossary, state.inflector, state.links, config.pool)
        with stages("history"):
            past = git_history.read(glossary, config.content, state.store, config.pool)
        with stages("check"):
            look = f"{theme.digest} {config.base_url} {config.drafts} {past.records}"
            prints = fingerprints.take(glossary, digest(look.encode()), state.prints)
            field_problems = () if state.prints.covers(prints) else tuple(checks.of_fields(glossary))
            problems = check(glossary, config, (*field_problems, *filter(None, [past.problem])))
    state.keep_links()
    if failed(problems, config.strict):
        return Result(lambda: glossary, problems, seconds=stages.seconds), None
    try:
        with stages("plan"):
            plan = site.plan(glossary, theme.say, config.base_url, past, exporters.downloads(glossary))
            outline = Outline(glossary, plan, theme.say, plan.site["base_url"], prints.common)
            outputs = Outputs(outline, theme, config)
            wanted = outputs.keys(state.live.keys, state.prints, prints)
        with stages("write"):
            rendered = publish(outputs, wanted, state, replace(prints, clean=not problems), progress)
    except (TemplateFault, WordError, PublishError) as fault:
        problems = (*problems, _reported(fault, theme, config))
        return Result(lambda: glossary, problems, seconds=stages.seconds), None
    counts = len(glossary.terms), len(glossary.resources), len(plan.pages)
    result = Result(lambda: glossary, problems, True, *counts, rendered, stages.seconds)
    return result, Built(outputs, field_problems)


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
    """Measures the stages of a build, in seconds, and reports their beginnings."""

    progress: Progress | None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """One stage."""
        if self.progress:
            self.progress(name, 0, 1)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - start
