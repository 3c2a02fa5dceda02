"""A glossary and its site in memory, as the last build of the preview left them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from termbank.builder.outputs import Built, Outputs
from termbank.builder.state import BuildState
from termbank.content.history import History
from termbank.content.key import Key
from termbank.content.model import Glossary, Record
from termbank.exporters import search_texts
from termbank.preview.relink import Relinker


@dataclass
class Warm:
    """The preview's memory. `state` is that of its builds, `built` what the last good one left.

    `waiting` are the files that were saved since and not followed, `due` the records whose pages are not up to date;
    `behind` says that the full-text index is not up to date.
    """

    state: BuildState
    built: Built
    relinker: Relinker
    waiting: set[Path] = field(default_factory=set)
    due: set[Key] = field(default_factory=set)
    behind: bool = False

    @classmethod
    def after(cls, state: BuildState, built: Built) -> Warm:
        """The memory of a preview whose last good build left `built`."""
        return cls(state, built, Relinker(built.outputs.outline.glossary, state.links, state.inflector))

    @property
    def outputs(self) -> Outputs:
        """The files of the site."""
        return self.built.outputs

    @property
    def glossary(self) -> Glossary:
        """The linked glossary."""
        return self.outputs.outline.glossary

    @property
    def history(self) -> History:
        """Its history."""
        return self.outputs.outline.plan.history

    @cached_property
    def owners(self) -> Mapping[str, Record]:
        """The record of each file."""
        return {record.path: record for record in self.glossary.records}

    @cached_property
    def shown(self) -> Mapping[Key, list[str]]:
        """The pages that embed something of each record's body."""
        found: defaultdict[Key, list[str]] = defaultdict(list)
        # A tip shows on its term's page, on the list of tips, in the print edition: all of them embed the term's body.
        for path, page in self.outputs.pages.items():
            for key in dict.fromkeys(page.embeds()):
                found[key].append(path)
        return found

    @cached_property
    def troubled(self) -> frozenset[str]:
        """The files that problems name."""
        problems = (*self.glossary.diagnostics, *self.built.field_problems)
        # Both ends of a problem: an alias that two terms share is reported in one file and refers to the other.
        places = (span for item in problems for span in (item.span, *(other.span for other in item.related)))
        return frozenset(span.path for span in places)

    def prepare(self) -> None:
        """Work out now what following a save needs, so that the save does not wait for it."""
        _ = self.owners, self.shown, self.troubled
        self.relinker.prepare()
        # The full-text index takes every record's words; without a save in between, they are ready when it comes.
        search_texts.spoken(self.outputs.outline)
