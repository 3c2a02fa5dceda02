"""Beginning a term or a resource: a file that is valid as it is made, with its fields explained in comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from termbank.content.key import Key, Kind
from termbank.content.model import Glossary, Term
from termbank.content.schema import FieldType
from termbank.edit.changes import Change, EditError
from termbank.edit.fields import styled
from termbank.text.suggest import nearest, quote
from termbank.text.urls import slug_problem, slugify

LIKE = 85
"""From here on, in percent, two names are near duplicates: `Exit Ticket` reaches 96 of `Exit Tickets`."""


Values = Mapping[str, str | Sequence[str]]


def new_record(
    glossary: Glossary, kind: Kind, title: str, values: Values | None = None, body: str = "", slug: str = ""
) -> Change:
    """The file of a new `kind` with this title, the fields `values` and the text `body`. Raises EditError.

    Without `slug`, the title gives it; without `body`, the text says what belongs there.
    """
    title = " ".join(title.split())
    slug = slug or slugify(title)
    if not slug or slug_problem(slug):
        slug = f"{slug}-{kind}".lstrip("-")
    key = Key(kind, slug)
    if glossary.get(key) or key in glossary.hidden:
        raise EditError(f"there is a {kind} {quote(slug)} already, in {kind}s/{slug}.md")
    change = Change(created={f"{kind}s/{slug}.md": _text(glossary, kind, title, values or {}, body)})
    for name, path in _alike(glossary, kind, title):
        change.notes.append(f"there is something like it: {quote(name)} in {path}")
    return change


def _alike(glossary: Glossary, kind: Kind, title: str) -> list[tuple[str, str]]:
    """Names that are nearly `title`, each with the file that has it."""
    names: dict[str, str] = {}
    for record in reversed(glossary.records):
        if record.key.kind != kind:
            continue
        also: tuple[str, ...] = ()
        if isinstance(record, Term):
            also = (*record.fields.aliases, *record.fields.abbreviations, *record.fields.hidden_aliases)
        names |= dict.fromkeys((record.fields.title, *also), record.path)
    found: dict[str, str] = {}
    for name in nearest(title, names, 6, LIKE):
        found.setdefault(names[name], name)
    return [(name, path) for path, name in found.items()]


def _text(glossary: Glossary, kind: Kind, title: str, values: Values, body: str) -> str:
    lines = ["---", f"title: {styled(title)}"]
    for name, value in values.items():
        if isinstance(value, str):
            lines.append(f"{name}: {styled(value)}")
        else:
            lines += [f"{name}:", *(f"  - {styled(item)}" for item in value)]
    for name, comments in _COMMENTS[kind].items():
        if name not in values:
            declared = ", ".join(glossary.site.vocabularies.get(name, ()))
            lines += [f"# {name}: one of {declared}"] if declared else comments
    for name, field in glossary.site.own(kind).items():
        if name not in values:
            lines += [f"# {field.description}"] if field.description else []
            listed = ", ".join(glossary.site.vocabularies.get(name, ()))
            lines.append(f"# {name}:{_EXAMPLES[field.type].format(listed)}")
    return "\n".join([*lines, "---", "", body or _BODIES[kind], ""])


_EXAMPLES: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.TEXT: " some text",
        FieldType.LIST: "\n#   - one a line",
        FieldType.NUMBER: " 45",
        FieldType.DATE: " 2026-03-31",
        FieldType.LINK: " https://example.org/",
        FieldType.VOCABULARY: " one or more of {}",
    }
)
_COMMENTS: Mapping[Kind, Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "term": {
            "status": ["# Only the preview shows drafts. Delete the next line to publish.", "status: draft"],
            "summary": ["# summary: One sentence that makes sense on its own."],
            "category": ["# category: a-category"],
            "aliases": ["# Synonyms, one a line:", "# aliases:", "#   - Another Name"],
            "related": ["# Names of other files in terms/, without .md:", "# related:", "#   - another-term"],
            "principles": [],
        },
        "resource": {
            "author": ["# One a line:", "# author:", "#   - First Name Last Name"],
            "year": ["# year: 2020"],
            "url": ["# url: https://example.org/"],
            "resource_type": ["# resource_type: book"],
            "organization_type": [],
            "terms": ["# Names of files in terms/, without .md:", "# terms:", "#   - a-term"],
        },
    }
)
_BODIES: Mapping[Kind, str] = MappingProxyType(
    {
        "term": "Say here what the term means: first what kind of thing it is, then what sets it apart.",
        "resource": "Say here what the work holds, and what readers can do with it.",
    }
)
