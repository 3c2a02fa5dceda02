"""The pages of terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markdown_it.common.utils import escapeHtml

from termbank.content.citations import entry_of
from termbank.content.key import Key
from termbank.content.model import Term
from termbank.content.routes import compare_path, list_path, term_path, tips_path
from termbank.content.schema import Status
from termbank.site.page import Context, Page
from termbank.site.parts.context import SiteContext
from termbank.site.parts.fragments import cited
from termbank.site.parts.index import LISTED, MENTIONED
from termbank.site.parts.linked_data import document
from termbank.text.collation import fold
from termbank.text.urls import path_to_url, root_of

# Of works for a term, and of what mentions it, its page describes or quotes the first.
DESCRIBED = 3
QUOTED = 3
# Other meanings of its title that a term's page names.
MEANINGS = 5


def pages(site: SiteContext) -> Iterator[Page]:
    """Every term's page."""
    for term in site.index.terms:
        category = site.index.category_of.get(term.fields.category or "")
        yield site.chrome.page(
            term_path(term.slug),
            "term.html",
            term.label,
            partial(_term_context, site, term),
            description=term.summary,
            nav="terms",
            hue=category.hue if category else None,
            letter=site.index.letters[term.slug],
            # A retired term is for those who follow an old link; search engines should offer what replaced it.
            noindex=term.fields.status in (Status.DEPRECATED, Status.DRAFT),
            embeds=partial(_embedded, site, term),
            source=term.path,
        )


# Whose bodies a term's page shows: its own, the descriptions of its first resources, and the sentences that mention it
# first. B mentions A in its third paragraph and that paragraph is edited: A's page quotes B, so it is made again.
def _embedded(site: SiteContext, term: Term) -> Iterator[Key]:
    yield term.key
    yield from (item.key for item in site.index.resources_of(term.slug)[:DESCRIBED])
    yield from (mention.source for mention in site.index.used_in(term, QUOTED))


def _term_context(site: SiteContext, term: Term) -> Context:
    fields, path = term.fields, term_path(term.slug)
    root = root_of(path)
    work = entry_of(
        term, site.glossary.site.title, site.chrome.canonical(path), site.history.changed(term.key)
    )
    imprint = {
        "reviewed": fields.reviewed.isoformat() if fields.reviewed else None,
        "same_as": list(fields.same_as),
        "life": site.changelog.dates(term.key),
        "cite": cited(work),
        "fields": site.glossary.shown(term),
        "extra": dict(term.extra),
        "own": site.fragments.own(term),
    }
    content = _naming(site, term) | _definition(site, term, root)
    shown = content | _around(site, term, root) | imprint
    return {
        "term": shown | {"contents": _contents(site, shown)},
        "linked_data_html": document([site.linked_data(path).term(term)]),
    }


def _naming(site: SiteContext, term: Term) -> Context:
    """What a term is called, and where it belongs."""
    fields, index, fragments = term.fields, site.index, site.fragments
    # `--allow` publishes a term whose replacement is missing: the link is left out, the page is not.
    terms, number = index.terms, index.position[term.slug]
    meant = index.meanings_of.get(term.slug)
    return {
        "slug": term.slug,
        "title": fields.title,
        "qualifier": fields.qualifier,
        "abbreviations": list(fields.abbreviations),
        "aliases": list(fields.aliases),
        "status": fields.status.value,
        "replaced_by": fragments.refs(slug for slug in fields.replaced_by if slug in site.glossary.terms),
        "merged_into": fragments.refs(slug for slug in fields.merged_into if slug in site.glossary.terms),
        "split_into": fragments.refs(slug for slug in fields.split_into if slug in site.glossary.terms),
        "reason": fields.reason,
        "meanings": {
            "others": fragments.refs([slug for slug in meant.terms if slug != term.slug][:MEANINGS]),
            "url": path_to_url(meant.path) if meant.path else None,
        }
        if meant
        else None,
        "category": fragments.category(term),
        "principles": [fragments.value(value) for value in index.principles_of(term)],
        "previous": fragments.ref(terms[number - 1]) if number else None,
        "next": fragments.ref(terms[number + 1]) if number + 1 < len(terms) else None,
    }


