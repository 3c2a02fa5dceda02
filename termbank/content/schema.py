"""The content model: terms, resources, the site, and every field of them declared once."""

from __future__ import annotations

import datetime
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from termbank.text import front_matter
from termbank.text.diagnostics import Diagnostic
from termbank.text.markdown import Body
from termbank.text.rules import RULES, Severity
from termbank.text.source import Span
from termbank.text.suggest import did_you_mean, quote
from termbank.text.urls import MAX_SLUG, is_word, url_problem

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PLAIN_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DEVICE_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)


class Status(StrEnum):
    """Where a term stands in its editorial life."""

    DRAFT = "draft"
    WORKING = "working"
    REVIEWED = "reviewed"
    DEPRECATED = "deprecated"


class LinkBudget(StrEnum):
    """How often prose links to a term."""

    FIRST = "first"
    SECTION = "section"
    ALL = "all"
    NEVER = "never"


class Access(StrEnum):
    """What it costs a reader to open a resource."""

    FREE = "free"
    REGISTRATION = "registration"
    PAID = "paid"


# --- the types of fields: text in, typed value out, or an error in a contributor's words ---


def _fail(code: str, message: str, *hints: str) -> PydanticCustomError:
    """An error that carries a diagnostic's code, message and hints to whoever validates."""
    return PydanticCustomError(code, "{message}", {"message": message, "hints": hints})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _fail("wrong-type", "one piece of text belongs here, not a list", "keep one value")
    value = " ".join(value.split())
    if not value:
        raise _fail("wrong-type", "an empty value", "write the value or remove the line")
    return value


def _list(value: object) -> object:
    if isinstance(value, str):
        items = [item.strip() for item in value.split(",") if item.strip()]
        if not items:
            return []
        each = ", ".join(quote(f"- {item}") for item in items)
        raise _fail("wrong-type", "a list belongs here, not text", f"write one item a line: {each}")
    if isinstance(value, dict):
        raise _fail("wrong-type", "a list belongs here, not a map", "begin each line with a dash")
    return value


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) and value.strip() else _list(value)


def _map(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        return {}
    if not isinstance(value, dict):
        raise _fail("wrong-type", "a map belongs here", "write `name: value` lines, indented by two spaces")
    return value


def _date(value: object) -> datetime.date:
    text = _text(value)
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise _fail(
            "wrong-type", f"{quote(text)} is not a date", "write year-month-day: `2026-03-31`"
        ) from None


def _year(value: object) -> int:
    text = _text(value)
    if not re.fullmatch(r"[12]\d{3}", text):
        raise _fail("wrong-type", f"{quote(text)} is not a year", "write four digits, or leave the field out")
    return int(text)


def _bool(value: object) -> bool:
    text = _text(value).casefold()
    if text not in ("true", "yes", "false", "no"):
        raise _fail("wrong-type", f"{quote(text)} is neither true nor false", "write `true` or `false`")
    return text in ("true", "yes")


def _url(value: object) -> str:
    text = _text(value)
    if problem := url_problem(text):
        raise _fail(
            "unsafe-link", f"{quote(text)} {problem}", "write the whole address, beginning with `https://`"
        )
    return text


def _web_url(value: object) -> str:
    text = _url(value)
    if text.lower().startswith("mailto:"):
        raise _fail("unsafe-link", f"{quote(text)} is not a web address", "begin with `https://`")
    return text


def _doi(value: object) -> str:
    text = _text(value)
    match = _DOI.fullmatch(text)
    if not match:
        raise _fail(
            "wrong-type", f"{quote(text)} is not a DOI", "a DOI looks like `10.3102/0034654307313795`"
        )
    return match[1]


def _choice(kind: type[StrEnum]) -> BeforeValidator:
    values = [member.value for member in kind]

    def check(value: object) -> StrEnum:
        text = _text(value)
        if text not in values:
            listed = ", ".join(f"`{choice}`" for choice in values)
            raise _fail("unknown-value", f"{quote(text)} is not one of {listed}", *did_you_mean(text, values))
        return kind(text)

    return BeforeValidator(check)


def _code(value: object) -> str:
    code = _text(value)
    if code not in RULES:
        raise _fail("unknown-value", f"{quote(code)} is not a check", *did_you_mean(code, RULES))
    return code


def _editorial_code(value: object) -> str:
    code = _text(value)
    known = [name for name, rule in RULES.items() if rule.editorial and name != "idle-exception"]
    if code not in known:
        hints = did_you_mean(code, known) or ("only editorial checks take exceptions",)
        raise _fail("unknown-value", f"{quote(code)} is not an editorial check", *hints)
    return code


def _months(value: object) -> int:
    text = _text(value)
    if not re.fullmatch(r"[1-9]\d{0,2}", text):
        raise _fail("wrong-type", f"{quote(text)} is not a number of months", "write a number such as `12`")
    return int(text)


def _edit_url(value: object) -> str:
    text = _text(value)
    if problem := url_problem(text.replace("{path}", "path")):
        raise _fail(
            "unsafe-link", f"{quote(text)} {problem}", "begin with `https://`; `{path}` stands for the file"
        )
    return text


Text = Annotated[str, BeforeValidator(_text)]
Slug = Annotated[str, BeforeValidator(lambda value: unicodedata.normalize("NFC", _text(value)))]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_list)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_list)]
OneOrMore = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more)]
Date = Annotated[datetime.date, BeforeValidator(_date)]
Year = Annotated[int, BeforeValidator(_year)]
Flag = Annotated[bool, BeforeValidator(_bool)]
Url = Annotated[str, BeforeValidator(_web_url)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(_list)]
Doi = Annotated[str, BeforeValidator(_doi)]
Sentences = Annotated[dict[Slug, Text], BeforeValidator(_map)]
Exceptions = Annotated[dict[Annotated[str, BeforeValidator(_editorial_code)], Text], BeforeValidator(_map)]
Months = Annotated[int, BeforeValidator(_months)]


