"""The step that links a glossary: written references, automatic links, and every relation in both directions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from termbank.content.citations import short_forms
from termbank.content.key import Key
from termbank.content.model import Glossary, Links
from termbank.linking.autolinks import Targets
from termbank.linking.cache import LinkCache, ProseLinks, token
from termbank.linking.citations import cited
from termbank.linking.inflection import Inflector
from termbank.linking.meanings import meanings
from termbank.linking.names import Names, collect, collisions
from termbank.linking.openings import other_names
from termbank.linking.prose import ProseLinker
from termbank.linking.references import Resolver
from termbank.linking.relations import backlinks, relations
from termbank.linking.see_entries import referred
from termbank.system.pool import ALONE, Pool
from termbank.text.source import digest

LEAST = 500
"""Records that a process links at once, at the least."""


def link(
    glossary: Glossary, inflector: Inflector | None = None, cache: LinkCache | None = None, pool: Pool = ALONE
) -> Glossary:
    """`glossary` with its links, and with the problems of finding them.

    Records that `cache` knows are not linked again; `pool` links the others. Side effects: `inflector` may read its
    file of plurals; `cache` learns.
    """
    # Where a written link says such a title, readers choose.
    shared = meanings(glossary)
    glossary = replace(glossary, links=Links(meanings=shared))
    resolver = Resolver(glossary)
    written = {record.key: resolver.targets(record) for record in glossary.records}
    citing = any(link.kind == "cite" for record in glossary.records for link in record.body.links)
    forms = short_forms(glossary.resources) if citing else {}
    glossary = replace(
        glossary,
        terms={slug: cited(term, written[term.key], forms) for slug, term in glossary.terms.items()},
        resources={slug: cited(work, written[work.key], forms) for slug, work in glossary.resources.items()},
        pages={slug: cited(page, written[page.key], forms) for slug, page in glossary.pages.items()},
    )
    cache = LinkCache() if cache is None else cache
    cache.begin(_context(glossary))

    def names() -> Names:
        # Collected once, and only where something needs them: an unchanged glossary needs none.
        return cache.names_or(partial(collect, glossary, inflector, pool))

    prose = _prose(glossary, written, names, cache, pool)
    links = replace(
        relations(glossary),
        meanings=shared,
        written=written,
        automatic={key: found.automatic for key, found in prose.items()},
        backlinks=backlinks(glossary, {key: found.passages for key, found in prose.items()}),
    )
    # Where the cache knows of no collision in this context, nobody has to collect the names to find none again.
    collided = list(collisions(names(), glossary)) if cache.collided else []
    cache.collided = bool(collided)
    problems = [*resolver.problems, *collided]
    problems += itertools.chain.from_iterable(found.problems for found in prose.values())
    return replace(glossary, links=links, diagnostics=(*glossary.diagnostics, *problems))


def _context(glossary: Glossary) -> str:
    """The digest of all that decides what prose links to, besides that prose.

    A term gets an alias; so every page may link to it, and no page is linked as the cache has it.
    """
    terms = []
    for term in glossary.terms.values():
        fields = term.fields
        others = list(other_names(term.body, fields.title))
        names = (fields.title, fields.aliases, fields.abbreviations, fields.forms, fields.unlinked, others)
        # "See Rubric." as a definition: the names of that term lead to the rubric.
        leads_to = (fields.status, fields.successors, referred(term.body))
        terms.append((term.slug, *names, fields.case_sensitive, fields.link, *leads_to))
    # Names of works hide names of terms: a resource gets a title; so it decides about pages that never mention it.
    makers = [
        (slug, fields.title, fields.author, fields.editor, fields.publisher, fields.year, fields.published_in)
        for slug, work in glossary.resources.items()
        for fields in [work.fields]
    ]
    site = glossary.site
    return digest(repr((site.language, site.link, site.proper_names, terms, makers)).encode())


def _prose(
    glossary: Glossary,
    written: Mapping[Key, Targets],
    names: Callable[[], Names],
    cache: LinkCache,
    pool: Pool,
) -> dict[Key, ProseLinks]:
    """What the prose of every record gives. Side effect: the cache holds it, and nothing else."""
    # A's file is as before, but B, which A links to, was renamed; so A's written targets differ, and A is linked again.
    tokens = {key: token(glossary.digests.get(key, ""), targets) for key, targets in written.items()}
    missing = [key for key, current in tokens.items() if not cache.knows(key, current)]
    if missing:
        cache.learned = True
        linker = ProseLinker.of(glossary, names(), written)
        if len(missing) > LEAST:
            # Made here, both are shared by the processes that are forked from this one.
            _ = names().matcher, linker.linker.works.by_name
        for found in pool.map(linker, missing, LEAST):
            cache.entries.update({key: (tokens[key], links) for key, links in found})
    # What was deleted is forgotten, or the cache would only ever grow.
    cache.entries = {key: cache.entries[key] for key in tokens}
    return {key: links for key, (_, links) in cache.entries.items()}
