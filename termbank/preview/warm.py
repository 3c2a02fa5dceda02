"""A bank and its site in memory, as the last build of the preview left them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from termbank import exporters
from termbank.builder.outputs import Assembly
from termbank.content.history import History
from termbank.content.model import Glossary, Key, Record
from termbank.exporters import search_index
from termbank.preview.relink import Relinker
from termbank.text.diagnostics import Diagnostic


@dataclass
class Standing:
    """A bank and its site as the last build left them.

    `of_fields` are the problems of fields and links. `waiting` are the files that were saved since and not followed,
    `due` the records whose pages are not as they should be.
    """

    assembly: Assembly
    relinker: Relinker
    of_fields: tuple[Diagnostic, ...]
    waiting: set[Path] = field(default_factory=set)
    due: set[Key] = field(default_factory=set)

    @property
    def glossary(self) -> Glossary:
        """The linked bank."""
        return self.assembly.outline.glossary

    @property
    def history(self) -> History:
        """Its past."""
        return self.assembly.outline.plan.history

    @cached_property
    def owners(self) -> Mapping[str, Record]:
        """The record of each file."""
        return {record.path: record for record in self.glossary.records}

    @cached_property
    def shown(self) -> Mapping[Key, list[str]]:
        """The pages that embed something of each record's body."""
        found: defaultdict[Key, list[str]] = defaultdict(list)
        for path, page in self.assembly.pages.items():
            for key in dict.fromkeys(page.embeds()):
                found[key].append(path)
        return found

    @cached_property
    def troubled(self) -> frozenset[str]:
        """The files that problems are told of."""
        problems = (*self.glossary.diagnostics, *self.of_fields)
        places = (span for item in problems for span in (item.span, *(other.span for other in item.related)))
        return frozenset(span.path for span in places)

    def prepare(self, held: Collection[str]) -> None:
        """Make ready what following a save takes. `held` are the files of the site."""
        _ = self.owners, self.shown, self.troubled
        self.relinker.prepare()
        if not exporters.OF_BODIES.keys().isdisjoint(held):
            search_index.spoken(self.glossary, self.assembly.outline.spoken)
