"""The declared fields of a term, a resource and the site: one row a field."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, create_model

from termbank.content.field_types import (
    LIST,
    MAP,
    Amount,
    BaseUrl,
    Contact,
    Date,
    Day,
    Doi,
    EditUrl,
    Eric,
    Exceptions,
    Flag,
    Formers,
    Isbn,
    Language,
    Months,
    Name,
    Names,
    Number,
    OneOrMore,
    Png,
    Sentences,
    Slugs,
    Takes,
    Text,
    Url,
    Urls,
    Vocabulary,
    Year,
    choice,
    fail,
)
from termbank.text.rules import Severity
from termbank.text.suggest import did_you_mean, quote


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


class Fields(BaseModel):
    """A set of declared fields. Unknown ones are the reader's business: it knows their places."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)


def fields_inside(annotation: Any) -> tuple[str, ...]:
    """The names of the fields that the values of a field with this type have; empty for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, Fields):
        return tuple(annotation.model_fields)
    return next(filter(None, map(fields_inside, get_args(annotation))), ())


class TermFields(Fields):
    """The front matter of a term."""

    title: Name = Field(description="The term as readers see it.", examples=["Learning Targets"])
    qualifier: Name | None = Field(
        None,
        description="Distinguishes two terms with the same title; shown in parentheses.",
        examples=["of learning"],
    )
    category: Annotated[Name | None, Vocabulary("categories")] = Field(
        None,
        description="The category that lists the term: a value of the `category` vocabulary.",
        examples=["assessment"],
    )
    summary: Text | None = Field(
        None,
        description="A short definition that makes sense on its own: the first sentence of the page, and what cards, search, and data show. Without it, the first paragraph of the body is used.",
        examples=["A short statement of what to learn next."],
    )
    aliases: Names = Field(
        (), description="Synonyms: shown as “also called” and found by search.", examples=[["Lesson Targets"]]
    )
    abbreviations: Names = Field(
        (),
        description="Abbreviations: shown next to the title and found by search; links match upper and lower case.",
        examples=[["LMS"]],
    )
    hidden_aliases: Names = Field(
        (),
        description="Misspellings and old names: found by search, never shown.",
        examples=[["learning tagets"]],
    )
    forms: Names = Field(
        (),
        description="Other forms of the term in prose, such as plurals, that automatic links miss.",
        examples=[["criteria"]],
    )
    unlinked: Names = Field(
        (),
        description="Words that must not link to this term: a form that means something else, or a phrase such as “standard deviation”.",
        examples=[["standard deviation"]],
    )
    sort_as: Name | None = Field(
        None,
        description="The text to sort by, if not the title.",
        examples=["Learning Opportunities, Extended"],
    )
    related: Slugs = Field(
        (),
        description="Slugs of related terms; the relation is shown on both terms.",
        examples=[["rubric"]],
    )
    broader: Slugs = Field(
        (),
        description="Slugs of wider terms; each of those lists this term as narrower.",
        examples=[["formative-assessment"]],
    )
    confused_with: Sentences = Field(
        {},
        description="Terms often mistaken for this one: the slug, then one sentence that explains the difference. Shown on both terms.",
        examples=[
            {"success-criteria": "The target names the learning; the criteria say how good work looks."}
        ],
    )
    principles: Annotated[Names, Vocabulary("principles")] = Field(
        (),
        description="Design principles that the term supports: values of the `principles` vocabulary.",
        examples=[["meaningful-assessment"]],
    )
    status: Annotated[Status, choice(Status)] = Field(
        Status.WORKING,
        description="Editorial state. Drafts are built only by `serve` and `--drafts`.",
        examples=["reviewed"],
    )
    replaced_by: Slugs = Field(
        (), description="For deprecated terms: slugs of the terms to use instead.", examples=[["feedback"]]
    )
    merged_into: Slugs = Field(
        (),
        description="For deprecated terms: the term that this one became part of, as `merge` writes it.",
        examples=[["feedback"]],
    )
    split_into: Slugs = Field(
        (),
        description="For deprecated terms: slugs of the terms that this one was divided into, as `split` writes it.",
        examples=[["formative-assessment", "summative-assessment"]],
    )
    reason: Text | None = Field(
        None,
        description="For deprecated terms: one sentence that tells readers why.",
        examples=["Readers took it for a kind of test."],
    )
    formerly: Formers = Field(
        (),
        description="Earlier slugs of this term; each keeps a page that redirects here. The oldest is the term's permanent identity.",
        examples=[["lesson-targets"]],
    )
    reviewed: Date | None = Field(
        None, description="The date of the last editorial review.", examples=["2026-03-31"]
    )
    owner: Text | None = Field(
        None,
        description="Who answers for the term: a role or a team. Without it, the owner of its category does.",
        examples=["Curriculum team"],
    )
    review_every: Months | None = Field(
        None,
        description="The number of months after which the term is due for review again. Without it, that of its category or of the site applies.",
        examples=["6"],
    )
    same_as: Urls = Field(
        (),
        description="Addresses of the same concept on other sites.",
        examples=[["https://www.wikidata.org/wiki/Q1193236"]],
    )
    link: Annotated[LinkBudget, choice(LinkBudget)] | None = Field(
        None,
        description="How often the prose of a page links to this term: `first` (once a page), `section` (once a section), `all`, `never`. Without it, the site's `link` applies.",
        examples=["section"],
    )
    case_sensitive: Flag = Field(
        False,
        description="Whether links match only the exact capitalization, as for “IT”.",
        examples=["true"],
    )
    autolink: Flag = Field(
        True,
        description="Whether mentions of terms on this page become links automatically.",
        examples=["false"],
    )
    exceptions: Exceptions = Field(
        {},
        description="Editorial checks that this term may fail: the check's code, then a sentence that gives the reason.",
        examples=[{"no-resource": "Only our own school uses the word."}],
    )

    @property
    def successors(self) -> tuple[str, ...]:
        """The slugs of the terms that took this one's place, in whatever way."""
        return (*self.replaced_by, *self.merged_into, *self.split_into)


