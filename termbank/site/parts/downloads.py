"""The files of data that readers and programs are offered, each with the word that says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from termbank.content.model import Glossary


class Download(NamedTuple):
    """One file below the site's root; `of_resources` if it is there only where there are resources."""

    path: str
    word: str
    of_resources: bool = False


DOWNLOADS = (
    Download("data/index.json", "data_index"),
    Download("data/terms.bib", "data_terms_bib"),
    Download("data/terms.csl.json", "data_terms_csl"),
    Download("data/resources.csv", "data_resources_csv", of_resources=True),
    Download("data/resources.bib", "data_resources_bib", of_resources=True),
    Download("data/resources.csl.json", "data_resources_csl", of_resources=True),
)


def offered(glossary: Glossary) -> Iterator[Download]:
    """The files that the site of `glossary` has."""
    return (item for item in DOWNLOADS if glossary.resources or not item.of_resources)
