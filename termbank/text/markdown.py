"""Bodies: Markdown as a list of parts that know what is prose, and parts as HTML."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from termbank import fast
from termbank.fast import markdown
from termbank.text.deferred import Deferred
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Source, Span
from termbank.text.suggest import quote
from termbank.text.urls import has_scheme, slugify, url_problem

MAX_BODY = 64 * 1024
MAX_NESTING = 40

PartKind = Literal[
    "block",
    "inline",
    "mark",
    "text",
    "fixed",
    "heading",
    "endheading",
    "open",
    "close",
    "image",
    "id",
    "ref",
    "word",
]


class Part(NamedTuple):
    """A piece of a body in reading order.

    `text` is prose that may be linked, `fixed` text that may not (link text, headings, code); both carry the
    offsets of what they stand for in the file. `mark` is emphasis, `inline` and `block` are ready HTML of that
    level. `heading`, `endheading`, `open`, `close` and `image` carry a level or the index of a written link in
    `start`; `id` and `ref` name a place on the page; `word` names an entry of the catalogue of words.
    """

    kind: PartKind
    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """A link or an image as it was written: where it says it leads, its text, its place."""

    kind: Literal["link", "wiki", "image"]
    href: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a body under a heading of the second level; `title` and `content` are slices of the parts."""

    id: str
    text: str
    title: tuple[int, int]
    content: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Body(Deferred):
    """A parsed body.

    `sentence`, `lead`, `definition` and `notes` are ends and starts of slices of `parts`:

    `parts[:lead]` is the first paragraph if the body begins with one, `parts[:sentence]` its first sentence if
    more follow (0 otherwise), `parts[:definition]` all before the
    first section, `parts[notes:]` the footnotes. `line_starts` are the offsets of the file's lines.
    """

    parts: tuple[Part, ...] = ()
    sentence: int = 0
    lead: int = 0
    definition: int = 0
    notes: int = 0
    sections: tuple[Section, ...] = ()
    links: tuple[WrittenLink, ...] = ()
    anchors: frozenset[str] = frozenset()
    first_paragraph: str = ""
    line_starts: tuple[int, ...] = (0,)


# Ids that the pages use themselves: a heading of a body that would get one of them gets a number.
RESERVED_IDS = frozenset(
    [
        "broader-terms",
        "content",
        "curated-resources",
        "map-legend",
        "map-list",
        "map-title",
        "narrower-terms",
        "not-to-be-confused-with",
        "related-terms",
        "used-in",
    ]
)

_WIKI = re.compile(r"\[\[([^\[\]|\n]*)(?:\|([^\[\]\n]*))?\]\](?!\()")
_HTML = re.compile(r"</?[A-Za-z][^<>\n]*>|<!--.*?(?:-->|$)", re.DOTALL)
_ALIGN = MappingProxyType(
    {"text-align:left": "start", "text-align:right": "end", "text-align:center": "center"}
)
# A sentence ends before white space and a capital; "e.g. Bloom" and "J. Dewey" do not end one.
_SENTENCE_END = re.compile(
    r"[.!?。！？](?:(?<=[。！？])"
    r"|(?<![.\s][A-Za-z].)(?<!\b(?:vs|cf|Dr|Mr|Ms|St).)(?<!Mrs.)[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9]))"
)
# Where a passage's own sentence begins, in the text before it, and ends, in the text after it.
_ENDED_BEFORE = re.compile(r"[.!?]\s+(?=\S)|[。！？؟]\s*")
_ENDED_AFTER = re.compile(r"[.!?](?=\s)|[。！？؟]")
_NEWLINE = re.compile("\n")
_NOTE_DEFINITION = re.compile(r"^\[\^([^\s\]]+)\]:", re.MULTILINE)
_OPEN_ON_THEIR_OWN = frozenset({"ul", "ol", "dl", "table", "blockquote", "hr", "tr"})
_MARKS = ("em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close")
_LOCATED = ("link", "image", "autolink", "wikilink", "footnote_ref")


