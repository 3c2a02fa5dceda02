"""Names beside those of records: values of vocabularies, publishers, and pages, each with where it leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

from termbank.content.routes import own_path, tips_path
from termbank.site.page import NamedPage, NamedValue, word
from termbank.site.parts.chrome import DATA
from termbank.site.parts.context import SiteContext
from termbank.site.parts.facets import FACETS
from termbank.text.urls import path_to_url

LIBRARY = "resources/index.html"


def values(site: SiteContext) -> Iterator[NamedValue]:
    """Every value of every facet, in the order in which the library shows them."""
    # Terms have categories and principles of their own: a value that no resource has is one to browse by as well.
    of_terms = {"category": site.index.categories, "principle": site.index.principles}
    for facet in FACETS:
        held = Counter(
            name for resource in site.index.resources for name in {*facet.of(site.index, resource)}
        )
        for value in of_terms.get(facet.key) or site.library.values.get(facet.key, ()):
            chosen = f"{LIBRARY}?{urlencode({facet.key: value.value})}"
            # "Video" has a page that works without scripts; a publisher only has the library, narrowed down to it.
            has_page = facet.pages or facet.key in of_terms
            yield NamedValue(
                value.label,
                facet.key,
                value.value,
                path_to_url(value.path) if has_page else chosen,
                value.hue,
                site.index.counts[value.path] if facet.key in of_terms else held[value.value],
            )


def pages(site: SiteContext) -> Iterator[NamedPage]:
    """The pages of the site's own, and those that every build makes."""
    say, chrome = site.say, site.chrome.site
    license_name = f"{say('site_license')} {chrome['license']['name']}" if chrome["license"] else ""
    lists = {entry["key"]: entry["url"] for entry in chrome["nav"]}
    for key, title, url in (
        ("home", chrome["title"], "index.html"),
        ("terms", say("terms_a_to_z"), lists.get("terms")),
        ("resources", say("resource_library"), lists.get("resources")),
        ("compare", say("often_confused"), lists.get("compare")),
        *(
            ("tips", site.glossary.roles[role].label, path_to_url(tips_path(role)))
            for role in site.index.items
        ),
        *(("own", page.label, path_to_url(own_path(page.slug))) for page in site.index.own_pages),
        ("contribute", say("contribute"), chrome["contribute"]),
        ("map", say("map"), chrome["map"]),
        ("hierarchy", say("hierarchy"), chrome["hierarchy"]),
        ("everything", say("print_everything"), "everything.html"),
        ("changes", say("changes"), chrome["changes"]),
        ("data", say("data"), DATA),
        ("license", license_name, f"{DATA}#license" if license_name else None),
        ("health", say("health"), chrome["health"]),
    ):
        # A reader who looks for "licence" or "download" does not know what this site calls the page.
        others = word(say, f"search_page_{key}", "").split(";")
        if url:
            yield NamedPage(title, url, tuple(filter(None, (other.strip() for other in others))))
