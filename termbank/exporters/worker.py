"""`sw.js`: the service worker, which keeps visited pages for reading without a network.

Only where `site.yaml` says `offline: true`. With `offline: false` the file takes away what readers' browsers kept
before; where nothing is said there is no file.
"""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.routes import OFFLINE
from termbank.exporters.file import File
from termbank.site.plan import Outline
from termbank.text.json_data import as_json

PATH = "sw.js"
SHELL = ("index.html", "search.html", OFFLINE)
"""Pages that are kept, with all that they load, once a reader has visited any page."""
LOADED = (
    "assets/js/components/combobox.js",
    "assets/js/components/cards.js",
    "assets/css/components/cards.css",
    "data/search.js",
    "data/search-more.js",
    "data/cards.js",
    "data/settings.js",
)
"""What the search field, cards and settings load when they are first used."""


def export(outline: Outline) -> Iterator[File]:
    """The worker's settings; what it does with them is in the theme."""
    site = outline.glossary.site
    if "offline" not in site.model_fields_set:
        return
    kept = [*SHELL, *LOADED] if site.offline else []
    # A browser installs a worker again only if its bytes differ: the version makes them differ whenever the site does.
    settings = (
        f"const VERSION = {as_json(outline.version).decode()};\nconst KEPT = {as_json(kept).decode()};\n"
    )
    yield File(PATH, f'{settings}importScripts("assets/js/components/worker.js");\n'.encode())
