"""References: what each link that is written in a body leads to, and the links that lead nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from termbank.content.key import Key, Kind
from termbank.content.model import Glossary, Record, Target, Term
from termbank.content.routes import (
    ACCESSIBILITY,
    CONTRIBUTE,
    IMAGES,
    MEDIA,
    compare_path,
    tips_path,
    value_path,
)
from termbank.content.spans import values_of
from termbank.text.collation import fold
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.markdown.body import RESERVED_IDS, WrittenLink
from termbank.text.suggest import did_you_mean, nearest, quote
from termbank.text.urls import encoded, has_scheme, slug_problem, slugify, url_problem

# Addresses without their beginning: `www.google.com`, `example.org/page`.
_WIKI_PICTURE = re.compile(r"(?:file|image|datei|fichier|archivo):\s*([^|]+)", re.IGNORECASE)
_WEB = re.compile(
    r"(?:www\.|(?:[\w-]+\.)+(?:com|org|net|edu|gov|info|io|de|fr|es|it|uk|eu|ca|au)(?:[/?]|$))", re.IGNORECASE
)
# What files that are no pages end in, so that a dead link to one is not taken for a term's.
_FILES = frozenset(
    [
        *MEDIA,
        ".csv",
        ".doc",
        ".docx",
        ".odt",
        ".ods",
        ".ppt",
        ".pptx",
        ".svg",
        ".txt",
        ".xls",
        ".xlsx",
        ".zip",
    ]
)
_MAIL = re.compile(r"[^\s@/]+@[\w-]+(?:\.[\w-]+)+")


def known_names(glossary: Glossary) -> dict[str, Key]:
    """The records by everything that they are called: labels, titles, aliases and abbreviations, case folded."""
    # The later one wins: a label beats a title, which beats an alias; the first of two records beats the second.
    names: dict[str, Key] = {}
    for record in reversed(glossary.records):
        if isinstance(record, Term):
            for name in (*record.fields.aliases, *record.fields.abbreviations):
                names[name.casefold()] = record.key
    for record in reversed(glossary.records):
        names[record.fields.title.casefold()] = record.key
    for record in reversed(glossary.records):
        names[record.label.casefold()] = record.key
    return names


def slug_hints(
    written: str, slugs: Collection[str], names: Mapping[str, Key], kind: Kind, text: str = ""
) -> tuple[str, ...]:
    """What `written` was probably meant to be, as hints: one of `slugs`, by its form, by a name, or by a link's `text`.

    Where nothing is near, how to write the missing file; never a name that would be refused.
    """
    stem = _stem(written)
    for slug in (stem, slugify(stem)):
        if slug in slugs:
            return (f"did you mean `{slug}`?",)
    for said in (written.strip(), stem, stem.replace("-", " ").replace("_", " "), text):
        key = names.get(said.casefold())
        if key and key.kind == kind:
            # A title or an abbreviation, or the text of a link that leads nowhere.
            sure = said.casefold() == written.strip().casefold()
            return (f"write `{key.slug}`, the name of its file" if sure else f"did you mean `{key.slug}`?",)
    if near := did_you_mean(stem, slugs):
        return near
    called = [names[name].slug for name in nearest(stem, names) if names[name].kind == kind]
    if called:
        return (f"did you mean {' or '.join(f'`{slug}`' for slug in dict.fromkeys(called))}?",)
    # "write the file `terms/NUL.md`" would only bring the next error: Windows keeps that name.
    slug = slugify(stem)
    if not slug or slug_problem(slug):
        return ("correct the name, or remove it",)
    return (f"write the file `{kind}s/{slug}.md`, or remove {'the link' if text else 'it'}",)


def _stem(name: str) -> str:
    """The part of a path, a wikilink or an address that may be a slug: `rubric` of `/terms/rubric.html#levels`."""
    path = name.strip(" []/").partition("#")[0] or name.strip(" []/#")
    return posixpath.basename(path).removesuffix(".md").removesuffix(".html").removesuffix(".htm")


def built_pages(glossary: Glossary) -> Iterator[str]:
    """The lists and comparisons that every build of `glossary` makes, by their paths, so that texts may link there."""
    # Not the page of changes: a copy without its repository has none.
    yield from (
        "index.html",
        "search.html",
        "everything.html",
        "about/data.html",
        CONTRIBUTE,
        ACCESSIBILITY,
        "terms/index.html",
    )
    fields = [term.fields for term in glossary.terms.values()]
    if glossary.resources:
        yield "resources/index.html"
    pairs = [
        compare_path(slug, other)
        for slug, term in glossary.terms.items()
        for other in term.fields.confused_with
        if other in glossary.terms
    ]
    if pairs:
        yield "compare/index.html"
        yield from pairs
    if any(other in glossary.terms for each in fields for other in (*each.related, *each.broader)):
        yield "map.html"
    if any(other in glossary.terms for each in fields for other in each.broader):
        yield "hierarchy.html"
    for record in glossary.records:
        for name, folder in glossary.site.vocabulary_fields(record.key.kind).items():
            yield from (value_path(name, value, folder) for value, _ in values_of(record, name) if folder)
    headings = {fold(section.text) for term in glossary.terms.values() for section in term.body.sections}
    for name, role in glossary.roles.items():
        if not headings.isdisjoint(map(fold, (role.label, *role.headings))):
            yield tips_path(name)
    yield from (found.path for found in glossary.links.meanings if found.path)


@dataclass
class Resolver:
    """Finds what written links lead to, and names those that lead nowhere."""

    glossary: Glossary
    problems: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = known_names(self.glossary)
        self.former = {
            (str(record.key.kind), old): record.key
            for record in self.glossary.records
            for old in record.fields.formerly
        }

    @cached_property
    def built(self) -> frozenset[str]:
        """The lists that every build makes."""
        return frozenset(built_pages(self.glossary))

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """The pages on which readers choose between the meanings of a title, by the slug that it makes."""
        return {found.slug: found.path for found in self.glossary.links.meanings if found.path}

    def targets(self, record: Record) -> tuple[Target | None, ...]:
        """The target of every link of the record's body, in order; None for those that lead nowhere."""
        return tuple(self._target(record, link) for link in record.body.links)

    def _target(self, record: Record, link: WrittenLink) -> Target | None:
        if link.kind == "image":
            return self._image(record, link)
        if link.kind == "cite":
            return self._work(link)
        if link.kind in ("wiki", "embed"):
            name, _, anchor = link.href.partition("#")
            # `![[rubric#Designer's Tips]]` names a section as its heading does.
            anchor = slugify(anchor) if link.kind == "embed" else anchor
            return self._wiki(record, link, name.strip(), anchor)
        if has_scheme(link.href):
            # A site that allows `unsafe-link` shows the text alone.
            address = encoded(link.href)
            return None if url_problem(address) else Target(href=address)
        if not link.href:
            # `[rubric]()` is how a writer keeps a mention from being linked.
            return None
        path, _, anchor = unquote(link.href).partition("#")
        if not path:
            return self._page(record.key, "", record, link, anchor)
        return self._path(record, link, path, anchor)

    def _image(self, record: Record, link: WrittenLink) -> Target | None:
        if has_scheme(link.href):
            message = f"the image {quote(link.href)} is on another site; readers get a link to it instead"
            if url_problem(address := encoded(link.href)):
                return None
            self._report("remote-image", message, link, "put the image into the content folder")
            return Target(href=address)
        return self._file(record, link, unquote(link.href), IMAGES)

    def _work(self, link: WrittenLink) -> Target | None:
        key = self._find(link.href, "resource", only=True)
        if key is None:
            hints = slug_hints(link.href, self.glossary.resources, self.names, "resource")
            self._report("unknown-resource", f"{quote(link.href)} is not a resource", link, *hints)
        return Target(key=key) if key and self.glossary.get(key) else None

    def _wiki(self, record: Record, link: WrittenLink, name: str, anchor: str) -> Target | None:
        if not name and not anchor:
            self._report("dead-link", "an empty link", link, "write `[[slug]]` or `[[slug|text]]`")
            return None
        if not name:
            return self._page(record.key, "", record, link, anchor)
        key = self._find(name.removesuffix(".md"), record.key.kind) or self.names.get(name.casefold())
        called = self.glossary.get(key) if key else None
        # "Transfer" is what two terms are called, and none of them is called that alone: the reader chooses.
        if called and called.label.casefold() != name.casefold() == called.fields.title.casefold():
            key = None if slugify(name) in self.choices else key
        key = key or self._find(slugify(name), record.key.kind)
        return self._page(key, name, record, link, anchor)

    def _path(self, record: Record, link: WrittenLink, path: str, anchor: str) -> Target | None:
        if "/" not in path and "." not in path:
            key = self._find(path, record.key.kind)
            return self._page(key, path, record, link, anchor)
        resolved = _resolved(record, path)
        folder, _, name = resolved.rpartition("/")
        kinds: dict[str, Kind] = {"terms": "term", "resources": "resource", "pages": "page"}
        if folder in kinds and name.endswith(".md"):
            key = self._find(name.removesuffix(".md"), kinds[folder], only=True)
            return self._page(key, path, record, link, anchor)
        # `../resources/index.html` is the library, and `map.html` the map: pages of a site's own lie at its root.
        if resolved.endswith(".html") and (page := resolved.removeprefix("pages/")) in self.built:
            return Target(page=page, anchor=anchor)
        ending = posixpath.splitext(path)[1].lower()
        if resolved in self.glossary.files or (ending in _FILES and not _WEB.match(path)):
            # Papers and tables beside the pages are published with the site, so links may lead to them.
            return self._file(record, link, path, MEDIA)
        return self._page(None, path, record, link, "")

    def _file(self, record: Record, link: WrittenLink, path: str, endings: tuple[str, ...]) -> Target | None:
        """The file at `path`, if it has one of `endings`, as the target of an image or a link."""
        image = link.kind == "image"
        resolved, ending = _resolved(record, path), posixpath.splitext(path)[1].lower()
        there = resolved in self.glossary.files
        if there and ending in MEDIA:
            if unfit := self.glossary.unfit.get(resolved):
                self.problems.append(unfit)
            return None if unfit else Target(file=resolved)
        code = "missing-image" if image else "dead-link"
        if there:
            message = f"{quote(path)} is there, but files that end in {quote(ending)} are not published"
            picture = image or ending in (".bmp", ".heic", ".svg", ".tif", ".tiff")
            self._report(code, message, link, "save it as `.png` or `.webp`" if picture else "save it as PDF")
            return None
        folder, slashed = posixpath.dirname(record.path), path.replace("\\", "/")
        files = [
            posixpath.relpath(file, folder) for file in self.glossary.files if file.lower().endswith(endings)
        ]
        near = (f"write {quote(slashed)}",) if slashed in files else did_you_mean(slashed, files)
        if not near:
            outside = resolved.startswith("..")
            place = (
                "it into the content folder"
                if outside
                else f"the file {quote(resolved)} into the content folder"
            )
            near = (f"put {place}, or correct the link",)
        message = f"there is no {'image' if image else 'file'} {quote(path)}"
        self._report(code, message, link, *near)
        return None

    def _find(self, slug: str, first: Kind, only: bool = False) -> Key | None:
        """The record with this slug, of kind `first` rather than another one; former slugs count."""
        every: tuple[Kind, ...] = ("term", "resource", "page")
        kinds = (first,) if only else tuple(dict.fromkeys((first, *every)))
        for kind in kinds:
            key = self.glossary.renamed.get((kind, slug), Key(kind, slug))
            if self.glossary.get(key) or key in self.glossary.hidden:
                return key
        return next((self.former[kind, slug] for kind in kinds if (kind, slug) in self.former), None)

    def _page(
        self, key: Key | None, name: str, record: Record, link: WrittenLink, anchor: str
    ) -> Target | None:
        """The target of a link to the record `key`, which the writer called `name`; None if nothing can be linked."""
        if key is None:
            folder = posixpath.basename(posixpath.dirname(name))
            if folder in ("", ".", "..", "terms") and (page := self.choices.get(slugify(_stem(name)))):
                return Target(page=page)
            self._report(
                "dead-link", f"{quote(name)} leads to no page", link, *self._cures(name, record, link)
            )
            return None
        target = self.glossary.get(key)
        # A draft, or a file with errors, has no page today: the link is no mistake, and only its text is shown.
        if target is None:
            return None
        # The page's own title, whether or not the body repeats it as a heading.
        if anchor not in target.body.anchors and anchor == slugify(target.fields.title):
            anchor = ""
        if anchor and anchor not in target.body.anchors and anchor not in RESERVED_IDS:
            # `[x](#rubric)` and `[x](rubric#levels.md)`: the sign is at the wrong end.
            elsewhere = self._find(_stem(anchor), record.key.kind) if key == record.key else None
            slugs = [elsewhere.slug] if elsewhere else []
            near = did_you_mean(_stem(anchor), slugs) or did_you_mean(
                anchor.removesuffix(".md"), target.body.anchors
            )
            shown = ", ".join(f"`#{each}`" for each in list(target.body.anchors)[:5])
            listed = f"its {'headings are' if len(target.body.anchors) > 1 else 'only heading is'} {shown}"
            near = near or ((listed,) if shown else ("it has no headings: link to the page",))
            message = f"{quote(target.label)} has no heading {quote('#' + anchor)}"
            self._report("dead-anchor", message, link, *near)
            anchor = ""
        return Target(key=key, anchor=anchor)

    def _cures(self, name: str, record: Record, link: WrittenLink) -> tuple[str, ...]:
        if _WEB.match(name):
            return (f"write the whole address, `https://{name}`",)
        if "\\" in name:
            return (f"write {quote(posixpath.normpath(name.replace(chr(92), '/')))}",)
        if _MAIL.fullmatch(name):
            return (f"write `mailto:{name}`",)
        if picture := _WIKI_PICTURE.match(name):
            return (f"write {quote(f'![what it shows]({picture[1]})')}",)
        # From a page of the site's own, most links lead to terms.
        kind: Kind = "resource" if record.key.kind == "resource" else "term"
        other: Kind = "resource" if kind == "term" else "term"
        slug = _stem(name)
        elsewhere = self.names.get(slug.casefold()) or self.names.get(link.text.casefold())
        # A bare slug or file name is looked for beside the page itself: from a term, resources need their folder.
        if not self._find(slug, kind, only=True) and self._find(slug, other, only=True):
            return (f"did you mean `../{other}s/{slug}.md`?",)
        if name.startswith("/") and not self._find(slug, kind):
            return ("write the whole address, beginning with `https://`",)
        if "resources/" in name or (elsewhere and elsewhere.kind == "resource"):
            return slug_hints(name, self.glossary.resources, self.names, "resource", link.text)
        return slug_hints(name, self.glossary.terms, self.names, "term", link.text)

    def _report(self, code: str, message: str, link: WrittenLink, *hints: str) -> None:
        self.problems.append(diagnostic(code, message, link.span, *hints))


def _resolved(record: Record, path: str) -> str:
    """`path`, written in the record's file, as a path below the content folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(record.path), path))