class BodyParser:
    """Parses bodies. One instance serves many files; it keeps nothing between them."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("js-default", {"html": False, "alerts": True})
        self._markdown.use(footnote_plugin, inline=False).use(deflist_plugin)
        self._markdown.inline.ruler.before("link", "wikilink", _wikilink)
        self._markdown.disable("text_join")
        # Addresses are judged where their place in the file is known, so that a bad one can be named.
        self._markdown.validateLink = lambda url: True  # type: ignore[method-assign]
        self._markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
        rules = {rule.name: rule.fn for rule in self._markdown.inline.ruler.__rules__}
        for name in _LOCATED:
            self._markdown.inline.ruler.at(name, _located(rules[name]))

    def parse(self, source: Source, start: int) -> tuple[Body, list[Diagnostic]]:
        """Parse `source` from offset `start`. Collects problems; never raises for what a file holds."""
        text = source.text[start:]
        if len(text) > MAX_BODY // 4 and len(text.encode()) > MAX_BODY:
            message = f"the body is longer than {MAX_BODY // 1024} KiB"
            return Body(), [diagnostic("too-large", message, source.span(start), "split it in two")]
        env: dict[str, Any] = {}
        quick = markdown.tokens(text, self.inline) if fast.ENABLED else None
        tokens = quick or self.blocks(text, env)
        deep = next((token for token in tokens if _depth(token) > MAX_NESTING), None)
        if deep:
            span = source.line_span(source.span(start).line + (deep.map[0] if deep.map else 0))
            message = f"lists, quotes or emphasis are nested more than {MAX_NESTING} deep"
            return Body(), [diagnostic("too-deep", message, span, "flatten the nesting")]
        builder = _Builder(source, start)
        builder.blocks(tokens)
        builder.check_notes(text, env)
        return builder.body(), builder.problems

    def blocks(self, text: str, env: dict[str, Any]) -> list[Token]:
        """markdown-it's tokens of a whole text; `env` is given the footnotes and references it defines."""
        return self._markdown.parse(text, env)

    def inline(self, text: str) -> list[Token]:
        """markdown-it's tokens of the text of one block, in a body without footnotes and references."""
        children: list[Token] = []
        self._markdown.inline.parse(text, self._markdown, {}, children)
        return children


def _depth(token: Token) -> int:
    return max(token.level, *(child.level for child in token.children)) if token.children else token.level


