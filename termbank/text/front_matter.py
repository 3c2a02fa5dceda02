"""Front matter as located values: every scalar is the text that was written, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import frontmatter as python_frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from termbank import fast
from termbank.fast import front_matter
from termbank.text.diagnostics import FORBIDDEN, Diagnostic, Related, diagnostic, forbidden_character
from termbank.text.source import Source, Span
from termbank.text.suggest import quote
from termbank.text.yaml_nodes import Mapping, Node, Scalar, Sequence, plain

__all__ = [
    "MAX_DEPTH", "MAX_FRONT_MATTER", "EventHandler", "FrontMatter", "Mapping", "Node", "Scalar", "Sequence",
    "plain", "read", "read_block", "read_events", "write",
]  # fmt: skip

MAX_DEPTH = 3
MAX_FRONT_MATTER = 16_000

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*(?:\n|\Z)")
_END_MARK = re.compile(r"^\.\.\.[ \t]*$", re.MULTILINE)
_ENTRY = re.compile(r"^(?![-#\s]).*$", re.MULTILINE)
_FIELD_LINE = re.compile(r"(?P<lead>\s*(?:-\s+)*)(?P<key>[^\s:#][^:\n]*?)\s*:(?P<gap>\s*)(?P<value>.*)")
_LINE_FORM = "every line is `name: value`, or `- item` under a name"
_COMMENT = re.compile(r"[ \t]+#[^\n]*")


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
        root, _broken, _problems = read_block(Source("", fm, ""), 0, len(fm))
        return plain(root) if root else {}

    def export(self, metadata: dict[str, object], **_: object) -> str:
        """`metadata` as YAML, one value a line, in the order given."""
        text = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=10_000)
        return str(text).rstrip("\n")


def write(metadata: dict[str, object], body: str) -> str:
    """A content file's text from its fields and its body."""
    post = python_frontmatter.Post(body, handler=EventHandler())
    post.metadata.update(metadata)
    return python_frontmatter.dumps(post) + "\n"


def read(source: Source) -> FrontMatter:
    """Split `source` and read its front matter. Collects problems; never raises for what a file holds."""
    opening = _OPENING.match(source.text)
    if opening is None:
        return FrontMatter(None, 0, diagnostics=(_missing(source),))
    start = opening.end()
    closing = _FENCE.search(source.text, start)
    ended = _END_MARK.search(source.text, start, closing.start() if closing else len(source.text))
    problems: list[Diagnostic] = []
    if closing and not ended:
        end, body_start = closing.start(), min(closing.end() + 1, len(source.text))
    else:
        end = ended.start() if ended else _guess_end(source.text, start)
        body_start = ended.end() if ended else end
        problems.append(_unclosed(source, opening, ended))
    if end - start > MAX_FRONT_MATTER:
        message = f"the front matter is longer than {MAX_FRONT_MATTER:,} characters"
        problems.append(diagnostic("too-large", message, source.span(start), "move text into the body"))
        return FrontMatter(None, body_start, diagnostics=tuple(problems))
    root, broken, found = read_block(source, start, end)
    return FrontMatter(root, body_start, broken, (*problems, *found))


def _missing(source: Source) -> Diagnostic:
    return diagnostic(
        "missing-front-matter",
        "the file does not begin with a `---` line",
        source.line_span(1) if source.text else source.span(0, 0),
        "begin with `---`, then `title: …`, then a closing `---`",
    )


def _unclosed(source: Source, opening: re.Match[str], ended: re.Match[str] | None) -> Diagnostic:
    if ended:
        return diagnostic(
            "front-matter-syntax",
            "the front matter ends with `...`",
            source.span(ended.start(), ended.end()),
            "write `---` instead of `...`",
        )
    fence = source.text.rindex("---", 0, opening.end())
    return diagnostic(
        "front-matter-syntax",
        "the front matter is never closed",
        source.span(fence, fence + 3),
        "add a line with `---` after the last field",
    )


def _guess_end(text: str, start: int) -> int:
    """Where unclosed front matter most likely stops: at the first blank line or heading."""
    stop = re.compile(r"^(?:[ \t]*$|#)", re.MULTILINE).search(text, start)
    return stop.start() if stop else len(text)


def read_events(
    source: Source, start: int, end: int, max_depth: int = MAX_DEPTH
) -> tuple[Mapping | None, frozenset[str], list[Diagnostic]]:
    """Read the YAML between two offsets: located values, fields that could not be read, problems.

    After a mistake the field that holds it is set aside and the rest is read again, so that one run names
    every mistake.
    """
    block = source.text[start:end]
    broken: set[str] = set()
    problems: list[Diagnostic] = []
    for _ in range(50):
        walk = _Walk(source, start, max_depth)
        try:
            root = walk.document(block)
        except yaml.YAMLError as error:
            fault = _explain(source, start, block, error)
        except _Refused as refused:
            fault = refused.problem
        else:
            return root, frozenset(broken), [*problems, *walk.problems]
        problems.append(fault)
        emptied = _set_aside(block, fault.span.start - start, broken)
        if emptied == block:
            return None, frozenset(broken), problems
        block = emptied
    return None, frozenset(broken), problems


