"""Works: resources that say what they are and open somewhere, each address once, and all works that prose names."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from termbank.content.key import Key
from termbank.content.model import Glossary, Resource
from termbank.content.spans import span_at, span_of
from termbank.linking.mentions import file_offsets, place_of, prose_of
from termbank.linking.names import Names
from termbank.linking.works import Works
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.source import Span
from termbank.text.suggest import quote
from termbank.text.urls import eric_to_url

UNDESCRIBED_RESOURCE = Rule(
    "undescribed-resource",
    "a resource without a description",
    Severity.WARNING,
    editorial=True,
    why="""
        A resource has no text. Its title alone does not say what is good in it.
        """,
    cure="""
        Write two or three sentences: what it is, for whom, and what is good in it.
        """,
)
SHARED_ADDRESS = Rule(
    "shared-address",
    "two resources with one address",
    Severity.WARNING,
    editorial=True,
    why="""
        Two resources give one `url`, `doi`, `eric`, or `isbn`. Usually, one work was entered twice. `http` and
        `https`, `www.` and a slash at the end make no difference, and neither do the two forms of an ISBN.
        """,
    cure="""
        Make one resource of the two, or correct the address. An exception in either file excuses it.
        """,
)
UNLISTED_WORK = Rule(
    "unlisted-work",
    "a work that is no resource",
    Severity.WARNING,
    editorial=True,
    why="""
        The text names a work by its author and year, and no resource is by these authors and of that year.
        Readers cannot look it up. Nothing is said while a bank has no resources at all.
        """,
    cure="""
        Add a resource for the work; the mention then links by itself. If it is none, keep it as plain text:
        `[Smith (2016)]()`.
        """,
)
AMBIGUOUS_WORK = Rule(
    "ambiguous-work",
    "an author and a year that fit several resources",
    Severity.WARNING,
    editorial=True,
    why="""
        The text names a work by its author and year, and several resources are by these authors and of that
        year. The mention links to none of them.
        """,
    cure="""
        Cite the one that is meant by its slug, or write the letter of its year: `Black and Wiliam (1998a)`.
        """,
)
UNREACHABLE_RESOURCE = Rule(
    "unreachable-resource",
    "a resource that opens nowhere",
    Severity.WARNING,
    editorial=True,
    why="""
        A resource has no `url`, `doi`, `isbn`, `eric`, or `archived_url`. Readers learn that it exists and cannot
        get at it.
        """,
    cure="""
        Add one of them: a DOI or an address if it is online, the ISBN of a book. A thing that is nowhere to be had,
        such as a sheet in the staff room, can say so in an exception.
        """,
)
RULES = (UNDESCRIBED_RESOURCE, UNREACHABLE_RESOURCE, SHARED_ADDRESS, UNLISTED_WORK, AMBIGUOUS_WORK)


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Resources that say nothing or open nowhere, addresses that two of them give, works that are none or several."""
    if glossary.resources:
        yield from _mentioned(glossary)
    first: dict[str, tuple[Resource, Span]] = {}
    for resource in glossary.resources.values():
        # A picture or a rule alone describes nothing.
        if not any(part.kind in ("text", "fixed") and part.text.strip() for part in resource.body.parts):
            yield diagnostic(
                UNDESCRIBED_RESOURCE,
                "the resource has no description",
                span_of(resource, "title"),
                "write what it is, and what is good in it",
            )
        addresses = [*_addresses(resource)]
        if not addresses and not resource.fields.archived_url:
            yield diagnostic(
                UNREACHABLE_RESOURCE,
                "nothing says where this resource can be opened",
                span_of(resource, "title"),
                "add a `url`, `doi`, `eric`, or `isbn`",
            )
        for address, written, place in addresses:
            # A and B give one address; so each is named only at the second of them, with a note at the first.
            other, there = first.setdefault(address, (resource, place))
            if other is not resource:
                yield diagnostic(
                    SHARED_ADDRESS,
                    f"{quote(written)} is also given by {quote(other.slug)}",
                    place,
                    "make one resource of the two, or correct the address",
                    related=[Related("the other resource", there)],
                )


def _mentioned(glossary: Glossary) -> Iterator[Diagnostic]:
    works = Works(glossary.resources)
    for record in glossary.records:
        prose, told = prose_of(record.body), set[str]()
        for mention in works.mentions(prose.text):
            text = " ".join(prose.text[mention.start : mention.end].split())
            # Once a page is enough, and one work, or the page's own, is as it should be.
            listed = len(mention.slugs) == 1 or record.key in [
                Key("resource", slug) for slug in mention.slugs
            ]
            if text in told or listed or not (mention.certain or mention.slugs):
                continue
            told.add(text)
            place = file_offsets(place_of(prose, mention.start, mention.end), record.body.parts)
            span = span_at(record, *place)
            if mention.slugs:
                slugs = [quote(slug) for slug in mention.slugs]
                message = f"{quote(text)} may be {', '.join(slugs[:-1])} or {slugs[-1]}"
                cure = f"cite the one that is meant, such as `[@{mention.slugs[0]}]`"
                yield diagnostic(AMBIGUOUS_WORK, message, span, cure)
            else:
                cure = f"add a resource for it, or keep it as text: {quote(f'[{text}]()')}"
                yield diagnostic(UNLISTED_WORK, f"{quote(text)} is not among the resources", span, cure)


def _addresses(resource: Resource) -> Iterator[tuple[str, str, Span]]:
    """Each address in the form that its spellings share, as written, and its place; one of a kind only once."""
    found: dict[str, tuple[str, Span]] = {}
    if resource.fields.doi:
        found[f"doi.org/{resource.fields.doi.lower()}"] = (resource.fields.doi, span_of(resource, "doi"))
    if resource.fields.url:
        found.setdefault(_common(resource.fields.url), (resource.fields.url, span_of(resource, "url")))
    if number := resource.fields.eric:
        found.setdefault(_common(eric_to_url(number)), (number, span_of(resource, "eric")))
    if isbn := resource.fields.isbn:
        # Ten digits and thirteen have nine in common: the prefix is 978, the last digit follows from the others.
        digits = isbn.replace("-", "")
        shared = digits if digits.startswith("979") else digits[-10:-1]
        found[f"isbn {shared}"] = (isbn, span_of(resource, "isbn"))
    for address, (written, place) in found.items():
        yield address, written, place


def _common(url: str) -> str:
    """`url` without what makes no difference: scheme, `www.`, the case of the host, a slash at the end."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    path = unquote(parts.path).rstrip("/")
    if host in ("doi.org", "dx.doi.org"):
        return f"doi.org{path.lower()}"
    return (
        host
        + path
        + (f"?{parts.query}" if parts.query else "")
        + (f"#{parts.fragment}" if parts.fragment else "")
    )
