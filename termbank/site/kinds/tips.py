"""The tips of all terms, gathered by whom they are for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.model import Term
from termbank.content.routes import tips_path
from termbank.content.schema import Role
from termbank.site.page import Inputs, Page, keys
from termbank.site.parts.context import Edition
from termbank.site.parts.index import BODIES
from termbank.site.parts.pagination import Part, split
from termbank.text.urls import path_to_url, root_of


def pages(edition: Edition) -> Iterator[Page]:
    """A page for each role in use."""
    for name in edition.catalog.items:
        role = edition.glossary.roles[name]
        for part in split(tips_path(name), _by_category(edition, name), BODIES):
            yield edition.frame.page(
                part.path,
                "tips.html",
                edition.frame.part_title(role.label, part),
                partial(_tips_inputs, edition, name, role, part),
                description=role.description or edition.say("tips_description", label=role.label),
                nav="tips",
                embeds=partial(keys, [term for term, _ in part.items]),
            )


def _by_category(edition: Edition, role: str) -> list[tuple[Term, int]]:
    """The sections of a role by category, those of terms without one last."""
    order = {value.value: number for number, value in enumerate(edition.catalog.categories)}
    return sorted(
        edition.catalog.items[role], key=lambda item: order.get(item[0].fields.category or "", len(order))
    )


def _tips_inputs(edition: Edition, name: str, role: Role, part: Part[tuple[Term, int]]) -> Inputs:
    root = root_of(part.path)
    groups: dict[str | None, Inputs] = {}
    for term, number in part.items:
        group = groups.setdefault(
            term.fields.category or None, {"category": edition.pieces.category(term), "items": []}
        )
        group["items"].append(
            {
                "term": edition.pieces.ref(term),
                "html": edition.prose.tip(term, term.body.sections[number], root),
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
                "label": edition.glossary.roles[other].label,
                "url": path_to_url(tips_path(other)),
            }
            for other in edition.catalog.items
        ],
        "groups": [*groups.values()],
        "total": edition.catalog.holders[name],
        "parts": part.links(),
    }
