"""Fingerprints: which records changed since the last build, and whether other pages can see it.

A body may be edited so that only the pages that embed it change: its own, a list of tips, the print edition. A title,
a link or a first paragraph shows on other pages. The visible digest of a record covers what can show elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from termbank.content.key import Key
from termbank.content.model import Glossary, Record
from termbank.site.page import Page
from termbank.system.store import Store
from termbank.text.source import digest

FEW = 3
"""Records that a reason names; of more it gives the number."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """A glossary in digests.

    While `common` stays the same, an edit reaches only the pages that embed the bodies it changed: `common` covers
    the settings, the theme, and what other pages show of every record. `bodies` has the digest of each record's file;
    `visible` has for each record a token of its file and links, and the digest of what other pages can show of it.
    `clean` is whether no problem was found; `theme` and `site` are parts of `common`.
    """

    common: str = ""
    bodies: Mapping[Key, str] = field(default_factory=dict)
    visible: Mapping[Key, tuple[str, str]] = field(default_factory=dict)
    clean: bool = False
    theme: str = ""
    site: str = ""

    def covers(self, now: Fingerprints) -> bool:
        """Whether no problem was found then, and nothing that the checks of fields and links look at has changed."""
        return self.clean and self.common == now.common

    def edited(self, before: Fingerprints) -> frozenset[Key]:
        """The records whose files are not what they were in `before`."""
        return frozenset(key for key, name in self.bodies.items() if before.bodies.get(key) != name)


def take(glossary: Glossary, theme: str, before: Fingerprints) -> Fingerprints:
    """The fingerprints of `glossary` in a `theme`. What `before` knows is not worked out again."""
    visible = dict(_visible(glossary, before))
    # The folder's list of files is in it: a picture that appears makes a page's broken reference whole.
    files = (
        sorted(glossary.files),
        sorted(glossary.unfit),
        glossary.root,
        glossary.logo,
        glossary.share_image,
        glossary.folder,
    )
    fields = (glossary.site, *files, sorted(glossary.hidden), glossary.roles)
    site = digest(repr(fields).encode())
    # The digests alone, without tokens: a reworded body gives its record a new token and the same digest, so `common`
    # stays, and pages that show only titles and summaries are not even looked at.
    parts = "\0".join([theme, site, *(f"{key} {name}" for key, (_, name) in visible.items())])
    return Fingerprints(digest(parts.encode()), dict(glossary.digests), visible, theme=theme, site=site)


def _visible(glossary: Glossary, before: Fingerprints) -> Iterator[tuple[Key, tuple[str, str]]]:
    # What A's page shows of B depends on B's fields; which records A shows depends on the links. Both are covered.
    linked: dict[Key, list[Key]] = {record.key: [] for record in glossary.records}
    for target in sorted(glossary.links.backlinks):
        for backlink in glossary.links.backlinks[target]:
            linked[backlink.source].append(target)
    for record in glossary.records:
        key = record.key
        relations = repr((glossary.links.written[key], linked[key]))
        # A links to B; B is deleted: A's file is as it was, but its relations are not, so both are in the token.
        token = digest(f"{glossary.digests.get(key)}\0{relations}".encode())
        known, name = before.visible.get(key, ("", ""))
        yield key, (token, name if known == token else digest(f"{visible(record)}\0{relations}".encode()))


def visible(record: Record) -> str:
    """What pages that do not embed the record's body can show of it, in one text, without its relations."""
    body = record.body
    # A section's text, not its content: other pages link to headings and list them, and never embed what is below.
    links = [(link.kind, link.href, link.text) for link in body.links]
    sections = [section.text for section in body.sections]
    anchors, bold = sorted(body.anchors), [text for text, *_ in body.bold]
    return repr(
        (record.path, record.fields, record.extra, body.first_paragraph, bold, anchors, sections, links)
    )


def save(store: Store, room: str, name: str, now: Fingerprints) -> None:
    """Keep the fingerprints of the site whose inventory is `name`."""
    records = [(*key, body, *now.visible.get(key, ("", ""))) for key, body in now.bodies.items()]
    store.put(room, "fingerprints", (name, (now.common, now.clean, now.theme, now.site), records))


def load(store: Store, room: str, name: str) -> Fingerprints:
    """The fingerprints of the site whose inventory is `name`; empty ones where they are not known."""
    # A build wrote the site and was killed before it wrote the cache: these are another site's, which the name shows.
    kept = store.get(room, "fingerprints") if name else None
    if not kept or kept[0] != name:
        return Fingerprints()
    _, (common, clean, theme, site), records = kept
    bodies = {Key(kind, slug): body for kind, slug, body, _, _ in records}
    visible = {Key(kind, slug): (token, shown) for kind, slug, _, token, shown in records}
    return Fingerprints(common, bodies, visible, clean, theme, site)


def reasons(
    rendered: Iterable[Page], held: Mapping[str, str], before: Fingerprints, now: Fingerprints
) -> dict[str, str]:
    """Why each of the pages `rendered` was rendered, in a sentence without a subject.

    `held` is the inventory of the site before: an empty key marks a file that was changed by hand.
    """
    edited, common = now.edited(before), cache(lambda: _common_reason(before, now))

    def reason(page: Page) -> str:
        if page.path not in held:
            return "is new" if held else "there was no site that this version of Termbank knows"
        # `compare` in system/inventory empties the key of a file whose stamp is not the published one.
        if not held[page.path]:
            return "was changed or removed by somebody else"
        shown = [key for key in dict.fromkeys(page.embeds()) if key in edited]
        return f"shows the text of {_named(shown)}" if shown else common()

    return {page.path: reason(page) for page in rendered}


def _common_reason(before: Fingerprints, now: Fingerprints) -> str:
    """The change that any page may show."""
    # In order of reach: a new theme explains every page, an edited title only those that show it.
    if before.theme != now.theme:
        return "the theme has changed: its templates, words or assets, or the address of the site"
    if before.site != now.site:
        return "the settings of the site have changed, or the pictures, or what is a draft"
    nothing = ("", "")
    changed = [
        key
        for key in sorted(before.visible.keys() | now.visible.keys())
        if before.visible.get(key, nothing)[1] != now.visible.get(key, nothing)[1]
    ]
    return f"shows the fields or links of {_named(changed)}"


def _named(keys: list[Key]) -> str:
    names = [f"{key.kind}s/{key.slug}" for key in itertools.islice(keys, FEW)]
    more = len(keys) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
