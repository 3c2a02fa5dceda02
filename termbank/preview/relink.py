"""Links a record again whose text was edited, while the rest of its glossary stays the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from termbank.content.citations import ShortForm, short_forms
from termbank.content.key import Key
from termbank.content.model import Backlink, Glossary, Record
from termbank.linking.cache import LinkCache, ProseLinks, token
from termbank.linking.citations import cited
from termbank.linking.inflection import Inflector
from termbank.linking.names import collect
from termbank.linking.prose import ProseLinker
from termbank.linking.references import Resolver


@dataclass
class Relinker:
    """Links records of a linked glossary again after edits of their text alone.

    `cache` holds the links of that glossary, unless a build that failed has filled it with those of another one since:
    then its context is no longer `context`.
    """

    glossary: Glossary
    cache: LinkCache
    inflector: Inflector
    context: str = field(init=False)

    def __post_init__(self) -> None:
        self.context = self.cache.context

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self.glossary)

    @cached_property
    def _linker(self) -> ProseLinker:
        # Looking for names takes an automaton of all of them; where the build's still fits, it is used again.
        fits = self.cache.context == self.context
        collected = partial(collect, self.glossary, self.inflector)
        names = self.cache.names_or(collected) if fits else collected()
        return ProseLinker.of(self.glossary, names, self.glossary.links.written)

    @cached_property
    def _forms(self) -> Mapping[str, ShortForm]:
        return short_forms(self.glossary.resources)

    @cached_property
    def _linked(self) -> Mapping[Key, set[Key]]:
        """The records that each record links to."""
        found: defaultdict[Key, set[Key]] = defaultdict(set)
        for target, backlinks in self.glossary.links.backlinks.items():
            for link in backlinks:
                found[link.source].add(target)
        return found

    def prepare(self) -> None:
        """Do now what the first call of `relinked` would do: the time before a save is free."""
        _ = self._resolver, self._linker, self._linked, self._forms

    def cited(self, record: Record) -> Record:
        """The edited `record` with its citations as readers see them."""
        known = len(self._resolver.problems)
        targets = self._resolver.targets(record)
        del self._resolver.problems[known:]
        return cited(record, targets, self._forms)

    def relinked(self, record: Record) -> ProseLinks | None:
        """The links of the edited `record`; None where they are a matter for a whole build.

        That is where an edit brings a problem, or links to other records than before. A links to B; the link goes; so
        B's page must no longer list A, and the pages that embed A's text are not the only ones to render.
        """
        before, known = self.glossary.links.written[record.key], len(self._resolver.problems)
        targets = self._resolver.targets(record)
        if targets != before or len(self._resolver.problems) > known:
            # The whole build that follows reports them, with all others and in order.
            del self._resolver.problems[known:]
            return None
        found = self._linker.links(record, targets)
        linked = self._linked.get(record.key, set())
        return None if found.problems or found.passages.keys() != linked else found

    def update(self, key: Key, found: ProseLinks, name: str) -> None:
        """Replace the links of the record `key`, whose file has the digest `name`, by those that `relinked` gave.

        Side effects: changes the links of the glossary, and the cache.
        """
        links = self.glossary.links
        links.automatic[key] = found.automatic
        # A quotes B's name in a sentence; the sentence is reworded; so B's "Used in" must show the new one.
        for target, passage in found.passages.items():
            links.backlinks[target] = tuple(
                Backlink(key, passage) if link.source == key else link for link in links.backlinks[target]
            )
        self.cache.entries[key] = token(name, links.written[key]), found
        if self.cache.context != self.context:
            # The cache holds links of two glossaries now: with this context the next build uses none of them.
            self.cache.context = ""
