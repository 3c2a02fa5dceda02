"""The tips of all terms, gathered by whom they are for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.model import Term
from termbank.content.routes import tips_path
from termbank.content.schema import Role
from termbank.site.page import Context, Page, keys
from termbank.site.parts.context import SiteContext
from termbank.site.parts.index import BODIES
from termbank.site.parts.pagination import ListPart, split
from termbank.text.urls import path_to_url, root_of


def pages(site: SiteContext) -> Iterator[Page]:
    """A page for each role in use."""
    order = {value.value: number for number, value in enumerate(site.index.categories)}
    for name, items in site.index.items.items():
        # A checklist is worked through topic by topic, so it follows the categories; terms without one come last.
        by_category = sorted(items, key=lambda item: order.get(item[0].fields.category or "", len(order)))
        role = site.glossary.roles[name]
        for part in split(tips_path(name), by_category, BODIES):
            yield site.chrome.page(
                part.path,
                "tips.html",
                site.chrome.part_title(role.label, part),
                partial(_tips_context, site, name, role, part),
                description=role.description or site.say("tips_description", label=role.label),
                nav="tips",
                embeds=partial(keys, [term for term, _ in part.items]),
            )


def _tips_context(site: SiteContext, name: str, role: Role, part: ListPart[tuple[Term, int]]) -> Context:
    root = root_of(part.path)
    groups: dict[str | None, Context] = {}
    for term, number in part.items:
        group = groups.setdefault(
            term.fields.category or None, {"category": site.fragments.category(term), "items": []}
        )
        group["items"].append(
            {
                "term": site.fragments.ref(term),
                "html": site.bodies.tip(term, term.body.sections[number], root),
            }
        )
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
        "total": site.index.holders[name],
        "parts": part.links(),
    }