class ResourceFields(Fields):
    """The front matter of a resource."""

    title: Name = Field(description="The title of the work.", examples=["Lessons of Mastery Learning"])
    url: Url | None = Field(
        None,
        description="The address of the work.",
        examples=["https://www.rand.org/pubs/research_reports/RR732.html"],
    )
    doi: Doi | None = Field(
        None, description="The DOI of the work; links go through it.", examples=["10.3102/00346543057002175"]
    )
    isbn: Isbn | None = Field(
        None,
        description="The ISBN of a book, with or without hyphens; it leads to libraries that have the book.",
        examples=["978-0-674-57629-2"],
    )
    eric: Eric | None = Field(
        None,
        description="The number of the work in ERIC, the database of education research; it leads to the record there.",
        examples=["ED506645"],
    )
    author: OneOrMore = Field(
        (), description="One author, or a list of authors.", examples=["Robert E. Slavin"]
    )
    editor: OneOrMore = Field(
        (),
        description="One editor, or a list of editors, of the work or of the book in `published_in`; cited as such.",
        examples=["Michael Cole"],
    )
    resource_type: Annotated[OneOrMore, Vocabulary("resources/type")] = Field(
        (),
        description="The type of work: values of the `resource_type` vocabulary.",
        examples=["video"],
    )
    published_in: Name | None = Field(
        None,
        description="The journal, book, or series that the work is part of.",
        examples=["Review of Educational Research"],
    )
    volume: Name | None = Field(None, description="The volume of the journal.", examples=["57"])
    issue: Name | None = Field(None, description="The issue within the volume.", examples=["2"])
    publisher: Name | None = Field(None, description="The publisher.", examples=["RAND Corporation"])
    organization_type: Annotated[OneOrMore, Vocabulary("resources/organization")] = Field(
        (),
        description="The type of organization that published it: values of the `organization_type` vocabulary.",
        examples=["research-organization"],
    )
    year: Year | None = Field(None, description="The year of publication, if known.", examples=["2014"])
    terms: Slugs = Field(
        (),
        description="Slugs of the terms that the resource helps with; it is listed on each.",
        examples=[["mastery-learning"]],
    )
    language: Language | None = Field(
        None, description="The language as a BCP 47 tag, if it differs from the site's.", examples=["es"]
    )
    access: Annotated[Access, choice(Access)] | None = Field(
        None,
        description="What readers need to open it. Without it, pages say that this is not known, once any resource says more.",
        examples=["free"],
    )
    license: Text | None = Field(
        None,
        description="The license under which others may use the work: the name, or the address of its text.",
        examples=["CC BY-NC-SA 4.0"],
    )
    formerly: Formers = Field(
        (),
        description="Earlier slugs of this resource; each keeps a page that redirects here.",
        examples=[["bloom-1968"]],
    )
    archived_url: Url | None = Field(
        None,
        description="An archived copy, in case the address stops working.",
        examples=["https://web.archive.org/web/2020/https://example.org/"],
    )
    checked: Date | None = Field(
        None,
        description="The date when someone last checked that the address works.",
        examples=["2026-03-31"],
    )
    autolink: Flag = Field(
        True,
        description="Whether mentions of terms on this page become links automatically.",
        examples=["false"],
    )
    exceptions: Exceptions = Field(
        {},
        description="Editorial checks that this resource may fail: the check's code, then a sentence that gives the reason.",
        examples=[{"shared-address": "Two parts of one book."}],
    )


