"""Entries that only send readers to another term, such as "KEL: see Key Event Log"."""

from __future__ import annotations

import re

from termbank.text.markdown.body import Body

# "See Rubric.", and in five other languages; an article may stand before the name.
_SEE = re.compile(
    r"(?P<see>(?:see|siehe|voir|véase|ver|vedi):? )?(?:an? |the )?[“\"']?(?P<name>[^.;,:]+?)[”\"']?\.?",
    re.IGNORECASE,
)
_SEE_SECTIONS = (["see"], ["siehe"], ["voir"], ["véase"], ["ver"], ["vedi"])
_LONGEST_REFERENCE = 80


def referred(body: Body) -> str:
    """The name that a definition consists of, where it sends readers elsewhere; else empty."""
    # Only what the cache decodes at once, and what other pages can show: the links of every page depend on this.
    if len(body.first_paragraph) > _LONGEST_REFERENCE:
        return ""
    found = _SEE.fullmatch(body.first_paragraph)
    under_see = [section.text.casefold() for section in body.sections] in _SEE_SECTIONS
    return found["name"] if found and (found["see"] or under_see) else ""
