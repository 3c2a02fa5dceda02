"""Builds: the last one again where nothing has changed since, else a new one."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from termbank.builder.result import Progress, Result
from termbank.config import Config, default_theme
from termbank.system import files, git
from termbank.system.files import Stamp
from termbank.system.publish import holdings

if TYPE_CHECKING:
    from termbank.content.model import Glossary


Seen = Mapping[str, Mapping[str, Stamp]]
"""The stamps of all files that a build reads, by folder and path."""


def build(config: Config, progress: Progress | None = None) -> Result:
    """Build the site of `config`. Errors leave the old site untouched. Side effects: writes site and cache."""
    asked, seen = _asked(config), _look(config)
    last = _again(config, asked, seen)
    if last:
        return last
    from termbank.builder import pipeline

    result = pipeline.build(config, progress)
    if result.published:
        _remember(config, asked, seen, result)
    return result


def _look(config: Config) -> Seen:
    """What there is to read for a build of `config`. Side effect: reads folders, but no file."""
    roots = {config.project.resolve(), default_theme().resolve()}
    themes = [root / name for root in roots for name in ("templates", "assets")]
    return {
        str(folder): dict(files.survey(folder)) for folder in (config.content.absolute(), *sorted(themes))
    }


def _again(config: Config, asked: str, seen: Seen) -> Result | None:
    """The result of the last build of `config`, if neither what it read nor what it wrote has changed since."""
    facts = files.load(config.shelf / _FILE) if config.shelf else {}
    if not config.shelf or facts.get("asked") != asked or facts.get("seen") != seen:
        return None
    live = holdings(config.site, config.shelf)
    if not live.sound or live.name != facts["site"]:
        return None
    # What was written there is guarded by the ledger's digest.
    diagnostics = pickle.loads(facts["diagnostics"]) if facts["diagnostics"] else ()  # noqa: S301
    return Result(lambda: _load(config), diagnostics, True, *facts["counts"])


def _remember(config: Config, asked: str, seen: Seen, result: Result) -> None:
    """Keep `result`, a published one, for `_again`; `seen` is what there was before. Side effect: writes a file.

    A file that was written only just now is left out, so that the next build looks into it once more.
    """
    if not config.shelf:
        return
    now = files.now()
    facts = {
        "asked": asked,
        "seen": {
            folder: {path: tuple(stamp) for path, stamp in stamps.items() if files.settled(stamp, now)}
            for folder, stamps in seen.items()
        },
        "site": result.name,
        "diagnostics": pickle.dumps(result.diagnostics) if result.diagnostics else b"",
        "counts": (result.terms, result.resources, result.pages),
    }
    files.save(config.shelf / _FILE, facts)


_FILE = "last"


def _asked(config: Config) -> str:
    """All that a person chose for this build, and the commits there are."""
    return repr((replace(config, workers=None), config.project, git.stamp(config.content)))


def _load(config: Config) -> Glossary:
    from termbank import glossary

    return glossary.load(config)
