"""The order of the alphabet: sort keys and index letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHER = "#"

# Letters that a language counts as its own, each with the base letter it follows (Unicode CLDR root and tailorings).
_OWN: Mapping[str, str] = MappingProxyType(
    {
        "sv": "zåäö",
        "fi": "zåäö",
        "da": "zæøå",
        "nb": "zæøå",
        "nn": "zæøå",
        "no": "zæøå",
        "es": "nñ",
        "et": "zõäöü",
    }
)

Weight = tuple[int, str, int]
SortKey = tuple[tuple[Weight, ...], str]


def sort_key(text: str, language: str = "en") -> SortKey:
    """Sorts as a dictionary does: accents and case count only between words that are otherwise the same.

    Letters that the language counts as its own follow their base letter. Digits and symbols come first.
    """
    return tuple(_weights(text, language)), text


def index_letter(text: str, language: str = "en") -> str:
    """The letter under which `text` stands in the index; `#` for digits and symbols."""
    first = next((char for char in text.casefold() if char.isalnum()), "")
    if first and first in _OWN.get(language.split("-", maxsplit=1)[0], "")[1:]:
        return first.upper()
    base = unicodedata.normalize("NFKD", first)[:1]
    return base.upper() if base.isalpha() else OTHER


def letters(present: set[str], language: str = "en") -> list[str]:
    """The letters of the index in order: the whole alphabet where it is Latin, else those present."""
    own = _OWN.get(language.split("-", maxsplit=1)[0], "")[1:].upper()
    mostly_latin = 2 * len(present & set(LATIN)) >= len(present - {OTHER})
    latin = set(LATIN + own) if mostly_latin else set()
    shown = (present | latin) - {OTHER}
    return [OTHER] * (OTHER in present) + sorted(shown, key=lambda letter: sort_key(letter, language))


def _weights(text: str, language: str) -> list[Weight]:
    own = _OWN.get(language.split("-", maxsplit=1)[0], "")
    composed = unicodedata.normalize("NFC", text).casefold()
    return [weight for char in composed for weight in _weights_of(char, own)]


@cache
def _weights_of(char: str, own: str) -> tuple[Weight, ...]:
    """The weights of one letter in a language that counts the letters `own` as its own."""
    if own and char in own[1:]:
        return ((1, own[0], own.index(char)),)
    weights: list[Weight] = []
    for base in unicodedata.normalize("NFKD", char):
        if base.isalpha():
            weights.append((1, base, 0))
        elif base.isdigit() or base.isspace() or base == "-":
            weights.append((0, base if base.isdigit() else " ", 0))
    return tuple(weights)
