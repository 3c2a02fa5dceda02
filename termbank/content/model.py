"""The content model: terms, resources, links, and the glossary that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from termbank.content.key import Key, Kind
from termbank.content.schema import (
    DEFAULT_ROLES,
    VOCABULARY_FIELDS,
    PageFields,
    ResourceFields,
    Role,
    SiteFields,
    Status,
    TermFields,
)
from termbank.text import yaml_nodes
from termbank.text.diagnostics import Diagnostic
from termbank.text.markdown.body import Body


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its declared `fields`, its body, and where both came from.

    `path` is relative to the content folder; `front` holds the places of the fields.
    """

    slug: str
    path: str
    language: str
    fields: TermFields
    extra: Mapping[str, Any]
    body: Body
    front: yaml_nodes.Mapping
    key: Key = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for many times: of 1,000 terms and as many resources, 40,000 times in a build that links nothing.
        object.__setattr__(self, "key", Key("term", self.slug))

    @property
    def label(self) -> str:
        """Title and qualifier, which together no other term has."""
        fields = self.fields
        return f"{fields.title} ({fields.qualifier})" if fields.qualifier else fields.title

    @property
    def summary(self) -> str:
        """The summary, or the first paragraph of the definition as plain text."""
        return self.fields.summary or self.body.first_paragraph


@dataclass(frozen=True, slots=True)
class Resource:
    """One curated resource; see `Term`."""

    slug: str
    path: str
    language: str
    fields: ResourceFields
    extra: Mapping[str, Any]
    body: Body
    front: yaml_nodes.Mapping
    key: Key = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for many times: of 1,000 terms and as many resources, 40,000 times in a build that links nothing.
        object.__setattr__(self, "key", Key("resource", self.slug))

    @property
    def label(self) -> str:
        """The title."""
        return self.fields.title


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One page of the site's own, such as About; see `Term`. The one with the slug `index` is text of the home page."""

    slug: str
    path: str
    language: str
    fields: PageFields
    extra: Mapping[str, Any]
    body: Body
    front: yaml_nodes.Mapping
    key: Key = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", Key("page", self.slug))

    @property
    def label(self) -> str:
        """The title."""
        return self.fields.title


Record = Term | Resource | OwnPage


