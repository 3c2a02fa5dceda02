"""Terms that are often confused, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.model import Term
from termbank.content.routes import compare_path
from termbank.content.schema import Shown
from termbank.site.page import Context, Page, keys
from termbank.site.parts.context import SiteContext
from termbank.site.parts.index import ENTRIES, LISTED
from termbank.site.parts.pagination import split
from termbank.text.collation import fold
from termbank.text.urls import root_of


def pages(site: SiteContext) -> Iterator[Page]:
    """Their list, and a page for each pair."""
    if site.index.pairs:
        for part in split("compare/index.html", site.index.pairs, ENTRIES):
            title = site.chrome.part_title(site.say("often_confused"), part)
            yield site.chrome.page(
                part.path,
                "pairs.html",
                title,
                lambda part=part: {  # type: ignore[misc]
                    "pairs": [site.fragments.pair(pair) for pair in part.items],
                    "parts": part.links(),
                },
                site.say("pairs_intro"),
                "compare",
            )
    for pair in site.index.pairs:
        first, second = (site.glossary.terms[slug] for slug in pair)
        yield site.chrome.page(
            compare_path(*pair),
            "compare.html",
            site.say("compare_title", a=first.label, b=second.label),
            partial(_comparison_context, site, first, second),
            description=site.glossary.links.confused[first.slug][second.slug][0],
            nav="compare",
            embeds=partial(keys, (first, second)),
            # The sentence stands in the file of the term that names the other.
            source=(first if second.slug in first.fields.confused_with else second).path,
        )


def _comparison_context(site: SiteContext, first: Term, second: Term) -> Context:
    root = root_of(compare_path(first.slug, second.slug))
    shared = site.index.neighbors(first.slug) & site.index.neighbors(second.slug)
    return {
        "a": _side(site, first, root),
        "b": _side(site, second, root),
        "sentences": list(site.glossary.links.confused[first.slug][second.slug]),
        "own": [
            {"key": name, "label": field.label}
            for name, field in site.glossary.site.own("term").items()
            if field.show is not Shown.NONE and (name in first.extra or name in second.extra)
        ],
        "shared": site.fragments.refs(sorted(shared, key=site.index.position.__getitem__)),
    }


def _side(site: SiteContext, term: Term, root: str) -> Context:
    return {
        "ref": site.fragments.ref(term),
        "category": site.fragments.category(term),
        "principles": [site.fragments.value(value) for value in site.index.principles_of(term)],
        "summary": term.fields.summary,
        "definition_html": site.bodies.html(term, (0, term.body.definition), root, own=False, shift=2),
        "tips": [
            {"title": section.text, "html": site.bodies.tip(term, section, root)}
            for section in term.body.sections
            if fold(section.text) in site.index.role_of
        ],
        # Side by side there is room for their names only.
        "resources": [
            site.fragments.resource(resource, root, described=False)
            for resource in site.index.by_title(site.glossary.links.resources.get(term.slug, ()))[:LISTED]
        ],
        "aliases": list(term.fields.aliases),
        "own": {row["key"]: row for row in site.fragments.own(term)},
    }
