"""Renaming, retiring, merging and splitting: everything that refers to a record follows, and its address lives on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from termbank.content.key import Key
from termbank.content.model import Glossary, Record, Resource, Term
from termbank.content.schema import REFERENCES
from termbank.edit.changes import Change, Edit, EditError
from termbank.edit.fields import FrontEditor
from termbank.edit.links import relink
from termbank.edit.new import new_record
from termbank.text.invisible import find_forbidden
from termbank.text.source import Source
from termbank.text.suggest import quote
from termbank.text.urls import slug_problem
from termbank.text.yaml_nodes import Mapping, Scalar
from termbank.text.yaml_nodes import Sequence as Values


def rename(glossary: Glossary, content: Path, old: Key, new: str) -> Change:
    """The record `old` gets the slug `new`; its old one is kept in `formerly`. Reads files. Raises EditError."""
    record = _record(glossary, old)
    if new == old.slug:
        raise EditError(f"{quote(new)} is its slug already")
    if problem := slug_problem(new):
        raise EditError(f"{quote(new)} {problem}")
    for other in glossary.records:
        if other.key == Key(old.kind, new):
            raise EditError(f"there is a {old.kind} {quote(new)} already; to make one of two, use `merge`")
        if other.key != old and other.key.kind == old.kind and new in _formerly(other):
            raise EditError(
                f"{quote(new)} is an earlier slug of {quote(other.slug)}, so its address is taken"
            )
    change = _noted(glossary)
    _follow(change, glossary, content, old, new)
    editor = _editor(content, record)
    earlier = editor.front.entries["formerly"][1] if new in _formerly(record) else None
    if isinstance(earlier, Values):
        # Back to an earlier name: that address is a page again, and needs no redirect.
        place = earlier.items[_formerly(record).index(new)]
        assert isinstance(place, Scalar)
        change.edit(record.path, editor.replace(place, old.slug))
    else:
        change.edit(record.path, *editor.add("formerly", old.slug))
    change.moves[record.path] = f"{old.kind}s/{new}.md"
    return change


def retire(
    glossary: Glossary, content: Path, slug: str, replaced_by: Sequence[str], reason: str = ""
) -> Change:
    """The term `slug` becomes deprecated: its page stays and names its successors. Reads files. Raises EditError."""
    term = _record(glossary, Key("term", slug))
    return _retired(Change(), content, term, "replaced_by", _successors(glossary, term, replaced_by), reason)


def merge(glossary: Glossary, content: Path, slug: str, into: str, reason: str = "") -> Change:
    """The term `slug` goes into the term `into`, which gets its names and all that refers to it.

    Its file stays, deprecated, so that its address and its text live on. Reads files. Raises EditError.
    """
    term = _record(glossary, Key("term", slug))
    (target,) = _successors(glossary, term, [into])
    other = _record(glossary, Key("term", target))
    change = _noted(glossary)
    _follow(change, glossary, content, term.key, target)
    # The names of the one are names of the other from now on, so that searches and links still find it.
    editor = _editor(content, other)
    assert isinstance(term, Term)
    assert isinstance(other, Term)
    mine, theirs = other.fields, term.fields
    known = {name.casefold() for name in (mine.title, *mine.aliases, *mine.abbreviations)}
    for field, names in (
        ("aliases", (theirs.title, *theirs.aliases)),
        ("abbreviations", theirs.abbreviations),
        ("hidden_aliases", theirs.hidden_aliases),
    ):
        change.edit(other.path, *editor.add(field, *(name for name in names if name.casefold() not in known)))
    # A name of two terms would link nowhere.
    own = _editor(content, term)
    doubled = [field for field in ("aliases", "abbreviations") if field in own.front.entries]
    change.edit(term.path, *map(own.remove_field, doubled))
    change.notes.append(
        f"the text of {quote(term.path)} stays there: move what is worth keeping to {quote(other.path)}"
    )
    return _retired(change, content, term, "merged_into", [target], reason)


def merge_works(glossary: Glossary, content: Path, slug: str, into: str) -> Change:
    """The resource `slug` goes into the resource `into`: its address leads there, and so does all that cites it.

    A work that was listed twice has one page, so the file of the first is deleted. Reads files. Raises EditError.
    """
    if slug == into:
        raise EditError(f"{quote(slug)} cannot take its own place")
    work, other = (_record(glossary, Key("resource", each)) for each in (slug, into))
    change = _noted(glossary)
    _follow(change, glossary, content, work.key, into)
    change.edits.pop(work.path, None)
    editor = _editor(content, other)
    assert isinstance(work, Resource)
    change.edit(other.path, *editor.add("terms", *work.fields.terms))
    change.edit(other.path, *editor.add("formerly", work.slug, *work.fields.formerly))
    change.removed.append(work.path)
    change.notes.append(f"{quote(work.path)} is deleted; git still has its text")
    return change


def split(glossary: Glossary, content: Path, slug: str, into: Sequence[str], reason: str = "") -> Change:
    """The term `slug` goes into several, named by slugs or titles; those that are missing are begun as drafts.

    Reads files. Raises EditError.
    """
    term = _record(glossary, Key("term", slug))
    change, slugs = Change(), []
    for name in into:
        if name in glossary.terms:
            slugs.append(name)
            continue
        # A title that has no term yet: it is begun here, and its author fills it in.
        made = new_record(glossary, "term", name)
        change.created |= made.created
        change.notes += made.notes
        slugs += [path.rpartition("/")[2].removesuffix(".md") for path in made.created]
    if len(set(slugs)) < 2 or slug in slugs:
        raise EditError("a term is split into two others or more")
    linking = [backlink.source for backlink in glossary.links.backlinks.get(term.key, ())]
    users = sorted({f"{key.kind}s/{key.slug}.md" for key in linking})
    if users:
        change.notes.append(f"choose which of the terms these pages mean: {', '.join(users)}")
    return _retired(change, content, term, "split_into", slugs, reason)


def _retired(
    change: Change, content: Path, term: Record, field: str, successors: Sequence[str], reason: str
) -> Change:
    editor = _editor(content, term)
    change.edit(term.path, editor.set("status", "deprecated"))
    if successors:
        change.edit(term.path, *editor.add(field, *successors))
    if reason:
        change.edit(term.path, editor.set("reason", reason))
    return change


def _follow(change: Change, glossary: Glossary, content: Path, old: Key, new: str) -> None:
    """Let every field and link that names `old` name `new`."""
    for record in glossary.records:
        fields = [
            name
            for name in REFERENCES[record.key.kind]
            if old.kind == "term" and old.slug in (getattr(record.fields, name) or ())
        ]
        linked = any(target and target.key == old for target in glossary.links.written.get(record.key, ()))
        if not fields and not linked:
            continue
        editor = _editor(content, record)
        for name in fields:
            change.edit(record.path, *_renamed(editor, record, name, old.slug, new))
        change.edit(record.path, *relink(glossary, record, editor.source, old, new))


def _renamed(editor: FrontEditor, record: Record, field: str, old: str, new: str) -> Iterator[Edit]:
    """The edit of a field that names `old`: `new` in its place, or nothing if that is there or the record itself."""
    node = editor.front.entries[field][1]
    goes = new in getattr(record.fields, field) or (record.slug == new and record.key.kind == "term")
    if isinstance(node, Mapping):
        yield editor.remove_key(field, old) if goes else editor.rename_key(field, old, new)
    elif isinstance(node, Values):
        for index, item in enumerate(node.items):
            if isinstance(item, Scalar) and item.text == old:
                yield editor.remove(field, index) if goes else editor.replace(item, new)
                return
    elif isinstance(node, Scalar):
        yield editor.replace(node, new)


def _record(glossary: Glossary, key: Key) -> Record:
    if record := glossary.get(key):
        return record
    if key in glossary.hidden:
        raise EditError(
            f"the file of the {key.kind} {quote(key.slug)} has mistakes: run `check`, and mend them first"
        )
    raise EditError(f"there is no {key.kind} {quote(key.slug)}")


def _successors(glossary: Glossary, term: Record, slugs: Iterable[str]) -> list[str]:
    for slug in slugs:
        if slug == term.slug:
            raise EditError(f"{quote(slug)} cannot take its own place")
        _record(glossary, Key("term", slug))
    return list(slugs)


def _formerly(record: Record) -> tuple[str, ...]:
    return getattr(record.fields, "formerly", ())


def _noted(glossary: Glossary) -> Change:
    """A change that says which files could not be looked at."""
    unread = sorted(f"{key.kind}s/{key.slug}.md" for key in glossary.hidden)
    notes = [f"not looked at, because of mistakes in them: {', '.join(unread)}"] if unread else []
    return Change(notes=notes)


def _editor(content: Path, record: Record) -> FrontEditor:
    data = (content / record.path).read_bytes()
    source = Source.from_bytes(record.path, data)
    if find_forbidden(source.text):
        # The parser has read the text without these, so its places are others than those of the file.
        raise EditError(
            f"{quote(record.path)} holds invisible characters: run `check`, and delete them first"
        )
    return FrontEditor.of(record, source)
