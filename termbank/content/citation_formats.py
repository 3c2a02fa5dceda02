"""The formats in which programs read citations: one row each, for pages, the library's script and files of data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import NamedTuple

from termbank.content.citations import Work, bibtex, csl


class CitationFormat(NamedTuple):
    """A format: its name, what its files are called and how they are sent, and how a work is written in it.

    In a file of several works, `before`, `between` and `after` stand around them.
    """

    name: str
    suffix: str
    media_type: str
    write: Callable[[Work], str]
    before: str = ""
    between: str = "\n\n"
    after: str = "\n"

    def file(self, works: Iterable[Work]) -> str:
        """The text of a file of `works`."""
        return self.before + self.between.join(map(self.write, works)) + self.after


def _csl_json(work: Work) -> str:
    return json.dumps(csl(work), ensure_ascii=False)


# A new format is a new row. Everything follows: the entry on the pages of works and terms, the button of the library,
# and `data/terms.SUFFIX` and `data/resources.SUFFIX`, whose labels are the words `data_terms_SUFFIX` and so on.
FORMATS: tuple[CitationFormat, ...] = (
    CitationFormat("BibTeX", "bib", "application/x-bibtex", bibtex),
    CitationFormat(
        "CSL-JSON",
        "csl.json",
        "application/vnd.citationstyles.csl+json",
        _csl_json,
        before="[",
        between=",\n",
        after="]\n",
    ),
)
