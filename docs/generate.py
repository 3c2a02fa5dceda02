"""Generates parts of the documentation: the tables of fields and the sections of the codes.

`python docs/generate.py` writes them; with `--check`, it writes nothing and exits with 1 if a page is out of date.
Between `<!-- fields:begin -->` and `<!-- fields:end -->`, content.md lists every field that
`termbank/content/schema.py` declares. In diagnostics.md, every code has a section: the text of its rule, from
`termbank/text/rules.py` or the check's module, and the example from `tests/cases/codes`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from inspect import cleandoc
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

HERE = Path(__file__).resolve().parent
# When run as a script, Python looks for modules in docs/ and not in its parent.
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from casefiles import CASES, Case, read_case  # noqa: E402  after the line above

from termbank.checks import RULES, check  # noqa: E402
from termbank.config import Config  # noqa: E402
from termbank.content import schema  # noqa: E402
from termbank.content.field_types import Takes, Text  # noqa: E402
from termbank.glossary import load  # noqa: E402
from termbank.text import report, rules  # noqa: E402
from termbank.text.rules import Rule, Severity  # noqa: E402

_FIELDS = re.compile(r"(?<=<!-- fields:begin -->\n).*?(?=<!-- fields:end -->)", re.DOTALL)


EXAMPLES = CASES / "codes"


class OutdatedError(Exception):
    """A page lacks something that can't be generated."""


# --- fields ---

TABLES: tuple[tuple[str, type[schema.Fields]], ...] = (
    ("A term", schema.TermFields),
    ("A resource", schema.ResourceFields),
    ("A page", schema.PageFields),
    ("The site", schema.SiteFields),
    ("A value", schema.ValueFields),
    ("A field", schema.OwnField),
    ("A role", schema.Role),
)
VOCABULARIES = 4
"""Before which of these the vocabularies stand."""

_HEAD = "### {}\n\n| field | takes | for example | what it is for |\n|---|---|---|---|\n"


def with_fields(page: str) -> str:
    """`page` with the tables of all fields between its markers."""
    tables = [_table(title, fields) for title, fields in TABLES]
    tables.insert(VOCABULARIES, _vocabularies())
    refreshed, count = _FIELDS.subn(lambda _: "\n" + "\n".join(tables) + "\n", page)
    if not count:
        raise OutdatedError("the markers `<!-- fields:begin -->` and `<!-- fields:end -->` are missing")
    return refreshed


def _vocabularies() -> str:
    takes = kind_in_words(dict[Text, schema.ValueFields])
    names = [name for fields in schema.VOCABULARY_FIELDS.values() for name in fields]
    return _HEAD.format("The vocabularies") + "".join(
        f"| `{name}` | {takes} |  | Values for `{name}`. |\n" for name in names
    )


def _table(title: str, fields: type[schema.Fields]) -> str:
    hints = get_type_hints(fields, include_extras=True)
    rows = []
    for name, field in fields.model_fields.items():
        takes = kind_in_words(hints[name]) + _default(field)
        rows.append(f"| `{name}` | {takes} | {_example(field)} | {field.description} |")
    return _HEAD.format(title) + "\n".join(rows) + "\n"


def kind_in_words(hint: Any) -> str:
    """What a field of type `hint` accepts, for people who write content."""
    if get_origin(hint) is Union or type(hint).__name__ == "UnionType":
        return kind_in_words(next(kind for kind in get_args(hint) if kind is not type(None)))
    if words := [mark.words for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Takes)]:
        return words[-1]
    return kind_in_words(get_args(hint)[0]) if hasattr(hint, "__metadata__") else _kind_of_structure(hint)


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


def with_codes(page: str) -> str:
    """`page` with a section for every code behind its introduction."""
    introduction = page[: page.find("\n## `") + 1] or page + "\n"
    return introduction + "\n".join(_section(RULES[code]) for code in sorted(RULES))


def _section(rule: Rule) -> str:
    """What the rule declares, and the example of the case document that has its name."""
    parts = [
        f"## `{rule.code}`",
        f"**{rule.title[0].upper()}{rule.title[1:]}.** _{_severity(rule)}_",
        cleandoc(rule.why),
    ]
    document = EXAMPLES / f"{rule.code}.md"
    if document.exists():
        parts += _shown(rule, read_case(document.read_text(encoding="utf-8")))
    elif rule.code not in rules.RULES:
        raise OutdatedError(
            f"`{rule.code}`: its example is missing: write {document.relative_to(HERE.parent)}"
        )
    return "\n\n".join([*parts, *([cleandoc(rule.cure)] if rule.cure else [])]) + "\n"


def _shown(rule: Rule, case: Case) -> Iterator[str]:
    """The files of a case, without the setting that asks for all advice, and what `check` says of them."""
    for file in case.files:
        lines = [line for line in file.lines if line != "editorial: true"]
        if lines:
            kind = "yaml" if file.path.endswith(".yaml") else "markdown"
            yield f"`content/{file.path}`:"
            yield "\n".join([f"```{kind}", *lines, "```"])
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder, "content")
        case.write(content)
        found = [item for item in check(load(content), Config(content)) if item.code == rule.code]
        if not found:
            raise OutdatedError(f"`{rule.code}`: the example does not raise it")
        yield "says"
        yield f"```text\n{report.as_text(found, content).replace(content.as_posix(), 'content')}```"


def _severity(rule: Rule) -> str:
    if rule.final:
        return "Error. It cannot be lowered."
    if rule.fixed:
        return f"Error. Only `--allow {rule.code}` makes it a warning: what is wrong is then left out."
    if rule.editorial:
        return "Advice: a warning where `editorial: true` is set."
    if rule.severity is Severity.ERROR:
        return f"Error. `--allow {rule.code}` makes it a warning."
    if rule.outside:
        return "Warning. It does not stop the build, not even with `--strict`."
    return "Warning. It does not stop the build."


# --- the program ---

PAGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("content.md", with_fields),
    ("diagnostics.md", with_codes),
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
