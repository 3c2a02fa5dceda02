"""The library's verbs: load, check and explain a glossary."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from termbank import checks
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
from termbank.text.diagnostics import Diagnostic, apply_severities
from termbank.text.rules import OUTSIDE, Severity


def load(where: Config | Path | str) -> Glossary:
    """The linked glossary of a content folder, with the problems that reading and linking found.

    Side effects: reads files, and the cache of a Config; writes nothing.
    """
    config = where if isinstance(where, Config) else Config(content=Path(where), cache=None)
    # Not lasting: a library that only reads must not write beside the content of others.
    store = Store(config.cache, lasting=False)
    glossary = reader.read(config.content, config.drafts, store, config.pool, config.allow)
    return link.link(glossary, Inflector(store), LinkCache.load(store), config.pool)


def check(
    glossary: Glossary, config: Config | None = None, known: Iterable[Diagnostic] | None = None
) -> tuple[Diagnostic, ...]:
    """Every problem of `glossary`, sorted by place, with the severities that its site sets.

    `known` are the problems of fields and links, where the caller has them already. Side effect: may read the cache of
    `config`.
    """
    inflector = Inflector(Store(config.cache if config else None))
    of_fields = checks.of_fields(glossary) if known is None else known
    found = (*glossary.diagnostics, *of_fields, *checks.advice(glossary, inflector))
    return apply_severities(found, glossary.site.checks, config.allow if config else ())


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


def failed(diagnostics: tuple[Diagnostic, ...], strict: bool) -> bool:
    """Whether these problems keep a site from being published: errors do, with `strict` warnings about content too."""
    return any(
        item.severity is Severity.ERROR or (strict and item.code not in OUTSIDE) for item in diagnostics
    )
