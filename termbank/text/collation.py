"""Collation: sort keys and index letters of a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHER = "#"

# By language, a base letter and the letters of their own that follow it in the alphabet (Unicode CLDR tailorings).
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


def sort_key(text: str, language: str = "en") -> tuple[str, str]:
    """A key that sorts as a dictionary does: accents and case count only between words that are otherwise the same.

    Letters of the language's own follow their base letter. Digits and symbols come first.
    """
    own = _OWN.get(language.split("-", maxsplit=1)[0], "")
    return unicodedata.normalize("NFC", text).casefold().translate(_Weights(own)), text


def index_letter(text: str, language: str = "en") -> str:
    """The letter under which `text` stands in the index; `#` for digits and symbols."""
    first = next((char for char in text.casefold() if char.isalnum() and not _is_sign(char)), "")
    if first and first in _OWN.get(language.split("-", maxsplit=1)[0], "")[1:]:
        return first.upper()
    # "É" stands under E; what has no letters of its own, such as Han, under itself.
    base = unicodedata.normalize("NFKD", first)[:1]
    return base.upper() if base.isalpha() else OTHER


def letters(present: set[str], language: str = "en") -> list[str]:
    """The letters of the index in order: the whole alphabet where it is Latin, else those present."""
    own = _OWN.get(language.split("-", maxsplit=1)[0], "")[1:].upper()
    # A Greek glossary with two English terms gets no row of 24 empty Latin letters.
    mostly_latin = 2 * len(present & set(LATIN)) >= len(present - {OTHER})
    latin = set(LATIN + own) if mostly_latin else set()
    shown = (present | latin) - {OTHER}
    return [OTHER] * (OTHER in present) + sorted(shown, key=lambda letter: sort_key(letter, language))


@cache
class _Weights(dict[int, str]):
    """Collation weights by character code, in a language with the letters `own`; computed when first asked for.

    A weight is three characters: 1 for letters and 0 for the rest, the base letter, and the letter's place in `own`.
    Characters that do not count, such as apostrophes, have an empty weight.
    """

    def __init__(self, own: str) -> None:
        super().__init__()
        self.own = own

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in self.own[1:]:
            self[code] = f"1{self.own[0]}{self.own.index(char)}"
        else:
            self[code] = "".join(map(_weight, unicodedata.normalize("NFKD", char)))
        return self[code]


def _weight(base: str) -> str:
    if _is_sign(base):
        return ""
    if base.isalpha():
        return f"1{base}0"
    if base.isdigit():
        return f"0{base}0"
    # Hyphen and underscore are as good as a space: "co-teaching" and "co teaching" stand side by side.
    return "0 0" if base.isspace() or base in "-_" else ""


def _is_sign(char: str) -> bool:
    """Whether `char` is one of Unicode's spacing modifier letters, such as the okina of Hawaiian."""
    # Unicode calls them letters, but readers see an apostrophe: they look for "\u02bbOhana" under O.
    return "\u02b0" <= char <= "\u02ff"


# The same few headings stand in a thousand terms.
@lru_cache(maxsize=4096)
def fold(heading: str) -> str:
    """The form that spelling variants of a heading share: letters and digits only."""
    return "".join(char for char in heading.casefold() if char.isalnum())
