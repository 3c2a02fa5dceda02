"""The pages of terms: their own, those on which their long lists go on, and their old addresses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import MappingProxyType
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from markdown_it.common.utils import escapeHtml

from termbank.content.citations import entry_of
from termbank.content.model import Backlink, Key, Term
from termbank.content.routes import compare_path, term_path, tips_path
from termbank.content.schema import Status
from termbank.linking.link import sentence_of
from termbank.site.diagrams import concept_map
from termbank.site.page import Inputs, Page
from termbank.site.parts.body import path_of
from termbank.site.parts.context import Edition
from termbank.site.parts.fragments import cited
from termbank.site.parts.index import ENTRIES, LISTED, fold
from termbank.site.parts.pagination import Part, split
from termbank.text.urls import path_to_url, root_of

DESCRIBED = 3
QUOTED = 6

# The words for lists that the page of a term only begins.
_LIST_WORDS = MappingProxyType(
    {
        "broader": "broader_terms",
        "narrower": "narrower_terms",
        "related": "related_terms",
        "used_in": "used_in",
        "resources": "curated_resources",
    }
)


def pages(edition: Edition) -> Iterator[Page]:
    """Every term's page and those of its long lists, then the old addresses."""
    for term in edition.catalog.terms:
        yield _term(edition, term)
        yield from _rest_of_lists(edition, term)
    yield from _redirects(edition)


def _term(edition: Edition, term: Term) -> Page:
    category = edition.catalog.category_of.get(term.fields.category or "")
    return edition.frame.page(
        term_path(term.slug),
        "term.html",
        term.label,
        partial(_term_inputs, edition, term),
        description=term.summary,
        nav="terms",
        hue=category.hue if category else None,
        letter=edition.catalog.letters[term.slug],
        noindex=term.fields.status in (Status.DEPRECATED, Status.DRAFT),
        embeds=partial(_embedded, edition, term),
    )


def _embedded(edition: Edition, term: Term) -> Iterator[Key]:
    yield term.key
    yield from (item.key for item in edition.catalog.resources_of(term.slug)[:DESCRIBED])
    yield from (mention.source for mention in edition.catalog.used_in(term, QUOTED))


def _term_inputs(edition: Edition, term: Term) -> Inputs:
    root = root_of(term_path(term.slug))
    told = _naming(edition, term) | _definition(edition, term, root) | _relations(edition, term, root)
    return {"term": told | _around(edition, term, root) | _imprint(edition, term)}


def _naming(edition: Edition, term: Term) -> Inputs:
    """What a term is called, and where it belongs."""
    fields, catalog, pieces = term.fields, edition.catalog, edition.pieces
    terms, number = catalog.terms, catalog.position[term.slug]
    return {
        "slug": term.slug,
        "title": fields.title,
        "qualifier": fields.qualifier,
        "abbreviations": list(fields.abbreviations),
        "aliases": list(fields.aliases),
        "status": fields.status.value,
        "replaced_by": pieces.refs(slug for slug in fields.replaced_by if slug in edition.glossary.terms),
        "category": pieces.category(term),
        "principles": [pieces.value(value) for value in catalog.principles_of(term)],
        "previous": pieces.ref(terms[number - 1]) if number else None,
        "next": pieces.ref(terms[number + 1]) if number + 1 < len(terms) else None,
    }


def _definition(edition: Edition, term: Term, root: str) -> Inputs:
    """The body of a term in pieces, its first sentence apart."""
    body = term.body
    split_at = body.sentence or body.lead
    lead = edition.prose.html(term, (0, split_at), root)
    rest = edition.prose.html(term, (split_at, body.definition), root)
    if body.sentence:
        lead, rest = f"{lead}</p>", f"<p>{rest}"
    if not lead and not rest and term.fields.summary:
        lead = f"<p>{escapeHtml(term.fields.summary)}</p>"
    tips, sections = _sections(edition, term, root)
    notes = edition.prose.html(term, (body.notes, None), root)
    return {"lead_html": lead, "rest_html": rest, "tips": tips, "sections": sections, "notes_html": notes}


def _around(edition: Edition, term: Term, root: str) -> Inputs:
    """What else the bank has on a term."""
    pieces, links = edition.pieces, edition.glossary.links
    return {
        "confused": [
            {
                "term": pieces.ref(edition.glossary.terms[other]),
                "sentence": sentences[0],
                "url": path_to_url(compare_path(term.slug, other)),
            }
            for other, sentences in links.confused.get(term.slug, {}).items()
        ],
        "resources": [
            pieces.resource(resource, root, term.slug, described=number < DESCRIBED)
            for number, resource in enumerate(edition.catalog.resources_of(term.slug)[:LISTED])
        ],
        "used_in": [
            _mention(edition, mention, quoted=number < QUOTED)
            for number, mention in enumerate(edition.catalog.used_in(term, LISTED))
        ],
        "more": {
            kind: {"url": path_to_url(_list_path(term, kind)), "count": len(keys)}
            for kind, keys in _long_lists(edition, term).items()
        },
    }