class Fields(BaseModel):
    """A set of declared fields. Unknown ones are the reader's business: it knows their places."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)


class TermFields(Fields):
    """The front matter of a term."""

    title: Text = Field(description="The term itself, as readers will see it.", examples=["Learning Targets"])
    qualifier: Text | None = Field(
        None,
        description="Tells two terms with one title apart; shown in parentheses.",
        examples=["of learning"],
    )
    category: Text | None = Field(
        None,
        description="Where the term lives in the browse tree: a value of the `category` vocabulary.",
        examples=["assessment"],
    )
    summary: Text | None = Field(
        None,
        description="A short, self-standing definition, for cards, search and data. Without it, the first paragraph of the body is used.",
        examples=["A short statement of what to learn next."],
    )
    aliases: Texts = Field(
        (), description="Synonyms: shown as “also called”, and searched.", examples=[["Lesson Targets"]]
    )
    abbreviations: Texts = Field(
        (),
        description="Abbreviations: shown beside the title, searched; upper and lower case matter when linked.",
        examples=[["LMS"]],
    )
    hidden_aliases: Texts = Field(
        (), description="Misspellings and old names: searched, never shown.", examples=[["learning tagets"]]
    )
    forms: Texts = Field(
        (),
        description="Inflected forms that prose may use and the plural rule misses.",
        examples=[["criteria"]],
    )
    unlinked: Texts = Field(
        (),
        description="Words that prose must not take for this term: a form that means something else, or a phrase such as “standard deviation”.",
        examples=[["standard deviation"]],
    )
    sort_as: Text | None = Field(
        None,
        description="The text to sort by, where it is not the title.",
        examples=["Learning Opportunities, Extended"],
    )
    related: Slugs = Field(
        (),
        description="Slugs of related terms; the build shows the relation on both ends.",
        examples=[["rubric"]],
    )
    broader: Slugs = Field(
        (),
        description="Slugs of wider terms; the narrower ones are derived.",
        examples=[["formative-assessment"]],
    )
    confused_with: Sentences = Field(
        {},
        description="Terms often taken for this one: slug, then one sentence that tells the two apart. Shown on both ends.",
        examples=[
            {"success-criteria": "The target names the learning; the criteria say how good work looks."}
        ],
    )
    principles: Texts = Field(
        (),
        description="Design principles the term serves: values of the `principles` vocabulary.",
        examples=[["meaningful-assessment"]],
    )
    status: Annotated[Status, _choice(Status)] = Field(
        Status.WORKING,
        description="Editorial state. Drafts are built only by `serve` and `--drafts`.",
        examples=["reviewed"],
    )
    replaced_by: Slugs = Field(
        (), description="For deprecated terms: slugs of the terms to use instead.", examples=[["feedback"]]
    )
    formerly: Slugs = Field(
        (),
        description="Slugs this term had before; each keeps a page that leads here. The oldest is its permanent identity.",
        examples=[["lesson-targets"]],
    )
    reviewed: Date | None = Field(
        None, description="Date of the last editorial review.", examples=["2026-03-31"]
    )
    same_as: Urls = Field(
        (),
        description="Addresses of the same concept elsewhere.",
        examples=[["https://www.wikidata.org/wiki/Q1193236"]],
    )
    link: Annotated[LinkBudget, _choice(LinkBudget)] | None = Field(
        None,
        description="How often the prose of a page links to this term: `first` (once a page), `section` (once a section), `all`, `never`. Without it, the site's `link` holds.",
        examples=["section"],
    )
    case_sensitive: Flag = Field(
        False, description="Link only the written case, as for “IT”.", examples=["true"]
    )
    autolink: Flag = Field(
        True,
        description="Whether the prose of this page links to terms by itself.",
        examples=["false"],
    )
    exceptions: Exceptions = Field(
        {},
        description="Editorial checks that this term does not pass for a good reason: the check's code, then a sentence that says why.",
        examples=[{"no-resource": "Only our own school uses the word."}],
    )


class ResourceFields(Fields):
    """The front matter of a resource."""

    title: Text = Field(description="The title of the work.", examples=["Lessons of Mastery Learning"])
    url: Url | None = Field(
        None,
        description="Where the work can be opened.",
        examples=["https://www.rand.org/pubs/research_reports/RR732.html"],
    )
    doi: Doi | None = Field(
        None, description="Its DOI; readers are linked through it.", examples=["10.3102/00346543057002175"]
    )
    author: OneOrMore = Field((), description="One author, or a list of them.", examples=["Robert E. Slavin"])
    resource_type: OneOrMore = Field(
        (),
        description="What kind of work it is: values of the `resource_type` vocabulary.",
        examples=["video"],
    )
    published_in: Text | None = Field(
        None,
        description="The journal, book or series that it is part of.",
        examples=["Review of Educational Research"],
    )
    volume: Text | None = Field(None, description="The volume of the journal.", examples=["57"])
    issue: Text | None = Field(None, description="The number within the volume.", examples=["2"])
    publisher: Text | None = Field(None, description="Who published it.", examples=["RAND Corporation"])
    organization_type: OneOrMore = Field(
        (),
        description="What kind of organization published it: values of the `organization_type` vocabulary.",
        examples=["research-organization"],
    )
    year: Year | None = Field(None, description="Year of publication, where known.", examples=["2014"])
    terms: Slugs = Field(
        (), description="Slugs of the terms it serves: it is listed on each.", examples=[["mastery-learning"]]
    )
    language: Text | None = Field(
        None, description="Its language as a BCP 47 tag, where it is not the site's.", examples=["es"]
    )
    access: Annotated[Access, _choice(Access)] | None = Field(
        None, description="What it takes to open it.", examples=["free"]
    )
    archived_url: Url | None = Field(
        None,
        description="An archived copy, for when the address dies.",
        examples=["https://web.archive.org/web/2020/https://example.org/"],
    )
    checked: Date | None = Field(
        None, description="Date the address was last seen alive.", examples=["2026-03-31"]
    )
    autolink: Flag = Field(
        True,
        description="Whether the prose of this page links to terms by itself.",
        examples=["false"],
    )
    exceptions: Exceptions = Field(
        {},
        description="Editorial checks that this resource does not pass for a good reason: the check's code, then a sentence that says why.",
        examples=[{"shared-address": "Two parts of one book."}],
    )


class ValueFields(Fields):
    """One value of a vocabulary."""

    label: Text = Field(description="The value as readers see it.", examples=["Grading and Reporting"])
    description: Text | None = Field(
        None,
        description="What the value means, for readers who browse.",
        examples=["How results become marks, and marks become reports."],
    )


class Role(Fields):
    """A kind of section that is also gathered on a page of its own."""

    label: Text = Field(description="The heading of the gathering page.", examples=["Designer's Tips"])
    headings: Texts = Field(
        (), description="Other spellings of the section's heading.", examples=[["Designers' Tips"]]
    )
    description: Text | None = Field(
        None, description="A sentence for the gathering page.", examples=["Every tip in one place."]
    )
    checklist: Flag = Field(
        False, description="Set the gathered bullets as boxes to tick.", examples=["true"]
    )


class Vocabularies(Fields):
    """Closed lists of values. One that is not declared is open: its values come from the content."""

    category: Annotated[dict[Text, ValueFields], BeforeValidator(_map)] | None = Field(
        None, description="Values for `category`."
    )
    principles: Annotated[dict[Text, ValueFields], BeforeValidator(_map)] | None = Field(
        None, description="Values for `principles`."
    )
    resource_type: Annotated[dict[Text, ValueFields], BeforeValidator(_map)] | None = Field(
        None, description="Values for `resource_type`."
    )
    organization_type: Annotated[dict[Text, ValueFields], BeforeValidator(_map)] | None = Field(
        None, description="Values for `organization_type`."
    )


DEFAULT_ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "designers-tips": Role.model_validate(
            {
                "label": "Designer’s Tips",
                "headings": ["Designers’ Tips", "Designer Tips", "Tips for Designers"],
            }
        ),
        "short-timeline": Role.model_validate(
            {
                "label": "Tips for a Short Implementation Time-Line",
                "headings": ["Tips for a Short Time-Line", "Short Implementation Time-Line"],
                "checklist": "true",
            }
        ),
    }
)


class SiteFields(Fields):
    """The site's settings: `content/site.yaml`. Every field may be left out."""

    title: Text = Field(
        "Glossary", description="The site's name.", examples=["Mastery Learning Resource Bank"]
    )
    description: Text | None = Field(
        None,
        description="One sentence: what it is and for whom.",
        examples=["A glossary for people who design schools."],
    )
    base_url: Url | None = Field(
        None,
        description="The address the site will have; needed for canonical links, never for the links between pages.",
        examples=["https://example.org/bank/"],
    )
    language: Text = Field("en", description="The content's language as a BCP 47 tag.", examples=["en"])
    repository: Url | None = Field(
        None,
        description="Where the content is edited; linked in the footer.",
        examples=["https://github.com/example/bank"],
    )
    edit_url: Annotated[str, BeforeValidator(_edit_url)] | None = Field(
        None,
        description="The address for editing a file; `{path}` stands for the file's path below `content/`.",
        examples=["https://github.com/example/bank/edit/main/content/{path}"],
    )
    vocabularies: Annotated[Vocabularies, BeforeValidator(_map)] = Field(
        Vocabularies.model_construct(
            category=None, principles=None, resource_type=None, organization_type=None
        ),
        description="The closed lists of values.",
    )
    link: Annotated[LinkBudget, _choice(LinkBudget)] = Field(
        LinkBudget.FIRST,
        description="How often the prose of a page links to a term that does not say so itself; `never` turns automatic links off.",
        examples=["first"],
    )
    editorial: Flag = Field(
        False,
        description="Whether the editorial checks give advice on writing, as warnings; `checks` sets single ones.",
        examples=["true"],
    )
    offline: Flag = Field(
        False,
        description="Whether a page that was visited can be read again without network; see [offline.md](offline.md).",
        examples=["true"],
    )
    review_every: Months | None = Field(
        None,
        description="Months after which a reviewed term is due for review again; for the check `review-overdue`.",
        examples=["12"],
    )
    proper_names: Texts = Field(
        (),
        description="Names of places, organizations and the like, which the check `undefined-jargon` passes over.",
        examples=[["New Hampshire"]],
    )
    health: Flag = Field(
        False,
        description="Whether every page's foot links to `about/health.html`, the page for those who keep the bank.",
        examples=["true"],
    )
    history: Flag = Field(
        True,
        description="Whether pages say what changed and when, where the content lies in a git repository.",
        examples=["false"],
    )
    roles: Annotated[dict[Text, Role], BeforeValidator(_map)] | None = Field(
        None, description="Sections gathered on pages of their own; replaces the two built-in ones."
    )
    checks: Annotated[
        dict[Annotated[str, BeforeValidator(_code)], Annotated[Severity, _choice(Severity)]],
        BeforeValidator(_map),
    ] = Field(
        {},
        description="Severity of checks: `error`, `warning` or `off`.",
        examples=[{"unknown-term": "warning"}],
    )


