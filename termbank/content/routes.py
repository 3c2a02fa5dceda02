"""Where pages stand below the site's root: these addresses are kept for ever."""

from __future__ import annotations

import re
from types import MappingProxyType

from termbank.content.schema import VOCABULARY_FIELDS
from termbank.text.source import digest
from termbank.text.urls import slug_problem, slugify

IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
# A picture in SVG and a document of an office program can hold scripts, and contributors are strangers.
MEDIA = (*IMAGES, ".pdf")

OFFLINE = "offline.html"
CONTRIBUTE = "contribute.html"
ACCESSIBILITY = "accessibility.html"
MY_LIST = "my-list.html"
# What builds make beside the folders. `contribute` and `accessibility` may be replaced by a site's own page.
_BUILT = re.compile(r"404|changes(?:-\d+)?|everything|hierarchy|map|my-list|offline|search")


def term_path(slug: str) -> str:
    """The page of a term."""
    return f"terms/{slug}.html"


def list_path(slug: str, kind: str) -> str:
    """The page with the whole of a long list of a term, such as `used_in`."""
    return f"terms/{slug}/{kind.replace('_', '-')}.html"


def resource_path(slug: str) -> str:
    """The page of a resource."""
    return f"resources/{slug}.html"


def own_path(slug: str) -> str:
    """A page of the site's own; the home page for `index`."""
    return f"{slug}.html"


def record_path(kind: str, slug: str) -> str:
    """The page of a record."""
    if kind == "page":
        return own_path(slug)
    return term_path(slug) if kind == "term" else resource_path(slug)


def compare_path(first: str, second: str) -> str:
    """The comparison of two terms, the same for both orders."""
    pair = "{}-and-{}".format(*sorted((first, second)))
    # A name of a file has at most 255 bytes, and a letter of many scripts takes three.
    if len(name := pair.encode()) > 240:
        pair = f"{name[:200].decode(errors='ignore')}-{digest(name)[:12]}"
    return f"compare/{pair}.html"


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


_VALUE_FOLDERS = MappingProxyType(
    {field: folder for fields in VOCABULARY_FIELDS.values() for field, folder in fields.items()}
)


def value_path(vocabulary: str, value: str, folder: str = "") -> str:
    """The page of a value of a vocabulary; a vocabulary that the site declares has its pages in `folder`."""
    return f"{folder or _VALUE_FOLDERS[vocabulary]}/{slugify(value) or 'other'}.html"


def address_problem(kind: str, slug: str) -> str | None:
    """Why `slug` cannot be the address of a record of `kind`, or None."""
    if kind == "page" and slug == "index":
        return None
    if kind == "page" and _BUILT.fullmatch(slug):
        return "is the name of a page that every build makes"
    return slug_problem(slug)
