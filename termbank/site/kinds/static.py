"""Static pages: one each for data, search, and addresses that do not exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlsplit

from termbank.content.routes import ACCESSIBILITY, CONTRIBUTE, MY_LIST, OFFLINE
from termbank.content.schema import FieldType
from termbank.site.page import Context, Page, word
from termbank.site.parts.chrome import DATA
from termbank.site.parts.context import SiteContext


def pages(site: SiteContext) -> Iterator[Page]:
    """The pages for data, contributing, searching, reading offline where that is on, and unknown addresses."""
    say, page = site.say, site.chrome.page
    context = partial(_data_context, site)
    yield page(DATA, "data.html", say("data"), context, description=say("data_intro"))
    contact = site.glossary.site.contact or ""
    about: Callable[[], Context] = partial(
        dict,
        folder=site.glossary.folder,
        # A site may begin with a reading list.
        example=next((term.slug for term in site.index.terms), "rubric"),
        own=[
            {
                "kind": kind.value,
                "name": name,
                "label": field.label,
                "type": field.type.value,
                "description": field.description,
                "values": [*site.glossary.site.vocabularies.get(name, ())]
                if field.type is FieldType.VOCABULARY
                else [],
            }
            for kind, declared in site.glossary.site.fields.items()
            for name, field in declared.items()
        ],
        contact=contact,
        contact_name=re.sub("^(?:mailto:|https?://)|[?].*$", "", contact),
    )
    yield page(CONTRIBUTE, "contribute.html", say("contribute"), about, description=say("contribute_intro"))
    # A site that states more, or other things, has a page of its own in its place.
    stated = say("accessibility_intro")
    yield page(ACCESSIBILITY, "accessibility.html", say("accessibility"), about, description=stated)
    # Empty until a script fills it, so search engines need not know of it.
    yield page(MY_LIST, "my_list.html", say("my_list"), dict, description=say("my_list_intro"), noindex=True)
    yield page("search.html", "search.html", say("search"), dict, description=say("search_description"))
    if site.glossary.site.offline:
        yield page(OFFLINE, "offline.html", say("offline_title"), dict, noindex=True)
    # A host shows this page at any address, so its links start at the host's root where the site's address is known.
    root = f"{urlsplit(site.base_url).path.rstrip('/')}/" if site.base_url else ""
    yield page("404.html", "not_found.html", say("not_found_title"), partial(dict, root=root), noindex=True)


def _data_context(site: SiteContext) -> Context:
    return {
        "downloads": [
            {"url": item.path, "media_type": item.media_type, "label": word(site.say, item.label, item.label)}
            for item in site.downloads
        ]
    }