def read_block(
    source: Source, start: int, end: int, max_depth: int = MAX_DEPTH
) -> tuple[Mapping | None, frozenset[str], list[Diagnostic]]:
    """What `read_events` gives, by the quick twin where the block is plain."""
    line = source.span(start).line
    if fast.ENABLED and (root := front_matter.read(source.path, source.text[start:end], start, line)):
        return root, frozenset(), []
    return read_events(source, start, end, max_depth)


def _set_aside(block: str, offset: int, broken: set[str]) -> str:
    """`block` with the field around `offset` turned into spaces, its name added to `broken`."""
    begin, finish = 0, len(block)
    for entry in _ENTRY.finditer(block):
        if entry.start() <= offset:
            begin = entry.start()
        else:
            finish = entry.start()
            break
    name = block[begin:finish].split(":", 1)[0].strip()
    broken.add(name)
    return block[:begin] + re.sub(r"[^\n]", " ", block[begin:finish]) + block[finish:]


class _Refused(Exception):  # noqa: N818  carries a diagnostic, is no error of the program
    """A YAML feature that front matter does not take."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass
class _Walk:
    """Builds located values from libyaml's events; `problems` are those that do not stop the reading."""

    source: Source
    base: int
    max_depth: int
    problems: list[Diagnostic] = field(default_factory=list)

    def document(self, block: str) -> Mapping | None:
        """The mapping that `block` holds; None for an empty block. Raises YAMLError or _Refused."""
        events = yaml.parse(block, Loader=yaml.CSafeLoader)
        roots = []
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
                self._refuse(event, "a `%` directive", "remove the line")
            if isinstance(event, yaml.NodeEvent):
                roots.append(self._node(event, events, 1))
        if not roots or (isinstance(roots[0], Scalar) and not roots[0].text):
            return Mapping({}, self.source.span(self.base, self.base))
        if not isinstance(roots[0], Mapping):
            self.problems.append(self._not_fields(roots[0]))
            return None
        return roots[0]

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._check_features(event)
        span = self._span(event)
        if isinstance(event, yaml.ScalarEvent):
            self._check_comment(event)
            return Scalar(self._visible(event.value, span), span)
        if depth > self.max_depth:
            self._refuse(event, "a list or map this deep", "keep to lists and one level of fields")
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._items(events, depth)), span)
        return Mapping(self._entries(events, depth), span)

    def _items(self, events: Iterator[Any], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _entries(self, events: Iterator[Any], depth: int) -> dict[str, tuple[Scalar, Node]]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                self._refuse(event, "a list or map as a field's name", "write `name: value`")
            elif key.text == "<<":
                self._refuse(event, "a merge key", "write the fields out")
            else:
                self._enter(entries, key, self._node(next(events), events, depth + 1))
        return entries

    def _enter(self, entries: dict[str, tuple[Scalar, Node]], key: Scalar, value: Node) -> None:
        if key.text not in entries:
            entries[key.text] = (key, value)
            return
        first = Related("first given here", entries[key.text][0].span)
        message = f"the field {quote(key.text)} is given twice"
        self.problems.append(
            diagnostic("duplicate-key", message, key.span, "keep one of the two", related=[first])
        )

    def _check_features(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "an alias", "put a value that begins with `*` in quotes")
        if event.anchor:
            self._refuse(event, "an anchor", "put a value that begins with `&` in quotes")
        if event.tag or self.source.text.startswith("!", self._span(event).start):
            self._refuse(event, "a tag", "put a value that begins with `!` in quotes")

    def _visible(self, value: str, span: Span) -> str:
        """`value` without hidden characters: escapes in quotes can make what the file itself may not hold."""
        if found := FORBIDDEN.search(value):
            self.problems.append(forbidden_character(found[0], span))
            return FORBIDDEN.sub("", value)
        return value

    def _check_comment(self, event: Any) -> None:
        if event.style:
            return
        end = self.base + event.end_mark.index
        comment = _COMMENT.match(self.source.text, end)
        if comment is None:
            return
        start = comment.start() + len(comment[0]) - len(comment[0].lstrip())
        written = f"{event.value} {comment[0].strip()}".strip()
        self.problems.append(
            diagnostic(
                "dropped-text",
                f"{quote(comment[0].strip())} would be dropped: ` #` begins a comment",
                self.source.span(start, comment.end()),
                f"put the value in quotes: {_quoted(written)}",
                "or put the comment on a line of its own",
            )
        )

    def _span(self, event: Any) -> Span:
        return self.source.span(self.base + event.start_mark.index, self.base + event.end_mark.index)

    def _refuse(self, event: Any, what: str, cure: str) -> None:
        span = self._span(event)
        raise _Refused(diagnostic("yaml-feature", f"front matter does not take {what}", span, cure))

    def _not_fields(self, root: Node) -> Diagnostic:
        if isinstance(root, Sequence):
            message, cure = "the front matter is a list, not fields", "write `title: …` without a dash"
        elif isinstance(root, Scalar) and re.match(r"\w+:\S", root.text):
            name, _, value = root.text.partition(":")
            message, cure = "a space is missing after the colon", f"write `{name}: {value}`"
        else:
            message, cure = "the front matter is text, not fields", "write `title: …`"
        return diagnostic("front-matter-syntax", message, root.span, cure)


def _quoted(value: str) -> str:
    """`value` as a double-quoted YAML value, in backticks."""
    return '`"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"`'


def _explain(source: Source, base: int, block: str, error: yaml.YAMLError) -> Diagnostic:
    """A libyaml error in a contributor's words, at the place that needs the edit."""
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None) or mark
    offset = base + min(mark.index if mark else 0, max(len(block) - 1, 0))
    origin = base + min(opened.index if opened else 0, max(len(block) - 1, 0))
    if "quoted scalar" in context:
        return _fault(
            source.span(origin), "a quote is opened here and never closed", "close it with the same quote"
        )
    if "flow" in context and "did not find expected" in problem:
        bracket = source.text[origin]
        closing = {"[": "]", "{": "}"}.get(bracket, bracket)
        return _fault(
            source.span(origin),
            f"the `{bracket}` opened here is never closed",
            f"close it with `{closing}`, or put the value in quotes",
        )
    return (
        _explain_tab(source, offset)
        or _explain_name(source, base, offset)
        or _explain_value(source, offset)
        or _explain_value(source, origin)
        or _explain_line(source, origin if "simple key" in context else offset, problem)
    )


