"""YAML read as nodes: every scalar is the text that was written, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import yaml

from termbank import fast
from termbank.fast import yaml_reader as twin
from termbank.text import look_alikes
from termbank.text.diagnostics import Diagnostic, Related, diagnostic, forbidden_character
from termbank.text.invisible import find_forbidden, without_forbidden
from termbank.text.source import Source, Span
from termbank.text.suggest import in_quotes, quote
from termbank.text.yaml_errors import explain, explain_root
from termbank.text.yaml_nodes import Mapping, Node, Scalar, Sequence

MAX_DEPTH = 3

_ENTRY = re.compile(r"^(?![-#\s]).*$", re.MULTILINE)
_FOLDED = re.compile(
    r"(?<=[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]) (?=[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60])"
)
# Behind the first line of a plain value.
_DASH_LINE = re.compile(r"\n *-(?= )")
# To YAML the link `[[rubric]]` is a list in a list.
_LINK = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_COMMENT = re.compile(r"[ \t]+#[^\n]*")


def read_events(
    source: Source, start: int, end: int, max_depth: int = MAX_DEPTH
) -> tuple[Mapping | None, frozenset[str], list[Diagnostic]]:
    """Read the YAML between two offsets: its nodes, the fields that could not be read, and problems.

    libyaml stops at the first mistake. So the field that holds the mistake is blanked and the rest read again, until
    nothing is wrong: one run reports every mistake. The nodes are None where no field is left to blank.
    """
    block = source.text[start:end]
    broken: set[str] = set()
    problems: list[Diagnostic] = []
    # Every round blanks a field; a file with more mistakes than this has other troubles.
    for _ in range(50):
        walk = _Walk(source, start, max_depth)
        try:
            # The block keeps its length from round to round, so that libyaml's offsets stay those of the file.
            root = walk.document(block)
        except yaml.YAMLError as error:
            fault = explain(source, start, block, error)
        except _Refused as refused:
            fault = refused.problem
        else:
            return root, frozenset(broken), [*problems, *walk.problems]
        problems.append(fault)
        emptied = _blank_field(block, fault.span.start - start, broken)
        # The mistake is in no field that could be blanked: another round would find it again.
        if emptied == block:
            return None, frozenset(broken), problems
        block = emptied
    return None, frozenset(broken), problems


def read(
    source: Source, start: int, end: int, max_depth: int = MAX_DEPTH
) -> tuple[Mapping | None, frozenset[str], list[Diagnostic]]:
    """What `read_events` gives, by the quick twin where the block is plain."""
    block = source.text[start:end]
    if not block.isascii() and (signs := [*look_alikes.find(block)]):
        # The file as it was meant, as long as it was: so one slip gives one message, and all places stay right.
        meant = look_alikes.replaced(block, signs)
        repaired = Source(source.path, source.text[:start] + meant + source.text[end:])
        root, broken, problems = read_events(repaired, start, end, max_depth)
        return root, broken, [look_alikes.problem(source, start, signs), *problems]
    line = source.span(start).line
    if fast.ENABLED and (root := twin.read(source.path, source.text[start:end], start, line)):
        return root, frozenset(), look_alikes.curly_quotes(source, start, end)
    root, broken, problems = read_events(source, start, end, max_depth)
    return root, broken, problems or look_alikes.curly_quotes(source, start, end)


def _blank_field(block: str, offset: int, broken: set[str]) -> str:
    """`block` with the field around `offset` turned into spaces; adds the field's name to `broken`."""
    begin, finish = 0, len(block)
    for entry in _ENTRY.finditer(block):
        if entry.start() <= offset:
            begin = entry.start()
        else:
            finish = entry.start()
            break
    # A field that could not be read is not missing: validation says nothing of the names in `broken`.
    # Of "title Rubric", without a colon, it is the first word.
    broken.add(re.split("[\\s:\uff1a\ufe55\u2236\ua789]", block[begin:finish].strip(), maxsplit=1)[0])
    return block[:begin] + re.sub(r"[^\n]", " ", block[begin:finish]) + block[finish:]