def _imprint(edition: Edition, term: Term) -> Inputs:
    """Where the page comes from, and how it is cited."""
    fields = term.fields
    url, changed = edition.frame.canonical(term_path(term.slug)), edition.history.changed(term.key)
    work = entry_of(term, edition.glossary.site.title, url, changed)
    return {
        "reviewed": fields.reviewed.isoformat() if fields.reviewed else None,
        "same_as": list(fields.same_as),
        "edit_url": edition.pieces.edit_url(term),
        "suggest_url": _suggest_url(edition, term),
        "life": edition.chronicle.life(term.key),
        "cite": cited(work),
        "extra": dict(term.extra),
    }


def _relations(edition: Edition, term: Term, root: str) -> Inputs:
    """The terms around one term as lists and as a drawing."""
    links = edition.glossary.links
    lists = {
        "broader": edition.pieces.refs(links.broader[term.slug]),
        "narrower": edition.pieces.refs(links.narrower.get(term.slug, ())),
        "related": edition.pieces.refs(links.related[term.slug]),
    }
    drawing = concept_map.draw(concept_map.Relations(term.label, **lists), root, edition.map_setting)
    place = edition.catalog.atlas.places[term.slug] if edition.catalog.atlas and drawing else None
    shown = {name: refs[:LISTED] for name, refs in lists.items()}
    return shown | {"map_html": drawing, "map_url": place}


def _long_lists(edition: Edition, term: Term) -> dict[str, list[Key]]:
    """The lists that the page of a term only begins, whole."""
    links = edition.glossary.links
    lists: dict[str, list[Key]] = {
        kind: [Key("term", slug) for slug in slugs]
        for kind, slugs in (
            ("broader", links.broader[term.slug]),
            ("narrower", links.narrower.get(term.slug, ())),
            ("related", links.related[term.slug]),
        )
        if len(slugs) > LISTED
    }
    if len(links.backlinks.get(term.key, ())) > LISTED:
        lists["used_in"] = [mention.source for mention in edition.catalog.used_in(term)]
    if len(links.resources.get(term.slug, ())) > LISTED:
        lists["resources"] = [resource.key for resource in edition.catalog.resources_of(term.slug)]
    return {kind: keys for kind, keys in lists.items() if len(keys) > LISTED}


def _rest_of_lists(edition: Edition, term: Term) -> Iterator[Page]:
    for kind, keys in _long_lists(edition, term).items():
        label = edition.say(_LIST_WORDS[kind])
        for part in split(_list_path(term, kind), keys, ENTRIES):
            title = edition.frame.part_title(edition.say("list_title", title=term.label, list=label), part)
            inputs = partial(_rest_inputs, edition, term, label, len(keys), part)
            yield edition.frame.page(part.path, "list.html", title, inputs, nav="terms", noindex=True)


def _rest_inputs(edition: Edition, term: Term, label: str, total: int, part: Part[Key]) -> Inputs:
    return {
        "term": edition.pieces.ref(term),
        "label": label,
        "total": total,
        "items": [edition.pieces.pointer(key) for key in part.items],
        "parts": part.links(),
    }


def _mention(edition: Edition, mention: Backlink, quoted: bool) -> Inputs:
    source = edition.glossary.get(mention.source)
    assert source is not None
    before, match, after = sentence_of(edition.glossary, mention) if quoted else ("", "", "")
    return {
        "url": path_to_url(path_of(mention.source)),
        "title": source.label,
        "kind": mention.source.kind,
        "before": before,
        "match": match,
        "after": after,
    }


def _sections(edition: Edition, term: Term, root: str) -> tuple[list[Inputs], list[Inputs]]:
    """The sections that belong to a role, and the others."""
    tips: list[Inputs] = []
    others: list[Inputs] = []
    for section in term.body.sections:
        html = edition.prose.html(term, section.content, root)
        role = edition.catalog.role_of.get(fold(section.text))
        if role:
            url = path_to_url(tips_path(role))
            label = edition.glossary.roles[role].label
            tips.append({"id": section.id, "title": section.text, "html": html, "url": url, "label": label})
        else:
            title = edition.prose.html(term, section.title, root)
            others.append({"id": section.id, "title_html": title, "html": html})
    return tips, others


def _suggest_url(edition: Edition, term: Term) -> str | None:
    repository = edition.glossary.site.repository
    if not repository or urlsplit(repository).netloc != "github.com":
        return None
    return f"{repository.rstrip('/')}/issues/new?title={percent_encode(term.label, safe='')}"


def _redirects(edition: Edition) -> Iterator[Page]:
    for term in edition.catalog.terms:
        for old in term.fields.formerly:
            target = term_path(term.slug)
            inputs = {"target": {"title": term.label, "url": path_to_url(target)}}
            yield edition.frame.page(
                term_path(old), "redirect.html", edition.say("moved_title"), partial(dict, inputs),
                noindex=True, canonical=target,
            )  # fmt: skip


def _list_path(term: Term, kind: str) -> str:
    return f"terms/{term.slug}/{kind.replace('_', '-')}.html"
