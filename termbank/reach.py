"""How far an edit reaches: what pages show of a record besides the text of its body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from termbank import ledger
from termbank.model import Glossary, Key, Record
from termbank.source import digest

_FILE = "reach"


@dataclass(frozen=True, slots=True)
class Surface:
    """A bank as its pages see it, in digests.

    While `common` stays the same, an edit reaches only the pages that embed the bodies it changed: it covers all
    that is told of the site, and every record's face: its fields, first paragraph, anchors and relations. `bodies`
    gives for each record the digest of its file, `faces` by what its face was worked out, and the face.
    """

    common: str = ""
    bodies: Mapping[Key, str] = field(default_factory=dict)
    faces: Mapping[Key, tuple[str, str]] = field(default_factory=dict)

    def edited(self, before: Surface) -> frozenset[Key]:
        """The records whose files are not what they were in `before`."""
        return frozenset(key for key, name in self.bodies.items() if before.bodies.get(key) != name)


def surface(glossary: Glossary, others: str, before: Surface) -> Surface:
    """The surface of `glossary`; `others` is what else every page hangs on. What `before` knows is not worked out."""
    faces = dict(_faces(glossary, before))
    site = (glossary.site, sorted(glossary.files), sorted(glossary.hidden), glossary.roles)
    told = "\0".join([others, repr(site), *(f"{key} {face}" for key, (_, face) in faces.items())])
    return Surface(digest(told.encode()), dict(glossary.digests), faces)


def _faces(glossary: Glossary, before: Surface) -> Iterator[tuple[Key, tuple[str, str]]]:
    linked: dict[Key, list[Key]] = {record.key: [] for record in glossary.records}
    for target, backlinks in glossary.links.backlinks.items():
        for backlink in backlinks:
            linked[backlink.source].append(target)
    for record in glossary.records:
        key = record.key
        relations = repr((glossary.links.written[key], linked[key]))
        token = digest(f"{glossary.digests.get(key)}\0{relations}".encode())
        known, face = before.faces.get(key, ("", ""))
        yield key, (token, face if known == token else _face(record, relations))


def _face(record: Record, relations: str) -> str:
    body = record.body
    links = [(link.kind, link.href, link.text) for link in body.links]
    sections = [section.text for section in body.sections]
    shown = (
        record.path,
        record.fields,
        record.extra,
        body.first_paragraph,
        sorted(body.anchors),
        sections,
        links,
    )
    return digest(f"{shown!r}\0{relations}".encode())


def save(folder: Path, site: str, seen: Surface) -> None:
    """Keep what was seen when the site named `site` was made. Side effect: writes a file, or nothing if that fails."""
    records = [(*key, name, *seen.faces.get(key, ("", ""))) for key, name in seen.bodies.items()]
    ledger.save(folder / _FILE, {"site": site, "common": seen.common, "records": records})


def load(folder: Path | None, site: str) -> Surface:
    """What was seen when the site named `site` was made; nothing where that is not known. Side effect: reads a file."""
    facts = ledger.load(folder / _FILE) if folder and site else {}
    if facts.get("site") != site:
        return Surface()
    records = [(Key(kind, slug), rest) for kind, slug, *rest in facts["records"]]
    bodies = {key: name for key, (name, _, _) in records}
    return Surface(facts["common"], bodies, {key: (token, face) for key, (_, token, face) in records})
