"""What libyaml stumbles over, explained to somebody who knows no YAML."""

from __future__ import annotations

import re

import yaml

from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Source, Span
from termbank.text.suggest import CURLY, in_quotes, quote
from termbank.text.yaml_nodes import Node, Scalar, Sequence

_FIELD_LINE = re.compile(r"(?P<lead>\s*(?:-\s+)*)(?P<key>[^\s:#][^:\n]*?)\s*:(?P<gap>\s*)(?P<value>.*)")
_LINE_FORM = "every line is `name: value`, or `- item` under a name"


def explain(source: Source, base: int, block: str, error: yaml.YAMLError) -> Diagnostic:
    """A libyaml error in a contributor's words, at the place that needs the edit.

    `block` is what libyaml read; it begins at offset `base` of `source`.
    """
    # libyaml speaks of flow sequences and simple keys, and points to where it stumbled, not to where the mistake is.
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None) or mark
    # libyaml counts from the start of the block, and may point behind its end.
    offset = base + min(mark.index if mark else 0, max(len(block) - 1, 0))
    origin = base + min(opened.index if opened else 0, max(len(block) - 1, 0))
    if "quoted scalar" in context:
        mark, rest = source.text[origin], source.text[origin:].partition("\n")[0].rstrip()
        hints = ["close it with the same quote"]
        # `'Tis the Season`: an apostrophe begins a word, and the cure is not a second one.
        if mark == "'" and "'" not in rest[1:] and len(rest) > 1:
            hints.append(f"if it belongs to the text, put quotes around all of it: {in_quotes(rest)}")
        return _fault(source.span(origin), "a quote is opened here and never closed", *hints)
    if "flow" in context and "did not find expected" in problem:
        # Where the bracket was opened, though libyaml stumbles at the end of the file.
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
    # Only in the indent: a tab inside a value is a space to YAML.
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
        # Not before a slash: `https://example.org` on a line of its own is no field named `https`.
        match = re.fullmatch(r"(\w+):([^\s/].*)", text)
        if match:
            return _fault(
                source.line_span(number),
                "a space is missing after the colon",
                f"write {quote(f'{match[1]}: {match[2]}')}",
            )
        if (colon := re.match(r"[\w -]+([\uff1a\ufe55\u2236\ua789])", text)) and ":" not in text:
            at = source.line_starts[number - 1] + colon.start(1)
            return _fault(source.span(at), "this is no colon but a look-alike", "type `:` and a space")
        if ":" not in text and text[:1] not in ("", " ", "\t", "-", "#"):
            if block := re.fullmatch(r"([\w-]+):\s*[|>][+-]?\s*", source.line(number - 1)):
                message = f"the text of {quote(block[1])} begins here, and is not indented"
                return _fault(source.line_span(number), message, "begin each of its lines with two spaces")
            # `---` is missing above the definition, and the next one is a line between its parts.
            above = "" if source.line(number - 1).strip() else "if the text begins here, write `---` above it"
            field = re.fullmatch(r"([a-z_]+) +(\S.*)", text)
            meant = (
                f"if {quote(field[1])} is the name, write {quote(f'{field[1]}: {field[2]}')}" if field else ""
            )
            hints = filter(None, (_LINE_FORM, meant, above))
            return _fault(source.line_span(number), "this line has no field name", *hints)
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
    cure = f"put the whole value in quotes: {quote(prefix + in_quotes(value).strip('`'))}"
    if CURLY.fullmatch(value):
        straight = quote(prefix + in_quotes(value[1:-1]).strip("`"))
        return _fault(
            span,
            "curly quotes are no quotes to YAML",
            f"type straight ones: {straight}",
        )
    # `title: "Criteria" and levels`: quotes around a part of a value are the most common slip of all.
    if value[0] in "\"'":
        if value[-1] == value[0]:
            cure = f"put the whole value in quotes: {quote(prefix + in_quotes(value[1:-1]).strip('`'))}"
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


def explain_root(root: Node) -> Diagnostic:
    """Why `root`, which is no map, cannot be front matter."""
    if isinstance(root, Sequence):
        message, cure = "a list stands here, not fields", "write `title: …` without a dash"
    elif isinstance(root, Scalar) and re.match(r"\w+:\S", root.text):
        name, _, value = root.text.partition(":")
        message, cure = "a space is missing after the colon", f"write `{name}: {value}`"
    else:
        message, cure = "text stands here, not fields", "write `title: …`"
    return _fault(root.span, message, cure)
