"""The tips of all terms, gathered by whom they are for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from termbank.content.model import Term
from termbank.content.routes import tips_path
from termbank.content.schema import Role
from termbank.site.page import Context, Page, keys
from termbank.site.parts.context import SiteContext
from termbank.site.parts.index import BODIES, Value
from termbank.site.parts.pagination import ListPart, split
from termbank.text.urls import path_to_url, root_of

Item = tuple[Term, int]
"""A term, and the number of its section with tips."""

# What stands in an item before its first block, or its first paragraph; also a paragraph that is no item.
_ITEM = re.compile(
    r"(<li>(?:\s*<p>)?)(?!\s*<(?:[uo]l|pre|div|table|blockquote|dl|h[1-6]|hr)\b)(.+?)"
    r"(?=\s*(?:</li>|</p>|<(?:[uo]l|pre|div|table|blockquote|dl|h[1-6]|p|hr)\b))",
    re.DOTALL,
)
_PARAGRAPH = re.compile(r"(<p>)(.+?)(?=</p>)", re.DOTALL)
_BOX = r'\1<label><input type="checkbox"> \2</label>'


def pages(site: SiteContext) -> Iterator[Page]:
    """A page for each role in use."""
    order = {value.value: number for number, value in enumerate(site.index.categories)}
    for name, items in site.index.items.items():
        # A checklist is worked through topic by topic, so it follows the categories; terms without one come last.
        by_category = sorted(items, key=lambda item: order.get(item[0].fields.category or "", len(order)))
        role = site.glossary.roles[name]
        parts = [*split(tips_path(name), by_category, BODIES)]
        for part in parts:
            yield site.chrome.page(
                part.path,
                "tips.html",
                site.chrome.part_title(role.label, part),
                partial(_tips_context, site, name, role, part, parts),
                description=role.description or site.say("tips_description", label=role.label),
                nav="tips",
                embeds=partial(keys, [term for term, _ in part.items]),
            )


def boxes(html: str) -> str:
    """A tip with a box to tick at each of its items, or at its first paragraph if it has none."""
    # The words are the box's label: a thumb hits a sentence more easily than a square.
    return _ITEM.sub(_BOX, html) if "<li>" in html else _PARAGRAPH.sub(_BOX, html, count=1)


def _slug(value: Value) -> str:
    # The name of its page: no two values share one, and it holds no space.
    return PurePosixPath(value.path).stem


def _places(site: SiteContext, here: ListPart[Item], parts: list[ListPart[Item]]) -> list[Context]:
    """Where the tips of each category begin: on the part `here`, or on another; empty without categories."""
    having: defaultdict[str | None, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for part in parts:
        for term, _ in part.items:
            having[term.fields.category or None][part.path].add(term.slug)
    places: list[Context] = []
    for value in (*site.index.categories, None):
        found = having.get(value.value if value else None)
        if found and site.index.categories:
            # A category that began on the part before goes on here, and readers stay on the page.
            first = here.path if here.path in found else next(iter(found))
            places.append(
                {
                    "label": value.label if value else site.say("no_category"),
                    "hue": value.hue if value else None,
                    "slug": _slug(value) if value else "",
                    "id": f"category-{_slug(value)}" if value else "uncategorized",
                    "url": path_to_url(first) if first != here.path else "",
                    "count": len(set[str]().union(*found.values())),
                }
            )
    return places


def _tips_context(
    site: SiteContext, name: str, role: Role, part: ListPart[Item], parts: list[ListPart[Item]]
) -> Context:
    root = root_of(part.path)
    groups: dict[str | None, Context] = {}
    for term, number in part.items:
        category = site.index.category_of.get(term.fields.category or "")
        group = groups.setdefault(
            category.value if category else None,
            {
                "category": site.fragments.category(term),
                "slug": _slug(category) if category else "",
                "items": [],
            },
        )
        html = site.bodies.tip(term, term.body.sections[number], root)
        group["items"].append(
            {
                "term": site.fragments.ref(term),
                "principles": [_slug(value) for value in site.index.principles_of(term)],
                "html": boxes(html) if role.checklist else html,
            }
        )
    # Of a list in parts, only principles that the page itself can show are offered.
    used = {slug for group in groups.values() for item in group["items"] for slug in item["principles"]}
    return {
        "role": {
            "value": name,
            "label": role.label,
            "description": role.description or "",
            "checklist": role.checklist,
        },
        "roles": [
            {
                "value": other,
                "label": site.glossary.roles[other].label,
                "url": path_to_url(tips_path(other)),
            }
            for other in site.index.items
        ],
        "groups": [*groups.values()],
        "categories": _places(site, part, parts),
        "principles": [
            {"label": value.label, "slug": _slug(value)}
            for value in site.index.principles
            if _slug(value) in used
        ],
        "total": site.index.holders[name],
        "parts": part.links(),
    }
