"""Saves in the preview: where nothing but the text of bodies was edited, only the pages that embed it are made again.

The bank and all that its pages are told by stay in memory, and an edited body takes the place of the one before it
there: no other file is looked at, and nothing is planned again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from termbank import glossary
from termbank.builder.fingerprints import visible
from termbank.builder.reasons import reasons
from termbank.builder.result import Result
from termbank.builder.state import Past
from termbank.content import history
from termbank.content.intake import Found, Taken, fetch
from termbank.content.model import Parsed, Record, rewrite
from termbank.content.parser import parse
from termbank.linking.prose import ProseLinks
from termbank.preview.warm import Standing
from termbank.system.publish import PublishError, patch
from termbank.text.diagnostics import Diagnostic, apply_severities
from termbank.text.source import digest
from termbank.theme.render import TemplateFault

MOST = 20
"""Files saved at once up to which they are followed one by one."""


class _Edit(NamedTuple):
    """A record whose text was edited: as the bank holds it, as it is now, what it links to, its file's digest."""

    old: Record
    new: Record
    links: ProseLinks
    name: str


def follow(past: Past, saved: Collection[Path]) -> Result | None:
    """Bring the site of `past` up to date after the files `saved` were; None where that takes a whole build.

    Side effects: as those of a build in place.
    """
    standing = past.standing
    if standing is None:
        return None
    start = time.perf_counter()
    standing.waiting.update(saved)
    edits = _edits(standing, past)
    if edits is None:
        return None
    for edit in edits:
        _take_in(edit, standing, past)
    standing.waiting.clear()
    problems = glossary.check(standing.glossary, past.config, standing.of_fields)
    if standing.history.problem:
        problems += apply_severities(
            [standing.history.problem], standing.glossary.site.checks, past.config.allow
        )
    if glossary.failed(problems, past.config.strict):
        return Result(lambda: standing.glossary, problems)
    try:
        why = _publish(standing, past, clean=not problems)
    except (TemplateFault, PublishError):
        # A whole build says where.
        past.standing = None
        return None
    counts = (
        len(standing.glossary.terms),
        len(standing.glossary.resources),
        len(standing.assembly.pages),
    )
    seconds = {"save": time.perf_counter() - start}
    return Result(lambda: standing.glossary, problems, True, *counts, why, past.live.name, seconds)


def _edits(standing: Standing, past: Past) -> list[_Edit] | None:
    """What was done to the files that wait; None where anything but the text of bodies was edited."""
    content = past.config.content.absolute()
    paths = [path for path in standing.waiting if not _came_and_went(path, content, standing)]
    if len(paths) > MOST or not _is_same_past(standing, past.config.content):
        return None
    edits = [_edit(os.path.relpath(path, content), standing, content) for path in paths]
    return [edit for edit in edits if edit] if None not in edits else None


def _is_same_past(standing: Standing, content: Path) -> bool:
    return standing.history.state == history.state_of(standing.glossary, content)


def _came_and_went(path: Path, content: Path, standing: Standing) -> bool:
    """Whether a file is none of the bank's and is gone again: editors try whether they may write."""
    if content not in path.parents or os.path.lexists(path):
        return False
    inside = os.path.relpath(path, content)
    files = ("site.yaml", *standing.owners, *standing.glossary.files)
    return not any(file == inside or file.startswith(f"{inside}/") for file in files)


def _edit(path: str, standing: Standing, content: Path) -> _Edit | None:
    """What was done to one file; None where it is more than an edit of its text."""
    old = standing.owners.get(path)
    if old is None or path in standing.troubled:
        return None
    data = fetch(content, path)
    if isinstance(data, Diagnostic):
        return None
    parsed = parse(*old.key, path, data, standing.glossary.site.language)
    if parsed.record is None or parsed.problems or visible(parsed.record) != visible(old):
        return None
    links = standing.relinker.relinked(parsed.record)
    return _Edit(old, parsed.record, links, digest(data)) if links else None


def _take_in(edit: _Edit, standing: Standing, past: Past) -> None:
    """Let all that is in memory hold what a file says now."""
    key = edit.old.key
    rewrite(edit.old, edit.new)
    standing.glossary.digests[key] = edit.name
    standing.relinker.update(key, edit.links, edit.name)
    language = standing.glossary.site.language
    past.memory.replace(Found(key, edit.old.path), language, Taken(Parsed(edit.old), edit.name))
    standing.due.add(key)


def _publish(standing: Standing, past: Past, clean: bool) -> dict[str, str]:
    """Make the pages that are due; return which, and why. Side effect: `past` learns."""
    due, before, names = standing.due, past.seen, standing.glossary.digests
    now = replace(
        before,
        bodies={**before.bodies, **{key: names[key] for key in due}},
        # What a face was worked out from is not the same any more, the face is.
        faces={**before.faces, **{key: ("", before.faces[key][1]) for key in due}},
        clean=clean,
    )
    standing.assembly.outline.plan.forget(due)
    reached = dict.fromkeys(path for key in due for path in standing.shown.get(key, ()))
    wanted = standing.assembly.wanted_again(past.live.keys, reached)
    made, live = patch(past.config.site, wanted, standing.assembly.make, past.live)
    rendered = [standing.assembly.pages[path] for path in made if path in standing.assembly.pages]
    why = reasons(rendered, past.live.keys, before, now)
    past.published(live, now)
    due.clear()
    return why
