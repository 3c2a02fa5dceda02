"""Bodies as HTML, on pages of their own and on others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType

from markdown_it.common.utils import escapeHtml

from termbank.content.key import Key
from termbank.content.model import Glossary, Record, Target, Term
from termbank.content.routes import record_path
from termbank.text.markdown.body import Section
from termbank.text.markdown.html import HtmlOptions, to_html
from termbank.text.urls import path_to_url

Slice = tuple[int, int | None]

ALL: Slice = (0, None)

# A heading below the second level, whose title holds no link: a link within a link is no HTML.
_HEADING = re.compile(r'<h(?P<level>[3-6]) id="(?P<id>[^"]+)">(?P<title>(?:(?!<a ).)*?)</h(?P=level)>')

# CSS classes of links in bodies, by the kind of record they lead to.
_LINK_CLASS = MappingProxyType({"term": "term", "resource": "work", "page": ""})


def embedded(glossary: Glossary, keys: Iterable[Key]) -> Iterator[Key]:
    """`keys`, and the records whose text their bodies show, however far."""
    seen: set[Key] = set()
    waiting = list(keys)[::-1]
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        yield key
        if record := glossary.get(key):
            targets = zip(record.body.links, glossary.links.written.get(key, ()), strict=False)
            waiting += [
                target.key for link, target in targets if link.kind == "embed" and target and target.key
            ]


@dataclass
class Bodies:
    """The bodies of a glossary as HTML; what stands on many pages is made once."""

    glossary: Glossary
    say: Callable[..., str]
    bodies: dict[tuple[Key, str, str], str] = field(default_factory=dict)
    known_tags: dict[tuple[str, str, str], str] = field(default_factory=dict)
    showing: list[Key] = field(default_factory=list)
    last_tags: tuple[tuple[Key, str, str] | None, dict[int, list[tuple[int, str]]]] = field(
        default_factory=lambda: (None, {})
    )

    def forget(self, records: Collection[Key]) -> None:
        """Drop the HTML of `records`, whose bodies were edited, and of those that show their text."""
        stale = {
            key for key in {name[0] for name in self.bodies} if not self.shown_in(key).isdisjoint(records)
        }
        self.bodies = {name: html for name, html in self.bodies.items() if name[0] not in stale}
        self.last_tags = None, {}

    def whole(self, record: Record, root: str, here: str = "") -> str:
        """A body as it stands on pages that are not its own: headings one level down, ids left out.

        Without automatic links to the page of the term `here`, which shows it.
        """
        # Most bodies do not link to the page that shows them, so that one rendering serves all the pages of a folder:
        # only a body that mentions `here` needs one of its own.
        automatic = self.glossary.links.automatic[record.key]
        if not any(link.target == here and link.kind == "term" for link in automatic):
            here = ""
        if (record.key, root, here) not in self.bodies:
            html = self.html(record, ALL, root, own=False, shift=1, here=here)
            self.bodies[record.key, root, here] = html
        return self.bodies[record.key, root, here]

    def html(
        self, record: Record, span: Slice, root: str, own: bool = True, shift: int = 0, here: str = ""
    ) -> str:
        """HTML of a slice of a record's parts, on its own page, where headings link to themselves, or on another."""
        html = to_html(
            record.body.parts,
            HtmlOptions(
                link=lambda index: self._link(record, index, root, own),
                image=lambda index: self._image(record, index, root),
                word=self.say,
                prefix="" if own else None,
                home="" if own else root + path_to_url(record_path(*record.key)),
                shift=shift,
                automatic=self._automatic(record, root, here),
                embed=lambda index: self._embedded(record, index, root, here),
            ),
            *span,
        ).strip()
        # An id may hold any letter, and an address only some; for most they are the same.
        return (
            _HEADING.sub(
                lambda heading: (
                    f'<h{heading["level"]} id="{heading["id"]}">'
                    f'<a href="#{escapeHtml(path_to_url(unescape(heading["id"])))}">{heading["title"]}</a>'
                    f"</h{heading['level']}>"
                ),
                html,
            )
            if own and "<h" in html
            else html
        )

    def _embedded(self, record: Record, index: int, root: str, here: str) -> str:
        """What another record says, where `record` shows it: its definition, or the section that was named."""
        target = self._target(record, index)
        other = self.glossary.get(target.key) if target and target.key else None
        # A shows B, and B shows A: the check names that, and pages show the first of the two once.
        if other is None or target is None or {record.key, *self.showing} & {other.key}:
            return ""
        span: Slice = (0, other.body.definition)
        if target.anchor:
            span = next((each.content for each in other.body.sections if each.id == target.anchor), span)
        summary = other.fields.summary if isinstance(other, Term) and not target.anchor else None
        self.showing.append(record.key)
        try:
            html = self.html(other, span, root, own=False, shift=1, here=here)
        finally:
            self.showing.pop()
        return (f"<p>{escapeHtml(summary)}</p>\n" if summary else "") + html + "\n"

    def shown_in(self, key: Key) -> frozenset[Key]:
        """The records whose text the body of `key` shows, itself included."""
        return frozenset(embedded(self.glossary, [key]))

    def _automatic(self, record: Record, root: str, here: str) -> dict[int, list[tuple[int, str]]]:
        """The tags of a body's automatic links, by part; those to `here` are left out."""
        asked = (record.key, root, here)
        # A term's page asks for the slices of one body one after the other: lead, sections, notes. One set of tags
        # serves them all; the tags of all bodies together would take as much memory as the pages.
        if self.last_tags[0] != asked:
            tags: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
            for link in self.glossary.links.automatic[record.key]:
                if link.target == here and link.kind == "term":
                    continue
                name = link.kind, link.target, root
                if name not in self.known_tags:
                    href = escapeHtml(root + path_to_url(record_path(link.kind, link.target)))
                    self.known_tags[name] = f'<a class="{_LINK_CLASS[link.kind]} auto" href="{href}">'
                tags[link.first].append((link.offset, self.known_tags[name]))
                tags[link.last].append((link.end, "</a>"))
            self.last_tags = asked, tags
        return self.last_tags[1]

    def _target(self, record: Record, index: int) -> Target | None:
        return self.glossary.links.written[record.key][index]

    def _link(self, record: Record, index: int, root: str, own: bool) -> tuple[str, str] | None:
        target = self._target(record, index)
        if target is None:
            return None
        # An address is part of an attribute here, and headings may hold any letter: "#Größe" must be percent-encoded.
        anchor = f"#{path_to_url(target.anchor)}" if target.anchor else ""
        if target.key is None:
            inside = target.page or f"media/{target.file}"
            return target.href or root + path_to_url(inside) + anchor, ""
        # A link to a heading of the page that the reader is on: with the page's name it would break in a saved copy.
        if own and target.key == record.key and anchor:
            return anchor, ""
        return root + path_to_url(record_path(*target.key)) + anchor, _LINK_CLASS[target.key.kind]

    def _image(self, record: Record, index: int, root: str) -> str | None:
        target = self._target(record, index)
        if target is None:
            return None
        return target.href or f"{root}media/{path_to_url(target.file)}"

    def tip(self, term: Term, section: Section, root: str) -> str:
        """A section as it stands among the tips of other terms."""
        return self.html(term, section.content, root, own=False, shift=2)
