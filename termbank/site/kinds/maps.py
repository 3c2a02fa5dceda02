"""The maps of the bank."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.site.diagrams.regions import Atlas, Sheet
from termbank.site.page import Page
from termbank.site.parts.context import Edition


def pages(edition: Edition) -> Iterator[Page]:
    """The map of each region, and the whole one."""
    if edition.catalog.atlas:
        yield from (_map(edition, edition.catalog.atlas, sheet) for sheet in edition.catalog.atlas.sheets())


def _map(edition: Edition, atlas: Atlas, sheet: Sheet) -> Page:
    region = sheet.region
    title = edition.say("map_of", label=region.label) if region else edition.say("map_title")
    if sheet.number > 1:
        title = edition.say("part", title=title, n=sheet.number)
    hue = region.hue if region else None
    description = edition.say("map_description", site=edition.glossary.site.title)
    return edition.frame.page(
        sheet.path, "map.html", title, lambda: atlas.inputs(sheet) | {"title": title}, description, hue=hue
    )
