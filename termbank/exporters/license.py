"""`data/license.txt`: under which license the files beside it are."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.exporters.file import File
from termbank.site.plan import Outline
from termbank.text.urls import license_name, license_to_url


def export(outline: Outline) -> Iterator[File]:
    """The license of the site; nothing where it names none."""
    site = outline.glossary.site
    if site.license:
        # A table of resources has no place for it, and whoever copies the folder takes this file along.
        lines = [site.title, license_name(site.license), license_to_url(site.license), outline.base_url]
        yield File("data/license.txt", "".join(f"{line}\n" for line in lines if line).encode())
