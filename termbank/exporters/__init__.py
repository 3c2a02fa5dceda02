"""Files for programs beside the pages: one module for each format, one table of all files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from termbank.content.citation_formats import FORMATS, CitationFormat
from termbank.content.model import Glossary
from termbank.exporters import (
    atom,
    cards,
    index,
    library,
    license,
    llms,
    mine,
    opensearch,
    references,
    search,
    search_texts,
    settings,
    sitemap,
    skos,
    table,
    worker,
)
from termbank.exporters.file import File
from termbank.site.page import Download
from termbank.site.plan import Outline
from termbank.system.pool import ALONE, Pool

Exporter = Callable[[Outline], Iterator[File]]
"""Yields files of its format; none where the site lacks what the format needs. Pure."""

_SCRIPT = "text/javascript"


def _stem(form: CitationFormat) -> str:
    return form.suffix.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Export:
    """A file of data, and `make`, which yields it; of a large glossary that may be several files, `path` the first.

    With a `label`, pages offer the file to readers: it is a key of the catalogue of words, or English text. A file
    `of_resources` is made and offered only where there are resources.
    """

    path: str
    media_type: str
    make: Exporter
    label: str = ""
    of_resources: bool = False
    of_bodies: bool = False
    """Whether the files depend on more of a body than its first paragraph and links; they are a folder's."""


# Whatever offers files to readers goes through this table, so a new format is one module and one row.
EXPORTS: tuple[Export, ...] = (
    Export("data/index.json", "application/json", index.export, "data_index"),
    *(
        Export(
            f"data/terms.{form.suffix}",
            form.media_type,
            partial(references.terms, form),
            f"data_terms_{_stem(form)}",
        )
        for form in FORMATS
    ),
    Export("data/terms.csv", "text/csv", table.terms, "data_terms_csv"),
    Export("data/resources.csv", "text/csv", table.resources, "data_resources_csv", of_resources=True),
    *(
        Export(
            f"data/resources.{form.suffix}",
            form.media_type,
            partial(references.resources, form),
            f"data_resources_{_stem(form)}",
            of_resources=True,
        )
        for form in FORMATS
    ),
    *(
        Export(
            f"data/skos{suffix}.{ending}",
            media_type,
            partial(make, labels=bool(suffix)),
            label,
        )
        for suffix, label in (("", "data_skos"), ("-xl", "data_skos_xl"))
        for ending, media_type, make in (
            ("ttl", "text/turtle", skos.turtle),
            ("jsonld", "application/ld+json", skos.json_ld),
        )
    ),
    Export(llms.PATH, "text/markdown", llms.export, "data_llms"),
    Export("data/search.js", _SCRIPT, search.export),
    Export(f"{search_texts.FOLDER}index.js", _SCRIPT, search_texts.export, of_bodies=True),
    Export("data/cards.js", _SCRIPT, cards.export),
    Export("data/cite.js", _SCRIPT, references.of_pages),
    Export("data/license.txt", "text/plain", license.export),
    Export("data/terms.csv-metadata.json", "application/csvm+json", partial(table.metadata, "term")),
    Export(
        "data/resources.csv-metadata.json",
        "application/csvm+json",
        partial(table.metadata, "resource"),
        of_resources=True,
    ),
    Export("data/library.js", _SCRIPT, library.export, of_resources=True),
    Export("data/my-list.js", _SCRIPT, mine.export),
    Export("data/settings.js", _SCRIPT, settings.export),
    Export("feeds/changes.xml", "application/atom+xml", atom.export),
    Export("sitemap.xml", "application/xml", sitemap.export),
    Export("opensearch.xml", "application/opensearchdescription+xml", opensearch.export),
    Export("sw.js", _SCRIPT, worker.export),
)
"""All exports; those that readers are offered in the order of the page of data."""

OF_BODIES: Mapping[str, Exporter] = MappingProxyType(
    {row.path.rpartition("/")[0] + "/": row.make for row in EXPORTS if row.of_bodies}
)
"""Folders of files that depend on the text of bodies, each with what makes them.

A body is edited, its first paragraph and its links are not: of all exports, only these need to be made again.
"""


def downloads(glossary: Glossary) -> tuple[Download, ...]:
    """The files that the site of `glossary` offers to readers."""
    return tuple(Download(row.path, row.media_type, row.label) for row in _rows(glossary) if row.label)


def export(outline: Outline, pool: Pool = ALONE) -> Iterator[File]:
    """Every file of the table. The processes of `pool` share the work."""
    # An exporter needs the whole glossary, which would have to travel.
    rows = _rows(outline.glossary)
    for files in pool.local.map(lambda chunk: [file for row in chunk for file in row.make(outline)], rows):
        yield from files


def _rows(glossary: Glossary) -> list[Export]:
    # A glossary without resources offers no empty table of them.
    return [row for row in EXPORTS if glossary.resources or not row.of_resources]
