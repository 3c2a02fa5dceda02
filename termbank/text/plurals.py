"""The plural forms of words, and gaps in place of numbers for texts that a script completes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

FORMS = ("zero", "one", "two", "few", "many", "other")
"""The plural forms of Unicode's rules. Every language has `other`."""


class Gap(NamedTuple):
    """Stands in a text for a number of the plural form `form`, which the script will know."""

    form: str

    def __str__(self) -> str:
        return "{n}"

    def __format__(self, spec: str) -> str:
        return str(self)


def forms_of(say: Callable[..., str], key: str) -> dict[str, str]:
    """The text of the word `key` for each plural form that has one of its own; `other` always is among them."""
    # Polish says "1 wynik", "2 wyniki", "5 wynik\u00f3w". A script cannot ask the catalogue, so it gets all forms, and
    # the browser knows the language's rule (`Intl.PluralRules`).
    other = say(key, n=Gap("other"))
    found = {form: say(key, n=Gap(form)) for form in FORMS}
    return {form: text for form, text in found.items() if text != other} | {"other": other}
