"""The resource library: all resources, those of each type and kind of organization, and the page of each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.citations import work_of
from termbank.content.model import Resource
from termbank.content.routes import resource_path
from termbank.site.page import Inputs, Page, keys
from termbank.site.parts.body import ALL
from termbank.site.parts.context import Edition
from termbank.site.parts.fragments import cited
from termbank.site.parts.index import BODIES, Value
from termbank.site.parts.pagination import Part, split
from termbank.text.urls import path_to_url, root_of


def pages(edition: Edition) -> Iterator[Page]:
    """The pages of the library; none in a bank without resources."""
    if edition.catalog.resources:
        yield from _library(edition)
        yield from _facets(edition)
        yield from _resources(edition)


def _library(edition: Edition) -> Iterator[Page]:
    for part in split("resources/index.html", edition.catalog.resources, BODIES):
        yield edition.frame.page(
            part.path,
            "library.html",
            edition.frame.part_title(edition.say("resource_library"), part),
            partial(_library_inputs, edition, part),
            description=edition.say(
                "library_description", n=len(edition.catalog.resources), site=edition.glossary.site.title
            ),
            nav="resources",
            embeds=partial(keys, part.items),
        )


def _library_inputs(edition: Edition, part: Part[Resource]) -> Inputs:
    root = root_of(part.path)
    return {
        "resources": [edition.pieces.with_terms(resource, root) for resource in part.items],
        "facets": _facet_inputs(edition),
        "total": len(edition.catalog.resources),
        "parts": part.links(),
    }


def _facet_inputs(edition: Edition, current: Value | None = None) -> list[Inputs]:
    return [
        {
            "key": key,
            "label_key": f"facet_{key}",
            "values": edition.pieces.siblings(values, current if current in values else values[0]),
        }
        for key, values in (("type", edition.catalog.types), ("organization", edition.catalog.organizations))
        if values
    ]


def _facets(edition: Edition) -> Iterator[Page]:
    for key, values in (("type", edition.catalog.types), ("organization", edition.catalog.organizations)):
        for value in values:
            for part in split(value.path, edition.catalog.resources_with[value.path], BODIES):
                yield edition.frame.page(
                    part.path,
                    "facet.html",
                    edition.frame.part_title(value.label, part),
                    partial(_value_inputs, edition, key, value, part),
                    description=value.description
                    or edition.say(
                        "value_description",
                        n=len(edition.catalog.resources_with[value.path]),
                        value=value.label,
                    ),
                    nav="resources",
                    embeds=partial(keys, part.items),
                )


def _value_inputs(edition: Edition, key: str, value: Value, part: Part[Resource]) -> Inputs:
    facets, root = _facet_inputs(edition, value), root_of(part.path)
    facet = next(facet for facet in facets if facet["key"] == key)
    return {
        "facet": facet,
        "value": edition.pieces.value(value),
        "resources": [edition.pieces.with_terms(resource, root) for resource in part.items],
        "siblings": facet["values"],
        "facets": facets,
        "parts": part.links(),
    }


def _resources(edition: Edition) -> Iterator[Page]:
    for number, resource in enumerate(edition.catalog.resources):
        yield edition.frame.page(
            resource_path(resource.slug),
            "resource.html",
            resource.label,
            partial(_work_inputs, edition, number),
            description=resource.body.first_paragraph
            or edition.say("resource_description", title=resource.label),
            nav="resources",
            embeds=partial(keys, [resource]),
        )


def _work_inputs(edition: Edition, number: int) -> Inputs:
    """What the page of a resource is told."""
    resource = edition.catalog.resources[number]
    root = root_of(resource_path(resource.slug))
    return {
        "resource": edition.pieces.with_terms(resource, root)
        | {"html": edition.prose.html(resource, ALL, root)},
        "previous": _neighbor(edition, number - 1) if number else None,
        "next": _neighbor(edition, number + 1) if number + 1 < len(edition.catalog.resources) else None,
        "edit_url": edition.pieces.edit_url(resource),
        "life": edition.chronicle.life(resource.key),
        "cite": cited(work_of(resource)),
        "extra": dict(resource.extra),
    }


def _neighbor(edition: Edition, number: int) -> Inputs:
    resource = edition.catalog.resources[number]
    return {"title": resource.label, "url": path_to_url(resource_path(resource.slug))}
