"""What was found as files: slugs given, references and links turned to them, and what is wrong left out and named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from termbank.content.key import Key
from termbank.content.model import Glossary
from termbank.content.parser import parse
from termbank.content.schema import Setting
from termbank.content.spans import setting_of
from termbank.edit.changes import Change
from termbank.importers.found import Entry, Found, Options, Value
from termbank.importers.naming import give_slugs, name
from termbank.importers.turning import Turner
from termbank.text import front_matter
from termbank.text.rules import Severity


@dataclass
class Written:
    """The files of an import, and what became of its entries: `known` are there already."""

    change: Change = field(default_factory=Change)
    known: list[str] = field(default_factory=list)


def written(glossary: Glossary, found: Found, options: Options) -> Written:
    """The files for the entries of `found`, whose losses grow by what cannot be kept. Nothing is ever overwritten."""
    result = Written()
    for entry in found.entries:
        name(entry, found)
    give_slugs(found)
    Turner(glossary, found).turn()
    for entry in found.entries:
        path = f"{entry.kind}s/{entry.slug}.md"
        if glossary.get(Key(entry.kind, entry.slug)) or Key(entry.kind, entry.slug) in glossary.hidden:
            result.known.append(path)
        else:
            setting = setting_of(glossary.site, glossary.site_front, entry.kind, True)
            fields = sound_fields(entry, path, found, options.language, setting)
            result.change.created[path] = front_matter.write(dict(fields), entry.body)
    return result


def sound_fields(entry: Entry, path: str, found: Found, language: str, setting: Setting) -> dict[str, Value]:
    """The title and fields of an entry: those that our own parser refuses are left out, each with what it says."""
    fields: dict[str, Value] = {
        "title": entry.title,
        **{name: value for name, value in entry.fields.items() if value},
    }
    # A wrong address or date must not keep a definition out: field by field, until our own parser has none to name.
    while True:
        text = front_matter.write(dict(fields), entry.body)
        parsed = parse(entry.kind, entry.slug, path, text.encode(), language, setting)
        faulty = _faulty(
            text,
            fields,
            [problem.span.line for problem in parsed.problems if problem.severity is Severity.ERROR],
        )
        if not faulty:
            return fields
        fields.pop(faulty[0])
        reason = next(problem.message for problem in parsed.problems if problem.severity is Severity.ERROR)
        found.lose(f"`{faulty[0]}`: {reason}", entry.place)


def _faulty(text: str, fields: Mapping[str, object], lines: list[int]) -> list[str]:
    """The fields, besides the title, on whose lines problems are."""
    names: dict[int, str] = {}
    current = ""
    for number, line in enumerate(text.split("\n"), 1):
        if number > 1 and line == "---":
            break
        name = line.partition(":")[0]
        current = name if name in fields else current
        names[number] = current
    return [names[line] for line in lines if names.get(line, "title") not in ("title", "")]