class Place(StrEnum):
    """Where a page of the site's own is linked from on every page."""

    MENU = "menu"
    FOOTER = "footer"
    NONE = "none"


class PageFields(Fields):
    """The front matter of a page of the site's own; `index.md`, the text of the home page, needs no title."""

    title: Name = Field(description="The title of the page.", examples=["About this glossary"])
    label: Name | None = Field(
        None, description="A shorter title for the menu or the footer.", examples=["About"]
    )
    place: Annotated[Place, choice(Place)] = Field(
        Place.FOOTER,
        description="Where every page links to it: in the `menu`, in the `footer`, or not at all (`none`).",
        examples=["menu"],
    )
    order: Number | None = Field(
        None,
        description="Its place among the site's own pages: lower numbers come first, then pages without one, by title.",
        examples=["1"],
    )
    description: Text | None = Field(
        None,
        description="One sentence for search engines and lists. Without it, the first paragraph of the body is used.",
        examples=["Who keeps this glossary, and how."],
    )
    formerly: Formers = Field(
        (),
        description="Earlier slugs of this page; each keeps a page that redirects here.",
        examples=[["about-us"]],
    )
    autolink: Flag = Field(
        True,
        description="Whether mentions of terms on this page become links automatically.",
        examples=["false"],
    )
    exceptions: Exceptions = Field(
        {},
        description="Editorial checks that this page may fail: the check's code, then a sentence that gives the reason.",
        examples=[{"export-trace": "The page explains what such traces look like."}],
    )


RECORD_FIELDS: Mapping[str, type[Fields]] = MappingProxyType(
    {"term": TermFields, "resource": ResourceFields, "page": PageFields}
)
"""The declared fields of each kind of record."""


def _vocabularies(fields: type[Fields]) -> Mapping[str, str]:
    marked = {
        name: mark.folder
        for name, field in fields.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Vocabulary)
    }
    return MappingProxyType(marked)


VOCABULARY_FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {kind: _vocabularies(fields) for kind, fields in RECORD_FIELDS.items()}
)
"""The fields whose values are those of a vocabulary, by kind of record, each with the folder of the values' pages."""


