"""The fields of a form: what each takes, how it is shown, and the edits that what was sent asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from html import escape
from typing import NamedTuple, get_args, get_origin

from termbank.content.model import Glossary, Record
from termbank.content.schema import REFERENCES, FieldType
from termbank.edit.changes import Edit
from termbank.edit.fields import FrontEditor, styled
from termbank.text import yaml_nodes
from termbank.text.source import Source

FIRST = (
    "title",
    "category",
    "summary",
    "aliases",
    "related",
    "author",
    "year",
    "url",
    "resource_type",
    "terms",
    "status",
)
"""Fields that most people fill in, in the order of the form; the others are folded while they are empty."""
# `formerly` is written by commands, and these are for people who write YAML anyway.
_LEFT_OUT = frozenset(["formerly", "exceptions", "autolink", "case_sensitive"])
_LONG = frozenset(["summary", "reason"])
_BODY = re.compile(r"\A\ufeff?---[ \t]*\n.*?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)


class FormField(NamedTuple):
    """A field of a form. `choices` are labels by value, empty where anything may be typed."""

    name: str
    label: str
    help: str
    is_list: bool
    choices: Mapping[str, str]


def fields_of(glossary: Glossary, record: Record) -> list[FormField]:
    """The fields that a record can have, those of `FIRST` first. Maps and lists of maps are left to the file."""
    kind, found = record.key.kind, []
    vocabularies = glossary.site.vocabularies
    for name, field in type(record.fields).model_fields.items():
        kinds = (field.annotation, *get_args(field.annotation))
        of_maps = any(get_origin(each) is dict or hasattr(each, "model_fields") for each in kinds)
        if name in _LEFT_OUT or of_maps or bool in kinds:
            continue
        states = next((each for each in kinds if isinstance(each, type) and issubclass(each, Enum)), None)
        choices = {value: each.label for value, each in vocabularies.get(name, {}).items()}
        if name in REFERENCES[kind]:
            # By title, because nobody knows slugs by heart.
            choices = {term.slug: term.label for term in glossary.terms.values() if term is not record}
        elif states:
            choices = {str(each.value): str(each.value) for each in states}
        label = name.replace("_", " ").capitalize()
        is_list = get_origin(field.annotation) is tuple
        found.append(FormField(name, label, field.description or "", is_list, choices))
    for name, own in glossary.site.own(kind).items():
        choices = {value: each.label for value, each in vocabularies.get(name, {}).items()}
        is_list = own.type in (FieldType.LIST, FieldType.VOCABULARY)
        found.append(FormField(name, own.label, own.description or "", is_list, choices))
    return sorted(found, key=lambda field: FIRST.index(field.name) if field.name in FIRST else len(FIRST))


def written(record: Record, name: str) -> list[str]:
    """What the file says in a field, as it is written; nothing where a default stands in."""
    if name not in record.front.entries:
        return []
    node = record.front.entries[name][1]
    items = node.items if isinstance(node, yaml_nodes.Sequence) else (node,)
    return [item.text for item in items if isinstance(item, yaml_nodes.Scalar) and item.text]


def body_of(source: Source) -> tuple[int, str]:
    """Where the text of a file begins, and the text."""
    found = _BODY.match(source.text)
    start = found.end() if found else 0
    return start, source.text[start:]


def edits_of(
    glossary: Glossary, record: Record, source: Source, sent: Mapping[str, Sequence[str]]
) -> list[Edit]:
    """The edits of a record's file that make it say what was `sent`. What is the same already is not touched."""
    editor = FrontEditor.of(record, source)
    edits: list[Edit] = []
    for field in fields_of(glossary, record):
        name, before = field.name, written(record, field.name)
        lines = [line for each in sent.get(name, ()) for line in each.splitlines()]
        now = [
            " ".join(line.split()) for line in (lines if field.is_list else [" ".join(lines)]) if line.strip()
        ]
        if now == [" ".join(each.split()) for each in before]:
            continue
        if not now:
            edits.append(editor.remove_field(name))
        elif not field.is_list:
            edits.append(editor.set(name, now[0]))
        elif name in editor.front.entries:
            # A list is written anew where it stands; all around it stays.
            items = "".join(f"  - {styled(value)}\n" for value in now)
            edits.append(editor.remove_field(name)._replace(text=f"{name}:\n{items}"))
        else:
            edits += editor.add(name, *now)
    start, text = body_of(source)
    # Forms send line ends as Windows has them; the file keeps its own.
    body = "".join(sent.get("body", ())).replace("\r\n", "\n").strip()
    if body != text.strip():
        edits.append(Edit(start, len(source.text), f"\n{body}\n"))
    return edits


def widget(field: FormField, values: Sequence[str]) -> str:
    """The HTML of one field."""
    name = field.name
    told = f'<small id="{name}-help">{escape(re.sub("[`*]", "", field.help))}</small>\n'
    named = f'id="{name}" name="{name}" aria-describedby="{name}-help"'
    # A value that is no choice, such as a slip, stays what it is until somebody takes it away.
    choices = {value: value for value in values} | dict(field.choices) if field.choices else {}
    if choices and field.is_list:
        # What is chosen stands first: nobody should have to look for it among hundreds of titles.
        boxes = "".join(
            f'<label class="choice"><input type="checkbox" name="{name}" value="{escape(value)}"'
            f"{' checked' if value in values else ''}> {escape(text)}</label>\n"
            for value, text in choices.items()
        )
        legend = f'<fieldset aria-describedby="{name}-help">\n<legend>{escape(field.label)}</legend>\n{told}'
        return f'{legend}<div class="choices">\n{boxes}</div>\n</fieldset>\n'
    head = f'<label for="{name}">{escape(field.label)}</label>\n{told}'
    if choices:
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value in values else ""}>{escape(text)}</option>\n'
            for value, text in choices.items()
        )
        return f'{head}<select {named}>\n<option value=""></option>\n{options}</select>\n'
    if field.is_list or name in _LONG:
        hint = ' placeholder="one a line"' if field.is_list else ""
        lines = escape("\n".join(values))
        return f"{head}<textarea {named}{hint}>\n{lines}</textarea>\n"
    return f'{head}<input {named} value="{escape(values[0] if values else "")}">\n'