# --- the records: declared fields together with where they came from ---

Kind = Literal["term", "resource"]


class Key(NamedTuple):
    """A record's identity within the bank."""

    kind: Kind
    slug: str


# The fields that hold values of a vocabulary.
VOCABULARY_FIELDS = MappingProxyType(
    {"term": ("category", "principles"), "resource": ("resource_type", "organization_type")}
)


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
    front: front_matter.Mapping
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
    front: front_matter.Mapping
    key: Key = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for many times: of 1,000 terms and as many resources, 40,000 times in a build that links nothing.
        object.__setattr__(self, "key", Key("resource", self.slug))

    @property
    def label(self) -> str:
        """The title."""
        return self.fields.title


Record = Term | Resource


def rewrite(record: Record, text: Record) -> None:
    """Give `record` the body of `text`, and the places of its fields, for all who hold it: the preview's way to follow.

    All else of the two is the same.
    """
    object.__setattr__(record, "body", text.body)
    object.__setattr__(record, "front", text.front)


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
    """What a written link leads to: a record, a file of the content folder, or a place on the same page."""

    key: Key | None = None
    anchor: str = ""
    file: str = ""
    href: str = ""


class AutoLink(NamedTuple):
    """A link that prose gets by itself: from `offset` in part `first` of a body up to `end` in part `last`.

    `target` is the slug it leads to, `named` that of the term it names: they differ where a term was replaced.
    `text` stands between the offsets `start` and `stop` of the file.
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


@dataclass(frozen=True, slots=True)
class Links:
    """Every link of the bank in both directions, by slug, in the order pages show them.

    `written` gives, per record, the target of each link of its body (None where it leads nowhere);
    `automatic` the links that its prose gets by itself.
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


