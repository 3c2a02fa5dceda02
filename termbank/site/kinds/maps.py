"""The maps of the bank."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.site.diagrams.regions import Maps, Sheet
from termbank.site.page import Page
from termbank.site.parts.context import SiteContext


def pages(site: SiteContext) -> Iterator[Page]:
    """The map of each region, and the whole one."""
    if site.index.maps:
        yield from (_map(site, site.index.maps, sheet) for sheet in site.index.maps.sheets())


def _map(site: SiteContext, maps: Maps, sheet: Sheet) -> Page:
    region = sheet.region
    title = site.say("map_of", label=region.label) if region else site.say("map_title")
    if sheet.number > 1:
        title = site.say("part", title=title, n=sheet.number)
    hue = region.hue if region else None
    description = site.say("map_description", site=site.glossary.site.title)
    return site.chrome.page(
        sheet.path, "map.html", title, lambda: maps.context(sheet) | {"title": title}, description, hue=hue
    )
