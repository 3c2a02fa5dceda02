"""Parts of a body as the HTML of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.common.utils import escapeHtml

from termbank.text.markdown.body import Part
from termbank.text.urls import has_scheme


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """What the HTML of parts depends on besides the parts: the page that they stand on.

    `link(index)` gives a written link's (href, CSS class), or None where only its text is shown; `image(index)` the
    address of an image, or None; an image on another site becomes a link to it. `embed(index)` gives the HTML of what
    another record says. `word` translates a message's key.
    `prefix` goes before every id; None leaves ids out, and `home` is then the address of the page that has them.
    `shift` lowers headings by that many levels. `automatic` holds, by index of a part, tags of automatic links, each
    with its offset in the part's text, in order.
    """

    link: Callable[[int], tuple[str, str] | None]
    image: Callable[[int], str | None]
    word: Callable[[str], str]
    prefix: str | None = ""
    home: str = ""
    shift: int = 0
    automatic: Mapping[int, Sequence[tuple[int, str]]] = field(default_factory=dict)
    embed: Callable[[int], str] = lambda _: ""


def to_html(parts: Sequence[Part], options: HtmlOptions, start: int = 0, end: int | None = None) -> str:
    """The HTML of `parts[start:end]`; every text in it is escaped here and nowhere else."""
    chosen, automatic = parts[start:end], options.automatic
    if not automatic:
        return "".join([_html(part, options) for part in chosen])
    return "".join(
        [
            _linked(part, automatic[index]) if index in automatic else _html(part, options)
            for index, part in enumerate(chosen, start)
        ]
    )


def _linked(part: Part, tags: Sequence[tuple[int, str]]) -> str:
    """A text with the tags of automatic links put in; emphasis with those before and behind it."""
    # "**Rubrics** help": the link goes around the whole emphasis, where a tag inside it would cross another.
    if part.kind == "mark":
        before = "".join(tag for offset, tag in tags if not offset)
        return before + part.text + "".join(tag for offset, tag in tags if offset)
    pieces, position = [], 0
    for offset, tag in tags:
        pieces += [escapeHtml(part.text[position:offset]), tag]
        position = offset
    return "".join([*pieces, escapeHtml(part.text[position:])])


def _html(part: Part, options: HtmlOptions) -> str:
    kind = part.kind
    if kind in ("text", "fixed"):
        return escapeHtml(part.text)
    if kind in ("block", "inline", "mark"):
        return part.text
    if kind == "heading":
        return f"<h{min(part.start + options.shift, 6)}{_id(part.text, options)}>"
    if kind == "endheading":
        return f"</h{min(part.start + options.shift, 6)}>\n"
    if kind == "id":
        return _id(part.text, options)
    if kind == "ref":
        return escapeHtml(f"{options.home}#{options.prefix or ''}{part.text}")
    if kind == "word":
        return escapeHtml(options.word(part.text))
    if kind == "image":
        source = options.image(part.start)
        alt = escapeHtml(part.text)
        if source and has_scheme(source):
            return f"{_anchor_tag(source, '')}{alt or escapeHtml(source)}</a>"
        return f'<img src="{escapeHtml(source)}" alt="{alt}">' if source else alt
    if kind == "embed":
        return options.embed(part.start)
    target = options.link(part.start)
    if target is None:
        return ""
    return "</a>" if kind == "close" else _anchor_tag(*target)


def _id(name: str, options: HtmlOptions) -> str:
    return "" if options.prefix is None else f' id="{escapeHtml(options.prefix + name)}"'


def _anchor_tag(href: str, css: str) -> str:
    # The other site does not learn which page the reader came from.
    outward = ' rel="noopener noreferrer"' if has_scheme(href) else ""
    return f'<a{f" class={chr(34)}{css}{chr(34)}" if css else ""} href="{escapeHtml(href)}"{outward}>'