@dataclass(frozen=True, slots=True)
class Glossary:
    """Everything that was read, and the links between it. Records are in the order of their slugs.

    `hidden` names records that exist but are not shown: drafts, and files that could not be read. References
    to them are no mistakes. `files` are the images and documents below the content folder. `digests` are those of the
    files' bytes.
    """

    site: SiteFields
    terms: Mapping[str, Term]
    resources: Mapping[str, Resource]
    links: Links = Links()
    hidden: frozenset[Key] = frozenset()
    files: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    site_front: front_matter.Mapping | None = None
    digests: dict[Key, str] = field(default_factory=dict)

    @property
    def records(self) -> tuple[Record, ...]:
        """Terms, then resources."""
        return (*self.terms.values(), *self.resources.values())

    @property
    def living(self) -> tuple[Term, ...]:
        """The terms that are in use: all but the deprecated ones."""
        return tuple(term for term in self.terms.values() if term.fields.status is not Status.DEPRECATED)

    @property
    def roles(self) -> Mapping[str, Role]:
        """The kinds of sections that are gathered on pages of their own."""
        return self.site.roles if self.site.roles is not None else DEFAULT_ROLES

    def get(self, key: Key) -> Record | None:
        """The record that `key` names."""
        return (self.terms if key.kind == "term" else self.resources).get(key.slug)


