"""The reading of histories, from the commits of git alone."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from termbank.content import parser
from termbank.content.history import NO_HISTORY, History, RecordHistory, Wording
from termbank.content.key import Key, Kind
from termbank.content.model import Glossary, Parsed, Term
from termbank.system.git import GitError, ask, stamp
from termbank.system.pool import ALONE, Pool
from termbank.system.store import Store
from termbank.text.diagnostics import diagnostic
from termbank.text.markdown.excerpts import plain_blocks
from termbank.text.source import Span
from termbank.text.suggest import nearest
from termbank.text.word_diff import as_typed

_ROOM = "history"
_LEAST = 100
_ALIKE = 75
"""From here on, in percent, two definitions are one that was revised: two of one template reach 55."""
_LATEST = 253402300799  # the last second of the year 9999, the last that a date can hold

# The main line alone: what a merge brought is dated by the merge, the moment at which readers could see it. `--sparse`
# keeps the commits that touch no content: to leave them out, git would compare the trees of each commit twice.
_LOG = (
    *("log", "--first-parent", "--sparse", "-m", "-z", "--raw", "--no-abbrev", "--relative"),
    # What a contributor's own configuration of git could turn on is turned off: signatures, diff programs, converters.
    *("--format=%x01%ct %(trailers:key=Change,valueonly,separator=%x2C)", "--find-renames", "-l1000"),
    *("--no-show-signature", "--no-ext-diff", "--no-textconv"),
)
_CONTENT = re.compile(r"(?:terms|resources)/[^/]+\.md")
# What may hold a line that only looks like a heading.
_HOLDERS = (b"```", b"~~~", b"<", b"$$")

_Entry = tuple[str, str, str, str]
"""A file in a commit: paths before and after, and numbers of what it held before and after, none if deleted."""

_Commit = tuple[str, list[_Entry], bool]
"""A date, the files, and whether the commit says of itself that it is editorial: `Change: editorial` in its message."""


def state_of(glossary: Glossary, content: Path) -> str:
    """Identifies the commits of the repository around `content`; empty where the site shows no history."""
    return stamp(content) if glossary.site.history else ""


def read(glossary: Glossary, content: Path, store: Store | None = None, pool: Pool = ALONE) -> History:
    """The history of the records of `glossary`, whose files lie in `content`; empty outside of a repository.

    Side effects: runs git if there are new commits, and keeps its answers in `store`.
    """
    state = state_of(glossary, content)
    if not state:
        return NO_HISTORY
    place = str(content.resolve())
    store = store or Store()
    facts = store.get(_ROOM, place) or {}
    try:
        if facts.get("state") == state and "log" in facts:
            head, commits = facts["tip"], facts["log"]
        else:
            head, commits = commits_of(content, facts.get("tip", ""), facts.get("log", []))
        known, judged = facts.get("texts", {}), facts.get("renames", {})
        renames = _renames(content, commits, judged, pool)
        by_record = _versions_of_records(glossary, commits, renames)
        texts = _texts(content, by_record, known, pool)
    except GitError as error:
        where = Span("site.yaml", 1, 1, 0, 0)
        code = "foreign-repository" if error.refused else "no-history"
        return History(problem=diagnostic(code, str(error), where, error.hint), state=state)
    if facts.get("state") != state or texts.keys() != known.keys():
        kept = {"state": state, "tip": head, "log": commits, "texts": texts, "renames": renames}
        store.put(_ROOM, place, kept)
    return History(
        {key: _record_history(versions, texts) for key, versions in by_record.items()}, state=state
    )


# --- asking git ---


def commits_of(content: Path, last: str = "", known: Sequence[_Commit] = ()) -> tuple[str, list[_Commit]]:
    """The latest commit, and every one that touches terms or resources, the newest first. Raises GitError.

    `known` are those up to the commit `last`: where that is still on the main line, only later ones are looked at.
    """
    if ask(content, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise GitError(
            "the repository is a shallow clone, so dates and earlier wordings are left out",
            "fetch all commits: `git fetch --unshallow`, or `fetch-depth: 0` where a workflow checks out",
        )
    # A repository without a commit is no mistake.
    line = ask(content, "rev-list", "--first-parent", "--ignore-missing", "HEAD", "--").decode().split()
    if not line:
        return "", []
    new, old = (f"{last}..HEAD", known) if last in line else ("HEAD", ())
    return line[0], [*_parsed(ask(content, *_LOG, new, "--", "terms", "resources")), *old]


def _parsed(log: bytes) -> Iterator[_Commit]:
    """The commits in git's answer: fields that end in NUL, a date before the entries of each commit."""
    fields = iter(log.decode("utf-8", "surrogateescape").split("\0"))
    date, entries, editorial = "", list[_Entry](), False
    for item in fields:
        if item.startswith("\1"):
            if entries:
                yield date, entries, editorial
            seconds, _, change = item[1:].partition(" ")
            editorial = "editorial" in change.lower().replace(" ", "").strip().split(",")
            # A clock that was wrong, or a commit that was forged, can hold any number.
            moment = datetime.fromtimestamp(min(max(int(seconds), 0), _LATEST), UTC)
            date, entries = moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0"), []
        elif meta := item.strip():
            _, mode, before, blob, status = meta.split(" ")
            # macOS may commit names with the accents as characters of their own.
            old = unicodedata.normalize("NFC", next(fields))
            path = unicodedata.normalize("NFC", next(fields)) if status[0] in "RC" else old
            if _CONTENT.fullmatch(path) and mode in ("100644", "100755", "000000"):
                entries.append((old, path, before, "" if status == "D" else blob))
    if entries:
        yield date, entries, editorial


