"""Titles with several meanings: the terms that share one, and the page on which readers choose between them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

from termbank.content.key import Key
from termbank.content.model import Glossary, Meanings, Term
from termbank.content.routes import term_path
from termbank.linking.names import has_own_case
from termbank.text.invisible import visible
from termbank.text.urls import slug_problem, slugify


def same_title(title: str) -> str:
    """A form that equal titles share. MySQL and mysql are two, Rubric and rubric one."""
    # As prose does: it says "transfer" for "Transfer", but never "it" for "IT".
    composed = unicodedata.normalize("NFC", visible(title))
    return composed if has_own_case(composed) else composed.casefold()


def meanings(glossary: Glossary) -> tuple[Meanings, ...]:
    """Every title that several terms in use have, in the order of their first terms."""
    # Of 10,000 titles hardly one stands there twice: only those are looked at closely.
    alike: defaultdict[str, list[Term]] = defaultdict(list)
    for term in glossary.active:
        alike[visible(term.fields.title).casefold()].append(term)
    groups: defaultdict[str, list[Term]] = defaultdict(list)
    for term in (term for terms in alike.values() if len(terms) > 1 for term in terms):
        groups[same_title(term.fields.title)].append(term)
    shared = [terms for terms in groups.values() if len(terms) > 1]
    former: dict[str, Term] = {}
    for term in glossary.terms.values() if shared else ():
        former |= dict.fromkeys(term.fields.formerly, term)
    found: list[Meanings] = []
    for terms in shared:
        title = terms[0].fields.title
        slug = slugify(title)
        holder = glossary.terms.get(slug) or former.get(slug)
        # `transfer` was the slug of one of them, before there was another: who follows an old link had better choose.
        mine = holder in terms and slug not in glossary.terms
        # "C (language)" and "C++ (language)" make one slug, of which the first gets the page.
        free = (holder is None or mine) and Key("term", slug) not in glossary.hidden
        free = free and not slug_problem(slug) and all(other.slug != slug for other in found)
        path = term_path(slug) if free else None
        slugs = tuple(term.slug for term in terms)
        found.append(Meanings(title, slug, slugs, path, None if free or not holder else holder.slug))
    return tuple(found)
