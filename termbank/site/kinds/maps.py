"""The maps of the glossary, and the lists below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from termbank.content.model import Term
from termbank.content.routes import term_path
from termbank.site.diagrams.regions import Maps, Region, Sheet
from termbank.site.diagrams.ring import Group, Node, Pair, draw, lay_out
from termbank.site.page import Context, Page
from termbank.site.parts.context import SiteContext
from termbank.text.urls import path_to_url, root_of

LISTED = 12
"""Neighbors of each kind that the list below a map names of a term; its own page names all."""
RELATIONS = ("broader", "narrower", "related")


def pages(site: SiteContext) -> Iterator[Page]:
    """The map of each region, and the whole one."""
    for sheet in site.maps.sheets() if site.maps else ():
        region = sheet.region
        title = site.say("map_of", label=region.label) if region else site.say("map_title")
        if sheet.number > 1:
            title = site.say("part", title=title, n=sheet.number)
        yield site.chrome.page(
            sheet.path,
            "map.html",
            title,
            partial(_map_context, site, sheet, title),
            site.say("map_description", site=site.glossary.site.title),
            hue=region.hue if region else None,
        )


def _map_context(site: SiteContext, sheet: Sheet, title: str) -> Context:
    maps = site.maps
    assert maps
    shown = [(sheet.region, sheet.terms)] if sheet.region else maps.whole()
    groups = [_group(maps, region, terms, sheet.region is None) for region, terms in shown if terms]
    on_map = [node.slug for group in groups for node in group.nodes]
    related, steps = _pairs(site, on_map, "related"), _pairs(site, on_map, "broader")
    return {
        "map_html": draw(lay_out(groups, site.index.rtl), related, steps, root_of(sheet.path)),
        "whole": sheet.region is None,
        "split": maps.split,
        "regions": [_listed(site, maps, region, terms) for region, terms in shown],
        "total": len(on_map),
        "title": title,
    }


def _group(maps: Maps, region: Region, terms: Iterable[Term], on_whole: bool) -> Group:
    """A region as the drawing shows it. On the map of the whole, its heading leads to its own map if it has one."""
    path, _ = next(maps.parts(region))
    url = path_to_url(path) if maps.split and on_whole else region.url
    nodes = tuple(Node(term.slug, term.label, path_to_url(term_path(term.slug))) for term in terms)
    return Group(region.label, url, region.hue, nodes)


def _pairs(site: SiteContext, slugs: Sequence[str], relation: str) -> list[Pair]:
    """The relations among these terms, each once. Of one term, only those that the list names too."""
    # `related` is in the links of both terms: A–B, then B–A, which would be drawn over it a second time.
    known = set(slugs)
    found: dict[Pair, None] = {}
    for slug in slugs:
        for other in _others(site, slug, relation)[:LISTED]:
            if other in known and (other, slug) not in found:
                found[slug, other] = None
    return list(found)


def _others(site: SiteContext, slug: str, relation: str) -> tuple[str, ...]:
    others: tuple[str, ...] = getattr(site.glossary.links, relation).get(slug, ())
    return others


def _listed(site: SiteContext, maps: Maps, region: Region, terms: Iterable[Term]) -> Context:
    """A region in the list below a map: its terms with their neighbors, and how many more their own pages name."""
    # Who cannot see or point at the drawing reads the same relations here, so the list must lack none of its lines.
    entries = []
    for term in terms:
        others = {relation: _others(site, term.slug, relation) for relation in RELATIONS}
        named = {relation: site.fragments.pointers(slugs[:LISTED]) for relation, slugs in others.items()}
        more = sum(max(0, len(slugs) - LISTED) for slugs in others.values())
        entries.append(site.fragments.pointer(term.key) | named | {"more": more})
    return {
        "label": region.label,
        "url": region.url,
        "hue": region.hue,
        "count": len(region.terms),
        "parts": [path_to_url(path) for path, _ in maps.parts(region)] if maps.split else [],
        "terms": entries,
    }
