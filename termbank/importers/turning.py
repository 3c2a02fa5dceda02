"""References and links between entries, which name each other as their source does, turned to slugs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import unquote

from termbank.content.model import Glossary, Term
from termbank.content.schema import REFERENCES
from termbank.importers.found import Entry, Found
from termbank.importers.markup import CODE
from termbank.importers.tags import REF
from termbank.linking.inflection import Inflector
from termbank.text.urls import has_scheme

_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*)\]\(<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(\s+\"[^\"]*\"|\s+'[^']*')?\)"
)
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)")
_DEFINITION = re.compile(r"^( {0,3}\[[^\]\n]+\]:\s*)(\S+)(.*)$", re.MULTILINE)
_SCOPED = re.compile(r"(?:[\w-]+:)?([^@/#:\s]*)(?:#[^@\s]*)?@[\w-]*(?::[\w.-]+)?")
_WIKI = re.compile(r"(!?)\[\[([^\[\]|#\n]*)(#[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]")


class Turner:
    """Turns what refers to entries by the names of their source to their slugs."""

    def __init__(self, glossary: Glossary, found: Found) -> None:
        self.found = found
        self.inflector = Inflector()
        self.slugs: dict[str, tuple[str, str]] = {}
        for record in reversed(glossary.records):
            for name in (record.slug, record.fields.title):
                self.slugs[_folded(name)] = (record.key.kind, record.slug)
            for name in record.fields.aliases if isinstance(record, Term) else ():
                self.slugs.setdefault(_folded(name), (record.key.kind, record.slug))
        # The later one wins: a title beats a name that the source gives, and that beats a synonym.
        for entry in reversed(found.entries):
            for field_name in ("abbreviations", "aliases"):
                self._know(entry, entry.fields.get(field_name) or ())
        for entry in reversed(found.entries):
            self._know(entry, entry.names)
        for entry in reversed(found.entries):
            self._know(entry, (entry.slug, entry.title))

    def _know(self, entry: Entry, names: Iterable[str]) -> None:
        for name in names:
            self.slugs[_folded(name)] = (entry.kind, entry.slug)

    def turn(self) -> None:
        """Turn every field and link of every entry."""
        for entry in self.found.entries:
            for name in REFERENCES[entry.kind]:
                self._field(entry, name)
            # In code, brackets are the language's own.
            pieces = CODE.split(entry.body)
            pieces[::2] = [self._links(piece, entry) for piece in pieces[::2]]
            entry.body = "".join(pieces).strip()
            if isinstance(summary := entry.fields.get("summary"), str):
                # A summary is plain text.
                plain = _WIKI.sub(
                    lambda match: match[4] or match[2], _LINK.sub(r"\1", _IMAGE.sub(r"\1", summary))
                )
                entry.fields["summary"] = re.sub(r"[*`]{1,3}(\S.*?)[*`]{1,3}", r"\1", plain)

    def _field(self, entry: Entry, name: str) -> None:
        if not (value := entry.fields.pop(name, None)):
            return
        if name == "confused_with":
            sentences = {key: text for key, text in value.items() if text} if isinstance(value, dict) else {}
            turned = {self._slug(key): text for key, text in sentences.items() if self._slug(key)}
            if len(turned) < len(value):
                self.found.lose("`confused_with` needs a sentence for each term", entry.place)
            if turned:
                entry.fields[name] = turned
            return
        # YAML of others writes one name as text, several as a list, and weights or notes as a map.
        values = value if isinstance(value, list) else list(value) if isinstance(value, dict) else [value]
        slugs: list[str] = []
        for each in values:
            slug = self._slug(each)
            if not slug:
                self.found.lose(f"`{name}` names {each[:60]!r}, which is no term here", entry.place)
            elif slug != entry.slug or entry.kind == "resource":
                slugs.append(slug)
        if slugs:
            entry.fields[name] = list(dict.fromkeys(slugs))

    def _slug(self, name: str) -> str:
        kind, slug = self._find(name, "") or ("", "")
        return slug if kind == "term" else ""

    def _find(self, name: str, base: str) -> tuple[str, str] | None:
        """The entry that an address or a name means: `../pods/`, `pod.md`, `/docs/glossary/pod`, `#pod`, `Pod`."""
        # From the most exact to the loosest: the address itself, the file that it leads to, the file's name alone.
        name = unquote(name.strip())
        path = name.partition("#")[0].rstrip("/")
        tries = [name, path, posixpath.normpath(posixpath.join(base, path)) if path else ""]
        last = path.rpartition("/")[2] or name.rpartition("#")[2]
        tries += [last, re.sub(r"\.(?:mdx?|markdown|html?)$", "", last)]
        return next((found for each in tries if each and (found := self.slugs.get(_folded(each)))), None)

    def _links(self, text: str, entry: Entry) -> str:
        def image(match: re.Match[str]) -> str:
            if has_scheme(match[2]):
                return match[0]
            # Where the file lies beside the source, nobody knows who may publish it.
            self.found.lose(
                f"the picture `{match[2][:60]}`: copy it to `media/` and show it again", entry.place
            )
            return match[1]

        def definition(match: re.Match[str]) -> str:
            """`[pods]: ../pods.md` below the text, but not `[^1]: a note`."""
            if has_scheme(match[2]) or match[1].strip().startswith("[^"):
                return match[0]
            found = self._find(match[2].strip("<>"), entry.base)
            return f"{match[1]}{self._address(found, entry)}{match[3]}" if found else match[0]

        text = _WIKI.sub(lambda match: self._wiki(match, entry), _IMAGE.sub(image, text))
        return _DEFINITION.sub(definition, _LINK.sub(lambda match: self._link(match, entry), text))

    def _wiki(self, match: re.Match[str], entry: Entry) -> str:
        shown = match[4] or match[2]
        if match[1] and re.search(r"\.\w{2,4}$", match[2]):
            self.found.lose(
                f"the picture `{match[2][:60]}`: copy it to `media/` and show it again", entry.place
            )
            return ""
        found = self._find(match[2], entry.base) if match[2] else None
        if found is None:
            if match[2]:
                self.found.lose(
                    f"a link to `{match[2][:60]}`, which is not here: its text stays", entry.place
                )
            return shown or (match[3] or "#").removeprefix("#")
        return f"[{shown}]({self._address(found, entry)})"

    def _link(self, match: re.Match[str], entry: Entry) -> str:
        text, address, title = match[1], match[2], match[3] or ""
        if address.startswith(REF):
            found = self._find(address.removeprefix(REF), entry.base)
        elif (reference := _SCOPED.fullmatch(address)) and not address.startswith("mailto:"):
            # TEv2, of Docusaurus sites: `[parties](party@)`, and `[parties](@)` where the text is a form of the name.
            shown = reference[1] or text
            other = self.inflector.form(shown.lower()) or shown
            found = self._find(shown, entry.base) or self._find(other, entry.base)
        elif has_scheme(address) or address.startswith("//") or not address:
            return match[0]
        elif address.startswith("#") and not self._find(address, entry.base):
            # A heading of the same page: whether it is there, the check will say.
            return match[0]
        else:
            found = self._find(address, entry.base)
        if found is None:
            self.found.lose(
                f"a link to `{address.removeprefix(REF)[:60]}`, which is not here: its text stays",
                entry.place,
            )
            return text
        return f"[{text}]({self._address(found, entry)}{title})"

    def _address(self, found: tuple[str, str], entry: Entry) -> str:
        kind, slug = found
        return f"{slug}.md" if kind == entry.kind else f"../{kind}s/{slug}.md"


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip().casefold()).removesuffix(".md")
