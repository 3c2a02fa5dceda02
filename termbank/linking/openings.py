"""Names that the first words of a definition give, such as "Also called siger." or "A user interface (UI) is …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termbank.text.markdown.body import Body

_QUOTED = r"[“‘\"']?(?P<{}>[^\W_][^\s,;:.()“”‘’\"]*(?: [^\s,;:.()“”‘’\"]+){{0,3}}?)[”’\"']?"
_NAMES = rf"(?:an? |the )?{_QUOTED.format('one')}(?: or (?:an? |the )?{_QUOTED.format('two')})?"
# "Also GnuPG; is a …", "Also called 'CESR'. This …". Further on in a sentence, "also called bands" may be said of
# something else: "A rubric uses levels, also called bands".
_ALSO = re.compile(
    rf"[(]?also(?: called| known as| referred to as)? {_NAMES}(?=[,;:.)](?:\s|$))", re.IGNORECASE
)
_LETTERS = re.compile(
    r"(?:(?:an?|the) )?(?P<title>[^()]{3,80}) \((?P<letters>[^\W_][^\s(),;]{1,9})\)", re.IGNORECASE
)


def other_names(body: Body, title: str) -> Iterator[str]:
    """Other names of the term called `title`, as far as its definition begins with them, with their case as written."""
    # Only what the cache decodes at once, and what other pages can show: the links of every page depend on this.
    start = body.first_paragraph
    if start[:5].casefold() in ("also ", "(also"):
        found = _ALSO.match(start)
        yield from filter(None, found.group("one", "two") if found else ())
    elif (found := _LETTERS.match(start)) and found["title"].casefold() == title.casefold():
        yield found["letters"]