def rewrite(record: Record, text: Record) -> None:
    """Give `record` the body of `text`, and the places of its fields, for all who hold it: the preview's way to follow.

    All else of the two is the same.
    """
    object.__setattr__(record, "body", text.body)
    object.__setattr__(record, "front", text.front)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The outcome of parsing one file: its record, None where nothing of it could be read, and its problems."""

    record: Record | None
    problems: tuple[Diagnostic, ...] = ()


class Passage(NamedTuple):
    """A place in the parts of a body: from `offset` in the text of part `first` up to `end` in that of part `last`."""

    first: int
    offset: int
    last: int
    end: int


class Backlink(NamedTuple):
    """A link in prose, written or automatic, seen from its target: who links, and where in its body."""

    source: Key
    passage: Passage


@dataclass(frozen=True, slots=True)
class Target:
    """What a written link leads to: a record, a file of the content folder, another site, or a place on any of them.

    `page` is the path of a page that every build makes, such as the map.
    """

    key: Key | None = None
    anchor: str = ""
    file: str = ""
    href: str = ""
    page: str = ""


class AutoLink(NamedTuple):
    """A link that prose gets by itself: from `offset` in part `first` of a body up to `end` in part `last`.

    `target` is the slug it leads to, `named` that of the term it names: they differ where a term was replaced.
    `text` stands between the offsets `start` and `stop` of the file. `kind` is that of the record it leads to.
    """

    target: str
    first: int
    offset: int
    last: int
    end: int
    named: str
    text: str
    start: int
    stop: int
    kind: Kind = "term"


class Meanings(NamedTuple):
    """A title that several terms in use have, told apart by their qualifiers; `terms` are their slugs, in order.

    `slug` is what the title makes, and `path` that of the page on which readers choose. It is None where the address
    is another's: that of `holder`, if the slug is or was a term's.
    """

    title: str
    slug: str
    terms: tuple[str, ...]
    path: str | None
    holder: str | None


@dataclass(frozen=True, slots=True)
class Links:
    """Every link of the bank in both directions, by slug, in the order pages show them.

    `written` gives, per record, the target of each link of its body (None where it leads nowhere);
    `automatic` the links that its prose gets by itself. `meanings` are the titles that several terms have.
    """

    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broader: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    narrower: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    confused: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    resources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    written: Mapping[Key, tuple[Target | None, ...]] = field(default_factory=dict)
    automatic: dict[Key, tuple[AutoLink, ...]] = field(default_factory=dict)
    backlinks: dict[Key, tuple[Backlink, ...]] = field(default_factory=dict)
    meanings: tuple[Meanings, ...] = ()


class Picture(NamedTuple):
    """A picture below the content folder, with its size in pixels."""

    path: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Glossary:
    """Everything that was read, and the links between it. Records are in the order of their slugs.

    `folder` is the path of the content folder in its repository.

    `hidden` names records that exist but are not shown: drafts, and files that could not be read. References
    to them are no mistakes. `renamed` gives the records whose file has a name that cannot be an address, by that name.
    `files` are all other files below the content folder: pages show those with endings of `MEDIA`, except
    for the `unfit`, which come with what is wrong with them. `digests` are those of the records' files.
    """

    site: SiteFields
    terms: Mapping[str, Term]
    resources: Mapping[str, Resource]
    links: Links = Links()
    hidden: frozenset[Key] = frozenset()
    files: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    site_front: yaml_nodes.Mapping | None = None
    digests: dict[Key, str] = field(default_factory=dict)
    renamed: Mapping[tuple[str, str], Key] = field(default_factory=dict)
    unfit: Mapping[str, Diagnostic] = field(default_factory=dict)
    root: tuple[str, ...] = ()
    pages: Mapping[str, OwnPage] = field(default_factory=dict)
    logo: Picture | None = None
    share_image: Picture | None = None
    folder: str = "content"

    @property
    def records(self) -> tuple[Record, ...]:
        """Terms, then resources, then pages of the site's own."""
        return (*self.terms.values(), *self.resources.values(), *self.pages.values())

    @property
    def active(self) -> tuple[Term, ...]:
        """The terms that are in use: all but the deprecated ones."""
        return tuple(term for term in self.terms.values() if term.fields.status is not Status.DEPRECATED)

    @property
    def roles(self) -> Mapping[str, Role]:
        """The kinds of sections that are gathered on pages of their own."""
        return self.site.roles if self.site.roles is not None else DEFAULT_ROLES

    def get(self, key: Key) -> Record | None:
        """The record that `key` names."""
        # None for what is hidden or was never there: callers that must tell the two apart ask `hidden`.
        if key.kind == "page":
            return self.pages.get(key.slug)
        return (self.terms if key.kind == "term" else self.resources).get(key.slug)

    def label_of(self, vocabulary: str, value: str) -> str:
        """The label of a value of a vocabulary; the value itself where it is not declared."""
        declared = self.site.vocabularies.get(vocabulary, {})
        return declared[value].label if value in declared else value

    def shown(self, record: Record) -> dict[str, Any]:
        """The declared fields of `record` for templates, by name.

        Dates are text such as `2026-03-31`, choices their values, and values of vocabularies their labels.
        """
        values: dict[str, Any] = record.fields.model_dump(mode="json")
        for name in VOCABULARY_FIELDS[record.key.kind]:
            if isinstance(value := values[name], list):
                values[name] = [self.label_of(name, item) for item in value]
            elif value is not None:
                values[name] = self.label_of(name, value)
        return values
