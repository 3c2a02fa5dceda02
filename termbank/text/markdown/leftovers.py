"""Markup that became none: commands of other programs, and links and headings that a slip keeps from being ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import NamedTuple

from termbank.text.suggest import quote
from termbank.text.urls import slugify

_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
# What every leftover has one of.
_SIGNS = re.compile(r"[\[{(|]|##|:::|''")


class Leftover(NamedTuple):
    """A leftover in the text of a block, from `start` to `end`; leftovers of one `kind` are reported once a file."""

    kind: int
    start: int
    end: int
    message: str
    hint: str


def _link(text: str, address: str) -> str:
    """The link that was meant by one to an address with spaces, or with a title in curly quotes."""
    path, quoted, title = address.partition("“")
    if quoted and path.strip():
        return f'[{text}]({path.strip()} "{title.rstrip("”")}")'
    path, sharp, heading = address.partition("#")
    folder, slash, name = path.rpartition("/")
    if address.startswith(("http://", "https://")):
        return f"[{text}]({address.replace(' ', '%20')})"
    # The names of files and headings have no spaces here: `<learning targets.md>` would be the next error.
    if path.endswith(".md") or not path:
        file = f"{folder}{slash}{slugify(name.removesuffix('.md'))}.md" if path else ""
        return f"[{text}]({file}{sharp}{slugify(heading)})"
    if "." not in path and "/" not in path:
        return f"[[{path}]]" if path.casefold() == text.casefold() else f"[[{path}|{text}]]"
    return f"[{text}](<{address}>)"


_LATEX = MappingProxyType(
    {"textbf": "**{}**", "textit": "*{}*", "emph": "*{}*", "section": "## {}", "subsection": "### {}"}
)
_Words = Callable[[re.Match[str]], str]

# By kind: the pattern, what is wrong with a match, and the cure. None of the patterns looks back or far ahead.
_KINDS: tuple[tuple[re.Pattern[str], _Words, _Words], ...] = (
    (
        re.compile(r"\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}"),
        lambda found: (
            f"{quote(found[0], 40)} is a command of another program: it will stand on the page as text"
        ),
        lambda _: "write Markdown, or put it in backticks",
    ),
    (
        re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)"),
        lambda found: f"there is no note {quote(found[1])}",
        lambda found: f"add a line {quote(f'[^{found[1]}]: …')} at the end",
    ),
    (
        re.compile(r"(?<!\\)\^\[([^\[\]\n]{1,400})\]"),
        lambda found: f"{quote(found[0], 40)} is no note",
        lambda found: f"write `[^1]` here, and a line {quote(f'[^1]: {found[1]}', 60)} at the end",
    ),
    (
        re.compile(r"(?<!\\)!?\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]"),
        lambda found: f"no line says where {quote(found[2] or found[1])} leads",
        lambda found: (
            f"write {quote(found[0].partition('[')[0] + f'[{found[1]}](…)')} with the address, "
            f"or a line {quote(f'[{found[2] or found[1]}]: …')}"
        ),
    ),
    (
        re.compile(r"(?<!\\)!?\[([^\[\]\n]*)\]\(([^()<>\n]*[^()<>\s][ \t][^()<>\n]*)\)"),
        lambda found: f"{quote(found[0])} is no link: there is a space in the address",
        lambda found: (
            f"write {quote(('!' if found[0][0] == '!' else '') + _link(found[1], found[2].strip()))}"
        ),
    ),
    (
        re.compile(
            r"(?<!\\)\[([^\[\]\n]+)\] \(((?:https?://[^()\s]+|[^()\s]+\.(?:md|html|pdf|png|jpe?g)))\)"
        ),
        lambda found: f"{quote(found[0])} is no link: there is a space before the address",
        lambda found: f"write {quote(f'[{found[1]}]({found[2]})')}",
    ),
    (
        re.compile(r"\(([^()\n]+)\)\[((?:https?://[^\[\]\s]+|[^\[\]\s]+\.(?:md|html|pdf)))\]"),
        lambda found: f"{quote(found[0])} is no link: brackets and parentheses have changed places",
        lambda found: f"write {quote(f'[{found[1]}]({found[2]})')}",
    ),
    (
        re.compile(r"(?<!\\)\[([^\[\]\n]+)\]\(([^()\s]+\.md)(?![^()\n]{0,200}\))"),
        lambda found: f"{quote(found[0])} is no link: its parenthesis is never closed",
        lambda found: f"write {quote(f'[{found[1]}]({found[2]})')}",
    ),
    (
        re.compile(r"\A(#{2,6})([^\s#][^\n]{0,80})"),
        lambda found: f"{quote(found[0], 40)} is no heading: a space is missing",
        lambda found: f"write {quote(f'{found[1]} {found[2]}', 60)}",
    ),
    (
        re.compile(r"(?<!\\)\[(https?://[^\[\]\s]+)[ \t]+([^\[\]\n]+)\](?![\[(])"),
        lambda found: f"{quote(found[0], 60)} is a link of a wiki: it will stand on the page as text",
        lambda found: f"write {quote(f'[{found[2]}]({found[1]})')}",
    ),
    (
        re.compile(r"(?<!['\w])('{2,3})(?!['\s])([^'\n]{1,200})(?<!\s)\1(?!['\w])"),
        lambda found: f"{quote(found[0], 40)} is the emphasis of a wiki: it will stand on the page as text",
        lambda found: f"write {quote('*' * (len(found[1]) - 1) + found[2] + '*' * (len(found[1]) - 1), 60)}",
    ),
    (
        re.compile(r"\\((?:sub)?section|chapter|textbf|textit|emph|footnote|href)\{([^{}\n]{0,200})\}"),
        lambda found: f"{quote(found[0], 40)} is a command of LaTeX: it will stand on the page as text",
        lambda found: (
            f"write {quote(_LATEX[found[1]].format(found[2]), 60)}"
            if found[1] in _LATEX
            else "write Markdown, or put it in backticks"
        ),
    ),
    (
        re.compile(r"^:{3,}(?:[ \t]*\{?[\w-][^\n]{0,80})?$", re.MULTILINE),
        lambda found: (
            f"{quote(found[0], 40)} opens or closes a box of another program: it will stand as text"
        ),
        lambda _: "write a note as `> [!NOTE]`, and its text in lines that begin with `> `",
    ),
    (
        re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t:|-]*)$", re.MULTILINE),
        lambda _: "this line is to make a table of the lines around it, and does not",
        lambda _: (
            "write as many columns here as in the line above, `|---|---|`, and an empty line before that"
        ),
    ),
)


def find(content: str, ranges: Iterable[tuple[int, int]]) -> Iterator[Leftover]:
    """The leftovers in the text of a block; `ranges` are those of its links, pictures and notes."""
    if not _SIGNS.search(content):
        return
    used = [*ranges, *(match.span() for match in _CODE.finditer(content))] if "`" in content else [*ranges]
    for start, end in used:
        # As long as before, so that places stay right.
        content = content[:start] + "\0" * (end - start) + content[end:]
    for kind, (pattern, message, cure) in enumerate(_KINDS):
        for match in pattern.finditer(content):
            yield Leftover(kind, match.start(), match.end(), message(match), cure(match))
