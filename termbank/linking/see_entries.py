"""Entries that only send readers to another term, such as "KEL: see Key Event Log"."""

from __future__ import annotations

import re

from termbank.content.model import Term
from termbank.linking.names import Names, normalize

# "See Rubric.", and in five other languages; an article may stand before the name.
_SEE = re.compile(
    r"(?P<see>(?:see|siehe|voir|véase|ver|vedi):? )?(?:an? |the )?[“\"']?(?P<name>[^.;,:]+?)[”\"']?\.?",
    re.IGNORECASE,
)
_SEE_SECTIONS = (["see"], ["siehe"], ["voir"], ["véase"], ["ver"], ["vedi"])
_LONGEST_REFERENCE = 80


def see_also(term: Term, names: Names, language: str) -> str:
    """The slug of the other term that `term` only refers to, as a glossary's entry "See Rubric." does; or empty."""
    said = normalize(referred(term), language)
    meant = names.resolve(said.folded, said.common) if said.common else ()
    return meant[0].slug if len(meant) == 1 and meant[0].slug != term.slug else ""


def referred(term: Term) -> str:
    """The name that the definition of `term` consists of, where that sends readers elsewhere; else empty."""
    # Only what the cache decodes at once, and what other pages can show: the links of every page depend on this.
    body = term.body
    if len(body.first_paragraph) > _LONGEST_REFERENCE:
        return ""
    found = _SEE.fullmatch(body.first_paragraph)
    under_see = [section.text.casefold() for section in body.sections] in _SEE_SECTIONS
    return found["name"] if found and (found["see"] or under_see) else ""
