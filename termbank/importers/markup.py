"""Texts of others as our Markdown: HTML, and the signs that other tools put into Markdown."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from types import MappingProxyType

from termbank.importers.found import Found
from termbank.importers.tags import LIQUID, MACRO, SHORTCODE, VARIABLE, liquid, lost, macro, shortcode

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MARKS = MappingProxyType(
    {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "code": "`", "tt": "`"}
)
_KEPT = ("sub", "sup", "kbd", "abbr")
_BLOCKS = ("p", "div", "section", "ul", "ol", "table", "tr", "blockquote", "dl", "dt", "dd")


class _Converter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.links: list[str] = []
        self.lists: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _MARKS:
            self.out.append(_MARKS[tag])
        elif tag in _KEPT:
            self.out.append(f"<{tag}>")
        elif tag == "a":
            self.links.append(values.get("href") or "")
            self.out.append("[" if self.links[-1] else "")
        # Two spaces at the end of a line are Markdown's line break.
        elif tag == "br":
            self.out.append("  \n")
        elif tag == "img":
            self.out.append(values.get("alt") or "")
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.out.append(f"\n\n{'#' * max(int(tag[1]), 2)} ")
        elif tag == "li":
            self.out.append("\n" + ("1. " if self.lists and self.lists[-1] == "ol" else "- "))
        elif tag in ("script", "style"):
            self.out.append("\0")
        elif tag in _BLOCKS:
            self.out.append("\n\n")
        # Items of an ordered list inside another one are numbered on their own.
        if tag in ("ul", "ol"):
            self.lists.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _MARKS:
            self.out.append(_MARKS[tag])
        elif tag in _KEPT:
            self.out.append(f"</{tag}>")
        elif tag == "a" and self.links:
            href = self.links.pop()
            self.out.append(f"]({href})" if href else "")
        elif tag in ("script", "style"):
            while self.out and self.out.pop() != "\0":
                pass
        elif tag in _BLOCKS or re.fullmatch("h[1-6]", tag):
            self.out.append("\n\n")
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        self.out.append(re.sub(r"\s+", " ", data))


def from_html(text: str) -> str:
    """`text` as Markdown, where it holds HTML; otherwise as it is, with its entities as characters."""
    if not _TAG.search(text):
        return html.unescape(text) if "&" in text else text
    converter = _Converter()
    converter.feed(text)
    converter.close()
    written = "".join(converter.out).replace("\0", "")
    written = re.sub(r"\*{4}|``", "", written)
    return re.sub(
        r"\n{3,}",
        "\n\n",
        re.sub(r"[ \t]+\n(?!\n)", lambda found: "  \n" if "  " in found[0] else "\n", written),
    ).strip()


_MDX = re.compile(r"^(?:import|export)\s.*?(?:;|$)\n?", re.MULTILINE)
_COMPONENT = re.compile(r"</?[A-Z][\w.]*[^<>]*>")
_OBSIDIAN_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
_CALLOUT = re.compile(r"^(>\s*)\[!([\w-]+)\][+-]?[ \t]*(.*)$", re.MULTILINE)
_ADMONITION = re.compile(r"^:::[ \t]*\w*[ \t]*\[?(.*?)\]?[ \t]*$\n?", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLOCK_ID = re.compile(r"[ \t]\^[\w-]+$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}|\{#[\w-]+\}")
_HIGHLIGHT = re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)==")
# Code is left as it is, whatever stands in it.
CODE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[ \t]*$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)


def from_markdown(text: str, place: str, found: Found) -> str:
    """The Markdown of other tools as ours: what links becomes a link, what shows nothing goes, and losses are noted."""
    pieces = CODE.split(text)
    pieces[::2] = [_outside_code(piece, place, found) for piece in pieces[::2]]
    return re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip()


def _outside_code(text: str, place: str, found: Found) -> str:
    # From the outermost sign to the innermost: a shortcode may hold HTML, and HTML a macro.
    # Comments go first, so that a shortcode that somebody switched off is no loss.
    text = _COMMENT.sub("", text)
    text = _OBSIDIAN_COMMENT.sub("", text)
    text = SHORTCODE.sub(lambda match: shortcode(match, place, found), text)
    text = LIQUID.sub(lambda match: liquid(match, place, found), text)
    if _TAG.search(text):
        text = _inline_html(text)
    text = MACRO.sub(lambda match: macro(match, place, found), text)
    text = VARIABLE.sub(lambda match: lost(f"`{match[0][:40]}`", place, found), text)
    text = _MDX.sub("", text) if re.search(r"^(?:import .* from|export )", text, re.MULTILINE) else text
    text = _COMPONENT.sub("", text)
    text = _CALLOUT.sub(lambda match: f"{match[1]}**{match[3] or match[2].capitalize()}**\n{match[1]}", text)
    text = _ADMONITION.sub(lambda match: f"**{match[1]}**\n\n" if match[1] else "", text)
    text = _ATTRIBUTES.sub("", _BLOCK_ID.sub("", text))
    return _HIGHLIGHT.sub(r"\1", text)


_DROPPED = (
    "a",
    "span",
    "font",
    "u",
    "s",
    "small",
    "big",
    "mark",
    "ins",
    "del",
    "li",
    "h[1-6]",
    "img",
    "figure",
    "figcaption",
    "iframe",
    "video",
    "details",
    "summary",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
)
_UNKNOWN = re.compile(rf"</?(?:{'|'.join(_DROPPED)})(?:\s[^<>]*)?/?>", re.IGNORECASE)


def _inline_html(text: str) -> str:
    """Markdown with HTML in it: the HTML becomes Markdown, all else stays to the letter."""
    text = re.sub(
        r"""<a\s[^<>]*?href\s*=\s*["']([^"']*)["'][^<>]*>(.*?)</a>""",
        r"[\2](\1)",
        text,
        flags=re.DOTALL | re.IGNORECASE,
    )
    for tag, mark in _MARKS.items():
        text = re.sub(rf"</?{tag}(?:\s[^<>]*)?>", mark, text, flags=re.IGNORECASE)
    text = re.sub(r"<br\s*/?>", "  \n", text, flags=re.IGNORECASE)
    text = re.sub(r"<(script|style)\b.*?</\1\s*>", "", text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(r"</?(?:p|div|section|center|ul|ol)(?:\s[^<>]*)?>", "\n\n", text, flags=re.IGNORECASE)
    text = re.sub(r"<li(?:\s[^<>]*)?>", "\n- ", text, flags=re.IGNORECASE)
    text = re.sub(
        r"<h([1-6])(?:\s[^<>]*)?>",
        lambda match: f"\n\n{'#' * max(int(match[1]), 2)} ",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(r"""<img\s[^<>]*?alt\s*=\s*["']([^"']*)["'][^<>]*>""", r"\1", text, flags=re.IGNORECASE)
    return _UNKNOWN.sub("", text)
