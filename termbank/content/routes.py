"""Where pages stand below the site's root: these addresses are kept for ever."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

from termbank.content.schema import VOCABULARY_FIELDS
from termbank.text.urls import MAX_SLUG, is_word, slugify

_PLAIN_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Windows opens the device, whatever the ending: a clone of the repository would fail there.
_DEVICE_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)

IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
# A picture in SVG and a document of an office program can hold scripts, and contributors are strangers.
MEDIA = (*IMAGES, ".pdf")

OFFLINE = "offline.html"


def term_path(slug: str) -> str:
    """The page of a term."""
    return f"terms/{slug}.html"


def resource_path(slug: str) -> str:
    """The page of a resource."""
    return f"resources/{slug}.html"


def record_path(kind: str, slug: str) -> str:
    """The page of a term or resource."""
    return term_path(slug) if kind == "term" else resource_path(slug)


def compare_path(first: str, second: str) -> str:
    """The comparison of two terms, the same for both orders."""
    return "compare/{}-and-{}.html".format(*sorted((first, second)))


def changes_path(number: int | None = None) -> str:
    """The page of the latest changes, or one of the older ones: they are counted from the oldest."""
    return "changes.html" if number is None else f"changes-{number}.html"


def wordings_path(slug: str) -> str:
    """The page of a term's earlier wordings."""
    return f"changes/{slug}.html"


def feed_path(name: str, value: str = "") -> str:
    """A feed; `value` is one of the principles'."""
    return f"feeds/{name}/{slugify(value) or 'other'}.xml" if value else f"feeds/{name}.xml"


def tips_path(role: str) -> str:
    """The page that gathers the sections of a role."""
    return f"tips/{slugify(role) or 'tips'}.html"


_VALUE_FOLDERS = MappingProxyType({**VOCABULARY_FIELDS["term"], **VOCABULARY_FIELDS["resource"]})


def value_path(vocabulary: str, value: str) -> str:
    """The page of a value of a vocabulary."""
    return f"{_VALUE_FOLDERS[vocabulary]}/{slugify(value) or 'other'}.html"


def slug_problem(slug: str) -> str | None:
    """Why `slug` cannot be an address, or None."""
    if len(slug) > MAX_SLUG:
        return f"is longer than {MAX_SLUG} characters"
    if slug != unicodedata.normalize("NFC", slug):
        return "is not in Unicode's composed form (NFC)"
    if slug in _DEVICE_NAMES or slug == "index":
        return "is a reserved name"
    # On many computers `Rubric.html` and `rubric.html` are one file, on servers they are two.
    if slug != slug.lower():
        return "has upper-case letters"
    if not _PLAIN_SLUG.fullmatch(slug) and not all(
        part and all(map(is_word, part)) for part in slug.split("-")
    ):
        return "may hold only letters, digits and single hyphens"
    return None
