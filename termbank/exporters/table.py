"""`data/resources.csv`: the resources as a table (RFC 4180), for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from termbank.content.schema import ExportedTo
from termbank.exporters.file import File
from termbank.site.plan import Outline
from termbank.text.json_data import as_json
from termbank.text.urls import license_to_url

COLUMNS = (
    "title", "authors", "editors", "year", "published_in", "volume", "issue", "publisher",
    "resource_type", "organization_type", "access", "license",
    "url", "doi", "isbn", "eric", "language", "terms", "slug",
)  # fmt: skip

# A cell that begins so is a formula to a spreadsheet: a title `=HYPERLINK(…)` from a pull request would run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(outline: Outline) -> Iterator[File]:
    """A heading and one row for each resource; several values in one cell have `; ` between them.

    The fields that the site declares come last.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text)
    declared = outline.glossary.site.own("resource")
    own = [name for name, field in declared.items() if ExportedTo.CSV in field.export]
    table.writerow((*COLUMNS, *own))
    for resource in outline.glossary.resources.values():
        fields = resource.fields
        values = [resource.extra.get(name, "") for name in own]
        row = [
            fields.title,
            "; ".join(fields.author),
            "; ".join(fields.editor),
            str(fields.year or ""),
            fields.published_in or "",
            fields.volume or "",
            fields.issue or "",
            fields.publisher or "",
            "; ".join(fields.resource_type),
            "; ".join(fields.organization_type),
            fields.access.value if fields.access else "",
            fields.license or "",
            fields.url or "",
            fields.doi or "",
            fields.isbn or "",
            fields.eric or "",
            fields.language or resource.language,
            "; ".join(fields.terms),
            resource.slug,
            *("; ".join(value) if isinstance(value, tuple) else str(value) for value in values),
        ]
        table.writerow(map(cell, row))
    # The mark tells spreadsheets that the bytes are UTF-8.
    yield File("data/resources.csv", text.getvalue().encode("utf-8-sig"))


def metadata(outline: Outline) -> Iterator[File]:
    """What a program should know of the table, such as its license: a table has no room for that (CSV on the Web)."""
    site = outline.glossary.site
    if site.license:
        about = {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": site.language}],
            "url": "resources.csv",
            "dc:title": site.title,
            "dc:license": {"@id": address} if (address := license_to_url(site.license)) else site.license,
        }
        yield File("data/resources.csv-metadata.json", as_json(about))


def cell(value: str) -> str:
    """`value` in a form that no spreadsheet computes."""
    return f"'{value}" if value.startswith(_FORMULA) else value
