"""`data/terms.csv` and `data/resources.csv`: the records as tables (RFC 4180), for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from termbank.content.key import Kind
from termbank.content.model import Resource, Term
from termbank.content.schema import ExportedTo
from termbank.exporters.file import File
from termbank.site.plan import Outline
from termbank.text.json_data import as_json
from termbank.text.urls import license_to_url

TERM_COLUMNS = (
    "title", "qualifier", "summary", "aliases", "abbreviations", "category", "principles", "status",
    "broader", "narrower", "related", "confused_with", "replaced_by", "merged_into", "split_into", "reason",
    "reviewed", "same_as", "resources", "slug",
)  # fmt: skip
COLUMNS = (
    "title", "authors", "editors", "year", "published_in", "volume", "issue", "publisher",
    "resource_type", "organization_type", "access", "license",
    "url", "doi", "isbn", "eric", "language", "terms", "slug",
)  # fmt: skip

# A cell that begins so is a formula to a spreadsheet: a title `=HYPERLINK(…)` from a pull request would run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def terms(outline: Outline) -> Iterator[File]:
    """A heading and one row for each term, as `resources` has them. Relations are slugs, on both terms."""
    links, rows = outline.glossary.links, list[tuple[Term, list[str]]]()
    for term in outline.glossary.terms.values():
        fields, slug = term.fields, term.slug
        row = [
            fields.title,
            fields.qualifier or "",
            term.summary,
            "; ".join(fields.aliases),
            "; ".join(fields.abbreviations),
            fields.category or "",
            "; ".join(fields.principles),
            fields.status.value,
            "; ".join(links.broader[slug]),
            "; ".join(links.narrower.get(slug, ())),
            "; ".join(links.related[slug]),
            "; ".join(links.confused.get(slug, ())),
            "; ".join(fields.replaced_by),
            "; ".join(fields.merged_into),
            "; ".join(fields.split_into),
            fields.reason or "",
            str(fields.reviewed or ""),
            "; ".join(fields.same_as),
            "; ".join(links.resources.get(slug, ())),
            slug,
        ]
        rows.append((term, row))
    yield _table(outline, "term", TERM_COLUMNS, rows)


def resources(outline: Outline) -> Iterator[File]:
    """A heading and one row for each resource; several values in one cell have `; ` between them.

    The fields that the site declares come last.
    """
    rows = list[tuple[Resource, list[str]]]()
    for resource in outline.glossary.resources.values():
        fields = resource.fields
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
        ]
        rows.append((resource, row))
    yield _table(outline, "resource", COLUMNS, rows)


def _table(
    outline: Outline, kind: Kind, columns: Sequence[str], rows: Iterable[tuple[Term | Resource, list[str]]]
) -> File:
    """The table of one kind of record, with columns for the fields that the site declares."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    declared = outline.glossary.site.own(kind)
    own = [name for name, field in declared.items() if ExportedTo.CSV in field.export]
    table.writerow((*columns, *own))
    for record, row in rows:
        values = [record.extra.get(name, "") for name in own]
        more = ("; ".join(value) if isinstance(value, tuple) else str(value) for value in values)
        table.writerow(map(cell, (*row, *more)))
    # The mark tells spreadsheets that the bytes are UTF-8.
    return File(f"data/{kind}s.csv", text.getvalue().encode("utf-8-sig"))


def metadata(kind: Kind, outline: Outline) -> Iterator[File]:
    """What a program should know of the table, such as its license: a table has no room for that (CSV on the Web)."""
    site = outline.glossary.site
    if site.license:
        about = {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": site.language}],
            "url": f"{kind}s.csv",
            "dc:title": site.title,
            "dc:license": {"@id": address} if (address := license_to_url(site.license)) else site.license,
        }
        yield File(f"data/{kind}s.csv-metadata.json", as_json(about))


def cell(value: str) -> str:
    """`value` in a form that no spreadsheet computes."""
    return f"'{value}" if value.startswith(_FORMULA) else value
