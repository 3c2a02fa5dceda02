"""Bodies as HTML, on pages of their own and on others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import MappingProxyType

from markdown_it.common.utils import escapeHtml

from termbank.content.model import Glossary, Key, Record, Target, Term
from termbank.content.routes import resource_path, term_path
from termbank.text.markdown.body import Section
from termbank.text.markdown.html import HtmlOptions, to_html
from termbank.text.urls import path_to_url

Slice = tuple[int, int | None]

ALL: Slice = (0, None)

# The classes of links in bodies, by what they lead to.
_LINK_CLASS = MappingProxyType({"term": "term", "resource": "work"})


@dataclass
class Bodies:
    """The bodies of a bank as HTML. What stands on many pages is made once."""

    glossary: Glossary
    say: Callable[..., str]
    bodies: dict[tuple[Key, str, str], str] = field(default_factory=dict)
    known_tags: dict[tuple[str, str], str] = field(default_factory=dict)
    last_tags: tuple[tuple[Key, str, str] | None, dict[int, list[tuple[int, str]]]] = field(
        default_factory=lambda: (None, {})
    )

    def forget(self, records: Collection[Key]) -> None:
        """Make what stands on many pages anew from the bodies of `records`."""
        self.bodies = {name: html for name, html in self.bodies.items() if name[0] not in records}
        self.last_tags = None, {}

    def whole(self, record: Record, root: str, here: str = "") -> str:
        """A body as it stands on pages that are not its own: headings one level down, ids left out.

        On the page of the term `here`, it does not link to that page by itself.
        """
        if not any(link.target == here for link in self.glossary.links.automatic[record.key]):
            here = ""
        if (record.key, root, here) not in self.bodies:
            html = self.html(record, ALL, root, own=False, shift=1, here=here)
            self.bodies[record.key, root, here] = html
        return self.bodies[record.key, root, here]

    def html(
        self, record: Record, span: Slice, root: str, own: bool = True, shift: int = 0, here: str = ""
    ) -> str:
        """HTML of a slice of a record's parts, on its own page or on another one."""
        return to_html(
            record.body.parts,
            HtmlOptions(
                link=lambda index: self._link(record, index, root, own),
                image=lambda index: self._image(record, index, root),
                word=self.say,
                prefix="" if own else None,
                home="" if own else root + path_to_url(path_of(record.key)),
                shift=shift,
                automatic=self._automatic(record, root, here),
            ),
            *span,
        ).strip()

    def _automatic(self, record: Record, root: str, here: str) -> dict[int, list[tuple[int, str]]]:
        """The tags of a body's automatic links, by part; those to `here` are left out."""
        asked = (record.key, root, here)
        # The slices of one body are asked for one after the other.
        if self.last_tags[0] != asked:
            self.last_tags = asked, self._tags(record, root, here)
        return self.last_tags[1]

    def _tags(self, record: Record, root: str, here: str) -> dict[int, list[tuple[int, str]]]:
        tags: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for link in self.glossary.links.automatic[record.key]:
            if link.target != here:
                tags[link.first].append((link.offset, self._opening_tag(link.target, root)))
                tags[link.last].append((link.end, "</a>"))
        return tags

    def _opening_tag(self, slug: str, root: str) -> str:
        if (slug, root) not in self.known_tags:
            href = escapeHtml(root + path_to_url(term_path(slug)))
            self.known_tags[slug, root] = f'<a class="term auto" href="{href}">'
        return self.known_tags[slug, root]

    def _target(self, record: Record, index: int) -> Target | None:
        return self.glossary.links.written[record.key][index]

    def _link(self, record: Record, index: int, root: str, own: bool) -> tuple[str, str] | None:
        target = self._target(record, index)
        if target is None:
            return None
        if target.key is None:
            return target.href or f"{root}media/{path_to_url(target.file)}", ""
        anchor = f"#{path_to_url(target.anchor)}" if target.anchor else ""
        if own and target.key == record.key and anchor:
            return anchor, ""
        return root + path_to_url(path_of(target.key)) + anchor, _LINK_CLASS[target.key.kind]

    def _image(self, record: Record, index: int, root: str) -> str | None:
        target = self._target(record, index)
        if target is None:
            return None
        return target.href or f"{root}media/{path_to_url(target.file)}"

    def tip(self, term: Term, section: Section, root: str) -> str:
        """A section as it stands among the tips of other terms."""
        return self.html(term, section.content, root, own=False, shift=2)


def path_of(key: Key) -> str:
    """The page of a record."""
    return term_path(key.slug) if key.kind == "term" else resource_path(key.slug)