# --- which record a file belonged to ---


class _Version(NamedTuple):
    date: str
    path: str
    blob: str
    editorial: bool


def _renames(
    content: Path, commits: Iterable[_Commit], known: Mapping[tuple[str, str], bool], pool: Pool
) -> dict[tuple[str, str], bool]:
    """Whether two numbers that git takes for one renamed file are one record. Raises GitError."""
    # A template makes two files alike: one term was dropped, and another one added, in the same commit.
    pairs = {
        (before, after): (old, path)
        for _, entries, _ in commits
        for old, path, before, after in entries
        if old != path and before != after
    }
    fresh = [pair for pair in pairs if pair not in known]
    held = dict(_blobs(content, [blob for pair in fresh for blob in pair])) if fresh else {}
    files = [
        (path, held.get(blob, b"")) for pair in fresh for path, blob in zip(pairs[pair], pair, strict=True)
    ]
    said = [item for items in pool.map(_titles_and_definitions, files, _LEAST) for item in items]
    judged = [
        # Their titles agree, or most of their definitions.
        bool(title and title == now) or bool(text and nearest(text, [later], 1, _ALIKE))
        for (title, text), (now, later) in zip(said[::2], said[1::2], strict=True)
    ]
    return {pair: known[pair] for pair in pairs if pair in known} | dict(zip(fresh, judged, strict=True))


def _versions_of_records(
    glossary: Glossary, commits: Iterable[_Commit], renames: Mapping[tuple[str, str], bool]
) -> dict[Key, list[_Version]]:
    """The versions of each record's file, oldest first, under all the names it had."""
    # The record of each path: the one in that file, or the one that lists the name under `formerly`.
    owners = {record.path: record.key for record in glossary.records}
    for record in glossary.records:
        for slug in record.fields.formerly:
            owners.setdefault(f"{record.key.kind}s/{slug}.md", record.key)
    by_record: defaultdict[Key, list[_Version]] = defaultdict(list)
    for date, entries, editorial in commits:
        owned = [(owners.get(path), old, path, before, blob) for old, path, before, blob in entries]
        for old, path, before, blob in entries:
            if old != path and renames.get((before, blob), True):
                # `a.md` was renamed to `b.md` here; going back in time, whatever had the name `b.md` before this commit
                # was another file, and its versions are not those of the record that is in `b.md` now.
                owners.pop(path, None)
        for key, old, path, before, blob in owned:
            if key:
                if renames.get((before, blob), True):
                    owners[old] = key
                if blob:
                    by_record[key].append(_Version(date, path, blob, editorial))
    return {key: versions[::-1] for key, versions in by_record.items()}


# --- definitions in earlier versions ---


