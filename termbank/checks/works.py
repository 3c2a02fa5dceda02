"""Works: resources that say what they are, each address under one title."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from termbank.content.model import Glossary, Resource
from termbank.content.spans import span_of
from termbank.linking.names import Names
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
RULES = (UNDESCRIBED_RESOURCE, SHARED_ADDRESS)


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Resources without a description, and addresses that two of them give."""
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
        for address, written, place in _addresses(resource):
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