def _vocabulary_name(value: object, info: ValidationInfo) -> str:
    # A value under an unknown name would never show, and its labels be missed nowhere. A field that is declared with a
    # mistake is known by its name as well: the mistake has a message of its own.
    known = [name for fields in VOCABULARY_FIELDS.values() for name in fields]
    known += [name for fields in (info.context or {}).values() if isinstance(fields, dict) for name in fields]
    if value not in known:
        raise fail(
            "unknown-field", f"{quote(str(value))} is not a vocabulary", *did_you_mean(str(value), known)
        )
    return str(value)


REFERENCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "term": ("related", "broader", "confused_with", "replaced_by", "merged_into", "split_into"),
        "resource": ("terms",),
        "page": (),
    }
)
"""The fields that name terms by their slugs, by kind of record."""


class ValueFields(Fields, extra="forbid"):
    """One value of a vocabulary."""

    label: Name = Field(description="The value as readers see it.", examples=["Grading and Reporting"])
    description: Text | None = Field(
        None,
        description="The meaning of the value, for readers who browse.",
        examples=["How results become marks, and marks become reports."],
    )
    owner: Text | None = Field(
        None,
        description="Of a category: who answers for its terms, a role or a team.",
        examples=["Assessment office"],
    )
    review_every: Months | None = Field(
        None,
        description="Of a category: the number of months after which its reviewed terms are due again, where that differs from the site's.",
        examples=["24"],
    )
    formerly: Names = Field(
        (),
        description="Earlier names of the value in files; the page of each redirects to this one's.",
        examples=[["marks"]],
    )


class Role(Fields, extra="forbid"):
    """A kind of section that is also gathered on a page of its own."""

    label: Name = Field(
        description="The title of the page that collects the sections.", examples=["Designer's Tips"]
    )
    headings: Names = Field(
        (), description="Other spellings of the section's heading.", examples=[["Designers' Tips"]]
    )
    description: Text | None = Field(
        None,
        description="A sentence for the page that collects the sections.",
        examples=["Every tip in one place."],
    )
    checklist: Flag = Field(
        False, description="Whether the collected bullets become checkboxes.", examples=["true"]
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


class OwnerKind(StrEnum):
    """What a site may declare further fields for."""

    TERM = "term"
    RESOURCE = "resource"


class FieldType(StrEnum):
    """What a field that a site declares takes."""

    TEXT = "text"
    LIST = "list"
    DATE = "date"
    NUMBER = "number"
    LINK = "link"
    VOCABULARY = "vocabulary"


class Shown(StrEnum):
    """Where readers see a field that a site declares."""

    PAGE = "page"
    LISTS = "lists"
    NONE = "none"


class ExportedTo(StrEnum):
    """The files of data that can hold a field that a site declares."""

    JSON = "json"
    CSV = "csv"


class OwnField(Fields, extra="forbid"):
    """A further field of terms or resources, declared by the site."""

    label: Name = Field(description="The field as readers see it.", examples=["Grade level"])
    type: Annotated[FieldType, choice(FieldType)] = Field(
        FieldType.TEXT,
        description="What it takes: one `text`, a `list` of texts, a `date`, a `number`, a `link` (a web address), or one or more values of the `vocabulary` that has the field's name.",
        examples=["vocabulary"],
    )
    description: Text | None = Field(
        None,
        description="One sentence for contributors: what belongs there. The page about contributing and `new` show it.",
        examples=["The grades it was made for."],
    )
    show: Annotated[Shown, choice(Shown)] = Field(
        Shown.PAGE,
        description="Where readers see it: on the record's own `page`, in `lists` as well, or nowhere (`none`).",
        examples=["lists"],
    )
    facet: Flag = Field(
        False,
        description="Whether readers can narrow the resource library down by it, or, for terms, whether each value of a vocabulary has a page with its terms.",
        examples=["true"],
    )
    export: Annotated[
        tuple[Annotated[ExportedTo, choice(ExportedTo)], ...], Takes("a list of `json` and `csv`"), LIST
    ] = Field(
        tuple(ExportedTo),
        description="The files of data that hold it: `json` is `data/index.json`, `csv` is `data/terms.csv` or `data/resources.csv`. Without it, both do.",
        examples=[["json"]],
    )


# Names that files of data, imports and the library's addresses use for something else.
_TAKEN = frozenset(
    ["authors", "body", "decade", "editors", "id", "names", "organization", "principle", "q", "slug", "sort"]
)


def _own_name(value: object) -> str:
    name = str(value)
    if not re.fullmatch(r"[a-z][a-z_]{0,39}", name):
        letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^a-z]+", "_", letters).strip("_")[:40] or "level"
        cure = f"write {quote(plain)}; what readers see is the field's `label`"
        raise fail("wrong-type", f"{quote(name)} has more in it than the letters a–z and `_`", cure)
    if name.startswith("x_"):
        cure = f"write {quote(name[2:] or 'level')}, in the files as well"
        raise fail("wrong-type", f"{quote(name)} begins with `x_`, as fields do that nobody declares", cure)
    if any(name in kind.model_fields for kind in (TermFields, ResourceFields)):
        raise fail("wrong-type", f"there is a field {quote(name)} already", "choose another name")
    if name in _TAKEN or name.startswith("model_"):
        raise fail("wrong-type", f"the name {quote(name)} is used for something else", "choose another name")
    return name


