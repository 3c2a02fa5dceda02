"""`sitemap.xml`: the pages that search engines may list. Needs the site's address."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from termbank.exporters.outline import File, Outline

# sitemaps.org: at most 50,000 addresses a file.
MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def export(outline: Outline) -> Iterator[File]:
    """One file, or, of a large site, several and their index."""
    if not outline.base_url:
        return
    addresses = [page.canonical for page in outline.plan.pages if page.canonical and not page.noindex]
    parts = [addresses[start : start + MOST] for start in range(0, len(addresses), MOST)]
    if len(parts) == 1:
        yield File("sitemap.xml", _listing("urlset", "url", addresses))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield File(
        "sitemap.xml", _listing("sitemapindex", "sitemap", [outline.base_url + name for name in names])
    )
    for name, part in zip(names, parts, strict=True):
        yield File(name, _listing("urlset", "url", part))


def _listing(root: str, item: str, addresses: list[str]) -> bytes:
    lines = [f"<{item}><loc>{escape(address)}</loc></{item}>" for address in addresses]
    body = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">', *lines, f"</{root}>"]
    )
    return f"{body}\n".encode()
