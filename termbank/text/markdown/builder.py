"""markdown-it's tokens turned into the parts of a body."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.markdown import leftovers, raw_html
from termbank.text.markdown.body import CITATION_END, RESERVED_IDS, Body, LinkKind, Part, Section, WrittenLink
from termbank.text.markdown.excerpts import plain, split_first_sentence
from termbank.text.markdown.places import BlockText, Locator
from termbank.text.source import Source, Span, is_wrapped
from termbank.text.suggest import quote
from termbank.text.urls import address_cure, encoded, has_scheme, slugify, url_problem

_EMBED = re.compile(r"!\[\[[^\[\]|\n]+(?:\|[^\[\]\n]*)?\]\]")
_WORK = re.compile(r"@(?P<slug>[^\s,;\]]+)[^;\]]*")
_FOOTNOTE = re.compile(r"^\[\^([^\s\]]+)\]:", re.MULTILINE)
_ALIGN = MappingProxyType(
    {"text-align:left": "start", "text-align:right": "end", "text-align:center": "center"}
)
# Line breaks as markdown-it's own renderer has them; its output is the reference of the tests.
_OPEN_ON_THEIR_OWN = frozenset({"ul", "ol", "dl", "table", "blockquote", "hr", "tr"})
_EMPHASIS = frozenset({"em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close"})
# Block tokens that are the same HTML wherever they occur.
_CLOSING = MappingProxyType(
    {
        "table_close": "</table></div>\n",
        "alert_close": "</aside>\n",
        "footnote_close": "</li>\n",
        "footnote_block_close": "</ol>\n</div>\n",
    }
)


@dataclass
class BodyBuilder:
    """Collects the parts of one body, which begins at offset `base` of `source`, and its problems.

    The methods in `_BLOCKS` and `_INLINES` are named as the types of the tokens that they take.
    """

    source: Source
    base: int
    parts: list[Part] = field(default_factory=list)
    links: list[WrittenLink] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    # By anchor without a number, how often it occurred; and all anchors with their numbers.
    anchor_counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RESERVED_IDS, 0))
    anchors: set[str] = field(default_factory=set)
    # By kind, markup that became none.
    left: dict[int, list[Diagnostic]] = field(default_factory=dict)
    # HTML that was written, by start and end in the file.
    tags: list[tuple[int, int]] = field(default_factory=list)
    sentence: int = 0
    lead: int = 0
    notes: int | None = None
    first_paragraph: str = ""
    bold: list[tuple[str, int, int]] = field(default_factory=list)
    # Levels of the heading that is open or was closed last, and of the last one outside of lists and quotes.
    level: int = 1
    last_level: int = 1
    # How many headings, heads of tables and links are open: text in them is not linked.
    fixed: int = 0
    # The index in `parts` of the link that was opened last.
    opened: int = 0

    def __post_init__(self) -> None:
        self.locator = Locator(self.source, self.base)

    def add(self, tokens: Sequence[Token]) -> None:
        """Add all block tokens of the body, in order."""
        skipped = -1
        for index, token in enumerate(tokens):
            if index <= skipped:
                continue
            if token.type == "paragraph_open" and _EMBED.fullmatch(tokens[index + 1].content.strip()):
                self._embed(tokens[index + 1])
                # The text and the end of the paragraph.
                skipped = index + 2
            elif token.type == "inline":
                begin = len(self.parts)
                self._inline(token)
                if token.level == 1 and tokens[index - 1].type == "paragraph_open":
                    self._note_bold(token, self.parts[begin:])
            elif handler := _BLOCKS.get(token.type):
                handler(self, token, tokens, index)
            elif not token.hidden:
                self._block(_CLOSING.get(token.type) or _tag(token))
                # The third token of a body that begins with a paragraph: its opening, its text, its end.
                if token.type == "paragraph_close" and index == 2:
                    self.sentence = split_first_sentence(self.parts)
                    self.lead = len(self.parts)

    def _embed(self, token: Token) -> None:
        """`![[term]]` on a line of its own: what the term says stands there, with a link to it."""
        begin, said = len(self.parts), self.first_paragraph
        self._inline(token)
        # What another term says is no summary of this one.
        self.first_paragraph = said
        link = self.parts[begin:][-3:]
        number = link[0].start
        self.links[number] = replace(self.links[number], kind="embed")
        opening = [Part("block", "<blockquote>\n"), Part("embed", "", number), Part("block", "<p>— ")]
        self.parts[begin:] = [*opening, *link, Part("block", "</p>\n</blockquote>\n")]

    def body(self) -> Body:
        """The finished body."""
        notes = len(self.parts) if self.notes is None else self.notes
        # A section ends where the next one's heading begins: one part before its title.
        starts = [section.title[0] - 1 for section in self.sections]
        sections = (
            replace(section, content=(section.content[0], end))
            for section, end in zip(self.sections, [*starts[1:], notes], strict=False)
        )
        if self.tags:
            self.problems.append(raw_html.problem(self.source, self.tags))
        for first, *more in self.left.values():
            count = f" ({len(more) + 1} places in this file)" if more else ""
            self.problems.append(replace(first, message=first.message + count))
        return Body(
            tuple(self.parts),
            self.sentence,
            self.lead,
            starts[0] if starts else notes,
            notes,
            tuple(sections),
            tuple(self.links),
            frozenset(self.anchors),
            self.first_paragraph,
            tuple(self.bold),
            tuple(self.source.line_starts),
        )

    def check_footnotes(self, text: str, env: Mapping[str, Any]) -> None:
        """Report footnotes that nothing refers to: they would not be shown."""
        notes = env.get("footnotes", {}).get("refs", {})
        unused = {label[1:] for label, number in notes.items() if number < 0}
        for match in _FOOTNOTE.finditer(text) if unused else ():
            if match[1] in unused:
                span = self.source.span(self.base + match.start(), self.base + match.end())
                message = f"nothing refers to the footnote {quote(match[1])}, so it is not shown"
                hint = f"refer to it with {quote(f'[^{match[1]}]')}"
                self.problems.append(diagnostic("unused-footnote", message, span, hint))

    def _note_bold(self, token: Token, parts: Sequence[Part]) -> None:
        """Note a paragraph that is bold as a whole: writers put one where a heading belongs."""
        kinds = [child.type for child in token.children or () if child.type != "text" or child.content]
        shown = [part for part in parts if part.kind == "text"]
        if kinds[:1] == ["strong_open"] and kinds[-1] == "strong_close" and set(kinds[1:-1]) == {"text"}:
            self.bold.append(("".join(part.text for part in shown), shown[0].start, shown[-1].end))

    # --- blocks ---

    def _block(self, html: str) -> None:
        self.parts.append(Part("block", html))

    def heading_open(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        # Pages have the one heading of the first level themselves, and no level is left out.
        self.level = min(max(2, int(token.tag[1])), self.last_level + 1)
        text = plain(tokens[index + 1].children or []).strip()
        anchor = self._anchor(text)
        self.fixed += 1
        self.parts.append(Part("heading", anchor, self.level))
        if token.level == 0:
            # A heading inside a list or quote begins no section, and the next one outside does not depend on it.
            self.last_level = self.level
            if self.level == 2:
                at = len(self.parts)
                self.sections.append(Section(anchor, text, (at, at), (at, at)))

    def heading_close(self, token: Token, *_: object) -> None:
        self.fixed -= 1
        if token.level == 0 and self.level == 2:
            section, end = self.sections[-1], len(self.parts)
            self.sections[-1] = replace(section, title=(section.title[0], end), content=(end + 1, end + 1))
        self.parts.append(Part("endheading", "", self.level))

    def _anchor(self, text: str) -> str:
        """An id for a heading that no other heading of the body and no page has."""
        # Two headings "Tips" and one "Tips 1" get `tips`, `tips-1` and `tips-1-1`.
        base = slugify(text) or "section"
        count = self.anchor_counts.get(base, -1) + 1
        self.anchor_counts[base] = count
        anchor = f"{base}-{count}" if count else base
        self.anchor_counts.setdefault(anchor, 0)
        # What links to headings are checked against.
        self.anchors.add(anchor)
        return anchor

    def fence(self, token: Token, *_: object) -> None:
        language = token.info.split()[0] if token.info.split() else ""
        attribute = f' class="language-{escapeHtml(language)}"' if language else ""
        self._block(f'<pre tabindex="0"><code{attribute}>{escapeHtml(token.content)}</code></pre>\n')

    def code_block(self, token: Token, *_: object) -> None:
        if not self.parts and token.map:
            # Text that was pasted from a page is the whole definition.
            span = self.source.line_span(self.source.span(self.base).line + token.map[0])
            message = "the text begins with four spaces, so it stands in a box, as code"
            self.problems.append(diagnostic("leftover-markup", message, span, "delete the spaces"))
        self._block(f'<pre tabindex="0"><code>{escapeHtml(token.content)}</code></pre>\n')

    def table_open(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        # A wide table scrolls in its frame, which the keyboard reaches; its columns name it.
        heads = []
        for ahead, following in enumerate(tokens[index:], index):
            if following.type == "thead_close":
                break
            if following.type == "th_open":
                heads.append(plain(tokens[ahead + 1].children or []))
        label = escapeHtml(", ".join(filter(None, heads)))
        self._block(f'<div class="table" role="region" tabindex="0" aria-label="{label}"><table>\n')

    def th_open(self, token: Token, *_: object) -> None:
        self.fixed += 1
        self._block(_cell(token, ' scope="col"'))

    def th_close(self, *_: object) -> None:
        self.fixed -= 1
        self._block("</th>\n")

    def td_open(self, token: Token, *_: object) -> None:
        self._block(_cell(token, ""))

    def alert_open(self, token: Token, *_: object) -> None:
        self._block(f'<aside class="note note-{token.meta["kind"].lower()}" role="note">\n')

    def alert_title_open(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        # markdown-it's title is English: a word of the interface takes its place.
        kind = next(t for t in reversed(tokens[:index]) if t.type == "alert_open").meta["kind"].lower()
        self._block('<p class="note-title">')
        self.parts.append(Part("word", f"note_{kind}"))
        tokens[index + 1].children = []

    def footnote_block_open(self, *_: object) -> None:
        self.notes = len(self.parts)
        self._block('<div class="footnotes" role="doc-endnotes">\n<ol>\n')

    def footnote_open(self, token: Token, *_: object) -> None:
        self._block("<li")
        self.parts.append(Part("id", f"fn-{token.meta['id'] + 1}"))
        self._block(">")

    def footnote_anchor(self, token: Token, *_: object) -> None:
        self._block(' <a class="footnote-back" href="')
        self.parts.append(Part("ref", _reference_id(token)))
        self._block('" aria-label="')
        self.parts.append(Part("word", "footnote_back"))
        self._block('">↩</a>')

    # --- inline ---

    def _inline(self, token: Token) -> None:
        place = self.locator.block(token)
        for child in token.children or ():
            if handler := _INLINES.get(child.type):
                handler(self, child, place)
            elif child.type in _EMPHASIS:
                place.find(child.markup)
                self.parts.append(Part("mark", f"<{'/' if child.nesting == -1 else ''}{child.tag}>"))
        ranges = {child.meta["at"] for child in token.children or () if "at" in child.meta}
        for left in leftovers.find(token.content, ranges):
            span = place.span(left.start, left.end)
            self.left.setdefault(left.kind, []).append(
                diagnostic("leftover-markup", left.message, span, left.hint)
            )
        # A summary is prose of the text itself: neither what a picture shows nor a note.
        if not self.first_paragraph and not self.fixed and self.notes is None:
            self.first_paragraph = " ".join(plain(token.children or [], of_page=False).split())

    def _prose(self, text: str, start: int, end: int) -> None:
        # Headings and heads of tables name what follows; a link in them would draw the eye from it.
        self.parts.append(Part("fixed" if self.fixed else "text", text, start, end))

    def text(self, token: Token, place: BlockText) -> None:
        if not token.content:
            return
        start, end = place.find(token.content)
        self._prose(token.content, start, end)
        if "<" in token.content and start >= 0:
            self.tags += [(start + begin, start + end) for begin, end in raw_html.tags(token.content)]

    def text_special(self, token: Token, place: BlockText) -> None:
        # `&amp;` and `\*` are longer in the file than on the page: their places are those of what was typed.
        self._prose(token.content, *place.find(token.markup))

    def softbreak(self, _token: Token, place: BlockText) -> None:
        start, end = place.find("\n")
        # Chinese and Japanese have no space where the editor wrapped a line, and a browser would show one.
        if not is_wrapped(place.text, place.cursor - 1):
            self._prose("\n", start, end)

    def element(self, token: Token, place: BlockText) -> None:
        start, end = place.find(token.content) if token.content else (-1, -1)
        self.parts.append(Part("inline", token.markup))
        if token.content:
            self.parts += [Part("fixed", token.content, start, end), Part("inline", f"</{token.tag}>")]

    def hardbreak(self, _token: Token, place: BlockText) -> None:
        place.find("\n")
        self.parts.append(Part("inline", "<br>\n"))

    def code_inline(self, token: Token, place: BlockText) -> None:
        start, end = place.find_code(token.markup)
        self.parts += [
            Part("inline", "<code>"),
            Part("fixed", token.content, start, end),
            Part("inline", "</code>"),
        ]

    def link_open(self, token: Token, place: BlockText) -> None:
        start, end = token.meta["at"]
        kind: LinkKind = "wiki" if token.markup == "wikilink" else "link"
        # Its text follows as tokens: `link_close` puts it here.
        self._written(kind, str(token.attrs.get("href", "")), "", place.span(start, end))
        self.fixed += 1
        # Behind `[[` or `[`: the link's text is looked for from there, or a word before the link would be taken for it.
        place.cursor = start + (2 if kind == "wiki" else 1)
        self.opened = len(self.parts)
        self.parts.append(Part("open", "", len(self.links) - 1))

    def link_close(self, token: Token, place: BlockText) -> None:
        self.fixed -= 1
        place.cursor = token.meta["at"][1]
        # Links do not nest, so the one opened last is the one that closes.
        index = self.parts[self.opened].start
        text = "".join(part.text for part in self.parts[self.opened :] if part.kind == "fixed")
        self.links[index] = replace(self.links[index], text=text)
        self.parts.append(Part("close", "", index))

    def citation(self, token: Token, place: BlockText) -> None:
        start, place.cursor = token.meta["at"]
        position = 0
        for work in _WORK.finditer(token.content):
            text = " ".join(work[0].split())
            self.parts.append(Part("fixed", "; " if position else "["))
            position = work.start() + len(work[0].rstrip())
            self._written("cite", work["slug"], text, place.span(start + work.start(), start + position))
            number = len(self.links) - 1
            self.parts += [Part("open", "", number), Part("fixed", text), Part("close", "", number)]
        self.parts.append(CITATION_END)

    def image(self, token: Token, place: BlockText) -> None:
        start, end = token.meta["at"]
        place.cursor = end
        text = plain(token.children or [])
        self._written("image", str(token.attrs.get("src", "")), text, place.span(start, end))
        self.parts.append(Part("image", text, len(self.links) - 1))

    def footnote_ref(self, token: Token, place: BlockText) -> None:
        place.cursor = token.meta["at"][1]
        number = token.meta["id"] + 1
        self.parts += [
            Part("inline", '<sup class="footnote-ref"><a'),
            Part("id", _reference_id(token)),
            Part("inline", ' href="'),
            Part("ref", f"fn-{number}"),
            Part("inline", f'">{number}</a></sup>'),
        ]

    def _written(self, kind: LinkKind, href: str, text: str, span: Span) -> None:
        """Keep a link, and report an address that may not stand on a page."""
        self.links.append(WrittenLink(kind, href, text, span))
        if kind not in ("wiki", "cite") and has_scheme(href) and (problem := url_problem(encoded(href))):
            message = f"{quote(href)} {problem}"
            self.problems.append(diagnostic("unsafe-link", message, span, address_cure(href)))


def _table(*methods: Callable[..., None]) -> Mapping[str, Callable[..., None]]:
    return MappingProxyType({method.__name__: method for method in methods})


# By type of token, what takes it with the body's tokens and its index in them. All others give `_CLOSING` or their tag.
_BLOCKS = _table(
    BodyBuilder.heading_open,
    BodyBuilder.heading_close,
    BodyBuilder.fence,
    BodyBuilder.code_block,
    BodyBuilder.table_open,
    BodyBuilder.th_open,
    BodyBuilder.th_close,
    BodyBuilder.td_open,
    BodyBuilder.alert_open,
    BodyBuilder.alert_title_open,
    BodyBuilder.footnote_block_open,
    BodyBuilder.footnote_open,
    BodyBuilder.footnote_anchor,
)
# By type of token, what takes it with the text of its block. All others but emphasis give nothing.
_INLINES = _table(
    BodyBuilder.text,
    BodyBuilder.text_special,
    BodyBuilder.softbreak,
    BodyBuilder.element,
    BodyBuilder.hardbreak,
    BodyBuilder.code_inline,
    BodyBuilder.link_open,
    BodyBuilder.link_close,
    BodyBuilder.citation,
    BodyBuilder.image,
    BodyBuilder.footnote_ref,
)


def _tag(token: Token) -> str:
    if token.nesting == -1:
        return f"</{token.tag}>\n"
    attributes = "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in token.attrs.items())
    newline = "\n" if token.tag in _OPEN_ON_THEIR_OWN else ""
    return f"<{token.tag}{attributes}>{newline}"


def _cell(token: Token, scope: str) -> str:
    # The pages' content security policy refuses markdown-it's inline style.
    align = _ALIGN.get(str(token.attrs.get("style", "")))
    return f"<{token.tag}{scope}" + (f' class="align-{align}">' if align else ">")


def _reference_id(token: Token) -> str:
    """The id of the place that refers to a footnote: several places may."""
    again = token.meta.get("subId", 0)
    return f"fnref-{token.meta['id'] + 1}" + (f"-{again}" if again else "")
