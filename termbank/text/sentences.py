"""Where a sentence ends: only where that is certain, since half a sentence reads worse than two."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A mark, the quotes and brackets that close behind it, and the space before the next sentence. East Asian marks end a
# sentence wherever they stand.
_MARK = re.compile(
    r"[.!?…][\"”’»)\]]*\s+(?=[\"“‘„«(\[¿¡]?(?P<next>[^\W_]))|[。！？][」』\uff09”’]*|[؟\u06d4।]\s+(?=\S)"
)
# The word before a full stop: "al" of "et al.", "z. B", "3" of "am 3. Oktober".
_LAST_WORD = re.compile(r"[^\s.(\[\"“‘„«/–—-]+\Z")
_VOWELS = re.compile(r"[aeiouyàáâäåæèéêëìíîïòóôöøùúûüœ]", re.IGNORECASE)
# Abbreviations after which a capital or a number often follows, in English, German, French, Spanish, Italian, Dutch.
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\w+",
        """
        abb abs al anm approx apr art aufl aug ausg av ave avg bibl ca cap capt cf chap co col comp corp dec dept dir ed
        eds edn eng eq esp est etc ex exc excl feb fig figs fol gen gov hon ibid ill inc incl inkl jan jun jul kap lic
        lim lit lt max min misc mon no nos nov núm obs oct okt op par pág págs proc prof profs pub ref refs rep repr
        resp rev sa sec sect sen sep sept ser spec sog sra st sta suppl tab tel trans univ usf vol vols zit
        """,
    )
)


def ends(text: str) -> Iterator[tuple[int, int]]:
    """The ends of sentences in `text`: where the sentence's last mark ends, and where the next sentence begins."""
    for match in _MARK.finditer(text):
        if match["next"] is None or _is_certain(text, match.start(), match["next"]):
            yield match.start() + len(match[0].rstrip()), match.end()


def first_sentence(text: str) -> str:
    """The first sentence of `text`, or all of it if that is not certain to hold more."""
    return text[: next(ends(text), (None, 0))[0]]


def _is_certain(text: str, mark: int, following: str) -> bool:
    """Whether the mark before a word that begins with `following` ends a sentence beyond doubt."""
    if following.islower():
        return False
    if text[mark] != ".":
        return True
    # Forty characters: words that are longer are no abbreviations.
    found = _LAST_WORD.search(text[max(0, mark - 40) : mark].rstrip(')]"”’»'))
    word = found[0].casefold() if found else ""
    # "J. Dewey", "e.g. Bloom", "U.S. schools", "z. B. Lernende": a single letter. "am 3. Oktober": a day.
    if len(word) < 2 or (word.isdigit() and len(word) < 3):
        return False
    # "bzw", "vgl", "Nr", "pp", "Dr": words without a vowel, unless all their letters are capitals, as in "PBS".
    consonants = len(word) < 5 and word.isalpha() and word.isascii() and not _VOWELS.search(word)
    return word not in _ABBREVIATIONS and not (consonants and found is not None and not found[0].isupper())
