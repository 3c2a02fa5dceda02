"""Names: every way to say a term, which of them collide, and the matcher that finds them in prose."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from termbank.content.model import Glossary, Term
from termbank.linking.inflection import Inflector
from termbank.system.pool import ALONE, Pool
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.source import Span
from termbank.text.suggest import quote

NameKind = Literal["title", "alias", "abbreviation", "form", "unlinked", "derived"]

# In names and in prose alike, each of these counts as one character.
_SAME = MappingProxyType(str.maketrans(
    {
        "’": "'", "ʼ": "'", "＇": "'", "‘": "'",
        "‐": "-", "‑": "-",
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\n": " ", "\t": " ",
    }
))  # fmt: skip
_INVISIBLE = frozenset("\u00ad\u200b\u2060\ufeff")
_NEEDS_CARE = re.compile("[\u00ad\u200b\u2060\ufeff]|\\s\\s")
_TURKIC = frozenset(["tr", "az"])
_DOTLESS = MappingProxyType(str.maketrans({"I": "ı", "İ": "i"}))


@dataclass(frozen=True, slots=True)
class Name:
    """One way to say a term. `text` is in the common form of `common`; `exact` names match only as written.

    `field` leads to where the term's front matter has it, or what it is derived from.
    """

    text: str
    slug: str
    kind: NameKind
    exact: bool
    field: tuple[str | int, ...]


class Text(NamedTuple):
    """Prose in the form that names are looked for in.

    `folded` is for finding, `common` the same with upper and lower case as written; `offsets` gives for each of
    their characters where it starts in the prose, None where the three agree character by character.
    """

    folded: str
    common: str
    offsets: Sequence[int] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the prose of the characters from `start` to `end`."""
        return (start, end) if self.offsets is None else (self.offsets[start], self.offsets[end])


def normalize(prose: str, language: str = "en") -> Text:
    """`prose` with one form for what looks the same.

    Composed characters (NFC), one kind of apostrophe, hyphen and space, no invisible characters, case folded by
    the rules of `language`.
    """
    turkic = language.partition("-")[0] in _TURKIC
    if prose.isascii() and not turkic:
        common = prose.replace("\n", " ").replace("\t", " ")
        if "  " not in common:
            return Text(common.lower(), common, None)
    if not _NEEDS_CARE.search(prose) and unicodedata.is_normalized("NFC", prose):
        common = prose.translate(_SAME)
        folded = _fold(common, turkic)
        # Characters only ever grow when folded: the same length means one for one.
        if len(folded) == len(common):
            return Text(folded, common, None)
    return _carefully(prose, turkic)


def _carefully(prose: str, turkic: bool) -> Text:
    folded: list[str] = []
    common: list[str] = []
    offsets: list[int] = []
    start = 0
    for end in range(1, len(prose) + 1):
        # Each character counts together with the combining marks behind it: "e" and an accent are one (L12).
        if end < len(prose) and unicodedata.combining(prose[end]):
            continue
        written = unicodedata.normalize("NFC", prose[start:end]).translate(_SAME)
        begin, start = start, end
        if written in _INVISIBLE or (written.isspace() and common and common[-1] == " "):
            continue
        for char in _fold(written, turkic):
            folded.append(char)
            common.append(written if len(written) == 1 else char)
            offsets.append(begin)
    offsets.append(len(prose))
    return Text("".join(folded), "".join(common), offsets)


def _fold(text: str, turkic: bool) -> str:
    return (text.translate(_DOTLESS) if turkic else text).casefold()


@dataclass(frozen=True)
class Names:
    """All names of a bank by their folded text."""

    by_text: Mapping[str, tuple[Name, ...]]

    def __reduce__(self) -> tuple[type[Names], tuple[Mapping[str, tuple[Name, ...]]]]:
        # The matcher is made where it is needed: it cannot be sent to another process.
        return Names, (self.by_text,)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The folded names, in the order of the matcher's patterns."""
        return tuple(self.by_text)

    @cached_property
    def matcher(self) -> AhoCorasick:
        """Finds every name in folded prose, overlapping ones included."""
        return AhoCorasick(list(self.texts), implementation=Implementation.ContiguousNFA)

    @cached_property
    def single(self) -> tuple[tuple[Name, ...], ...]:
        """For each pattern what it means in any case, where that is one name; else nothing: ask `resolve`."""
        return tuple(
            group[:1] if len(group) == 1 and not group[0].exact else () for group in self.by_text.values()
        )

    def resolve(self, folded: str, written: str) -> tuple[Name, ...]:
        """What `written` means: one name, several where terms share it, none where its case does not fit.

        A name in the very case comes before the others, a real name before a derived one.
        """
        names = self.by_text.get(folded, ())
        if any(name.kind == "unlinked" for name in names):
            return tuple(name for name in names if name.kind == "unlinked")[:1]
        for derived in (False, True):
            found = [name for name in names if (name.kind == "derived") is derived]
            in_case = [name for name in found if name.text == written]
            found = in_case or [name for name in found if not name.exact]
            if found:
                return tuple({name.slug: name for name in reversed(found)}.values())
        return ()


