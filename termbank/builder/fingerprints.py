"""How far an edit reaches: what pages show of a record besides the text of its body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from termbank.content.model import Glossary, Key, Record
from termbank.system import files
from termbank.text.source import digest

_FILE = "reach"


@dataclass(frozen=True, slots=True)
class Surface:
    """A bank as its pages see it, in digests.

    While `common` stays the same, an edit reaches only the pages that embed the bodies it changed: it covers all
    that is told of the site, and every record's face: its fields, first paragraph, anchors and relations. `bodies`
    gives for each record the digest of its file, `faces` by what its face was worked out, and the face. `clean` is
    whether no problem was found; `theme` and `site` are parts of `common`.
    """

    common: str = ""
    bodies: Mapping[Key, str] = field(default_factory=dict)
    faces: Mapping[Key, tuple[str, str]] = field(default_factory=dict)
    clean: bool = False
    theme: str = ""
    site: str = ""

    def edited(self, before: Surface) -> frozenset[Key]:
        """The records whose files are not what they were in `before`."""
        return frozenset(key for key, name in self.bodies.items() if before.bodies.get(key) != name)


def surface(glossary: Glossary, theme: str, before: Surface) -> Surface:
    """The surface of `glossary` in a `theme`. What `before` knows is not worked out again."""
    faces = dict(_faces(glossary, before))
    fields = (glossary.site, sorted(glossary.files), sorted(glossary.hidden), glossary.roles)
    site = digest(repr(fields).encode())
    told = "\0".join([theme, site, *(f"{key} {face}" for key, (_, face) in faces.items())])
    return Surface(digest(told.encode()), dict(glossary.digests), faces, theme=theme, site=site)


def _faces(glossary: Glossary, before: Surface) -> Iterator[tuple[Key, tuple[str, str]]]:
    linked: dict[Key, list[Key]] = {record.key: [] for record in glossary.records}
    for target in sorted(glossary.links.backlinks):
        for backlink in glossary.links.backlinks[target]:
            linked[backlink.source].append(target)
    for record in glossary.records:
        key = record.key
        relations = repr((glossary.links.written[key], linked[key]))
        token = digest(f"{glossary.digests.get(key)}\0{relations}".encode())
        known, face = before.faces.get(key, ("", ""))
        yield key, (token, face if known == token else _face(record, relations))


def _face(record: Record, relations: str) -> str:
    return digest(f"{visible(record)}\0{relations}".encode())


def visible(record: Record) -> str:
    """What of a record can be seen on pages that do not embed its body, in one text; its relations left out."""
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
    return repr(shown)


def save(folder: Path, name: str, seen: Surface) -> None:
    """Keep what was seen when the site `name` was made. Side effect: writes a file, or nothing if that fails."""
    records = [(*key, body, *seen.faces.get(key, ("", ""))) for key, body in seen.bodies.items()]
    facts = (seen.common, seen.clean, seen.theme, seen.site)
    files.save(folder / _FILE, {"name": name, "facts": facts, "records": records})


def load(folder: Path | None, name: str) -> Surface:
    """What was seen when the site `name` was made; nothing where that is not known. Side effect: reads a file."""
    kept = files.load(folder / _FILE) if folder and name else {}
    if kept.get("name") != name:
        return Surface()
    records = [(Key(kind, slug), rest) for kind, slug, *rest in kept["records"]]
    bodies = {key: body for key, (body, _, _) in records}
    faces = {key: (token, face) for key, (_, token, face) in records}
    common, clean, theme, site = kept["facts"]
    return Surface(common, bodies, faces, clean, theme, site)
