"""Relations between records, each in both directions: those that front matter names, and links in prose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from termbank.content.key import Key
from termbank.content.model import AutoLink, Backlink, Glossary, Links, Passage, Record, Target, Term
from termbank.text.markdown.excerpts import sentence_around

_Order = Mapping[str, tuple[str, str]]
_Relation = Mapping[str, tuple[str, ...]]


def relations(glossary: Glossary) -> Links:
    """The relations that the front matter of all records names; none of the links in prose."""
    terms, resources = glossary.terms, glossary.resources
    # By title, as readers see it; the slug settles equal titles, so that no order depends on the file system.
    order = {slug: (term.label.casefold(), slug) for slug, term in terms.items()}
    broader = {slug: _known(glossary, term.fields.broader, but=slug) for slug, term in terms.items()}
    narrower = _reversed(broader, order)
    return Links(
        related=_related(glossary, broader, narrower, order),
        broader=broader,
        narrower=narrower,
        confused=_confused(glossary, order),
        resources=_resources(glossary),
        terms={slug: _known(glossary, resource.fields.terms) for slug, resource in resources.items()},
    )


def _known(glossary: Glossary, slugs: Iterable[str], but: str = "") -> tuple[str, ...]:
    """The slugs that are terms, each once, without `but`."""
    terms = glossary.terms
    return tuple(dict.fromkeys([other for other in slugs if other in terms and other != but]))


def _reversed(relation: _Relation, order: _Order) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for slug, others in relation.items():
        for other in others:
            found[other].append(slug)
    return {slug: tuple(sorted(others, key=order.__getitem__)) for slug, others in found.items()}


def _related(
    glossary: Glossary,
    broader: _Relation,
    narrower: _Relation,
    order: _Order,
) -> dict[str, tuple[str, ...]]:
    # A lists B; so B's page shows A as well: the relation is written once, and shown at both ends.
    own = {slug: _known(glossary, term.fields.related, but=slug) for slug, term in glossary.terms.items()}
    back = _reversed(own, order)
    return {
        slug: tuple(
            other
            for other in dict.fromkeys((*own[slug], *back.get(slug, ())))
            if other not in broader[slug] and other not in narrower.get(slug, ())
        )
        for slug in glossary.terms
    }


def _confused(glossary: Glossary, order: _Order) -> dict[str, dict[str, tuple[str, ...]]]:
    """Per term the terms it is confused with, and what was written of the pair: its own sentence first."""
    pairs: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for slug, term in glossary.terms.items():
        for other in _known(glossary, term.fields.confused_with, but=slug):
            sentence = term.fields.confused_with[other]
            pairs[slug][other] = (sentence, *pairs[slug].get(other, ()))
            pairs[other][slug] = (*pairs[other].get(slug, ()), sentence)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for slug, sentences in pairs.items():
        # The writer's own order first; terms that only name this one follow by title. Each sentence counts once.
        own = (other for other in glossary.terms[slug].fields.confused_with if other in sentences)
        others = dict.fromkeys((*own, *sorted(sentences, key=order.__getitem__)))
        found[slug] = {other: tuple(dict.fromkeys(sentences[other])) for other in others}
    return found


def _resources(glossary: Glossary) -> dict[str, tuple[str, ...]]:
    """The resources listed on each term, by title."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    # The order on pages is that of titles, whatever order the files are read in.
    by_title = sorted(glossary.resources.values(), key=lambda item: (item.label.casefold(), item.slug))
    for resource in by_title:
        for slug in _known(glossary, resource.fields.terms):
            found[slug].append(resource.slug)
    return {slug: tuple(slugs) for slug, slugs in found.items()}


def backlinks(
    glossary: Glossary, passages: Mapping[Key, Mapping[Key, Passage]]
) -> dict[Key, tuple[Backlink, ...]]:
    """For each record, who links to it, and where first: terms before resources, by title.

    `passages` gives for each record where it first links to each other record.
    """

    def order(record: Record) -> tuple[bool, str, str]:
        return (not isinstance(record, Term), record.label.casefold(), record.slug)

    found: defaultdict[Key, list[Backlink]] = defaultdict(list)
    for record in sorted(glossary.records, key=order):
        source = record.key
        for key, passage in passages[source].items():
            found[key].append(Backlink(source, passage))
    return {key: tuple(links) for key, links in found.items()}


def sentence_of(glossary: Glossary, link: Backlink) -> tuple[str, str, str]:
    """The text before, in, and after a link, cut to its sentence."""
    source = glossary.get(link.source)
    assert source is not None
    return sentence_around(source.body.parts, *link.passage)


def first_passages(
    record: Record, targets: Sequence[Target | None], automatic: Sequence[AutoLink]
) -> dict[Key, Passage]:
    """Each record that `record` links to, and where first, in the order of the text.

    Of a page of the site's own only the works: "Used in: About" would tell the readers of a term nothing.
    """
    links = (
        (Key(link.kind, link.target), Passage(link.first, link.offset, link.last, link.end))
        for link in automatic
    )
    parts = record.body.parts
    written = (
        (
            target.key,
            Passage(index, 0, next(n for n in range(index, len(parts)) if parts[n].kind == "close"), 0),
        )
        for index, part in enumerate(parts)
        if part.kind == "open" and (target := targets[part.start]) and target.key
    )
    passages = sorted([*written, *links], key=lambda item: item[1])
    first: dict[Key, Passage] = {}
    for key, passage in passages:
        # A page does not list itself among the pages that use its term.
        if key != record.key and (record.key.kind != "page" or key.kind == "resource"):
            first.setdefault(key, passage)
    return first
