"""Files for programs beside the pages: one module for each format, one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from termbank.exporters import (
    atom,
    bibtex,
    cards,
    csl,
    index,
    library,
    opensearch,
    search,
    settings,
    sitemap,
    table,
    worker,
)
from termbank.exporters.outline import File, Outline
from termbank.system.pool import ALONE, Pool

Exporter = Callable[[Outline], Iterator[File]]
"""Yields files of its format; none where the site lacks what the format needs. Pure."""

EXPORTERS: tuple[Exporter, ...] = (
    index.export,
    sitemap.export,
    search.export,
    cards.export,
    settings.export,
    opensearch.export,
    atom.export,
    bibtex.export,
    csl.export,
    table.export,
    library.export,
    worker.export,
)


OF_BODIES: Mapping[str, Exporter] = MappingProxyType({search.TEXTS: search.texts})
"""Files that say more of bodies than fields, first paragraphs and links, each with what makes it alone."""


def export(outline: Outline, pool: Pool = ALONE) -> Iterator[File]:
    """Every file that the exporters make, in the order of the table. The processes of `pool` share them."""
    if pool.elsewhere:
        # The bank itself would have to travel.
        pool = ALONE
    for files in pool.map(
        lambda chunk: [file for exporter in chunk for file in exporter(outline)], EXPORTERS
    ):
        yield from files
