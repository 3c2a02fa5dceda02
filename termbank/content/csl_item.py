"""CSL items: what can be cited, and who made it, in the terms of the Citation Style Language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from termbank.text.urls import doi_to_url

INNER_QUOTES: Mapping[int, int] = MappingProxyType(str.maketrans("“”", "‘’"))
"""For `str.translate`: quotation marks within quotation marks are single ones."""

_PERIODICALS = frozenset(["article-journal", "post-weblog"])


@dataclass(frozen=True, slots=True)
class CslName:
    """A person in parts; of an organization, and of whoever cannot be told from one, only `family`."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def spoken(self) -> str:
        """The name as readers say it."""
        return " ".join(filter(None, (self.given, self.family, self.suffix)))


AND_OTHERS = CslName("et al.")
"""Stands last for authors who are not named."""


@dataclass(frozen=True, slots=True)
class CslItem:
    """What is known of something that can be cited. `kind` is a type of CSL.

    `names` are its authors. `issued` is `YYYY` or `YYYY-MM-DD`, `accessed` a full date; what is empty is not known.
    """

    slug: str
    kind: str
    title: str
    names: tuple[CslName, ...] = ()
    editors: tuple[CslName, ...] = ()
    issued: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    publisher: str = ""
    url: str = ""
    doi: str = ""
    isbn: str = ""
    archived: str = ""
    accessed: str = ""
    language: str = ""
    keyword: str = ""
    license: str = ""

    @property
    def key(self) -> str:
        """An identifier in ASCII that changes only with the slug and that no other slug has."""
        # BibTeX programs know ASCII keys only; two slugs must not share one.
        return self.slug if self.slug.isascii() else f"xn--{self.slug.encode('punycode').decode()}"

    @property
    def address(self) -> str:
        """Where readers are led: through the DOI if there is one."""
        return doi_to_url(self.doi) if self.doi else self.url or self.archived

    @property
    def is_part(self) -> bool:
        """Whether it stands in a larger work, so that its title is set in quotation marks, or in APA upright."""
        return bool(self.container) or self.kind in _PERIODICALS

    @property
    def periodical(self) -> str:
        """The journal that it appeared in."""
        return self.container if self.kind in _PERIODICALS else ""


def numbered(volume: str | None, issue: str | None) -> str:
    """Volume and issue in short: `57(2)`."""
    return f"{volume or ''}{f'({issue})' if issue else ''}"