def _fault(span: Span, message: str, *hints: str) -> Diagnostic:
    return diagnostic("front-matter-syntax", message, span, *hints)


def _explain_tab(source: Source, offset: int) -> Diagnostic | None:
    line = source.span(offset).line
    text = source.line(line)
    indent = text[: len(text) - len(text.lstrip())]
    if "\t" not in indent:
        return None
    start = source.line_starts[line - 1] + indent.index("\t")
    return _fault(source.span(start), "a tab indents this line", "indent with two spaces")


def _explain_name(source: Source, base: int, offset: int) -> Diagnostic | None:
    """`title:Foo` and a bare word make libyaml stumble one line later: look at both lines."""
    line = source.span(offset).line
    for number in (line, line - 1):
        if number < source.span(base).line:
            continue
        text = source.line(number)
        if text.startswith("%"):
            message = "front matter does not take a `%` directive"
            return diagnostic("yaml-feature", message, source.line_span(number), "remove the line")
        match = re.fullmatch(r"(\w+):([^\s/].*)", text)
        if match:
            return _fault(
                source.line_span(number),
                "a space is missing after the colon",
                f"write {quote(f'{match[1]}: {match[2]}')}",
            )
        if ":" not in text and text[:1] not in ("", " ", "\t", "-", "#"):
            return _fault(source.line_span(number), "this line has no field name", _LINE_FORM)
    return None


def _explain_value(source: Source, offset: int) -> Diagnostic | None:
    line = source.span(offset).line
    match = _FIELD_LINE.fullmatch(source.line(line)) or re.fullmatch(
        r"(?P<lead>\s*-\s+)(?P<key>)(?P<gap>)(?P<value>.*)", source.line(line)
    )
    if not match or not match["value"]:
        return None
    start = source.line_starts[line - 1] + match.start("value")
    value = match["value"].rstrip()
    span = source.span(start, start + len(value))
    prefix = f"{match['lead'].strip()} {match['key']}: ".lstrip() if match["key"] else "- "
    cure = f"put the whole value in quotes: {quote(prefix + _quoted(value).strip('`'))}"
    if value[0] in "\"'":
        return _fault(span, "text stands after the closing quote", cure)
    if value.startswith("- "):
        return _fault(
            span, "a list begins on the field's own line", f"put {quote(value)} on a line of its own"
        )
    if value[0] in "@`%*&!|>[]{},?":
        message = f"a value cannot begin with {value[0]} unless it stands in quotes"
        return _fault(span, message, cure)
    if re.search(r":(\s|$)", value):
        return _fault(span, "a colon followed by a space stands inside a value", cure)
    return None


def _explain_line(source: Source, offset: int, problem: str) -> Diagnostic:
    line = source.span(offset).line
    span = source.line_span(line)
    if ":" not in source.line(line) and not source.line(line).lstrip().startswith("-"):
        return _fault(span, "this line has no field name", _LINE_FORM)
    if source.line(line)[:1] in " \t":
        return _fault(
            span,
            "this line is indented more or less than the lines it belongs to",
            "align it with its neighbors",
        )
    return _fault(source.span(offset), f"this cannot be read: {problem}", "put the value in quotes")
