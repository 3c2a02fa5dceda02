"""The preview after a save: an edit of body text renders again only the pages that embed it.

The glossary and the contexts of its pages stay in memory. An edited body takes the place of the old one there; no
other file is looked at, and nothing is planned again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from termbank.builder import pipeline
from termbank.builder.fingerprints import visible
from termbank.builder.result import Progress, Result
from termbank.builder.state import BuildState
from termbank.checks import check, failed
from termbank.config import Config
from termbank.content import git_history
from termbank.content.intake import ParseCache, ParsedFile, fetch, setting_name
from termbank.content.model import Parsed, Record, rewrite
from termbank.content.parser import parse
from termbank.content.spans import setting_of
from termbank.linking.cache import ProseLinks
from termbank.preview.warm import Warm
from termbank.system.publish import PublishError
from termbank.system.store import Store
from termbank.text.diagnostics import Diagnostic
from termbank.text.source import digest
from termbank.theme.render import TemplateFault

MOST = 20
"""Files saved at once up to which they are followed one by one."""


class _Edit(NamedTuple):
    """A record whose text was edited: as the glossary holds it, as it is now, what it links to, its file's digest.

    `parsed` is the new record as its file has it, with citations as they were written.
    """

    old: Record
    new: Record
    parsed: Record
    links: ProseLinks
    digest: str


class Preview:
    """The site of `config`, built in place and then kept up to date with every save."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.state = BuildState(config, Store(config.cache, lasting=False), in_place=True)
        self.warm: Warm | None = None

    def build(self, progress: Progress | None = None) -> Result:
        """Build the whole site. Side effect: writes it file by file; an error leaves it as it was."""
        result, built = pipeline.build(self.config, self.state, progress)
        if built:
            self.warm = Warm.after(self.state, built)
        return result

    def follow(self, saved: Collection[Path]) -> Result | None:
        """Bring the pages up to date after the files `saved` were; None where that takes a whole build.

        Side effects: as those of `build`. What is left to do is for `settle`.
        """
        warm = self.warm
        if warm is None:
            return None
        start = time.perf_counter()
        # A file with a mistake is saved, a build fails, another file is saved: both are still to be followed.
        warm.waiting.update(saved)
        edits = self._edits(warm)
        if edits is None:
            return None
        # From here on memory and disk differ until the pages are written; `due` survives a turn that fails in between.
        for edit in edits:
            self._apply(edit, warm)
        warm.waiting.clear()
        glossary = warm.glossary
        known = (*warm.built.field_problems, *filter(None, [warm.history.problem]))
        problems = check(glossary, self.config, known)
        # A link in the edited text leads nowhere: the site stays, the record stays due, and the mended save renders it.
        if failed(problems, self.config.strict):
            return Result(lambda: glossary, problems)
        try:
            rendered = self._publish(warm, clean=not problems)
        except (TemplateFault, PublishError):
            # A whole build says where.
            self.warm = None
            return None
        counts = len(glossary.terms), len(glossary.resources), len(warm.outputs.pages)
        seconds = {"save": time.perf_counter() - start}
        return Result(lambda: glossary, problems, True, *counts, rendered, seconds)

    def settle(self) -> None:
        """Bring up to date what no page shows at once: the full-text index. Side effect: writes its files.

        A save changes a few of its words, but all of its parts may move: at 10,000 terms that takes longer than the
        page, and nobody searches within the same second.
        """
        warm = self.warm
        if warm and warm.behind:
            wanted = warm.outputs.text_keys(self.state.live.keys)
            pipeline.publish(warm.outputs, wanted, self.state, self.state.prints)
            warm.behind = False

    def _edits(self, warm: Warm) -> list[_Edit] | None:
        """The edits of the files that wait; None where anything but the text of bodies was edited."""
        content = self.config.content.absolute()
        paths = [path for path in warm.waiting if not _came_and_went(path, content, warm)]
        # A checkout of another branch saves hundreds of files, and a commit changes dates: a build is right for both.
        if len(paths) > MOST or warm.history.state != git_history.state_of(warm.glossary, content):
            return None
        edits = [_edit(os.path.relpath(path, content), warm, content) for path in paths]
        return [edit for edit in edits if edit] if None not in edits else None

    def _apply(self, edit: _Edit, warm: Warm) -> None:
        """Let everything in memory hold what a file says now."""
        key, glossary = edit.old.key, warm.glossary
        # The record stays the same object: links, routes and contexts all over the glossary refer to it.
        rewrite(edit.old, edit.new)
        glossary.digests[key] = edit.digest
        warm.relinker.update(key, edit.links, edit.digest)
        # For the next whole build of this preview, which would parse the file again.
        setting = setting_of(glossary.site, glossary.site_front, key.kind)
        name = setting_name(glossary.site.language, setting)
        file = ParsedFile(Parsed(edit.parsed), edit.digest, None, name)
        ParseCache.of(self.state.store, self.config.content).put(edit.old.path, file)
        warm.due.add(key)

    def _publish(self, warm: Warm, clean: bool) -> dict[str, str]:
        """Render the pages that are due; return which, and why."""
        before, names = self.state.prints, warm.glossary.digests
        now = replace(
            before,
            bodies={**before.bodies, **{key: names[key] for key in warm.due}},
            # The token is that of the file before the edit; what other pages show of the record is the same.
            visible={**before.visible, **{key: ("", before.visible[key][1]) for key in warm.due}},
            clean=clean,
        )
        # Contexts hold excerpts of bodies; only those of the edited records are stale.
        warm.outputs.outline.plan.forget(warm.due)
        reached = dict.fromkeys(path for key in warm.due for path in warm.shown.get(key, ()))
        wanted = warm.outputs.keys_after_edit(self.state.live.keys, reached)
        rendered = pipeline.publish(warm.outputs, wanted, self.state, now)
        warm.due.clear()
        warm.behind = True
        return rendered


def _came_and_went(path: Path, content: Path, warm: Warm) -> bool:
    """Whether a file is none of the glossary's and is gone again: editors test whether they may write."""
    if content not in path.parents or os.path.lexists(path):
        return False
    inside = os.path.relpath(path, content)
    files = ("site.yaml", *warm.owners, *warm.glossary.files)
    return not any(file == inside or file.startswith(f"{inside}/") for file in files)


def _edit(path: str, warm: Warm, content: Path) -> _Edit | None:
    """The edit of one file; None where it is more than an edit of its text."""
    old = warm.owners.get(path)
    # A warning points into this file: its line may move with the edit, so all checks have to run.
    if old is None or path in warm.troubled:
        return None
    data = fetch(content, path)
    if isinstance(data, Diagnostic):
        return None
    glossary = warm.glossary
    setting = setting_of(glossary.site, glossary.site_front, old.key.kind)
    parsed = parse(*old.key, path, data, glossary.site.language, setting)
    # The title changed, or the first paragraph, which cards and lists show: pages beyond those that embed the body.
    if parsed.record is None or parsed.problems:
        return None
    new = warm.relinker.cited(parsed.record)
    if visible(new) != visible(old):
        return None
    links = warm.relinker.relinked(new)
    return _Edit(old, new, parsed.record, links, digest(data)) if links else None
