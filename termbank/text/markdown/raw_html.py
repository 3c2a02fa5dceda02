"""HTML in Markdown: it is not rendered, so it stands on the page as text, and a warning says what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Source
from termbank.text.suggest import quote

_HTML = re.compile(r"</?[A-Za-z][^<>\n]*>|<!--.*?(?:-->|$)", re.DOTALL)
# HTML's element names: `<T>` and `<your name>` are none, and stand on the page as they were meant.
_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        """
        a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas caption
        center cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset
        figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img
        input ins kbd label legend li link main map mark math menu meta meter nav noscript object ol
        optgroup option output p param picture pre progress q rp rt ruby s samp script search section select
        slot small source span strike strong style sub summary sup svg table tbody td template textarea
        tfoot th thead time title tr track tt u ul var video wbr
        """,
    )
)
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
# What people write HTML for, and how Markdown has it.
_IN_MARKDOWN = MappingProxyType(
    dict.fromkeys(["b", "strong"], "write `**text**`")
    | dict.fromkeys(["i", "em"], "write `*text*`")
    | dict.fromkeys(["ul", "ol", "li"], "begin each item with `- ` or `1. `, on a line of its own")
    | dict.fromkeys(
        ["table", "tbody", "thead", "tr", "td", "th"], "write a table with `|` between its columns"
    )
    | dict.fromkeys(
        ["center", "div", "font", "p", "span", "u"], "delete the tag; an empty line begins a paragraph"
    )
    | {"a": "write `[text](address)`", "img": "write `![what it shows](picture.png)`"}
)


def tags(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each tag and comment of HTML in `text`."""
    for match in _HTML.finditer(text):
        name = _TAG_NAME.match(match[0])
        if name is None or name[1].lower() in _ELEMENTS:
            yield match.span()


def problem(source: Source, places: Sequence[tuple[int, int]]) -> Diagnostic:
    """One warning for all tags of a file; `places` are their starts and ends in it."""
    first = source.span(*places[0])
    count = f" ({len(places)} places in this file)" if len(places) > 1 else ""
    tag = quote(source.text[first.start : first.end], 40)
    message = f"HTML is not rendered: {tag} will stand on the page as text{count}"
    element = _TAG_NAME.match(tag.strip("`"))
    hint = _IN_MARKDOWN.get(element[1].lower() if element else "", "write Markdown, or put it in backticks")
    return diagnostic("raw-html", message, first, hint)
