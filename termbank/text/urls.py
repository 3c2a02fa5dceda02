"""Which addresses may stand on a page, and how one page links to another."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

MAX_SLUG = 100
"""Characters of a slug."""
MAX_SLUG_BYTES = 200
"""Bytes of a slug: files have names of 255 at most, and endings of their own."""

# Nothing that a browser could run: `javascript:` and `data:` come from pull requests of strangers.
_SCHEMES = ("http", "https", "mailto")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MAIL = re.compile(r"mailto:[^\s@?<>\"'\\]+@[^\s@?<>\"'\\]+(\?[^\s<>\"'\\]*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\<>\"`{}|^]|[^\x00-\x7f]")
# What browsers write as percent signs and digits, and what no address holds at all.
_ENCODABLE = re.compile(r"[<>\"`{}|^]")
_HOPELESS = re.compile(r"[\x00-\x20\x7f\\]")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SLIP = re.compile(r"\Ah{0,2}t{1,3}ps?(?::/{0,3}|;//|//)(?=[\w-]+\.)", re.IGNORECASE)
_ON_DISK = re.compile(r"file:|[A-Za-z]:[\\/]", re.IGNORECASE)
_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)")
# To Unicode, fillers are letters and selectors of variants marks; but nobody sees them.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_PLAIN = re.compile(r"[A-Za-z0-9_/.-]*")
_CREATIVE_COMMONS = re.compile(
    r"(?:CC|Creative Commons)[ -](BY(?:-NC)?(?:-SA|-ND)?)[ -](\d\.\d)|CC0(?:[ -]1\.0)?", re.IGNORECASE
)
_LICENSE_DEED = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)/(\d\.\d)(?:/.*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+|\[[0-9A-Fa-f:.]+\]")

_PLAIN_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Windows opens the device, whatever the ending: a clone of the repository would fail there.
_DEVICE_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)


def has_scheme(address: str) -> bool:
    """Whether `address` names a scheme or a host, and so leads off the site."""
    # Browsers take a backslash for a slash: `\\evil.example` and `/\evil.example` lead off the site as `//` does.
    return bool(_SCHEME.match(address)) or address.startswith(("//", "\\", "/\\"))


def url_problem(address: str) -> str | None:
    """Why `address`, which is `encoded`, may not stand on a page; None if it may: http, https or mailto, no user name.

    The answer continues a sentence that begins with the address: "names no host".
    """
    if _FORBIDDEN.search(address):
        return "has characters that an address cannot hold"
    scheme = address.partition(":")[0].lower()
    if scheme not in _SCHEMES or ":" not in address:
        return "is not a web address"
    if scheme == "mailto":
        return None if _MAIL.fullmatch(address) else "is not an e-mail address"
    try:
        parts = urlsplit(address)
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return "is not a web address"
    # `https://www.example.org@evil.example/` looks like the one and leads to the other.
    if "@" in parts.netloc:
        return "names a user before the host"
    if not address[len(scheme) :].startswith("://") or not port_ok:
        return "is not a web address"
    # The port was judged above, as a number.
    host = re.sub(r":\d*$", "", parts.netloc)
    return None if _HOST.fullmatch(host) else "names no host"


def base_url_problem(address: str) -> str | None:
    """Why `address` cannot be that of a site, and what to write; None if it can. Continues a sentence as above."""
    problem = url_problem(address)
    if not problem and address.lower().startswith("mailto:"):
        problem = "is not a web address"
    if problem and not has_scheme(address) and not url_problem(f"https://{address}"):
        problem += f": write `https://{address}`"
    # Pages hang their own paths on the end of it: `https://example.org/?a=b` would give `…?a=bterms/rubric.html`.
    if not problem and (found := next((mark for mark in "?#" if mark in address), "")):
        what = "a query" if found == "?" else "a fragment"
        problem = f"has {what}, which no site's address can have: write `{re.split('[?#]', address)[0]}`"
    return problem


def encoded(address: str) -> str:
    """`address` as it may stand on a page: percent-encoded, the host in ASCII.

    Spaces, control characters and backslashes stay, so that `url_problem` names them.
    """
    if address.isascii() and not _ENCODABLE.search(address):
        return address
    # Browsers copy `https://de.wikipedia.org/wiki/Prüfung` as it is read, and hosts in any case and composition.
    match = _AUTHORITY.match(address)
    if match:
        host = unicodedata.normalize("NFKC", match[2]).lower()
        address = f"{match[1]}{host}{address[match.end() :]}"
    if _HOPELESS.search(address):
        return address
    # A build that has nothing to do needs no addresses: importing markdown-it would be a quarter of its time.
    from markdown_it.common.normalize_url import normalizeLink

    try:
        return normalizeLink(address)
    except (ValueError, UnicodeError):
        return address


def address_cure(address: str) -> str:
    """What to do about an address that may not stand on a page."""
    # Angle brackets and quotes of a word processor, spaces, and slips such as `htps://` and `http:/`.
    bare = address.strip("<>\"'“” ").replace(" ", "%20")
    mended = _SLIP.sub(r"https://", bare) if url_problem(encoded(bare)) else bare
    if mended != address and not url_problem(encoded(mended)):
        return f"write `{mended}`"
    if _WEB.match(bare):
        return "copy the address from the browser's address bar"
    if _ON_DISK.match(bare):
        return "readers cannot open files on your disk: put it into the content folder, and link it there"
    if bare.lower().startswith("mailto:"):
        return "write a whole mail address, such as `mailto:words@example.org`"
    if has_scheme(bare) and not bare.startswith("//"):
        return "write a web address, beginning with `https://`, or none"
    if "." in bare and not url_problem(encoded(f"https://{bare.lstrip('/')}")):
        return f"write `https://{bare.lstrip('/')}`"
    return "write the whole address, beginning with `https://`"


def doi_to_url(doi: str) -> str:
    """The address of a DOI. A DOI may hold any sign: `10.1002/(SICI)1097(1998)49:8<693::AID-ASI4>3.0.CO;2-O`."""
    return "https://doi.org/" + quote(doi, safe="/-._~!$&'()*+,;=:@")


def isbn_to_url(isbn: str) -> str:
    """Where readers find a library that has the book."""
    return "https://search.worldcat.org/isbn/" + isbn.replace("-", "")


def eric_to_url(number: str) -> str:
    """The record of a work in ERIC, the database of education research."""
    return f"https://eric.ed.gov/?id={number}"


def license_to_url(license: str) -> str | None:
    """The text of a Creative Commons license by its name, such as `CC BY-NC 4.0`, or the address that was written."""
    if _WEB.match(license):
        return None if url_problem(license) else license
    match = _CREATIVE_COMMONS.fullmatch(license)
    if not match:
        return None
    if not match[1]:
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"


def license_or_text(license: str | None) -> str | None:
    """What data says of a license: its address, or where it has none, what was written; None where nothing was."""
    return license and (license_to_url(license) or license)


def license_name(license: str) -> str:
    """What readers see of a license: its name, or the address of its text without what browsers do not show either."""
    match = _LICENSE_DEED.fullmatch(license)
    if match:
        return f"CC {match[1].upper()} {match[2]}"
    return _WEB.sub("", license).removeprefix("www.").rstrip("/") if _WEB.match(license) else license


def path_to_url(path: str) -> str:
    """A path below the site's root as a link has it: percent-encoded UTF-8."""
    if _PLAIN.fullmatch(path):
        return path
    # A colon or a `#` in a slug cannot be: `is_word` keeps them out. Here they come from anchors.
    return quote(path, safe="/-._~!$&'()*+,;=:@#")


