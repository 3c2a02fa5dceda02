"""A build that has nothing to do: the last one again, where nothing has changed since."""

from __future__ import annotations

import pickle
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from termbank.builder.result import Progress, Result
from termbank.config import Config, default_theme
from termbank.system import files, git, inventory, lock
from termbank.system.store import Store
from termbank.text.source import digest

if TYPE_CHECKING:
    from termbank.system.files import FileVersion


def build(config: Config, progress: Progress | None = None) -> Result:
    """Build the site of `config`. Errors leave the old site untouched. Side effects: writes site and cache.

    Builds of one site run one after the other, from the first look to the end: the later one sees what the other left.
    """
    if config.cache and git.tracks(config.cache):
        # Whoever changes the repository could put code there, and a build would run it.
        config = replace(config, cache=None)
    with lock.alone(config.site.absolute(), lambda: progress and progress("wait", 0, 1)) as waited:
        return replace(_build(config, progress), waited=waited)


def _build(config: Config, progress: Progress | None) -> Result:
    """As `build`, alone.

    Where neither what the last build read nor what it wrote has changed, its result is returned again; the engine is
    not even imported.
    """
    store, sources = Store(config.cache), _sources(config)
    # All that a person chose for this build, and the commits there are: a commit changes dates, and no file.
    asked = repr((replace(config, workers=None), config.project, git.stamp(config.content)))
    last: dict[str, Any] = store.get(config.room, "last") or {}
    if (
        sources
        and last.get("asked") == asked
        and last["sources"] == sources
        and last["site"] == _published(config)
    ):
        # What was written there is guarded by the store's checksum.
        problems = pickle.loads(last["problems"]) if last["problems"] else ()  # noqa: S301
        # Whoever only builds never needs the glossary: it is read when somebody asks for it.
        return Result(
            lambda: import_module("termbank.glossary").load(config), problems, True, *last["counts"]
        )
    # Importing the engine takes longer than all of the above.
    from termbank.builder import pipeline
    from termbank.builder.state import BuildState

    result, _ = pipeline.build(config, BuildState(config, store), progress)
    # `sources` are those from before the build: a file saved while it ran makes the next build look again.
    if result.published:
        facts = {
            "asked": asked,
            "sources": sources,
            "site": _published(config),
            "problems": pickle.dumps(result.diagnostics) if result.diagnostics else b"",
            "counts": (result.terms, result.resources, result.pages),
        }
        store.put(config.room, "last", facts)
        store.save()
    return result


def _sources(config: Config) -> str:
    """The digest of the versions of all files that a build reads. Side effect: reads folders, but no file.

    Empty where a file was written just now: it could be written again and keep its version, so the next build has to
    look into it.
    """
    roots = {config.project.resolve(), default_theme().resolve()}
    themes = [root / name for root in sorted(roots) for name in ("templates", "assets")]
    now = files.now()
    seen: list[tuple[str, list[tuple[str, FileVersion]]]] = []
    for folder in (config.content.absolute(), *themes):
        found = sorted(files.survey(folder))
        if not all(files.is_stable(version, now) for _, version in found):
            return ""
        seen.append((str(folder), found))
    return digest(repr(seen).encode())


def _published(config: Config) -> str:
    """The digest of what the site holds, and of the state of its files; empty where there is none."""
    # Somebody deletes a page, or another checkout builds into the same folder: both show in stamps or marker.
    owned = inventory.owned(config.site)
    if owned is None:
        return ""
    found = dict(inventory.stamps(config.site, owned))
    return digest(repr((inventory.marked(config.site), sorted(found.items()))).encode())
