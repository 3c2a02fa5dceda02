"""The kinds of pages under test, and where they are in the sites built for these tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

Sites = Mapping[str, Path]
"""The folder of each built site by its name: `flagship`, and those whose content is in `sites/`."""

AddressOf = Callable[["Kind"], str]


@dataclass(frozen=True)
class Kind:
    """One kind of page: the longest page in `site` that matches `pattern`, or the shortest."""

    name: str
    pattern: str
    site: str = "flagship"
    shortest: bool = False
    query: str = ""

    def __str__(self) -> str:
        return self.name

    def path(self, sites: Sites) -> Path:
        """The file of the page."""
        found = sites[self.site].glob(self.pattern)
        pages = [page for page in found if page.stem != "index" or self.pattern.endswith("index.html")]
        pages.sort(key=lambda page: (page.stat().st_size, page.name))
        return pages[0 if self.shortest else -1]

    def url(self, sites: Sites) -> str:
        """The page's address relative to the folder with all sites."""
        path = self.path(sites).relative_to(sites[self.site]).as_posix()
        return f"{self.site}/{quote(path)}{self.query}"


TERM = Kind("term-long", "terms/*.html")

FLAGSHIP = (
    Kind("home", "index.html"),
    Kind("a-to-z", "terms/index.html"),
    Kind("a-to-z-empty", "terms/index.html", query="?q=zzzz"),
    TERM,
    Kind("term-short", "terms/*.html", shortest=True),
    Kind("category", "categories/*.html"),
    Kind("categories", "categories/index.html"),
    Kind("pairs", "compare/index.html"),
    Kind("compare", "compare/*.html"),
    Kind("map", "map.html"),
    Kind("hierarchy", "hierarchy.html"),
    Kind("resource", "resources/*.html"),
    Kind("facet-type", "resources/type/*.html", shortest=True),
    Kind("facet-organization", "resources/organization/*.html", shortest=True),
    Kind("search", "search.html", query="?q=formative+vs+sumative+assessment"),
    Kind("search-empty", "search.html"),
    Kind("not-found", "404.html"),
    Kind("data", "about/data.html"),
    Kind("own-page", "about.html"),
    Kind("accessibility", "accessibility.html"),
    Kind("my-list", "my-list.html", query="#terms/rubric,terms/feedback"),
    Kind("contribute", "contribute.html"),
)

FLAGSHIP_LONG = (
    Kind("designers-tips-long", "tips/designers-tips.html"),
    Kind("short-timeline-tips-long", "tips/short-timeline.html"),
    Kind("principle-long", "principles/*.html"),
    Kind("library-long", "resources/index.html"),
    Kind("health-long", "about/health.html"),
    Kind("everything-long", "everything.html"),
)

SAMPLES = (
    Kind("principle", "principles/*.html", "corners"),
    Kind("designers-tips", "tips/designers-tips.html", "corners"),
    Kind("short-timeline-tips", "tips/short-timeline.html", "corners"),
    Kind("library", "resources/index.html", "corners"),
    Kind("everything", "everything.html", "corners"),
    Kind("health", "about/health.html", "corners"),
    Kind("deprecated-term", "terms/old-word.html", "corners"),
    Kind("bare-term", "terms/bare-word.html", "corners"),
    Kind("long-word", "terms/long-word.html", "corners"),
    Kind("all-markdown", "terms/new-word.html", "corners"),
    Kind("bare-resource", "resources/only-a-title.html", "corners"),
    Kind("full-resource", "resources/a-work.html", "corners"),
    Kind("changes", "changes.html", "past"),
    Kind("wordings", "changes/*.html", "past"),
    Kind("arabic-home", "index.html", "arabic"),
    Kind("arabic-term", "terms/*.html", "arabic"),
    Kind("arabic-search", "search.html", "arabic", query=f"?q={quote('سلم')}"),
    Kind("arabic-map", "map.html", "arabic"),
    Kind("arabic-compare", "compare/*.html", "arabic"),
)

KINDS = FLAGSHIP + FLAGSHIP_LONG + SAMPLES