def collect(glossary: Glossary, inflector: Inflector | None = None, pool: Pool = ALONE) -> Names:
    """Every name of every term; derived forms for English only, which `pool` finds.

    Side effect: `inflector` may read its memory.
    """
    language = glossary.site.language
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for term in glossary.terms.values():
        for name in _own_names(term, language):
            if folded := normalize(name.text, language).folded:
                found[folded].append(name)
    if language.split("-")[0] == "en":
        inflector = inflector or Inflector()
        inflector.learn(
            (text for text, names in found.items() if not all(name.exact for name in names)), pool
        )
        for folded, name in _derived(found, inflector):
            found[folded].append(name)
    return Names({text: tuple(names) for text, names in found.items()})


def _own_names(term: Term, language: str) -> Iterator[Name]:
    fields = term.fields
    given: list[tuple[NameKind, str, tuple[str | int, ...]]] = [("title", fields.title, ("title",))]
    lists: tuple[tuple[NameKind, str], ...] = (
        ("alias", "aliases"),
        ("abbreviation", "abbreviations"),
        ("form", "forms"),
        ("unlinked", "unlinked"),
    )
    for kind, field_name in lists:
        values = getattr(fields, field_name)
        given += [(kind, text, (field_name, n)) for n, text in enumerate(values)]
    for kind, text, field in given:
        common = normalize(text, language).common
        # A single character, and a word in capitals such as "IT" or "WHO", is hardly meant in another case.
        capitals = common.isupper() and len(common) <= 6
        exact = kind == "abbreviation" or fields.case_sensitive or len(common) < 2 or capitals
        if len(common) > 1 or exact:
            yield Name(common, term.slug, kind, exact, field)


def _derived(found: Mapping[str, Sequence[Name]], inflector: Inflector) -> Iterator[tuple[str, Name]]:
    """Plurals and singulars, except where they are the real name of a term already."""
    for folded, names in list(found.items()):
        # Where terms share a name already, its forms would only repeat that.
        for name in names if len({name.slug for name in names}) == 1 else ():
            if name.kind == "unlinked":
                continue
            if name.exact:
                form, text = (
                    (f"{folded}s", f"{name.text}s")
                    if name.text.isalpha() and len(name.text) > 1
                    else ("", "")
                )
            else:
                form = text = inflector.form(folded) or ""
            if form and not any(other.kind != "derived" for other in found.get(form, ())):
                yield form, Name(text, name.slug, "derived", name.exact, name.field)


def collisions(names: Names, glossary: Glossary) -> Iterator[Diagnostic]:
    """Names that two terms share, real or derived, and names that differ only in hyphens and spaces."""
    for group in names.by_text.values():
        real: defaultdict[str, list[Name]] = defaultdict(list)
        for name in group:
            if name.kind not in ("derived", "unlinked"):
                real[name.text].append(name)
        # Equal titles, and aliases equal to titles, are named by the check of labels.
        shared = [claims for claims in real.values() if all(name.kind != "title" for name in claims)]
        for claims in shared:
            yield from _shared(glossary, "shared-name", quote(claims[0].text), claims)
        if all(name.kind == "derived" for name in group):
            yield from _shared(glossary, "shared-form", f"the form {quote(group[0].text)}", group)
    yield from _alike(names, glossary)


def _place(glossary: Glossary, name: Name) -> Span:
    return glossary.terms[name.slug].front.place(*name.field)


def _shared(glossary: Glossary, code: str, what: str, claims: Sequence[Name]) -> Iterator[Diagnostic]:
    first, *others = {name.slug: name for name in reversed(claims)}.values()
    if not others:
        return
    owners = " and ".join(quote(name.slug) for name in sorted([first, *others], key=lambda name: name.slug))
    *earlier, last = sorted(_place(glossary, name) for name in (first, *others))
    yield diagnostic(
        code,
        f"{what} names {owners}, so prose links to none of them",
        last,
        "give it to one of them, or move it to `hidden_aliases`",
        related=[Related("also here", place) for place in earlier],
    )


def _alike(names: Names, glossary: Glossary) -> Iterator[Diagnostic]:
    """Names of two terms that only hyphens and spaces tell apart."""
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for text, group in names.by_text.items():
        for name in group:
            if name.kind not in ("derived", "unlinked") and len(text) > 3:
                found[text.replace("-", "").replace(" ", "")].append(name)
    for alike in found.values():
        first = alike[0]
        other = next((name for name in alike if name.slug != first.slug), None)
        if other and normalize(other.text).folded != normalize(first.text).folded:
            one, two = (f"{quote(name.text)} of {quote(name.slug)}" for name in (other, first))
            yield diagnostic(
                "similar-name",
                f"only hyphens and spaces tell {one} from {two}",
                _place(glossary, other),
                "check that readers will not take one for the other",
                related=[Related("the other term", _place(glossary, first))],
            )
