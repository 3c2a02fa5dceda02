"""Linked data: what pages say to programs in the vocabulary of schema.org, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from termbank.content.citations import item_of, kind_of
from termbank.content.csl_item import AND_OTHERS, CslName
from termbank.content.model import Glossary, Resource, Term
from termbank.content.routes import resource_path, term_path
from termbank.content.schema import Access, ExportedTo
from termbank.text.json_data import as_json
from termbank.text.urls import doi_to_url, license_or_text, path_to_url

Node = dict[str, Any]
"""A thing in JSON-LD: JSON-able."""

# `LearningResource` says what a work is for, and stands beside the type that says what it is.
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "article-journal": "Article",
        "book": "Book",
        "broadcast": "PodcastEpisode",
        "chapter": "Chapter",
        "dataset": "Dataset",
        "motion_picture": "VideoObject",
        "post-weblog": "BlogPosting",
        "report": "Report",
        "software": "SoftwareApplication",
        "thesis": "Thesis",
        "webpage": "WebSite",
    }
)
# Works that CSL has no type for, by words that values of `resource_type` are made of.
_FURTHER_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "course": "Course",
        "presentation": "PresentationDigitalDocument",
        "slides": "PresentationDigitalDocument",
    }
)


@dataclass(frozen=True, slots=True)
class LinkedData:
    """Makes nodes whose addresses begin with `base`: the site's own address, or the way to its root, such as `../`."""

    glossary: Glossary
    base: str

    def term_id(self, term: Term) -> str:
        """The identifier of a term, for good: it stays when the term gets another slug."""
        # `mark.md` is renamed to `grade.md` and lists `mark` under `formerly`: what others say of `…/mark.html#term`
        # still holds, and whoever opens that address is led to the page.
        first = (*term.fields.formerly, term.slug)[0]
        # `--allow` lets a term take the slug that another one had: then both would have one identifier.
        slug = term.slug if first in self.glossary.terms else first
        return f"{self.base}{path_to_url(term_path(slug))}#term"

    def term_page(self, term: Term) -> str:
        """The address of a term's page."""
        return f"{self.base}{path_to_url(term_path(term.slug))}"

    def resource_id(self, resource: Resource) -> str:
        """The identifier of a work as this glossary describes it."""
        return f"{self.base}{path_to_url(resource_path(resource.slug))}#work"

    @property
    def set_id(self) -> str:
        """The identifier of the glossary as a set of terms."""
        return f"{self.base}#glossary"

    def term(self, term: Term) -> Node:
        """A term. Its relations to other terms are in the files in SKOS: schema.org has no words for them."""
        fields = term.fields
        return _known(
            {
                "@type": "DefinedTerm",
                "@id": self.term_id(term),
                "name": term.label,
                "alternateName": [*fields.aliases, *fields.abbreviations],
                "description": term.summary,
                "disambiguatingDescription": [
                    sentences[0] for sentences in self.glossary.links.confused.get(term.slug, {}).values()
                ],
                "inDefinedTermSet": {"@id": self.set_id},
                "url": self.term_page(term),
                "sameAs": [*fields.same_as],
            }
        )

    def term_set(self, modified: str = "") -> Node:
        """The glossary as a set of terms; `modified` is the day of its latest change, if that is known."""
        return self._described("DefinedTermSet", self.set_id) | _known({"dateModified": modified})

    def website(self, searchable: bool) -> Node:
        """The site, with its search if that can be called from elsewhere: where the site's address is known."""
        action = {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{self.base}search.html?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        }
        site = self._described("WebSite", f"{self.base}#website")
        return site | ({"potentialAction": action} if searchable else {})

    def _described(self, kind: str, identifier: str) -> Node:
        site = self.glossary.site
        return _known(
            {
                "@type": kind,
                "@id": identifier,
                "name": site.title,
                "description": site.description,
                "url": self.base,
                "inLanguage": site.language,
                "license": license_or_text(site.license),
            }
        )

    def resource(self, resource: Resource) -> Node:
        """A work, with what the glossary says of it, and the terms that it teaches."""
        fields, item, glossary = resource.fields, item_of(resource), self.glossary
        label = glossary.label_of
        access = {Access.FREE: True, Access.PAID: False}
        publisher = {
            "@type": "Organization",
            "name": fields.publisher,
            "additionalType": [label("organization_type", value) for value in fields.organization_type],
        }
        return _known(
            {
                "@type": ["LearningResource", _type_of(fields.resource_type)],
                "@id": self.resource_id(resource),
                "name": fields.title,
                "description": resource.body.first_paragraph,
                "author": _makers(item.names),
                "editor": _makers(item.editors),
                "publisher": _known(publisher) if fields.publisher else None,
                "datePublished": item.issued,
                "isPartOf": fields.published_in and {"@type": "CreativeWork", "name": fields.published_in},
                "inLanguage": item.language,
                "learningResourceType": [label("resource_type", value) for value in fields.resource_type],
                "isAccessibleForFree": access.get(fields.access) if fields.access else None,
                "license": license_or_text(fields.license),
                "isbn": fields.isbn,
                "url": item.address,
                "sameAs": doi_to_url(fields.doi) if fields.doi else None,
                "mainEntityOfPage": f"{self.base}{path_to_url(resource_path(resource.slug))}",
                "teaches": [
                    {"@id": self.term_id(glossary.terms[slug])}
                    for slug in glossary.links.terms[resource.slug]
                ],
                "educationalLevel": self._declared(resource, "level"),
                "audience": [
                    {"@type": "EducationalAudience", "educationalRole": role}
                    for role in self._declared(resource, "audience")
                ],
            }
        )

    def _declared(self, resource: Resource, name: str) -> list[str]:
        """What a field says that the site declares, where schema.org has a word for a field of this name."""
        declared, value = self.glossary.site.own("resource").get(name), resource.extra.get(name)
        if not declared or not value or ExportedTo.JSON not in declared.export:
            return []
        values = value if isinstance(value, tuple) else (value,)
        return [self.glossary.label_of(name, str(each)) for each in values]


def document(nodes: Iterable[Node]) -> str:
    """JSON-LD of one or more nodes, for a script element or a file."""
    found = list(nodes)
    graph = found[0] if len(found) == 1 else {"@graph": found}
    return as_json({"@context": "https://schema.org"} | graph).decode()


def _known(node: Node) -> Node:
    """`node` without what is not known, and a list of one as the one."""
    values = {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in node.items()
    }
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _type_of(values: tuple[str, ...]) -> str:
    words = {word for value in values for word in value.casefold().split("-")}
    further = next((kind for word, kind in _FURTHER_TYPES.items() if word in words), None)
    return further or _TYPES.get(kind_of(values), "CreativeWork")


def _makers(names: Iterable[CslName]) -> list[Node]:
    # Without a given name nobody can tell a person from an organization.
    return [
        {"@type": "Person" if name.given else "Organization", "name": name.spoken}
        for name in names
        if name != AND_OTHERS
    ]
