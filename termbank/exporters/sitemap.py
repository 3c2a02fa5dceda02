"""`sitemap.xml`: the pages that search engines may list. Needs the site's address."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from termbank.content.routes import record_path
from termbank.exporters.file import File
from termbank.site.plan import Outline

# sitemaps.org: at most 50,000 addresses a file.
MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def export(outline: Outline) -> Iterator[File]:
    """One file, or, of a large site, several and their index."""
    if not outline.base_url:
        return
    histories = outline.plan.history.records
    changed = {record_path(*key): life.changed for key, life in histories.items()}
    addresses = [
        (page.canonical, changed.get(page.path))
        for page in outline.plan.pages
        # To list a page here and to ask search engines on the page itself not to would be a contradiction.
        if page.canonical and not page.noindex
    ]
    parts = [addresses[start : start + MOST] for start in range(0, len(addresses), MOST)]
    if len(parts) == 1:
        yield File("sitemap.xml", _listing("urlset", "url", addresses))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield File(
        "sitemap.xml",
        _listing("sitemapindex", "sitemap", [(outline.base_url + name, None) for name in names]),
    )
    for name, part in zip(names, parts, strict=True):
        yield File(name, _listing("urlset", "url", part))


def _listing(root: str, item: str, addresses: list[tuple[str, str | None]]) -> bytes:
    """Addresses with the time of their last change, where it is known."""
    lines = [
        f"<{item}><loc>{escape(address)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{item}>"
        for address, changed in addresses
    ]
    body = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">', *lines, f"</{root}>"]
    )
    return f"{body}\n".encode()
