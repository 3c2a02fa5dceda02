"""Generates parts of the documentation: the tables of fields and the output of the examples.

`python docs/generate.py` writes them; with `--check`, it writes nothing and exits with 1 if a page is out of date.
Between `<!-- fields:begin -->` and `<!-- fields:end -->`, content.md lists every field that
`termbank/content/schema.py` declares. In diagnostics.md, the line under every heading shows the severity, and the first
`text` block of a section shows the report of `check` for the section's files.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

HERE = Path(__file__).resolve().parent
# When run as a script, Python looks for modules in docs/ and not in its parent.
sys.path.insert(0, str(HERE.parent))

from termbank.config import Config  # noqa: E402
from termbank.content import schema  # noqa: E402
from termbank.content.field_types import Takes  # noqa: E402
from termbank.glossary import check, load  # noqa: E402
from termbank.text import report  # noqa: E402  after the line above
from termbank.text.rules import RULES, Severity  # noqa: E402

_FIELDS = re.compile(r"(?<=<!-- fields:begin -->\n).*?(?=<!-- fields:end -->)", re.DOTALL)
_SECTION = re.compile(r"^## `(?P<code>[^`]+)`\n.*?(?=^## `|\Z)", re.MULTILINE | re.DOTALL)
_GRAVITY = re.compile(r"(?<=`\n\n)_[^\n]*_(?=\n)")
_FILE = re.compile(r"^`content/(?P<path>[^`]+)`:\n\n```\w*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_OUTPUT = re.compile(r"(?<=^```text\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


class OutdatedError(Exception):
    """A page lacks something that can't be generated."""


# --- fields ---

TABLES: tuple[tuple[str, type[schema.Fields]], ...] = (
    ("A term", schema.TermFields),
    ("A resource", schema.ResourceFields),
    ("The site", schema.SiteFields),
    ("The vocabularies", schema.Vocabularies),
    ("A value", schema.ValueFields),
    ("A role", schema.Role),
)


def with_fields(page: str) -> str:
    """`page` with the tables of all fields between its markers."""
    tables = "\n".join(_table(title, fields) for title, fields in TABLES)
    refreshed, count = _FIELDS.subn(lambda _: f"\n{tables}\n", page)
    if not count:
        raise OutdatedError("the markers `<!-- fields:begin -->` and `<!-- fields:end -->` are missing")
    return refreshed


def _table(title: str, fields: type[schema.Fields]) -> str:
    hints = get_type_hints(fields, include_extras=True)
    rows = []
    for name, field in fields.model_fields.items():
        takes = kind_in_words(hints[name]) + _default(field)
        rows.append(f"| `{name}` | {takes} | {_example(field)} | {field.description} |")
    head = f"### {title}\n\n| field | takes | for example | what it is for |\n|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def kind_in_words(hint: Any) -> str:
    """What a field of type `hint` accepts, for people who write content."""
    if get_origin(hint) is Union or type(hint).__name__ == "UnionType":
        return kind_in_words(next(kind for kind in get_args(hint) if kind is not type(None)))
    if words := [mark.words for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Takes)]:
        return words[-1]
    return _kind_of_structure(get_args(hint)[0] if hasattr(hint, "__metadata__") else hint)


def _kind_of_structure(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return " or ".join(f"`{member.value}`" for member in kind)
    if isinstance(kind, type) and issubclass(kind, schema.Fields):
        title = next(title for title, fields in TABLES if fields is kind)
        return f"[{title.lower()}](#{title.lower().replace(' ', '-')})"
    if get_origin(kind) is dict:
        return f"a map: name to {kind_in_words(get_args(kind)[1])}"
    if kind is str:
        return "text"
    raise OutdatedError(f"{kind} has no description yet: annotate it with `Takes`")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ", **required**"
    value = field.get_default()
    if value is None or isinstance(value, tuple | Mapping | schema.Fields):
        return ""
    return f"; `{str(value).lower() if isinstance(value, bool) else value}` if left out"


def _example(field: FieldInfo) -> str:
    example: Any = field.examples[0] if field.examples else ""
    if isinstance(example, list):
        return f"`- {_scalar(example[0])}`"
    if isinstance(example, Mapping):
        return ", ".join(f"`{name}: {_scalar(value)}`" for name, value in example.items())
    return f"`{_scalar(example)}`" if example else ""


def _scalar(text: str) -> str:
    """`text` as a contributor would write it: in quotes only if needed."""
    plain = not re.search(r"^[-?:,\[\]{}#&*!|>'\"%@`]|:\s|:$|\s#", text)
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- diagnostics ---


def with_output(page: str) -> str:
    """`page` with the current output of each of its examples."""
    described = [section["code"] for section in _SECTION.finditer(page)]
    if described != sorted(RULES):
        wrong = sorted(set(described) ^ set(RULES)) or ["(the order)"]
        raise OutdatedError(f"the sections are not the codes of RULES: {', '.join(wrong)}")
    return _SECTION.sub(lambda section: _section(section["code"], section[0]), page)


def _section(code: str, text: str) -> str:
    text, count = _GRAVITY.subn(f"_{_gravity(code)}_", text, count=1)
    if not count:
        raise OutdatedError(f"`{code}`: a line such as `_Error._` is missing under the heading")
    files = {file["path"]: file["text"] for file in _FILE.finditer(text)}
    if not files:
        return text
    text, count = _OUTPUT.subn(lambda _: output(code, files), text, count=1)
    if not count:
        raise OutdatedError(f"`{code}`: a `text` block is missing after the example")
    return text


def _gravity(code: str) -> str:
    rule = RULES[code]
    if rule.fixed:
        return "Error. It cannot be lowered."
    if rule.editorial:
        return "Advice: a warning where `editorial: true` is set."
    if rule.severity is Severity.ERROR:
        return f"Error. `--allow {code}` makes it a warning."
    if rule.outside:
        return "Warning. It does not stop the build, with `--strict` neither."
    return "Warning. It does not stop the build."


def output(code: str, files: Mapping[str, str]) -> str:
    """The report of `check` about `code` for a content folder with `files`, editorial checks included."""
    if RULES[code].editorial:
        files = {**files, "site.yaml": "editorial: true\n" + files.get("site.yaml", "")}
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder, "content")
        for path, text in files.items():
            (content / path).parent.mkdir(parents=True, exist_ok=True)
            (content / path).write_text(text, encoding="utf-8")
        glossary = load(content)
        found = [item for item in check(glossary, Config(content)) if item.code == code]
        if not found:
            raise OutdatedError(f"`{code}`: the example does not raise it")
        return report.as_text(found, content).replace(content.as_posix(), "content")


# --- the program ---

PAGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("content.md", with_fields),
    ("diagnostics.md", with_output),
)


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` only compare them; returns 1 if a page is out of date."""
    only_check = arguments == ["--check"]
    if arguments and not only_check:
        print(__doc__, file=sys.stderr)
        return 2
    outdated = 0
    for name, refresh in PAGES:
        file = HERE / name
        text = file.read_text(encoding="utf-8")
        try:
            refreshed = refresh(text)
        except OutdatedError as reason:
            print(f"docs/{name}: {reason}", file=sys.stderr)
            outdated = 1
            continue
        if refreshed == text:
            continue
        if only_check:
            print(f"docs/{name} is out of date: run `python docs/generate.py`", file=sys.stderr)
            outdated = 1
        else:
            file.write_text(refreshed, encoding="utf-8")
            print(f"docs/{name} written")
    return outdated


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
