"""The library's verbs over a whole glossary: load it, and explain its links; `checks.check` is the third."""

from __future__ import annotations

from pathlib import Path

from termbank.config import Config
from termbank.content import reader
from termbank.content.key import Key
from termbank.content.model import Glossary, Record
from termbank.linking import explain as mentions
from termbank.linking import link
from termbank.linking.autolinks import Decision
from termbank.linking.cache import LinkCache
from termbank.linking.inflection import Inflector
from termbank.system.store import Store


def load(where: Config | Path | str) -> Glossary:
    """The linked glossary of a content folder, with the problems that reading and linking found.

    Side effects: reads files, and the cache of a Config; writes nothing.
    """
    config = where if isinstance(where, Config) else Config(content=Path(where), cache=None)
    # Not lasting: a library that only reads must not write beside the content of others.
    store = Store(config.cache, lasting=False)
    glossary = reader.read(config.content, config.drafts, store, config.pool, config.allow, config.repository)
    return link.link(glossary, Inflector(store), LinkCache.load(store), config.pool)


def explain(
    glossary: Glossary, page: Key | None = None, term: str | None = None, config: Config | None = None
) -> list[tuple[Record, Decision]]:
    """What became of each mention of a term, in the order of the text: on `page` only, of `term` only, where given.

    Side effect: may read the cache of `config`.
    """
    inflector = Inflector(Store(config.cache if config else None))
    # Mentions of one term are on any page: all of them are looked at.
    keys = [page] if page else [record.key for record in glossary.records]
    return [
        (record, decision)
        for record, decision in mentions.explain(glossary, keys, inflector)
        if term is None or any(name.slug == term for name in decision.names)
    ]