OWN_TYPES: Mapping[str, Any] = MappingProxyType(
    {
        FieldType.TEXT: Text,
        FieldType.LIST: Names,
        FieldType.DATE: Day,
        FieldType.NUMBER: Amount,
        FieldType.LINK: Url,
        FieldType.VOCABULARY: OneOrMore,
        # Declared with a mistake: the mistake has its message, and the files that have the field are innocent.
        "": Any,
    }
)
"""What fields that a site declares take, by their type. All values are plain: text, numbers, tuples of texts."""

OwnTypes = tuple[tuple[str, str], ...]
"""The names and types of the fields that a site declares for one kind of record: all that reading a file needs."""


class Setting(NamedTuple):
    """What the reading of one kind of record depends on besides the site's language.

    `large` takes bodies beyond the usual limit; `own` are the fields that the site declares.
    """

    large: bool = False
    own: OwnTypes = ()


PLAIN = Setting()
"""That of a site that declares no fields."""


@cache
def extended(declared: type[Fields], own: OwnTypes) -> type[Fields]:
    """`declared` with the fields `own` as well, none of them required."""
    fields: Any = {name: (OWN_TYPES[kind] | None, None) for name, kind in own}
    if not own:
        return declared
    with warnings.catch_warnings():
        # `register` and `copy` are words of every model, too. Nobody asks this one for anything but its values.
        warnings.simplefilter("ignore", UserWarning)
        return create_model(declared.__name__, __base__=declared, **fields)