def _definition(site: SiteContext, term: Term, root: str) -> Context:
    """What a term is in one sentence, the rest of its definition, its sections by kind, and its notes."""
    body = term.body
    # A summary leads the page, and the body goes on from it; without one, the first sentence of the body leads.
    split_at = 0 if term.fields.summary else body.sentence or body.lead
    lead = site.bodies.html(term, (0, split_at), root)
    rest = site.bodies.html(term, (split_at, body.definition), root)
    # The sentence ends inside its paragraph, which is closed behind it and opened again before the rest.
    if term.fields.summary:
        lead = f"<p>{escapeHtml(term.fields.summary)}</p>"
    elif body.sentence:
        lead, rest = f"{lead}</p>", f"<p>{rest}"
    # `## Tips for New Teachers` is a role's heading: its items also go to that role's checklist. All other sections
    # stand in the order in which they were written.
    tips: list[Context] = []
    sections: list[Context] = []
    for section in body.sections:
        html = site.bodies.html(term, section.content, root)
        role = site.index.role_of.get(fold(section.text))
        if role:
            url, label = path_to_url(tips_path(role)), site.glossary.roles[role].label
            tips.append({"id": section.id, "title": section.text, "html": html, "url": url, "label": label})
        else:
            title = site.bodies.html(term, section.title, root)
            sections.append({"id": section.id, "title": section.text, "title_html": title, "html": html})
    notes = site.bodies.html(term, (body.notes, None), root)
    return {"lead_html": lead, "rest_html": rest, "tips": tips, "sections": sections, "notes_html": notes}


def _contents(site: SiteContext, shown: Context) -> list[Context]:
    """What stands on a term's page, in its order, with the number of resources; empty for a page of little."""
    places = [
        ("content", site.say("row_definition"), True),
        ("not-to-be-confused-with", site.say("not_to_be_confused_with"), shown["confused"]),
        *((section["id"], section["title"], True) for section in [*shown["tips"], *shown["sections"]]),
        ("used-in", site.say("used_in"), shown["used_in"]),
        ("curated-resources", site.say("curated_resources"), shown["resources"]),
        ("works-cited", site.say("works_cited"), shown["works_cited"]),
        ("cite", site.say("cite"), True),
    ]
    listed = len(shown["resources"])
    counts = {"curated-resources": shown["more"].get("resources", {"count": listed})["count"]}
    found = [
        {"id": path_to_url(place), "label": label, "count": counts.get(place)}
        for place, label, present in places
        if present
    ]
    # Of a page of three places the reader sees beginning and end.
    return found if len(found) > 3 else []


def _around(site: SiteContext, term: Term, root: str) -> Context:
    """What the rest of the glossary has on a term."""
    # The first few mentions are quoted and the first few works described; the rest are named, or the page of a basic
    # term would be mostly quotations.
    fragments, links = site.fragments, site.glossary.links
    related: dict[str, Sequence[str]] = {
        "broader": links.broader[term.slug],
        "narrower": links.narrower.get(term.slug, ()),
        "related": links.related[term.slug],
    }
    return {
        **{name: fragments.refs(slugs[:LISTED]) for name, slugs in related.items()},
        "map_url": site.maps.places[term.slug] if site.maps and any(related.values()) else None,
        "hierarchy_url": site.hierarchy.places.get(term.slug) if site.hierarchy else None,
        "confused": [
            {
                "term": fragments.ref(site.glossary.terms[other]),
                "sentence": sentences[0],
                "url": path_to_url(compare_path(term.slug, other)),
            }
            for other, sentences in links.confused.get(term.slug, {}).items()
        ],
        "resources": [
            fragments.resource(resource, root, term.slug, described=number < DESCRIBED)
            for number, resource in enumerate(site.index.resources_of(term.slug)[:LISTED])
        ],
        "used_in": [
            fragments.mention(mention, quoted=number < QUOTED)
            for number, mention in enumerate(site.index.used_in(term, MENTIONED))
        ],
        "works_cited": fragments.references(term),
        "more": {
            kind: {"url": path_to_url(list_path(term.slug, kind)), "count": len(keys)}
            for kind, keys in site.index.long_lists(term).items()
        },
    }
