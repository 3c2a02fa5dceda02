"""`feeds/`: what changed as Atom feeds (RFC 4287). Needs the site's address, and a history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from termbank.content.model import Record, Term
from termbank.content.routes import record_path, wordings_path
from termbank.exporters.file import File
from termbank.site.parts.changelog import Event, Feed
from termbank.site.plan import Outline
from termbank.text.urls import license_name, license_to_url, path_to_url
from termbank.text.word_diff import Segment, changes_in_context, compare

MOST = 100
"""The number of entries in a feed, the latest first."""

_NAMESPACE = "http://www.w3.org/2005/Atom"
_TAGS = MappingProxyType({"gone": "del", "new": "ins"})


def export(outline: Outline) -> Iterator[File]:
    """Each feed of the plan."""
    if outline.base_url:
        writer = _Writer(outline, outline.base_url)
        for feed in outline.plan.feeds:
            yield File(feed.path, writer.feed(feed))


@dataclass(frozen=True, slots=True)
class _Writer:
    outline: Outline
    base: str

    def feed(self, feed: Feed) -> bytes:
        """A feed as XML."""
        site = self.outline.glossary.site
        # RFC 4287 wants an id, a title and a date of every feed and entry, and an author of one of them.
        root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": site.language})
        _add(root, "id", self.base + path_to_url(feed.path))
        _add(root, "title", self.outline.say("page_title", title=feed.title, site=site.title))
        _add(root, "updated", feed.events[0].date)
        _link(root, "self", self.base + path_to_url(feed.path))
        _link(root, "alternate", self.base + path_to_url(feed.page))
        _add(SubElement(root, "author"), "name", site.title)
        if site.license:
            _add(root, "rights", license_name(site.license))
            # RFC 4946: where the license is, for programs.
            if address := license_to_url(site.license):
                _link(root, "license", address)
        for event in feed.events[:MOST]:
            record = self.outline.glossary.get(event.key)
            assert record is not None
            entry = SubElement(root, "entry")
            path = wordings_path(event.key.slug) if event.after else record_path(*event.key)
            _add(entry, "id", self._identity(event, record))
            _add(entry, "title", self.outline.say(f"feed_{event.kind}", title=record.label))
            _add(entry, "updated", event.date)
            _add(entry, "published", event.date)
            _link(entry, "alternate", self.base + path_to_url(path))
            summary = record.summary if isinstance(record, Term) else record.body.first_paragraph
            if event.after:
                pieces = changes_in_context(compare(event.before, event.after))
                _add(entry, "content", f"<p>{_markup(pieces)}</p>", type="html")
            elif summary:
                _add(entry, "summary", summary)
        indent(root, "")
        text: str = tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()

    def _identity(self, event: Event, record: Record) -> str:
        """A tag URI (RFC 4151): of the record, and of the moment it was refined."""
        # `mark.md` is renamed to `grade.md` and lists `mark` under `formerly`: the first of its names stays in the
        # URI, so that readers who saw the entry under the old name are not shown it again as new.
        former = record.fields.formerly
        name = quote((former or (event.key.slug,))[0])
        moment = f"/{event.date}" if event.after else ""
        host = urlsplit(self.base).hostname
        return f"tag:{host},{_SINCE}:{event.key.kind}s/{name}{moment}"


# A tag URI names a date on which its author owned the host. It must never change: readers would see all entries again.
_SINCE = "2026"


def _markup(pieces: Sequence[Segment]) -> str:
    """The difference as HTML."""
    # The feed carries HTML as escaped text, where a reader folds line breaks into spaces: paragraphs need `<br>`.
    html = []
    for piece in pieces:
        text, tag = escape(piece.text.lstrip()), _TAGS.get(piece.kind)
        html.append(piece.space + (f"<{tag}>{text}</{tag}>" if tag else text))
    return "".join(html).replace("\n", "<br>")


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _link(parent: Element, rel: str, href: str) -> None:
    SubElement(parent, "link", {"rel": rel, "href": href})
