"""Index pages of folders: an address that is cut at the folder leads to a list of what the folder holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.routes import tips_path
from termbank.site.page import Context, Page
from termbank.site.parts.chrome import DATA, HEALTH
from termbank.site.parts.context import SiteContext
from termbank.text.urls import path_to_url

DESCRIBED = 12
"""Entries that the description for search engines names."""


def pages(site: SiteContext) -> Iterator[Page]:
    """A page for each of the folders that have no first page of their own."""
    say, settings = site.say, site.glossary.site
    tips = [
        {
            "label": site.glossary.roles[name].label,
            "description": site.glossary.roles[name].description or "",
            "url": path_to_url(tips_path(name)),
            "count": site.index.holders[name],
        }
        for name in site.index.items
    ]
    about = [{"label": say("data"), "description": say("data_intro"), "url": DATA}]
    if settings.health:
        about.append({"label": say("health"), "description": say("health_intro"), "url": HEALTH})
    # A reader shortens ".../principles/advancement-on-mastery.html" to ".../principles/" to see what else there is.
    for folder, title, nav, entries in (
        ("categories", say("categories"), "terms", [*map(site.fragments.value, site.index.categories)]),
        ("principles", say("principles"), "terms", [*map(site.fragments.value, site.index.principles)]),
        ("tips", say("nav_tips"), "tips", tips),
        ("about", say("about_folder"), None, about),
    ):
        if entries:
            context: partial[Context] = partial(dict, title=title, entries=entries)
            named = say("list_comma").join(str(entry["label"]) for entry in entries[:DESCRIBED])
            yield site.chrome.page(
                f"{folder}/index.html", "folder.html", title, context, description=named, nav=nav
            )
