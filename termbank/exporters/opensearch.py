"""`opensearch.xml`: lets a browser add the site's search (OpenSearch 1.1). Needs the site's address."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from termbank.exporters.file import File
from termbank.site.plan import Outline

PATH = "opensearch.xml"
NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
# OpenSearch 1.1, draft 6: the most characters that these elements may hold.
SHORT_NAME, DESCRIPTION = 16, 1024


def export(outline: Outline) -> Iterator[File]:
    """The description document."""
    if not outline.base_url:
        return
    site = outline.glossary.site
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<OpenSearchDescription xmlns="{NAMESPACE}">',
        f"<ShortName>{escape(shortened(site.title, SHORT_NAME))}</ShortName>",
        f"<Description>{escape(shortened(site.description or site.title, DESCRIPTION))}</Description>",
        f'<Url type="text/html" template="{escape(outline.base_url)}search.html?q={{searchTerms}}"/>',
        f'<Url type="application/opensearchdescription+xml" rel="self" template="{escape(outline.base_url)}{PATH}"/>',
        f"<Language>{escape(site.language)}</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "</OpenSearchDescription>",
    ]
    yield File(PATH, ("\n".join(lines) + "\n").encode())


def shortened(text: str, most: int) -> str:
    """`text` cut after its last whole word within `most` characters; within the first word if it is longer."""
    # Half a word at the end would read as another name: "The Glossary of Ass".
    if len(text) <= most:
        return text
    cut = text[: most + 1].rpartition(" ")[0].rstrip(" ,;:–-")
    return cut or text[:most]