class SiteFields(Fields):
    """The site's settings: `content/site.yaml`. Every field may be left out."""

    title: Name = Field(
        "Glossary", description="The site's name.", examples=["Mastery Learning Resource Bank"]
    )
    description: Text | None = Field(
        None,
        description="One sentence: what the site is and who it is for.",
        examples=["A glossary for people who design schools."],
    )
    base_url: BaseUrl | None = Field(
        None,
        description="The address of the published site; needed for canonical links, never for links between pages.",
        examples=["https://example.org/bank/"],
    )
    language: Language = Field("en", description="The content's language as a BCP 47 tag.", examples=["en"])
    repository: Url | None = Field(
        None,
        description="Where the content is kept; linked in the footer. Of a repository on GitHub, GitLab, or Codeberg, every page leads to its file and to a new issue. Without a branch in the address, such as `…/tree/trunk`, the branch is `main`.",
        examples=["https://github.com/example/bank"],
    )
    contact: Contact | None = Field(
        None,
        description="A mail address, or the address of a form, for readers who suggest a change or report a problem.",
        examples=["words@example.org"],
    )
    edit_url: EditUrl | None = Field(
        None,
        description="The address for editing a file, where it does not follow from `repository`; `{path}` stands for the file's path below `content/`.",
        examples=["https://github.com/example/bank/edit/main/content/{path}"],
    )
    license: Text | None = Field(
        None,
        description="The license of the site's texts, shown on every page and in every export: the name of a Creative Commons license, or the address of the license's text.",
        examples=["CC BY 4.0"],
    )
    imprint: Text | None = Field(
        None,
        description="A line at the foot of every page, such as who is responsible for the site.",
        examples=["Published by Example School, 1 Main Street."],
    )
    logo: Png | None = Field(
        None,
        description="A picture beside the site's name on every page: the path of a PNG file below `content/`.",
        examples=["images/logo.png"],
    )
    share_image: Png | None = Field(
        None,
        description="The picture that other sites show beside links to this one: the path of a PNG file below `content/`, best 1200 by 630 pixels. Needs `base_url`.",
        examples=["images/share.png"],
    )
    fields: Annotated[
        dict[
            Annotated[OwnerKind, choice(OwnerKind)],
            Annotated[dict[Annotated[str, BeforeValidator(_own_name)], OwnField], MAP],
        ],
        Takes("`term` and `resource`: in each, a map: name to [a field](#a-field)"),
        MAP,
    ] = Field(
        {},
        description="Further fields of terms and resources; see [fields of your own](#fields-of-your-own).",
    )
    vocabularies: Annotated[
        dict[Annotated[str, BeforeValidator(_vocabulary_name)], Annotated[dict[Name, ValueFields], MAP]],
        Takes("[the vocabularies](#the-vocabularies)"),
        MAP,
    ] = Field(
        {},
        description="The closed lists of values.",
    )
    link: Annotated[LinkBudget, choice(LinkBudget)] = Field(
        LinkBudget.FIRST,
        description="How often the prose of a page links to a term that has no `link` of its own; `never` turns automatic links off.",
        examples=["first"],
    )
    editorial: Flag = Field(
        False,
        description="Whether the editorial checks give advice on writing, as warnings; `checks` sets individual checks.",
        examples=["true"],
    )
    offline: Flag = Field(
        False,
        description="Whether readers can reopen visited pages without a network; see [offline.md](offline.md).",
        examples=["true"],
    )
    review_every: Months | None = Field(
        None,
        description="The number of months after which a reviewed term is due for review again; used by the check `review-overdue`.",
        examples=["12"],
    )
    proper_names: Names = Field(
        (),
        description="Names of places, organizations, and the like, which the check `undefined-jargon` ignores.",
        examples=[["New Hampshire"]],
    )
    health: Flag = Field(
        False,
        description="Whether the footer of every page links to `about/health.html`, the page for maintainers.",
        examples=["true"],
    )
    history: Flag = Field(
        True,
        description="Whether pages show what changed and when, if the content is in a git repository.",
        examples=["false"],
    )
    roles: Annotated[dict[Name, Role], MAP] | None = Field(
        None,
        description="Sections that are also collected on pages of their own; replaces the two built-in roles.",
    )
    checks: Annotated[
        dict[Text, Annotated[Severity, choice(Severity)]],
        MAP,
    ] = Field(
        {},
        description="The severity of checks: `error`, `warning`, or `off`.",
        examples=[{"unknown-term": "warning"}],
    )

    def own(self, kind: str) -> Mapping[str, OwnField]:
        """The further fields of records of `kind`, by name."""
        return self.fields.get(OwnerKind(kind), {}) if kind in tuple(OwnerKind) else {}

    def vocabulary_fields(self, kind: str) -> Mapping[str, str]:
        """The fields of `kind` that take values of a vocabulary, each with the folder of the values' pages.

        A field whose values have no pages has no folder: the text is empty.
        """
        own = {
            name: f"{'terms/by' if kind == 'term' else 'resources'}/{name.replace('_', '-')}"
            if field.facet
            else ""
            for name, field in self.own(kind).items()
            if field.type is FieldType.VOCABULARY
        }
        return {**VOCABULARY_FIELDS[kind], **own} if own else VOCABULARY_FIELDS[kind]
