"""Fields of other tools as ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import get_origin

from termbank.content.foreign_fields import field_for
from termbank.content.key import Kind
from termbank.content.schema import FieldType, ResourceFields, TermFields
from termbank.importers.found import Entry, Found, Options, Value
from termbank.importers.markup import from_html

BODY = "the text"
"""What a field is mapped to that becomes the body."""
NOWHERE = "nothing"

# The first that has text is the definition; the others follow it.
_TEXTS = (
    "definition",
    "def",
    "meaning",
    "body",
    "content",
    "text",
    "explanation",
    "longdefinition",
    "fulldefinition",
)
_NOTES = (
    "note",
    "notes",
    "comment",
    "comments",
    "remark",
    "remarks",
    "scopenote",
    "example",
    "examples",
    "usage",
)
_IDS = (
    "id",
    "slug",
    "permalink",
    "termid",
    "identifier",
    "key",
    "ref",
    "uri",
    "anchor",
    "number",
    "no",
    "code",
)
_NOTE = re.compile(r"\[\[([^\[\]|#\n]+)[^\[\]\n]*\]\]")
_LISTS = re.compile(r"\s*[;|\n]\s*")
YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_SIGNS = re.compile(r"^'(?=[=+\-@])")


def meaning(name: str, kind: Kind, options: Options) -> str:
    """Where the source's field `name` goes: a field of ours, BODY, `names`, or NOWHERE."""
    chosen = {key.casefold(): value for key, value in options.columns.items()}.get(name.casefold())
    if chosen:
        return {"body": BODY, "text": BODY, "-": NOWHERE}.get(chosen, chosen)
    snake = re.sub(r"[^a-z]+", "_", name.casefold()).strip("_")
    for field, own in options.site.own(kind).items():
        if snake == field or name.casefold().strip() == own.label.casefold():
            return field
    plain = re.sub(r"[^a-z]", "", name.casefold())
    if plain in _TEXTS or plain in _NOTES or (kind == "resource" and plain in ("abstract", "abstractnote")):
        return BODY
    if kind == "term" and plain in _IDS:
        return "names"
    declared = TermFields if kind == "term" else ResourceFields
    if plain in declared.model_fields:
        return plain
    return snake if snake in declared.model_fields else field_for(name, declared) or NOWHERE


def mapped(
    record: Mapping[str, object], kind: Kind, place: str, found: Found, options: Options, markup: str = "html"
) -> Entry | None:
    """The entry that `record` gives; None, with the loss noted, where it has neither title nor text.

    A short text alone is the definition. Values may be text, lists, or maps; `markup` is that of texts.
    """
    # Each field of the source goes to one of five places: the title, a field, the text, the names, or nowhere.
    entry = Entry(kind, "", place)
    texts: list[tuple[str, str]] = []
    for name, value in record.items():
        goes = meaning(name, kind, options)
        found.mapping.setdefault(name, goes)
        written = _plain(value)
        if not written or goes == NOWHERE:
            if written:
                found.lose(f"the field `{name}` has no place here", place)
            continue
        if goes == BODY:
            joined = "\n\n".join(written) if isinstance(written, list) else str(written)
            texts.append((name, from_html(joined) if markup == "html" else joined))
        elif goes == "names":
            entry.names.update(written if isinstance(written, list) else [str(written)])
        elif goes == "title":
            entry.title = entry.title or " ".join(
                str(written[0] if isinstance(written, list) else written).split()
            )
        else:
            _assign(entry, goes, written, found, options)
    definition = [text for name, text in texts if re.sub(r"[^a-z]", "", name.casefold()) not in _NOTES]
    notes = [f"## {name.strip().capitalize()}\n\n{text}" for name, text in texts if text not in definition]
    if not definition and isinstance(summary := entry.fields.get("summary"), str):
        # A glossary of one line a term calls that line what it likes.
        del entry.fields["summary"]
        definition = [from_html(summary)]
    entry.body = "\n\n".join([*definition, *notes]).strip()
    found.total += 1
    if not entry.title and not entry.body:
        found.lose("an empty row", place)
        found.total -= 1
        return None
    return entry


def _plain(value: object) -> Value:
    """A value as text, a list of texts, or a map of texts."""
    if value is None or value is False or value == []:
        return ""
    if isinstance(value, str):
        return _SIGNS.sub("", value.strip())
    if isinstance(value, (list, tuple)):
        items = [_plain(item) for item in value]
        return [text for item in items for text in (_texts(item)) if text]
    if isinstance(value, Mapping):
        return {str(key): str(_plain(item)) for key, item in value.items()}
    return str(value).strip()


def _texts(value: Value) -> list[str]:
    if isinstance(value, dict):
        # `see_also: [{title: …, link: …}]`: the name is what counts.
        name = next(
            (
                value[key]
                for key in ("title", "name", "term", "label", "designation", "content")
                if key in value
            ),
            "",
        )
        return [name or " ".join(value.values())]
    return value if isinstance(value, list) else [value]


def _assign(entry: Entry, name: str, value: Value, found: Found, options: Options) -> None:
    declared = TermFields if entry.kind == "term" else ResourceFields
    own = options.site.own(entry.kind).get(name)
    if not own and name not in declared.model_fields:
        entry.fields[name] = value
        return
    is_list = (
        own.type in (FieldType.LIST, FieldType.VOCABULARY)
        if own
        else get_origin(declared.model_fields[name].annotation) is tuple
    )
    # Two columns may be one list: "Synonym 1", "Synonym 2".
    if is_list:
        # Obsidian's properties name another note as its text does: `related: "[[Limits|limits]]"`.
        bare = [_NOTE.sub(r"\1", each) for each in _texts(value)]
        items = bare if not isinstance(value, str) else split(bare[0])
        known = entry.fields.setdefault(name, [])
        if isinstance(known, list):
            known += [item for item in items if item not in known]
        return
    if isinstance(value, (list, dict)):
        items = _texts(value)
        if len(items) > 1:
            found.lose(f"`{name}` takes one value: the others are left out", entry.place)
        value = items[0] if items else ""
    if name == "year":
        year = YEAR.search(value)
        value = year[0] if year else ""
    value = from_html(value) if name == "summary" else " ".join(value.split())
    if value:
        entry.fields.setdefault(name, value)


def split(value: str) -> list[str]:
    """The items of a list in one cell: between semicolons, bars or line ends, else between commas."""
    # A comma may belong to a name, "Bloom, Benjamin", so it parts items only where nothing else does.
    parts = _LISTS.split(value)
    if len(parts) == 1 and "," in value and "(" not in value:
        parts = value.split(",")
    return [" ".join(part.strip(" \t-•*").split()) for part in parts if part.strip(" \t-•*")]


STATUS = MappingProxyType(
    {"deprecated": "deprecated", "draft": "draft", "retired": "deprecated", "obsolete": "deprecated"}
)
"""Editorial states of others that mean something here; all others are those of their own process."""