class _Refused(Exception):  # noqa: N818  carries a diagnostic; not an error of the program
    """A YAML feature that front matter does not take."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass
class _Walk:
    """Builds nodes from libyaml's events; `problems` are those that do not stop the reading."""

    source: Source
    base: int
    max_depth: int
    problems: list[Diagnostic] = field(default_factory=list)

    def document(self, block: str) -> Mapping | None:
        """The mapping that `block` holds; None for an empty block. Raises YAMLError or _Refused."""
        # Events, not values: YAML would make `no` False, 1.10 1.1 and 2026-03-31 a date, and lose their places.
        events = yaml.parse(block, Loader=yaml.CSafeLoader)
        roots = []
        for event in events:
            # `%YAML` and `%TAG` change what the rest means.
            if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
                raise self._refused(event, "a `%` directive", "remove the line")
            if isinstance(event, yaml.NodeEvent):
                roots.append(self._node(event, events, 1))
        if not roots or (isinstance(roots[0], Scalar) and not roots[0].text):
            return Mapping({}, self.source.span(self.base, self.base))
        if not isinstance(roots[0], Mapping):
            self.problems.append(explain_root(roots[0]))
            return None
        return roots[0]

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._check_features(event)
        span = self._span(event)
        if isinstance(event, yaml.ScalarEvent):
            self._check_comment(event)
            text = event.value
            # Folding puts a space where a line was wrapped, which Chinese and Japanese do not have.
            if "\n" in (written := self.source.text[span.start : span.end]):
                text = _FOLDED.sub("", text)
                if not event.style and (dash := _DASH_LINE.search(written)):
                    place = self.source.span(span.start + dash.end() - 1)
                    message = (
                        "this dash begins no item: by its indent, it goes on with the text of the line above"
                    )
                    cures = (
                        "begin all items of a list in one column",
                        "or put the text in quotes, if the dash is a part of it",
                    )
                    self.problems.append(diagnostic("front-matter-syntax", message, place, *cures))
                    text = " ".join(written[: dash.start()].split())
            # Escapes in quotes can make characters that the file itself may not hold.
            if found := find_forbidden(text):
                self.problems.append(forbidden_character(found[0][0], span))
                text = without_forbidden(text)
            return Scalar(text, span)
        if isinstance(event, yaml.SequenceStartEvent) and (
            link := _LINK.match(self.source.text, span.start - 1)
        ):
            message = "brackets make links of names in the text; a field takes the name alone"
            is_item = self.source.line(span.line).lstrip().startswith("-")
            cure = f"write {quote(link[1] if is_item else f'[{link[1]}]')}"
            raise _Refused(diagnostic("yaml-feature", message, self.source.span(*link.span()), cure))
        # Also what keeps a file of ten thousand brackets from exhausting the stack.
        if depth > self.max_depth:
            raise self._refused(event, "a list or map this deep", "keep to lists and one level of fields")
        if isinstance(event, yaml.SequenceStartEvent):
            items = takewhile(lambda item: not isinstance(item, yaml.SequenceEndEvent), events)
            return Sequence(tuple(self._node(item, events, depth + 1) for item in items), span)
        return Mapping(self._entries(events, depth), span)

    def _entries(self, events: Iterator[Any], depth: int) -> dict[str, tuple[Scalar, Node]]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in takewhile(lambda event: not isinstance(event, yaml.MappingEndEvent), events):
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                raise self._refused(event, "a list or map as a field's name", "write `name: value`")
            if key.text == "<<":
                raise self._refused(event, "a merge key", "write the fields out")
            value = self._node(next(events), events, depth + 1)
            # YAML would take the last and say nothing; the first is kept, and both are named.
            first = entries.setdefault(key.text, (key, value))[0]
            if first is not key:
                related = Related("first given here", first.span)
                message = f"the field {quote(key.text)} is given twice"
                problem = diagnostic(
                    "duplicate-key", message, key.span, "keep one of the two", related=[related]
                )
                self.problems.append(problem)
        return entries

    def _check_features(self, event: Any) -> None:
        # Nine lines of aliases to aliases hold a billion values: no alias is followed.
        if isinstance(event, yaml.AliasEvent):
            raise self._unquoted(event, "*", "an alias")
        if event.anchor:
            raise self._unquoted(event, "&", "an anchor")
        # libyaml drops a lone `!`, which has no tag: the file tells.
        if event.tag or self.source.text.startswith("!", self._span(event).start):
            raise self._unquoted(event, "!", "a tag")

    def _check_comment(self, event: Any) -> None:
        """Report text that YAML would drop: a plain value ends before ` #`."""
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
                f"put the value in quotes: {in_quotes(written)}",
                "or put the comment on a line of its own",
            )
        )

    def _unquoted(self, event: Any, sign: str, noun: str) -> _Refused:
        """A value that is no text to YAML because of its first sign."""
        start = self._span(event).start
        rest = self.source.text[start:].partition("\n")[0].rstrip()
        # In brackets an item ends at a comma.
        if "[" in self.source.text[self.source.text.rfind("\n", 0, start) + 1 : start]:
            rest = re.split(r"[,\]]", rest)[0].rstrip()
        message = f"a value that begins with `{sign}` needs quotes: YAML takes it for {noun}"
        return _Refused(diagnostic("yaml-feature", message, self._span(event), f"write {in_quotes(rest)}"))

    def _span(self, event: Any) -> Span:
        return self.source.span(self.base + event.start_mark.index, self.base + event.end_mark.index)

    def _refused(self, event: Any, what: str, cure: str) -> _Refused:
        span = self._span(event)
        return _Refused(diagnostic("yaml-feature", f"front matter does not take {what}", span, cure))
