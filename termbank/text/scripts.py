"""Scripts: which one a letter belongs to, and which ones a language is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

# Scripts by the first word of the names that Unicode gives their letters, with the languages that use nothing else.
_LANGUAGES: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        ("CYRILLIC",): "ru uk be bg mk ky",
        ("GREEK",): "el",
        ("ARABIC",): "ar fa ur ps ug",
        ("HEBREW",): "he yi",
        ("CJK",): "zh",
        ("CJK", "HIRAGANA", "KATAKANA"): "ja",
        ("HANGUL", "CJK"): "ko",
        ("DEVANAGARI",): "hi mr ne sa",
        ("BENGALI",): "bn as",
        ("GURMUKHI",): "pa",
        ("GUJARATI",): "gu",
        ("ORIYA",): "or",
        ("TAMIL",): "ta",
        ("TELUGU",): "te",
        ("KANNADA",): "kn",
        ("MALAYALAM",): "ml",
        ("SINHALA",): "si",
        ("THAI",): "th",
        ("LAO",): "lo",
        ("MYANMAR",): "my",
        ("KHMER",): "km",
        ("GEORGIAN",): "ka",
        ("ARMENIAN",): "hy",
        ("ETHIOPIC",): "am ti",
        ("TIBETAN",): "bo dz",
        ("LATIN",): "af bs br ca co cs cy da de en eo es et eu fi fo fr fy ga gd gl hr ht hu id ig is it la lb "
        "lt lv mg mi mt nb nl nn no oc pl pt qu rm ro sk sl sm sn so sq st su sv sw tl tn to tr ts ve vi vo wo xh yo "
        "zu",
    }
)  # fmt: skip
_BY_LANGUAGE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {language: scripts for scripts, languages in _LANGUAGES.items() for language in languages.split()}
)
# Where a tag names its script, as in `uz-Cyrl`, that one counts; those of other languages with several are not known.
_BY_SUBTAG: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "latn": ("LATIN",), "cyrl": ("CYRILLIC",), "arab": ("ARABIC",), "hans": ("CJK",), "hant": ("CJK",),
        "grek": ("GREEK",), "hebr": ("HEBREW",), "deva": ("DEVANAGARI",), "jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    }
)  # fmt: skip


def scripts_of(language: str) -> tuple[str, ...]:
    """The scripts of a language by its tag; none where it has several, or where they are not known."""
    code, _, rest = language.lower().partition("-")
    named = next((_BY_SUBTAG[part] for part in rest.split("-") if part in _BY_SUBTAG), None)
    return named or _BY_LANGUAGE.get(code, ())


def letters_by_script(text: str) -> Counter[str]:
    """How many letters of each script `text` has."""
    found: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if char.isalpha():
            found[_script(char)] += count
    return found


def languages_of(letters: Mapping[str, int]) -> tuple[str, ...]:
    """Languages, as tags, that a text with these letters may be in; the best known ones of its script."""
    most = max(letters, key=lambda script: letters[script], default="")
    # Japanese has Chinese signs as well, and mostly more of them than of its own.
    if most == "CJK" and letters.get("HIRAGANA", 0) * 10 > letters["CJK"]:
        most = "HIRAGANA"
    found = (languages for scripts, languages in _LANGUAGES.items() if most in scripts)
    if most == "LATIN":
        return ("en", "de", "es", "fr")
    return tuple(next(found, "").split()[:3])


@cache
def _script(char: str) -> str:
    # Full-width letters and those of formulas belong to the script of their plain forms.
    return unicodedata.name(unicodedata.normalize("NFKC", char)[0], "").partition(" ")[0].partition("-")[0]
