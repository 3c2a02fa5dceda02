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
from termbank.text.yaml_nodes import Mapping, plain

MAX_FRONT_MATTER = 16_000

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
# python-frontmatter answers `{}` in silence where this does not match: hence a splitter of our own.
_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*(?:\n|\Z)")
# Front matter that is never closed most likely ends at the first blank line or heading.
_LIKELY_END = re.compile(r"^(?:[ \t]*$|#)", re.MULTILINE)
# YAML knows `...` as the end of a document, and some tools write it.
# Fields between two lines of dashes, right at the start of a body: a body begins with no line.
_PASTED = re.compile(
    r"\s*^(---)[ \t]*\n(?:(?:[\w-]+:(?: .*)?|[ \t]+.*|- .*)\n)+---[ \t]*(?:\n|\Z)", re.MULTILINE
)
# YAML also ends documents so.
_END_MARK = re.compile(r"^\.\.\.[ \t]*$", re.MULTILINE)


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
    if opening is None:
        place = source.line_span(1) if source.text else source.span(0, 0)
        message = "the file does not begin with a `---` line"
        hint = "begin with `---`, then `title: …`, then a closing `---`"
        missing = diagnostic("missing-front-matter", message, place, hint)
        return FrontMatter(None, 0, diagnostics=(missing,))
    start = opening.end()
    closing = _FENCE.search(source.text, start)
    # Only before the closing line: three dots in a body are prose.
    ended = _END_MARK.search(source.text, start, closing.start() if closing else len(source.text))
    problems: list[Diagnostic] = []
    if closing and not ended:
        end, body_start = closing.start(), min(closing.end() + 1, len(source.text))
    else:
        # Whatever the guess, the fields before it are read, so that one run reports their mistakes as well.
        stop = ended or _LIKELY_END.search(source.text, start)
        end = stop.start() if stop else len(source.text)
        body_start = ended.end() if ended else end
        fence = source.text.rindex("---", 0, opening.end())
        place = source.span(ended.start(), ended.end()) if ended else source.span(fence, fence + 3)
        message = "the front matter ends with `...`" if ended else "the front matter is never closed"
        cure = "write `---` instead of `...`" if ended else "add a line with `---` after the last field"
        problems.append(diagnostic("front-matter-syntax", message, place, cure))
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
