"""The pages of categories and principles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from termbank.content.model import Record, Resource, Term
from termbank.site.page import Context, Page
from termbank.site.parts.context import SiteContext
from termbank.site.parts.index import ENTRIES, Value
from termbank.site.parts.pagination import ListPart, split
from termbank.text.urls import root_of


def pages(site: SiteContext) -> Iterator[Page]:
    """A page for each category and each principle in use, and for each value of the site's own that terms have."""
    for value in site.index.categories:
        for part in split(value.path, site.index.terms_with[value.path], ENTRIES):
            yield site.chrome.page(
                part.path,
                "category.html",
                site.chrome.part_title(value.label, part),
                partial(_category_context, site, site.index.categories, value, part, site.say("categories")),
                description=value.description or _counted(site, value),
                nav="terms",
                hue=value.hue,
                source="site.yaml" if "category" in site.glossary.site.vocabularies else None,
            )
    for value in site.index.principles:
        terms = site.index.terms_with[value.path]
        # Resources name no principle of their own: they stand on the pages of those of the terms they serve.
        slugs = (slug for term in terms for slug in site.glossary.links.resources.get(term.slug, ()))
        both: list[Record] = [*terms, *site.index.by_title(slugs)]
        for both_part in split(value.path, both, ENTRIES):
            yield site.chrome.page(
                both_part.path,
                "principle.html",
                site.chrome.part_title(value.label, both_part),
                partial(_principle_context, site, value, both_part),
                description=value.description or _counted(site, value),
                nav="terms",
                source="site.yaml" if "principles" in site.glossary.site.vocabularies else None,
            )
    for (kind, name), own in site.index.own.items():
        label = site.glossary.site.own(kind)[name].label
        for value in own.values() if kind == "term" else ():
            for part in split(value.path, site.index.terms_with[value.path], ENTRIES) if value.path else ():
                yield site.chrome.page(
                    part.path,
                    "category.html",
                    site.chrome.part_title(value.label, part),
                    partial(_category_context, site, [*own.values()], value, part, label),
                    description=value.description or _counted(site, value),
                    nav="terms",
                    source="site.yaml",
                )


def _category_context(
    site: SiteContext, values: Sequence[Value], value: Value, part: ListPart[Term], label: str
) -> Context:
    return {
        "category": site.fragments.value(value),
        "terms": [site.fragments.listed(term) for term in part.items],
        "siblings": site.fragments.siblings(values, value),
        "label": label,
        # Values of the site's own have no page that lists them all.
        "folder": "categories/index.html" if values is site.index.categories else "",
        "parts": part.links(),
    }


def _principle_context(site: SiteContext, value: Value, part: ListPart[Record]) -> Context:
    root = root_of(part.path)
    return {
        "principle": site.fragments.value(value),
        "terms": [site.fragments.listed(term) for term in part.items if isinstance(term, Term)],
        # Their descriptions stand on the terms' pages and in the library.
        "resources": [
            site.fragments.resource(resource, root, described=False)
            for resource in part.items
            if isinstance(resource, Resource)
        ],
        "siblings": site.fragments.siblings(site.index.principles, value),
        "parts": part.links(),
    }


def _counted(site: SiteContext, value: Value) -> str:
    """What a page of terms is about, where nobody has described the value."""
    return site.say("category_description", n=len(site.index.terms_with[value.path]), value=value.label)