def _texts(
    content: Path, by_record: Mapping[Key, Sequence[_Version]], known: Mapping[str, str], pool: Pool
) -> dict[str, str]:
    """What the definition said in every version of terms that have several. Raises GitError."""
    wanted: dict[str, str] = {}
    for key, versions in by_record.items():
        if key.kind == "term" and len({version.blob for version in versions}) > 1:
            wanted |= {version.blob: version.path for version in versions}
    fresh = [blob for blob in wanted if blob not in known]
    held = dict(_blobs(content, fresh)) if fresh else {}
    files = [(wanted[blob], held.get(blob, b"")) for blob in fresh]
    said = [text for texts in pool.map(_definitions, files, _LEAST) for text in texts]
    return {blob: known[blob] for blob in wanted if blob in known} | dict(zip(fresh, said, strict=True))


def _blobs(content: Path, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The files that git keeps under these numbers, as far as it has them."""
    answer = ask(content, "cat-file", "--batch", said="".join(f"{name}\n" for name in names).encode())
    position = 0
    while position < len(answer):
        end = answer.index(b"\n", position)
        head = answer[position:end].decode().split(" ")
        position = end + 1
        if len(head) == 3:
            size = int(head[2])
            yield head[0], answer[position : position + size]
            position += size + 1


def _definitions(files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Summary and definition in each of these files of terms; empty where one cannot be read, or is no term."""
    # A resource may have become a term, and has its old path then.
    terms = [(path, data if path.startswith("terms/") else b"") for path, data in files]
    return [definition for _, definition in _titles_and_definitions(terms)]


def _titles_and_definitions(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """The title, case folded, and the summary and definition in each of these files; empty where one cannot be read."""
    said = []
    for path, data in files:
        kind: Kind = "resource" if path.startswith("resources/") else "term"
        parsed = parser.parse(kind, "term", path, _opening(data), "en") if data else Parsed(None)
        # A file without front matter was never published, except where a site asked for it.
        bare = any(problem.code == "missing-front-matter" for problem in parsed.problems)
        record = None if bare else parsed.record
        blocks: list[str | None] = []
        if record:
            summary = record.fields.summary if isinstance(record, Term) else None
            blocks = [summary, *plain_blocks(record.body.parts[: record.body.definition])]
        title = record.fields.title.casefold() if record else ""
        said.append((title, "\n\n".join(filter(None, blocks))))
    return said


def _opening(data: bytes) -> bytes:
    """A file without its sections, where they cannot change what the definition says: they define no reference."""
    # Ten years of a glossary are many versions, and sections are most of their text.
    front = data.find(b"\n---\n", 3)
    end = data.find(b"\n## ", front) if front > 0 else -1
    sure = end > 0 and b"]:" not in data[end:] and not any(mark in data[front:end] for mark in _HOLDERS)
    return data[: end + 1] if sure else data


def _record_history(versions: Sequence[_Version], texts: Mapping[str, str]) -> RecordHistory:
    changed, blob = "", ""
    wordings: list[Wording] = []
    for version in versions:
        # A merge can bring the same content again: that is no change.
        if version.blob != blob:
            changed, blob = version.date, version.blob
        if text := texts.get(blob):
            if version.editorial and wordings:
                # A slip of the pen was mended: readers see the better words, and nothing was refined.
                wordings[-1] = wordings[-1]._replace(text=text)
            else:
                _add(wordings, Wording(version.date, text))
    return RecordHistory(versions[0].date, changed, tuple(wordings) if len(wordings) > 1 else ())


def _add(wordings: list[Wording], wording: Wording) -> None:
    """Add a wording if it is new. Of those of one day the last counts, but the very first stays."""

    def is_the_last() -> bool:
        return as_typed(wordings[-1].text) == as_typed(wording.text)

    if wordings[1:] and wordings[-1].date[:10] == wording.date[:10] and not is_the_last():
        wordings.pop()
    # "A" on Monday; "B", then "A" again on Tuesday: with B gone, Monday's "A" is the last, and stays the only one.
    if wordings and is_the_last():
        wordings[-1] = wordings[-1]._replace(text=wording.text)
    else:
        wordings.append(wording)
