"""Bodies parsed by markdown-it, with rules of our own for wiki links and for places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from termbank import fast
from termbank.fast import markdown as twin
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.markdown.body import Body
from termbank.text.markdown.brackets import label_end
from termbank.text.markdown.builder import BodyBuilder
from termbank.text.source import Source
from termbank.text.urls import slugify

MAX_BODY = 64 * 1024
MAX_NESTING = 40

_WIKI = re.compile(r"\[\[([^\[\]|\n]*)(?:\|([^\[\]\n]*))?\]\](?!\()")
# `[@slug]`, `[@slug, p. 4]`, `[@a; @b, ch. 2]`: the text behind a slug is a locator, up to the next semicolon.
_CITATION = re.compile(
    r"\[\s*(@[^\s@\[\];,]{1,120}(?:\s*,[^@\[\];]{1,100})?(?:;\s*@[^\s@\[\];,]{1,120}(?:\s*,[^@\[\];]{1,100})?)*)\s*\](?!\()"
)
_ELEMENT = re.compile(
    r"<(?P<name>sup|sub|kbd)>(?P<text>[^<>`\[\]*_\\&\n]{1,200})</(?P=name)>"
    r"|<(?P<abbr>abbr)(?: title=\"(?P<title>[^\"<>\n]{0,200})\")?>(?P<long>[^<>`\[\]*_\\&\n]{1,200})</abbr>"
    r"|<br ?/?>",
    re.IGNORECASE,
)
# What ends a sentence, and may close behind it.
_ENDS, _CLOSING = (".", "!", "?", "…", "。", "！", "？", ":"), '"”’»)*_'
# A comment of up to four thousand characters: a longer one, or one never closed, is more likely a slip.
_CODE_OR_COMMENT = re.compile(
    r"^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*\n(?s:.){0,9000}?^ {0,3}(?P=fence)[`~]*[ \t]*$"
    r"|(?<!`)(?P<ticks>`{1,3})(?!`)[^\n]{1,400}?(?<!`)(?P=ticks)(?!`)|(?P<comment><!--(?s:.){0,4000}?-->)",
    re.MULTILINE,
)
_DEEP = re.compile(r"^( {7,})(\S.*)$", re.MULTILINE)
_LOCATED = ("link", "image", "autolink", "wikilink", "citation", "footnote_ref")


class BodyParser:
    """Parses bodies. One instance serves many files; it keeps nothing between them."""

    def __init__(self) -> None:
        # What is deeper is refused, so markdown-it need not look further: each `[` costs as many steps as it may nest.
        options = {"html": False, "alerts": True, "maxNesting": MAX_NESTING + 5}
        self._markdown = MarkdownIt("js-default", options)
        # Rules ask for this by its name.
        self._markdown.helpers = SimpleNamespace(**{**vars(helpers), "parseLinkLabel": label_end})  # type: ignore[assignment]
        self._markdown.use(footnote_plugin, inline=False).use(deflist_plugin)
        self._markdown.inline.ruler.before("link", "wikilink", _wikilink)
        self._markdown.inline.ruler.before("link", "citation", _citation)
        # Joined texts hide where escapes and entities stood, and places are counted through them.
        self._markdown.inline.ruler.before("autolink", "element", _element)
        self._markdown.disable("text_join")
        # The builder judges addresses instead: it knows their places, so it can report a bad one.
        self._markdown.validateLink = lambda url: True  # type: ignore[method-assign]
        self._markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
        # markdown-it keeps no places of inline tokens. So the rules that make links are wrapped: `_located` notes them.
        rules = {rule.name: rule.fn for rule in self._markdown.inline.ruler.__rules__}
        for name in _LOCATED:
            self._markdown.inline.ruler.at(name, _located(rules[name]))

    def parse(
        self, source: Source, start: int, large: bool = False, title: str = ""
    ) -> tuple[Body, list[Diagnostic]]:
        """Parse `source` from offset `start`. Collects problems; never raises for what a file holds.

        A first heading that repeats `title` is left out: pages have it. The body is empty, and there is one problem,
        where it is refused: too deep, or too long and not asked for with `large`.
        """
        problems: list[Diagnostic] = []
        text = source.text[start:]
        # A character has at most four bytes: short bodies are not encoded just to be measured.
        if len(text) > MAX_BODY // 4 and len(text.encode()) > MAX_BODY:
            message = f"the body is longer than {MAX_BODY // 1024} KiB"
            problems.append(diagnostic("too-large", message, source.span(start), "split it in two"))
            # What is not asked for is not parsed: a pull request could hold up a workflow with it.
            if not large:
                return Body(), problems
        if "<!--" in text:
            text = without_comments(text)
            source = Source(source.path, source.text[:start] + text)
        env: dict[str, Any] = {}
        quick = twin.tokens(text, self.inline) if fast.ENABLED else None
        tokens = quick or self.blocks(text, env)
        for token in tokens:
            # Deep nesting costs parsers and browsers time that grows with its square, and no reader follows it.
            if any(nested.level > MAX_NESTING for nested in (token, *(token.children or ()))):
                span = source.line_span(source.span(start).line + (token.map[0] if token.map else 0))
                message = f"lists, quotes or emphasis are nested more than {MAX_NESTING} deep"
                return Body(), [*problems, diagnostic("too-deep", message, span, "flatten the nesting")]
        builder = BodyBuilder(source, start)
        builder.add(_without_title([*_lines_under_text(tokens)], title))
        builder.check_footnotes(text, env)
        return builder.body(), [*problems, *builder.problems]

    def blocks(self, text: str, env: dict[str, Any]) -> list[Token]:
        """markdown-it's tokens of a whole text; adds the footnotes and references that it defines to `env`."""
        return self._markdown.parse(text, env)

    def inline(self, text: str) -> list[Token]:
        """markdown-it's tokens of the text of one block, in a body without footnotes and references."""
        children: list[Token] = []
        self._markdown.inline.parse(text, self._markdown, {}, children)
        return children


