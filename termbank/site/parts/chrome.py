"""The chrome: what surrounds the content of every page, and what pages say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from termbank import __version__
from termbank.content.key import Key
from termbank.content.model import Glossary, OwnPage
from termbank.content.routes import (
    ACCESSIBILITY,
    CONTRIBUTE,
    MY_LIST,
    OFFLINE,
    changes_path,
    feed_path,
    own_path,
    tips_path,
)
from termbank.content.schema import Place
from termbank.site.page import Context, Page, Say
from termbank.site.parts.body import embedded
from termbank.site.parts.changelog import Changelog, Feed
from termbank.site.parts.contribution import Contribution
from termbank.site.parts.hierarchy import HIERARCHY
from termbank.site.parts.index import Index
from termbank.site.parts.pagination import ListPart
from termbank.text.collation import letters
from termbank.text.json_data import as_json
from termbank.text.urls import license_name, license_to_url, path_to_url, root_of

DATA = "about/data.html"
HEALTH = "about/health.html"

# Templates of pages that lead to records.
_LISTS = frozenset(
    f"{name}.html"
    for name in (
        "category",
        "facet",
        "folder",
        "letter",
        "library",
        "list",
        "pairs",
        "principle",
        "terms",
        "tips",
    )
)


@dataclass
class Chrome:
    """Adds to the context of every page what all pages share: the navigation, the letters, the feeds."""

    index: Index
    say: Say
    base_url: str | None
    changelog: Changelog
    map_path: str | None

    @property
    def glossary(self) -> Glossary:
        """The glossary."""
        return self.index.glossary

    @cached_property
    def site(self) -> Context:
        """What templates show of the site on every page."""
        fields, shared = self.glossary.site, self.glossary.share_image
        return {
            "title": fields.title,
            "description": fields.description,
            "language": fields.language,
            "dir": "rtl" if self.index.rtl else "ltr",
            "base_url": self.base_url,
            "repository": fields.repository,
            "license": self.license,
            "imprint": fields.imprint,
            "logo": self.logo,
            # Other sites fetch it by itself, so it needs a whole address.
            "share_image": f"{self.base_url}{f'media/{path_to_url(shared.path)}' if shared else 'assets/share.png'}"
            if self.base_url
            else None,
            "pages": [self.own(page) for page in self.index.own_pages if page.fields.place is Place.FOOTER],
            # A page of the site's own in its place has its link among the others.
            "contribute": CONTRIBUTE if "contribute" not in self.glossary.pages else None,
            "data": DATA,
            "my_list": MY_LIST,
            "accessibility": ACCESSIBILITY if "accessibility" not in self.glossary.pages else None,
            "offline": OFFLINE if fields.offline else None,
            "health": HEALTH if fields.health else None,
            "map": self.map_path,
            "hierarchy": HIERARCHY if self.glossary.links.narrower else None,
            "changes": changes_path() if self.changelog.events else None,
            "nav": self.nav,
            # Every letter of the alphabet, whether it has terms or not: a row that never changes its shape.
            "letters": [
                {
                    "letter": letter,
                    "url": self.index.letter_url(letter) if letter in self.index.groups else None,
                    "count": len(self.index.groups.get(letter, ())),
                }
                for letter in letters(set(self.index.groups), self.index.language)
            ],
            "generator": f"Termbank {__version__}",
        }

    @property
    def license(self) -> Context | None:
        """The license of the site's texts: its name, and its address where that is known."""
        name = self.glossary.site.license
        return {"name": license_name(name), "url": license_to_url(name)} if name else None

    @property
    def logo(self) -> Context | None:
        """The site's logo, with its size in pixels."""
        logo = self.glossary.logo
        url = f"media/{path_to_url(logo.path)}" if logo else ""
        return {"url": url, "width": logo.width, "height": logo.height} if logo else None

    def own(self, page: OwnPage) -> Context:
        """A link to a page of the site's own, as menu and footer show it."""
        return {"title": page.fields.label or page.label, "url": path_to_url(own_path(page.slug))}

    @cached_property
    def contribution(self) -> Contribution:
        """The ways to take part."""
        return Contribution(self.glossary, self.say, self.base_url)

    @cached_property
    def nav(self) -> list[Context]:
        """The navigation: the site's lists, then its own pages that have a place there."""
        own = [page for page in self.index.own_pages if page.fields.place is Place.MENU]
        return [
            {"key": key, "label": self.say(f"nav_{key}"), "url": url}
            for key, url, present in (
                ("terms", "terms/index.html", True),
                ("resources", "resources/index.html", self.index.resources),
                ("compare", "compare/index.html", self.index.pairs),
                ("tips", path_to_url(tips_path(next(iter(self.index.items), ""))), self.index.items),
            )
            if present
        ] + [
            {"key": f"own {page.slug}", "label": link["title"], "url": link["url"]}
            for page in own
            for link in [self.own(page)]
        ]

    @cached_property
    def nav_urls(self) -> frozenset[str]:
        """The pages that the navigation leads to."""
        return frozenset(entry["url"] for entry in self.nav)

    def page(  # noqa: PLR0913, PLR0917  every page says of itself what it needs
        self,
        path: str,
        template: str,
        title: str | None,
        context: Callable[[], Context],
        description: str | None = None,
        nav: str | None = None,
        hue: int | None = None,
        letter: str | None = None,
        noindex: bool = False,
        canonical: str | None = None,
        embeds: Callable[[], Iterable[Key]] = tuple,
        source: str | None = None,
    ) -> Page:
        """A page whose context is what every page has and what `context` adds.

        `source` is the file of the content folder in which the page's text is edited, if it is one file.
        """
        # The address is needed by the sitemap, which never looks into contexts; all else waits until the page is made.
        address = self.canonical(canonical or path)

        def make_context() -> Context:
            site = self.glossary.site.title
            page = {
                "url": path_to_url(path),
                "kind": template.removesuffix(".html"),
                "title": self.say("page_title", title=title, site=site) if title else site,
                "name": title or site,
                "description": description or None,
                "canonical": address,
                "nav": nav,
                "feeds": [{"title": feed.title, "url": feed.path} for feed in self.feeds_of.get(path, ())],
                "in_nav": path_to_url(path) in self.nav_urls,
                "hue": hue,
                "letter": letter,
                "noindex": noindex,
                "ways": self.contribution.ways(title or site, path, source) if path != CONTRIBUTE else [],
            }
            shown = {"root": root_of(path), "page": page, **context()}
            # Pages about one thing say themselves what it is.
            return {"linked_data_html": self._linked_data(path, template, title or site, description)} | shown

        # Each build asks every page what it embeds, and few glossaries show one text inside another.
        shown = partial(_shown, self.glossary, embeds) if self._shows_texts else embeds
        return Page(path, template, make_context, address, noindex, shown)

    @cached_property
    def _shows_texts(self) -> bool:
        """Whether any body shows the text of another record."""
        return any(link.kind == "embed" for record in self.glossary.records for link in record.body.links)

    def canonical(self, path: str) -> str | None:
        """The canonical address of a page, for search engines; None where the site's own is not known."""
        if not self.base_url:
            return None
        # Hosts give the same page for `terms/` and `terms/index.html`: search engines should count it once.
        return self.base_url + path_to_url(path.removesuffix("index.html"))

    def base(self, path: str) -> str:
        """What addresses in the linked data of the page at `path` begin with."""
        # Without the site's address they are relative: programs know where they got the page from. An empty one would
        # be the page itself, and not the folder that it is in.
        return self.base_url or root_of(path) or "./"

    def _linked_data(self, path: str, template: str, name: str, description: str | None) -> str:
        """A page about nothing in particular, as JSON-LD."""
        base = self.base(path)
        node = {
            "@context": "https://schema.org",
            "@type": "CollectionPage" if template in _LISTS else "WebPage",
            "name": name,
            **({"description": description} if description else {}),
            "url": base + path_to_url(path.removesuffix("index.html")),
            "isPartOf": {"@id": f"{base}#website"},
        }
        return as_json(node).decode()

    def part_title(self, title: str, part: ListPart[Any]) -> str:
        """The title of a part of a list."""
        if part.count == 1:
            return title
        return self.say("part_title", title=title, number=part.number, count=part.count)

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """What readers can follow: all changes, new terms, new resources, the terms of each principle."""
        events = self.changelog.events
        # Readers of feeds have no page to start from: their links must be whole, with the site's address.
        if not events or not self.base_url:
            return ()
        new = {
            kind: [event for event in events if event.kind == kind] for kind in ("new_term", "new_resource")
        }
        feeds = [
            Feed(feed_path("changes"), self.say("all_changes"), changes_path(), events),
            Feed(feed_path("terms"), self.say("feed_terms"), "terms/index.html", new["new_term"]),
            Feed(
                feed_path("resources"),
                self.say("feed_resources"),
                "resources/index.html",
                new["new_resource"],
            ),
        ]
        for value in self.index.principles:
            keys = {term.key for term in self.index.terms_with[value.path]}
            own = [event for event in events if event.key in keys]
            feeds.append(Feed(feed_path("principles", value.value), value.label, value.path, own))
        return tuple(feed for feed in feeds if feed.events)

    @cached_property
    def feeds_of(self) -> dict[str, list[Feed]]:
        """The feeds that a page announces, by its path: its own, and all of them on the page of changes."""
        # Every page could announce every feed; then a browser would offer twenty on a page about one principle.
        found = {feed.page: [feed] for feed in self.feeds}
        return found | {"index.html": [*self.feeds[:1]], changes_path(): [*self.feeds]}


def _shown(glossary: Glossary, embeds: Callable[[], Iterable[Key]]) -> Iterable[Key]:
    """The records whose text stands on a page: those that it embeds, and those that these show in theirs."""
    return embedded(glossary, embeds())