def _located(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Let an inline rule note on its tokens where in the text they stand."""

    def run(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            for token in state.tokens[before:]:
                if token.type != "text" and "at" not in token.meta:
                    token.meta = {**token.meta, "at": (start, state.pos)}
        return matched

    return run


def _wikilink(state: StateInline, silent: bool) -> bool:
    """`[[slug]]` and `[[slug|text]]`."""
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


@dataclass
class _Builder:
    """Turns markdown-it's tokens into the parts of a Body."""

    source: Source
    base: int
    parts: list[Part] = field(default_factory=list)
    links: list[WrittenLink] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RESERVED_IDS, 0))
    own_anchors: set[str] = field(default_factory=set)
    sections: list[tuple[str, str, tuple[int, int], int]] = field(default_factory=list)
    sentence: int = 0
    lead: int = 0
    notes: int | None = None
    last_heading: int = 1
    paragraph: str = ""
    fixed: int = 0
    html: list[tuple[int, int]] = field(default_factory=list)
    cells: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first_line = self.source.span(self.base).line

    def body(self) -> Body:
        """The finished body."""
        notes = len(self.parts) if self.notes is None else self.notes
        starts = [title[0] - 1 for _, _, title, _ in self.sections]
        ends = [*starts[1:], notes][: len(starts)]
        sections = tuple(
            Section(id_, text, title, (content, end))
            for (id_, text, title, content), end in zip(self.sections, ends, strict=True)
        )
        self._report_html()
        return Body(
            tuple(self.parts),
            self.sentence,
            self.lead,
            starts[0] if starts else notes,
            notes,
            sections,
            tuple(self.links),
            frozenset(self.own_anchors),
            self.paragraph,
            tuple(self.source.line_starts),
        )

    def blocks(self, tokens: Sequence[Token]) -> None:
        """Add the block tokens of a body in order."""
        for index, token in enumerate(tokens):
            if token.type == "inline":
                self._inline(token)
            elif handler := _ON_BLOCK.get(token.type):
                handler(self, token, tokens, index)
            elif not token.hidden:
                self._tag(token)
                if token.type == "paragraph_close" and index == 2:
                    self._split_lead()
                    self.lead = len(self.parts)

    def _split_lead(self) -> None:
        """Part the first paragraph behind its first sentence, unless emphasis or a link is open there."""
        depth = 0
        for index, part in enumerate(self.parts):
            if part.kind in ("open", "close", "mark"):
                depth += -1 if part.kind == "close" or part.text.startswith("</") else 1
            end = _SENTENCE_END.search(part.text) if part.kind == "text" and not depth else None
            if end and part.end - part.start == len(part.text):
                cut = end.end()
                after = Part("text", part.text[cut:], part.start + cut, part.end)
                self.parts[index : index + 1] = [
                    Part("text", part.text[:cut], part.start, part.start + cut),
                    after,
                ]
                self.sentence = index + 1
                return

    def _block(self, html: str) -> None:
        self.parts.append(Part("block", html))

    def _tag(self, token: Token) -> None:
        if token.nesting == -1:
            self._block(f"</{token.tag}>\n")
            return
        attributes = "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in token.attrs.items())
        newline = "\n" if token.tag in _OPEN_ON_THEIR_OWN else ""
        self._block(f"<{token.tag}{attributes}>{newline}")

    def _on_heading_open(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        level = min(max(2, int(token.tag[1])), self.last_heading + 1)
        inline = tokens[index + 1]
        text = _plain(inline.children or [])
        anchor = self._anchor(text)
        self.fixed += 1
        self.parts.append(Part("heading", anchor, level))
        if token.level == 0:
            self.last_heading = level
            if level == 2:
                at = len(self.parts)
                self.sections.append((anchor, text, (at, at), at))

    def _on_heading_close(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        self.fixed -= 1
        level = next(part.start for part in reversed(self.parts) if part.kind == "heading")
        if (
            self.sections
            and self.sections[-1][2][0] == self.sections[-1][3]
            and level == 2
            and token.level == 0
        ):
            anchor, text, (start, _), _ = self.sections[-1]
            self.sections[-1] = (anchor, text, (start, len(self.parts)), len(self.parts) + 1)
        self.parts.append(Part("endheading", "", level))

    def _anchor(self, text: str) -> str:
        base = slugify(text) or "section"
        count = self.anchors.get(base, -1) + 1
        self.anchors[base] = count
        anchor = f"{base}-{count}" if count else base
        self.anchors.setdefault(anchor, 0)
        self.own_anchors.add(anchor)
        return anchor

    def _on_fence(self, token: Token, *_: object) -> None:
        language = token.info.split()[0] if token.info.split() else ""
        attribute = f' class="language-{escapeHtml(language)}"' if language else ""
        self._block(f'<pre tabindex="0"><code{attribute}>{escapeHtml(token.content)}</code></pre>\n')

    def _on_code_block(self, token: Token, *_: object) -> None:
        self._block(f'<pre tabindex="0"><code>{escapeHtml(token.content)}</code></pre>\n')

    def _on_table_open(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        heads = []
        for ahead, following in enumerate(tokens[index:], index):
            if following.type == "thead_close":
                break
            if following.type == "th_open":
                heads.append(_plain(tokens[ahead + 1].children or []))
        label = escapeHtml(", ".join(filter(None, heads)))
        self._block(f'<div class="table" role="region" tabindex="0" aria-label="{label}"><table>\n')

    def _on_table_close(self, *_: object) -> None:
        self._block("</table></div>\n")

    def _on_th_open(self, token: Token, *_: object) -> None:
        self.fixed += 1
        self._cell(token, ' scope="col"')

    def _on_th_close(self, *_: object) -> None:
        self.fixed -= 1
        self._block("</th>\n")

    def _on_td_open(self, token: Token, *_: object) -> None:
        self._cell(token, "")

    def _cell(self, token: Token, scope: str) -> None:
        # An inline style would be refused by the pages' content security policy.
        align = _ALIGN.get(str(token.attrs.get("style", "")))
        self._block(f"<{token.tag}{scope}" + (f' class="align-{align}">' if align else ">"))

    def _on_alert_open(self, token: Token, *_: object) -> None:
        self._block(f'<aside class="note note-{token.meta["kind"].lower()}" role="note">\n')

    def _on_alert_title_open(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        kind = next(t for t in reversed(tokens[:index]) if t.type == "alert_open").meta["kind"].lower()
        self._block('<p class="note-title">')
        self.parts.append(Part("word", f"note_{kind}"))
        tokens[index + 1].children = []

    def _on_alert_close(self, *_: object) -> None:
        self._block("</aside>\n")

    def _on_footnote_block_open(self, *_: object) -> None:
        self.notes = len(self.parts)
        self._block('<div class="footnotes" role="doc-endnotes">\n<ol>\n')

    def _on_footnote_block_close(self, *_: object) -> None:
        self._block("</ol>\n</div>\n")

    def _on_footnote_open(self, token: Token, *_: object) -> None:
        self._block("<li")
        self.parts.append(Part("id", f"fn-{token.meta['id'] + 1}"))
        self._block(">")

    def _on_footnote_close(self, *_: object) -> None:
        self._block("</li>\n")

    def _on_footnote_anchor(self, token: Token, *_: object) -> None:
        self._block(' <a class="footnote-back" href="')
        self.parts.append(Part("ref", _note_anchor(token)))
        self._block('" aria-label="')
        self.parts.append(Part("word", "footnote_back"))
        self._block('">↩</a>')

    # --- inline ---

    def _inline(self, token: Token) -> None:
        line = self.first_line + token.map[0] if token.map else 0
        place = _Places(self.source, self._lines(token), token.content, line, self.base)
        for child in token.children or ():
            if handler := _ON_INLINE.get(child.type):
                handler(self, child, place)
            elif child.type in _MARKS:
                place.skip(child.markup)
                self.parts.append(Part("mark", f"<{'/' if child.nesting == -1 else ''}{child.tag}>"))
        if not self.paragraph and not self.fixed:
            self.paragraph = " ".join(_plain(token.children or []).split())

    def _lines(self, token: Token) -> list[int | None]:
        """For each line of an inline token's text, the offset in the file at which it begins."""
        if not token.map:
            return [None] * (token.content.count("\n") + 1)
        first = self.first_line + token.map[0]
        begin = self.source.line_starts[first - 1]
        if self._is_rest_of_line(begin, token.content):
            return [*self.source.line_starts[first - 1 : first + token.content.count("\n")]]
        if self.source.text.startswith("- ", begin) and self._is_rest_of_line(begin + 2, token.content):
            return [begin + 2, *self.source.line_starts[first : first + token.content.count("\n")]]
        offsets: list[int | None] = []
        for number, text in enumerate(token.content.split("\n"), first):
            if number > len(self.source.line_starts):
                offsets.append(None)
                continue
            line = self.source.line(number)
            begin = self.cells.get(number, 0)
            if begin or not line.rstrip().endswith(text.rstrip()):
                found = line.find(text, begin)
                self.cells[number] = found + len(text) if found >= 0 else begin
            else:
                found = len(line.rstrip()) - len(text.rstrip())
            offsets.append(self.source.line_starts[number - 1] + found if found >= 0 else None)
        return offsets

    def _is_rest_of_line(self, start: int, content: str) -> bool:
        """Whether the file has `content` at offset `start`, and a line ends there."""
        end = start + len(content)
        return self.source.text.startswith(content, start) and self.source.text[end : end + 1] in "\n"

    def _text(self, text: str, start: int, end: int) -> None:
        self.parts.append(Part("fixed" if self.fixed else "text", text, start, end))

    def _inline_text(self, token: Token, place: _Places) -> None:
        if not token.content:
            return
        start, end = place.find(token.content)
        self._text(token.content, start, end)
        if "<" in token.content and start >= 0:
            self.html += [
                (start + found.start(), start + found.end()) for found in _HTML.finditer(token.content)
            ]

    def _inline_text_special(self, token: Token, place: _Places) -> None:
        self._text(token.content, *place.find(token.markup))

    def _inline_softbreak(self, token: Token, place: _Places) -> None:
        self._text("\n", *place.find("\n"))

    def _inline_hardbreak(self, token: Token, place: _Places) -> None:
        place.find("\n")
        self.parts.append(Part("inline", "<br>\n"))

    def _inline_code_inline(self, token: Token, place: _Places) -> None:
        start, end = place.code(token.markup)
        self.parts.append(Part("inline", "<code>"))
        self.parts.append(Part("fixed", token.content, start, end))
        self.parts.append(Part("inline", "</code>"))

    def _inline_link_open(self, token: Token, place: _Places) -> None:
        start, end = token.meta["at"]
        kind: Literal["link", "wiki"] = "wiki" if token.markup == "wikilink" else "link"
        self._written(kind, token, place.span(start, end), place.text[start:end])
        self.fixed += 1
        place.cursor = start + (2 if kind == "wiki" else 1)
        self.parts.append(Part("open", "", len(self.links) - 1))

    def _inline_link_close(self, token: Token, place: _Places) -> None:
        self.fixed -= 1
        place.cursor = token.meta["at"][1]
        index = next(part.start for part in reversed(self.parts) if part.kind == "open")
        text = "".join(part.text for part in self.parts[self._opening(index) :] if part.kind == "fixed")
        link = self.links[index]
        self.links[index] = WrittenLink(link.kind, link.href, text, link.span)
        self.parts.append(Part("close", "", index))

    def _opening(self, index: int) -> int:
        return max(n for n, part in enumerate(self.parts) if part.kind == "open" and part.start == index)

    def _inline_image(self, token: Token, place: _Places) -> None:
        start, end = token.meta["at"]
        place.cursor = end
        self._written("image", token, place.span(start, end), _plain(token.children or []))
        self.parts.append(Part("image", _plain(token.children or []), len(self.links) - 1))

    def _inline_footnote_ref(self, token: Token, place: _Places) -> None:
        place.cursor = token.meta["at"][1]
        number = token.meta["id"] + 1
        self.parts += [
            Part("inline", '<sup class="footnote-ref"><a'),
            Part("id", _note_anchor(token)),
            Part("inline", ' href="'),
            Part("ref", f"fn-{number}"),
            Part("inline", f'">{number}</a></sup>'),
        ]

    def _written(self, kind: Literal["link", "wiki", "image"], token: Token, span: Span, text: str) -> None:
        href = str(token.attrs.get("src" if kind == "image" else "href", ""))
        self.links.append(WrittenLink(kind, href, text, span))
        if kind != "wiki" and has_scheme(href) and (problem := url_problem(encoded(href))):
            self.problems.append(
                diagnostic(
                    "unsafe-link",
                    f"{quote(href)} {problem}",
                    span,
                    "write the whole address, beginning with `https://`",
                )
            )

    def _report_html(self) -> None:
        if self.html:
            first = self.source.span(*self.html[0])
            count = f" ({len(self.html)} places in this file)" if len(self.html) > 1 else ""
            tag = quote(self.source.text[first.start : first.end], 40)
            message = f"HTML is not rendered: {tag} will stand on the page as text{count}"
            self.problems.append(
                diagnostic("raw-html", message, first, "write Markdown, or put it in backticks")
            )

    def check_notes(self, text: str, env: dict[str, Any]) -> None:
        """Name footnotes that nothing refers to: they would not be shown."""
        notes = env.get("footnotes", {}).get("refs", {})
        unused = {label[1:] for label, number in notes.items() if number < 0}
        for match in _NOTE_DEFINITION.finditer(text) if unused else ():
            if match[1] in unused:
                span = self.source.span(self.base + match.start(), self.base + match.end())
                message = f"nothing refers to the footnote {quote(match[1])}, so it is not shown"
                self.problems.append(
                    diagnostic(
                        "unused-footnote", message, span, f"refer to it with {quote(f'[^{match[1]}]')}"
                    )
                )


def _handlers(prefix: str) -> Mapping[str, Callable[..., None]]:
    """The methods of `_Builder` by the type of token they take."""
    methods = vars(_Builder).items()
    return MappingProxyType(
        {name.removeprefix(prefix): method for name, method in methods if name.startswith(prefix)}
    )


_ON_BLOCK = _handlers("_on_")
_ON_INLINE = _handlers("_inline_")


class _Places:
    """Finds, in order, where the pieces of one inline text stand in the file.

    `lines` gives the file's offset of each line of `text`, None where it cannot be told; `line` is the number of
    the line on which the text begins, 0 where it cannot be told: the offset `base` has to do then.
    """

    def __init__(self, source: Source, lines: list[int | None], text: str, line: int, base: int) -> None:
        self.source, self.lines, self.text, self.line, self.base = source, lines, text, line, base
        self.cursor = 0
        self.starts = [0, *(match.end() for match in _NEWLINE.finditer(text))] if len(lines) > 1 else [0]

    def find(self, piece: str) -> tuple[int, int]:
        """The file's offsets of the next occurrence of `piece`; (-1, -1) where it cannot be told."""
        found = self.text.find(piece, self.cursor)
        if found < 0:
            return -1, -1
        self.cursor = found + len(piece)
        start = self._offset(found)
        return (start, self._offset(self.cursor - 1) + 1) if start >= 0 else (-1, -1)

    def skip(self, markup: str) -> None:
        """Go past the next occurrence of `markup`."""
        self.find(markup)

    def code(self, ticks: str) -> tuple[int, int]:
        """The offsets between the next pair of runs of backticks as long as `ticks`."""
        run = re.compile(rf"(?<!`){ticks}(?!`)")
        opening = run.search(self.text, self.cursor)
        closing = run.search(self.text, opening.end()) if opening else None
        if not opening or not closing:
            return -1, -1
        self.cursor = closing.end()
        return self._offset(opening.end()), self._offset(closing.start() - 1) + 1

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`, or of the line it stands on."""
        first, last = self._offset(start), self._offset(end - 1)
        if first < 0:
            return self.source.line_span(self.line) if self.line else self.source.span(self.base)
        return self.source.span(first, last + 1 if last >= first else first + 1)

    def _offset(self, position: int) -> int:
        line = bisect_right(self.starts, position) - 1
        begin = self.lines[line]
        return -1 if begin is None else begin + position - self.starts[line]


def _note_anchor(token: Token) -> str:
    again = token.meta.get("subId", 0)
    return f"fnref-{token.meta['id'] + 1}" + (f"-{again}" if again else "")


def _plain(tokens: Sequence[Token]) -> str:
    """Inline tokens as plain text: no markup, images as their alternative text."""
    return "".join(_plain_pieces(tokens))


def _plain_pieces(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield _plain(token.children or [])
        elif token.type in ("text", "text_special", "code_inline"):
            yield token.content


def encoded(href: str) -> str:
    """An address as it may stand in a page: percent-encoded, the host in ASCII."""
    return _NORMALIZER.normalizeLink(href)


_NORMALIZER = MarkdownIt("zero")


# --- parts to HTML ---


@dataclass(frozen=True, slots=True)
class Rendering:
    """What the parts of a body need to know of the page they stand on.

    `link(index)` gives the opening attributes of a written link as (href, class), or None where only its text
    is shown; `image(index)` the address of an image, or None; one on another site becomes a link to it.
    `prefix` goes before every id; None leaves ids out, and `home` is then the address of the page that has
    them. `shift` lowers headings by that many levels. `automatic` gives, per part, the tags of automatic
    links and the offsets in the part's text to put them at.
    """

    link: Callable[[int], tuple[str, str] | None]
    image: Callable[[int], str | None]
    word: Callable[[str], str]
    prefix: str | None = ""
    home: str = ""
    shift: int = 0
    automatic: Mapping[int, Sequence[tuple[int, str]]] = field(default_factory=dict)


def to_html(parts: Sequence[Part], page: Rendering, start: int = 0, end: int | None = None) -> str:
    """The HTML of `parts[start:end]`; every text in it is escaped here and nowhere else."""
    chosen, automatic = parts[start:end], page.automatic
    if not automatic:
        return "".join([_html(part, page) for part in chosen])
    return "".join(
        [
            _linked(part, automatic[index]) if index in automatic else _html(part, page)
            for index, part in enumerate(chosen, start)
        ]
    )


def _linked(part: Part, tags: Sequence[tuple[int, str]]) -> str:
    """A text with the tags of automatic links put in; emphasis with those before and behind it."""
    if part.kind == "mark":
        before = "".join(tag for offset, tag in tags if not offset)
        return before + part.text + "".join(tag for offset, tag in tags if offset)
    pieces, position = [], 0
    for offset, tag in tags:
        pieces += [escapeHtml(part.text[position:offset]), tag]
        position = offset
    return "".join([*pieces, escapeHtml(part.text[position:])])


def _html(part: Part, page: Rendering) -> str:
    kind = part.kind
    if kind in ("text", "fixed"):
        return escapeHtml(part.text)
    if kind in ("block", "inline", "mark"):
        return part.text
    if kind == "heading":
        return f"<h{min(part.start + page.shift, 6)}{_id(part.text, page)}>"
    if kind == "endheading":
        return f"</h{min(part.start + page.shift, 6)}>\n"
    if kind == "id":
        return _id(part.text, page)
    if kind == "ref":
        return escapeHtml(f"{page.home}#{page.prefix or ''}{part.text}")
    if kind == "word":
        return escapeHtml(page.word(part.text))
    if kind == "image":
        source = page.image(part.start)
        alt = escapeHtml(part.text)
        if source and has_scheme(source):
            return f"{_anchor_tag(source, '')}{alt or escapeHtml(source)}</a>"
        return f'<img src="{escapeHtml(source)}" alt="{alt}">' if source else alt
    target = page.link(part.start)
    if target is None:
        return ""
    return "</a>" if kind == "close" else _anchor_tag(*target)


def _id(name: str, page: Rendering) -> str:
    return "" if page.prefix is None else f' id="{escapeHtml(page.prefix + name)}"'


def _anchor_tag(href: str, css: str) -> str:
    outward = ' rel="noopener noreferrer"' if has_scheme(href) else ""
    return f'<a{f" class={chr(34)}{css}{chr(34)}" if css else ""} href="{escapeHtml(href)}"{outward}>'


def sentence_around(
    parts: Sequence[Part], first: int, offset: int, last: int, end: int
) -> tuple[str, str, str]:
    """The text before, in and after a passage, cut to its sentence.

    The passage begins at `offset` in the text of part `first` and ends before `end` in that of part `last`.
    """
    # Where the passage begins or ends with emphasis, the mark itself is no text.
    head, tail = ("" if parts[n].kind != "text" else parts[n].text for n in (first, last))
    inner = _joined(parts[first + 1 : last])
    match = head[offset:end] if first == last else head[offset:] + inner + tail[:end]
    return excerpt(_before(parts, first) + head[:offset], match, tail[end:] + _after(parts, last + 1))


def excerpt(before: str, match: str, after: str, reach: int = 90) -> tuple[str, str, str]:
    """Cut a passage to the sentence that `match` stands in, never inside a word."""
    before, after = before.replace("\n", " "), after.replace("\n", " ")
    begin = 0
    for end in _ENDED_BEFORE.finditer(before):
        begin = end.end()
    ending = _ENDED_AFTER.search(after)
    head, tail = before[begin:], after[: ending.end()] if ending else after
    return _shorten_left(head.lstrip(), reach), match.replace("\n", " "), _shorten_right(tail.rstrip(), reach)


def _shorten_left(text: str, reach: int) -> str:
    if len(text) <= reach:
        return text
    cut = text[-reach:]
    return "… " + (cut.partition(" ")[2] or _whole_clusters(cut))


def _shorten_right(text: str, reach: int) -> str:
    if len(text) <= reach:
        return text
    cut = text[:reach]
    return (cut.rpartition(" ")[0] or cut) + " …"


def _whole_clusters(text: str) -> str:
    """`text` without combining marks that lost their base at the front."""
    return text.lstrip("".join({char for char in text if unicodedata.combining(char)}))


def plain_blocks(parts: Sequence[Part]) -> list[str]:
    """The text of each paragraph, heading and list item among `parts`, without markup, white space made single."""
    blocks = [""]
    for part in parts:
        if part.kind in ("block", "heading", "endheading"):
            blocks.append("")
        elif part.kind in ("text", "fixed"):
            blocks[-1] += part.text
    return [" ".join(block.split()) for block in blocks if block.strip()]


def _joined(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts if part.kind in ("text", "fixed"))


def _before(parts: Sequence[Part], index: int) -> str:
    begin = index
    while begin and parts[begin - 1].kind not in ("block", "heading", "endheading"):
        begin -= 1
    return _joined(parts[begin:index])


def _after(parts: Sequence[Part], index: int) -> str:
    end = index
    while end < len(parts) and parts[end].kind not in ("block", "heading", "endheading"):
        end += 1
    return _joined(parts[index:end])
