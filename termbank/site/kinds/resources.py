"""The resource library: all resources, those of each type and kind of organization, and the page of each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.citation_formats import coins
from termbank.content.citations import item_of
from termbank.content.key import Key
from termbank.content.model import Resource
from termbank.content.routes import resource_path
from termbank.site.page import Context, Page, keys
from termbank.site.parts.body import ALL
from termbank.site.parts.context import SiteContext
from termbank.site.parts.fragments import cited
from termbank.site.parts.index import BODIES, QUOTED, Value
from termbank.site.parts.linked_data import document
from termbank.site.parts.pagination import ListPart, split
from termbank.text.urls import path_to_url, root_of


def pages(site: SiteContext) -> Iterator[Page]:
    """The pages of the library; none in a glossary without resources."""
    resources = site.index.resources
    if not resources:
        return
    for part in split("resources/index.html", resources, BODIES):
        yield site.chrome.page(
            part.path,
            "library.html",
            site.chrome.part_title(site.say("resource_library"), part),
            partial(_library_context, site, part),
            description=site.say("library_description", n=len(resources), site=site.glossary.site.title),
            nav="resources",
            embeds=partial(keys, part.items),
        )
    yield from _facets(site)
    for number, resource in enumerate(resources):
        yield site.chrome.page(
            resource_path(resource.slug),
            "resource.html",
            resource.label,
            partial(_work_context, site, number),
            description=resource.body.first_paragraph
            or site.say("resource_description", title=resource.label),
            nav="resources",
            embeds=partial(_embedded, site, resource),
            source=resource.path,
        )


def _library_context(site: SiteContext, part: ListPart[Resource]) -> Context:
    root = root_of(part.path)
    return {
        "resources": [site.fragments.with_terms(resource, root) for resource in part.items],
        "facets": _facet_context(site),
        "total": len(site.index.resources),
        "parts": part.links(),
    }


# Without scripts the lists of values are links to these pages; with scripts the library filters in place instead.
def _facet_context(site: SiteContext, current: Value | None = None) -> list[Context]:
    return [
        {
            "key": key,
            "label": site.library.label(key),
            "values": site.fragments.siblings(
                values, current if current and current in values else values[0]
            ),
        }
        for key, values in site.library.with_pages.items()
    ]


def _facets(site: SiteContext) -> Iterator[Page]:
    for key, values in site.library.with_pages.items():
        for value in values:
            resources = site.library.resources_with.get(value.path, ())
            for part in split(value.path, resources, BODIES):
                yield site.chrome.page(
                    part.path,
                    "facet.html",
                    site.chrome.part_title(value.label, part),
                    partial(_value_context, site, key, value, part),
                    description=value.description
                    or site.say("value_description", n=len(resources), value=value.label),
                    nav="resources",
                    embeds=partial(keys, part.items),
                )


def _value_context(site: SiteContext, key: str, value: Value, part: ListPart[Resource]) -> Context:
    facets, root = _facet_context(site, value), root_of(part.path)
    facet = next(facet for facet in facets if facet["key"] == key)
    return {
        "facet": facet,
        "value": site.fragments.value(value),
        "resources": [site.fragments.with_terms(resource, root) for resource in part.items],
        "siblings": facet["values"],
        "facets": facets,
        "parts": part.links(),
    }


# B is cited in A's third paragraph, and that paragraph is edited: B's page quotes A, so it is made again.
def _embedded(site: SiteContext, resource: Resource) -> Iterator[Key]:
    yield resource.key
    yield from (mention.source for mention in site.index.cited_in(resource, QUOTED))


def _work_context(site: SiteContext, number: int) -> Context:
    resource = site.index.resources[number]
    root = root_of(resource_path(resource.slug))
    return {
        "resource": site.fragments.with_terms(resource, root)
        | {"html": site.bodies.html(resource, ALL, root), "own": site.fragments.own(resource)},
        "cited_in": [
            site.fragments.mention(mention, quoted=place < QUOTED)
            for place, mention in enumerate(site.index.cited_in(resource))
        ],
        "works_cited": site.fragments.references(resource),
        "previous": _neighbor(site, number - 1) if number else None,
        "next": _neighbor(site, number + 1) if number + 1 < len(site.index.resources) else None,
        "life": site.changelog.dates(resource.key),
        "cite": cited(item_of(resource)),
        "coins": coins(item_of(resource)),
        "fields": site.glossary.shown(resource),
        "extra": dict(resource.extra),
        "linked_data_html": document([site.linked_data(resource_path(resource.slug)).resource(resource)]),
    }


def _neighbor(site: SiteContext, number: int) -> Context:
    resource = site.index.resources[number]
    return {"title": resource.label, "url": path_to_url(resource_path(resource.slug))}
