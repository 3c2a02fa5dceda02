"""Front matter: where it begins and ends in a file, its fields, and a file's text made of fields and a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from termbank.text import yaml_reader
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Source
from termbank.text.suggest import quote
from termbank.text.yaml_nodes import Mapping, plain

MAX_FRONT_MATTER = 16_000

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
# python-frontmatter answers `{}` in silence where this does not match: hence a splitter of our own.
_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*(?:\n|\Z)")
# Fields without the line above them, but with the one below.
_UNOPENED = re.compile(
    r"(?=[\w-]+:(?: |\n))(?:[\w-]+:(?: .*)?\n|[ \t]+.*\n|- .*\n)+(?=---[ \t]*$)", re.MULTILINE
)
# What a word processor makes of three hyphens, and what is close to them.
_NEAR_FENCE = re.compile(r"^(?!---[ \t]*$)[ \t]*[-\u2010-\u2015\u2212\u30fc\uff0d]{1,9}[ \t]*$", re.MULTILINE)
# Front matter that is never closed most likely ends at the first blank line or heading.
_LIKELY_END = re.compile(r"^(?:[ \t]*$|#)", re.MULTILINE)
# What stands in the first column of front matter, and never a sentence: "title: …", "- item", an indented line.
_NO_SENTENCE = re.compile(r"^(?:[\w-]+[ \t]*:(?:[ \t]|$)|[\W\d_]|[^\s:]+[ \t]*$).*", re.MULTILINE)
# Fields between two lines of dashes, right at the start of a body: a body begins with no line.
_PASTED = re.compile(
    r"\s*^(---)[ \t]*\n(?:(?:[\w-]+:(?: .*)?|[ \t]+.*|- .*)\n)+---[ \t]*(?:\n|\Z)", re.MULTILINE
)
# YAML also ends documents so.
_END_MARK = re.compile(r"^\.\.\.[ \t]*$", re.MULTILINE)


_THREE_HYPHENS = "write exactly three hyphens, `---`, and nothing else in the line"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands between the `---` lines of a file.

    `root` is None where nothing could be read; `broken` names the fields whose text could not be read;
    `body_start` is the offset at which the body begins.
    """

    root: Mapping | None
    body_start: int
    broken: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()


class EventHandler(BaseHandler):
    """The seam to python-frontmatter: splits and loads through this module, so that text stays text."""

    FM_BOUNDARY = _FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """The fields of `fm` as plain text, lists and dicts; what cannot be read is left out."""
        root, _broken, _problems = yaml_reader.read(Source("", fm), 0, len(fm))
        return plain(root) if root else {}

    def export(self, metadata: dict[str, object], **_: object) -> str:
        """`metadata` as YAML, one value a line, in the order given."""
        text = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=10_000)
        return str(text).rstrip("\n")


def write(metadata: dict[str, object], body: str) -> str:
    """A content file's text from its fields and its body."""
    post = frontmatter.Post(body, handler=EventHandler())
    post.metadata.update(metadata)
    return frontmatter.dumps(post) + "\n"


def read(source: Source) -> FrontMatter:
    """Split `source` and read its front matter. Collects problems; never raises for what a file holds."""
    opening = _OPENING.match(source.text)
    problems: list[Diagnostic] = []
    if opening is None:
        problems.append(_unopened(source))
        if not _UNOPENED.match(source.text):
            return FrontMatter(None, 0, diagnostics=tuple(problems))
    start = opening.end() if opening else 0
    closing = _FENCE.search(source.text, start)
    # Only before the closing line: three dots in a body are prose.
    ended = _END_MARK.search(source.text, start, closing.start() if closing else len(source.text))
    if closing and not ended:
        end, body_start = closing.start(), min(closing.end() + 1, len(source.text))
    else:
        unclosed, end, body_start = _unclosed(source, start, ended)
        problems.append(unclosed)
    # Time and memory of a build must not be in the hands of whoever sends a file.
    if end - start > MAX_FRONT_MATTER:
        message = f"the front matter is longer than {MAX_FRONT_MATTER:,} characters"
        problems.append(diagnostic("too-large", message, source.span(start), "move text into the body"))
        return FrontMatter(None, body_start, diagnostics=tuple(problems))
    if pasted := _PASTED.match(source.text, body_start):
        message, place = (
            "front matter stands here a second time, and is not read",
            source.span(*pasted.span(1)),
        )
        problems.append(diagnostic("front-matter-syntax", message, place, "keep one of the two"))
        body_start = pasted.end()
    root, broken, found = yaml_reader.read(source, start, end)
    return FrontMatter(root, body_start, broken, (*problems, *found))


def _unclosed(source: Source, start: int, ended: re.Match[str] | None) -> tuple[Diagnostic, int, int]:
    """The problem of front matter without a closing line, where its fields probably end, and where the body begins.

    `ended` is a line of three dots.
    """
    written = ended or _NEAR_FENCE.search(source.text, start)
    # Whatever the guess, the fields before it are read, so that one run reports their mistakes as well.
    stop = written or _LIKELY_END.search(source.text, start)
    end = stop.start() if stop else len(source.text)
    if written is None:
        # "title: Rubric", and in the next line "A rubric says what counts.": the text begins there.
        *_, known = (start, *(found.end() + 1 for found in _NO_SENTENCE.finditer(source.text, start, end)))
        end = min(known, end)
        fence = source.text.rindex("---", 0, start)
        place, message = source.span(fence, fence + 3), "the front matter is never closed"
        cure = "add a line with `---` after the last field"
        return diagnostic("front-matter-syntax", message, place, cure), end, end
    message, cure = "this line is not quite `---`, so the front matter is never closed", _THREE_HYPHENS
    if ended:
        message, cure = "the front matter ends with `...`", "write `---` instead of `...`"
    problem = diagnostic("front-matter-syntax", message, source.span(*written.span()), cure)
    return problem, end, written.end()


def _unopened(source: Source) -> Diagnostic:
    """The problem of a file that does not begin with `---`."""
    place = source.line_span(1) if source.text else source.span(0, 0)
    first = source.line(1).strip() if source.text else ""
    message = "the file does not begin with a `---` line" if source.text.strip() else "the file is empty"
    if _UNOPENED.match(source.text):
        message, cure = "the `---` line above the fields is missing", "add a line with `---` above this one"
    elif _NEAR_FENCE.fullmatch(source.line(1)) or first == "---":
        message, cure = "this line is not quite `---`, so the file has no front matter", _THREE_HYPHENS
    elif first == "+++" or first.startswith("{"):
        language = "TOML" if first == "+++" else "JSON"
        message = f"the front matter is {language}, which is not read"
        cure = "write `title: …` between two lines of `---`"
    else:
        # A title that stands as a heading is the one that the field needs.
        title = first.lstrip("#").strip() if first.startswith("#") else "…"
        cure = f"write three lines above all others: `---`, {quote(f'title: {title}')}, `---`"
    return diagnostic("missing-front-matter", message, place, cure)