def slug_problem(slug: str) -> str | None:
    """Why `slug` cannot be an address, or None."""
    if len(slug) > MAX_SLUG:
        return f"is longer than {MAX_SLUG} characters"
    if slug != unicodedata.normalize("NFC", slug):
        return "is not in Unicode's composed form (NFC)"
    if slug in _DEVICE_NAMES or slug == "index":
        return "is a reserved name"
    if slug != slug.lower():
        return "has upper-case letters"
    if not _PLAIN_SLUG.fullmatch(slug) and not all(
        part and all(map(is_word, part)) for part in slug.split("-")
    ):
        return "may hold only letters, digits and single hyphens"
    return None


def span_of(record: Record, *path: str | int) -> Span:
    """The place of a field's value in the record's file."""
    return record.front.place(*path)


def values_of(record: Record, field: str) -> Iterator[tuple[str, Callable[[], Span]]]:
    """The values of a field of a vocabulary, each with the way to its place, which few ask for."""
    value = getattr(record.fields, field)
    if isinstance(value, str):
        yield value, partial(record.front.place, field)
    else:
        for index, item in enumerate(value or ()):
            yield item, partial(record.front.place, field, index)


def span_at(record: Record, start: int, end: int) -> Span:
    """The span between two offsets of the record's file."""
    starts = record.body.line_starts
    line = bisect_right(starts, start)
    return Span(record.path, line, start - starts[line - 1] + 1, start, end)


def span_in(record: Record, text: str, start: int, end: int, *path: str | int) -> Span:
    """The place of `text[start:end]`, where `text` is the value of the field at `path`.

    The whole value where it is not written in the file character by character, as with escapes or several lines.
    """
    span = record.front.place(*path)
    quotes, rest = divmod(span.end - span.start - len(text), 2)
    one_line = span_at(record, span.end, span.end).line == span.line
    if rest or quotes not in (0, 1) or not one_line or _scalar(record.front, path) != text:
        return span
    return span_at(record, span.start + quotes + start, span.start + quotes + end)


def _scalar(node: front_matter.Node, path: tuple[str | int, ...]) -> str | None:
    """The text of the value at `path` as it was read; None where there is none."""
    for step in path:
        if isinstance(node, front_matter.Mapping) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, front_matter.Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node.text if isinstance(node, front_matter.Scalar) else None