def without_comments(text: str) -> str:
    """`text` with spaces for its HTML comments, so that all places stay right; those in code are left."""
    out, position = [], 0
    for match in _CODE_OR_COMMENT.finditer(text):
        if match["comment"]:
            out += [text[position : match.start()], re.sub(r"[^\n]", " ", match[0])]
            position = match.end()
    # Text behind a comment at the start of a line would be code: its indent goes to the end of the line.
    masked = "".join([*out, text[position:]])
    return _DEEP.sub(lambda line: line[2] + line[1], masked) if out else text


def _lines_under_text(tokens: Sequence[Token]) -> Iterator[Token]:
    """`tokens`, where a line of `---` right under a sentence is a line, not the mark of a heading.

    CommonMark makes a heading of "A second try at a test." with `---` below; that is what nobody means.
    """
    under = False
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.markup in ("-", "="):
            under = tokens[index + 1].content.rstrip(_CLOSING).endswith(_ENDS)
        if under and token.type == "heading_open":
            yield token.copy(type="paragraph_open", tag="p", markup="")
        elif under and token.type == "heading_close":
            under = False
            yield token.copy(type="paragraph_close", tag="p", markup="")
            yield Token("hr", "hr", 0, level=token.level, markup="---", block=True)
        else:
            yield token


def _without_title(tokens: Sequence[Token], title: str) -> Sequence[Token]:
    """`tokens` without a first heading of the first level, or of any, that says what the title says."""
    repeats = (
        bool(tokens) and tokens[0].type == "heading_open" and slugify(tokens[1].content) == slugify(title)
    )
    return tokens[3:] if repeats else tokens


def _element(state: StateInline, silent: bool) -> bool:
    """An inline rule for the few elements of HTML that Markdown has no signs for. All else of a tag is refused."""
    match = _ELEMENT.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        name = (match["name"] or match["abbr"] or "br").lower()
        token = state.push("element", name, 0)
        token.content = match["text"] or match["long"] or ""
        title = f' title="{escapeHtml(match["title"])}"' if match["title"] else ""
        token.markup = f"<{name}{title}>"
    state.pos = match.end()
    return True


def _located(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """`rule`, which then notes in the `meta` of its tokens at which offsets of the block's text they stand."""

    def run(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            for token in state.tokens[before:]:
                # The tokens of a link inside have theirs already.
                if token.type != "text" and "at" not in token.meta:
                    token.meta = {**token.meta, "at": (start, state.pos)}
        return matched

    return run


def _wikilink(state: StateInline, silent: bool) -> bool:
    """An inline rule for `[[slug]]` and `[[slug|text]]`."""
    match = _WIKI.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": match[1].strip()}
        opening.markup = "wikilink"
        state.push("text", "", 0).content = (match[2] or match[1].partition("#")[0]).strip()
        state.push("link_close", "a", -1).markup = "wikilink"
    state.pos = match.end()
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    """An inline rule for `[@slug]`, `[@slug, p. 4]` and several of these between two brackets."""
    match = _CITATION.match(state.src, state.pos, state.posMax)
    # Links do not nest: in the text of one, this is text.
    if not match or state.linkLevel:
        return False
    if not silent:
        state.push("citation", "", 0).content = match[0]
    state.pos = match.end()
    return True