def root_of(url: str) -> str:
    """The relative path from the page at `url` to the site's root: `../` for each folder, or empty."""
    return "../" * url.count("/")


@lru_cache(maxsize=4096)
def slugify(text: str) -> str:
    """The slug that `text` suggests: lower case, letters and digits of any script, single hyphens."""
    # "learner's" is `learners`, not `learner-s`.
    folded = unicodedata.normalize("NFC", text.lower().replace("'", "").replace("’", ""))
    words = "".join(char if is_word(char) else " " for char in folded).split()
    slug = "-".join(words)[:MAX_SLUG]
    # What is cut in the middle of a character is left out.
    return slug.encode()[:MAX_SLUG_BYTES].decode(errors="ignore").rstrip("-")


def slug_problem(slug: str) -> str | None:
    """Why `slug` cannot be an address, or None."""
    if len(slug) > MAX_SLUG:
        return f"is longer than {MAX_SLUG} characters"
    # Names that are no UTF-8 come with surrogates.
    if len(slug.encode(errors="surrogatepass")) > MAX_SLUG_BYTES:
        return f"is longer than {MAX_SLUG_BYTES} bytes in UTF-8"
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


def is_word(char: str) -> bool:
    """Whether `char` may stand in a slug: a letter, a digit, or a mark on one."""
    return (char.isalnum() or unicodedata.category(char) in ("Mn", "Mc")) and not _UNSEEN.match(char)
