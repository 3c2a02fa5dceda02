"""The index of terms from A to Z."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from termbank.content.model import Term
from termbank.site.page import Context, Page
from termbank.site.parts.context import SiteContext
from termbank.site.parts.index import ENTRIES, letter_id, letter_path
from termbank.site.parts.pagination import ListPart, split
from termbank.text.collation import letters


def pages(site: SiteContext) -> Iterator[Page]:
    """The index; of many terms, a page for each letter as well."""
    title, context = site.say("terms_a_to_z"), partial(_terms_index_context, site)
    count, name = len(site.index.terms), site.glossary.site.title
    description = site.say("terms_description", n=count, site=name)
    yield site.chrome.page(
        "terms/index.html", "terms.html", title, context, description=description, nav="terms"
    )
    for letter, terms in site.index.groups.items() if site.index.by_letter else ():
        for part in split(letter_path(letter), terms, ENTRIES):
            title = site.chrome.part_title(site.say("terms_of_letter", letter=letter), part)
            yield site.chrome.page(
                part.path, "letter.html", title, partial(_letter_context, site, letter, part),
                description=site.say("letter_description", n=len(terms), letter=letter),
                nav="terms", letter=letter,
            )  # fmt: skip


def _terms_index_context(site: SiteContext) -> Context:
    index, fragments = site.index, site.fragments
    groups = [
        {
            "letter": letter,
            "id": letter_id(letter),
            "url": index.letter_url(letter),
            "count": len(index.groups[letter]),
            "first": fragments.ref(index.groups[letter][0]),
            "last": fragments.ref(index.groups[letter][-1]),
            # Each letter has a page of its own then.
            "terms": [] if index.by_letter else [fragments.listed(term) for term in index.groups[letter]],
        }
        for letter in letters(set(index.groups), index.language)
        if letter in index.groups
    ]
    return {"groups": groups, "total": len(index.terms), "by_letter": index.by_letter}


def _letter_context(site: SiteContext, letter: str, part: ListPart[Term]) -> Context:
    return {
        "letter": letter,
        "total": len(site.index.groups[letter]),
        "terms": [site.fragments.listed(term) for term in part.items],
        "parts": part.links(),
    }
