"""Names: every way to say a term, which of them collide, and the matcher that finds them in prose."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from termbank.content.model import Glossary, Term
from termbank.linking.inflection import Inflector, plurals
from termbank.linking.openings import other_names
from termbank.linking.see_entries import referred
from termbank.linking.words import EVERYDAY, FUNCTION_WORDS, is_everyday
from termbank.system.pool import ALONE, Pool
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.source import Span
from termbank.text.suggest import quote

FAMILY = 8
"""Titles that may begin with a word before that word is no short name of one of them."""

NESTED = 12
"""Names at most that end in one another: "level", "quality level", "high quality level" are three."""

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
# A capital behind the first letter of a word is the name's own: MySQL, IT, eBay; "Exit Ticket" has none.
_OWN_CASE = re.compile(r"[^\W\d_][^\W_]*?(?=[^\W\d_])(?P<inner>[^\W_])")
# "Access Control List (ACL)" and "ACL (Access Control List)": the letters in capitals are a name of their own.
_WITH_LETTERS = re.compile(r"(?P<words>[^()]+?) \((?P<letters>[^()\s]{2,10})\)")
_WITH_WORDS = re.compile(r"(?P<letters>[^()\s]{2,10}) \((?P<words>[^()]+)\)")
_QUALIFIED = re.compile(r"(?P<words>[^()\[\]]{2,60}?) \([^()]+\)")
_SUBTITLE = re.compile(r"(?P<words>[^:]{2,60}?): \S")
_SEPARATOR = re.compile(r"(?<=\w)[ -](?=\w)")
# Hyphens and spaces up to which a name may have any choice of them.
_MOST_CHOICES = 5
# "Follow-up" is a noun, "follow up" mostly a verb: hyphens before these words stay.
_PARTICLES = frozenset(
    {"up", "in", "out", "on", "off", "down", "over", "by", "to", "away", "back", "through", "for"}
)
# So many texts are searched before a matcher pays.
_FEW = 8


class Name(NamedTuple):
    """One way to say a term. `text` is in the common form of `common`; `exact` names match only as written.

    `field` leads to where the term's front matter has it, or what it is derived from. `reason` says why prose never
    links it by itself; empty if it does. `everyday` is set for everyday words of English, and forms of them.
    """

    text: str
    slug: str
    kind: NameKind
    exact: bool
    field: tuple[str | int, ...]
    reason: str = ""
    everyday: bool = False


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
        # Two spaces count as one, and offsets would move: such texts take the slow way.
        if "  " not in common:
            return Text(common.lower(), common, None)
    if not _NEEDS_CARE.search(prose) and unicodedata.is_normalized("NFC", prose):
        common = prose.translate(_SAME)
        folded = _fold(common, turkic)
        # German ß folds to ss and Turkish İ to two characters; so a match in folded text would lie elsewhere (L22).
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
    """All names of a glossary by their folded text; `works` are folded names of other things, which hide names in them.

    "Rubrics for All" is a book; so its mention is none of the term "Rubric".
    """

    by_text: Mapping[str, tuple[Name, ...]]
    works: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[Names], tuple[Mapping[str, tuple[Name, ...]], tuple[str, ...]]]:
        # The matcher is made where it is needed: it cannot be sent to another process.
        return Names, (self.by_text, self.works)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The folded names, in the order of the matcher's patterns."""
        return (*self.by_text, *self.works)

    @cached_property
    def patterns(self) -> Mapping[str, int]:
        """The number of the pattern of each folded name."""
        return {text: number for number, text in enumerate(self.by_text)}

    @cached_property
    def longest(self) -> int:
        """The length of the longest folded name."""
        return max(map(len, self.texts), default=0)

    @cached_property
    def matcher(self) -> AhoCorasick:
        """Finds every name in folded prose, overlapping ones included."""
        return AhoCorasick(list(self.texts), implementation=Implementation.ContiguousNFA)

    def places(self, folded: str) -> list[tuple[int, int, int]]:
        """Every place of a name in folded prose, overlapping ones included, as (number in `texts`, start, end)."""
        # An edit links one text: to look for 16,000 names one by one takes 3 ms there, to make their matcher 22.
        if "matcher" not in vars(self) and next(self._searches) < _FEW:
            return [
                (number, found.start(), found.start() + len(text))
                for number, text in enumerate(self.texts)
                if text in folded
                for found in re.finditer(f"(?={re.escape(text)})", folded)
            ]
        return self.matcher.find_matches_as_indexes(folded, overlapping=True)

    @cached_property
    def _searches(self) -> Iterator[int]:
        return itertools.count()

    @cached_property
    def single(self) -> tuple[tuple[Name, ...], ...]:
        """For each pattern what it means in any case, where that is one name; else nothing: ask `resolve`."""
        groups = (*self.by_text.values(), *(() for _ in self.works))
        return tuple(group[:1] if len(group) == 1 and not group[0].exact else () for group in groups)

    def resolve(self, folded: str, written: str) -> tuple[Name, ...]:
        """What `written` means: one name, several where terms share it, none where its case does not fit.

        A real name comes before a derived one. Among these, the very case decides where it is the name's own, as in
        `MySQL` and `mysql`; "Rubric" and "rubric" are one name. A title comes before an alias.
        """
        names = self.by_text.get(folded, ())
        # A writer said that these words mean something else; that holds for every term that could claim them.
        if any(name.kind == "unlinked" for name in names):
            return tuple(name for name in names if name.kind == "unlinked")[:1]
        for derived in (False, True):
            found = [name for name in names if (name.kind == "derived") is derived]
            in_case = [name for name in found if name.text == written]
            if not in_case or not any(name.exact or has_own_case(name.text) for name in found):
                in_case = [name for name in found if not name.exact or name.text == written]
            # A is titled "Transfer", B has the alias "transfer"; so prose links to A, and B's alias is reported.
            found = [name for name in in_case if name.kind == "title"] or in_case
            if found:
                return tuple({name.slug: name for name in reversed(found)}.values())
        return ()


def has_own_case(text: str) -> bool:
    """Whether the capitals of `text` belong to it, as in MySQL and IT; those of "Exit Ticket" are mere style."""
    if text.istitle() and not any(map(str.isdigit, text)):
        return False
    return any(found["inner"].isupper() for found in _OWN_CASE.finditer(text))


def collect(glossary: Glossary, inflector: Inflector | None = None, pool: Pool = ALONE) -> Names:
    """Every name of every term, with derived forms; those of English come from `inflector`, and `pool` finds them.

    Side effect: `inflector` may read its memory.
    """
    language = glossary.site.language
    found = _given(glossary, language)
    weak = FUNCTION_WORDS.get(language.partition("-")[0], frozenset())
    if language.split("-")[0] != "en":
        inflector = None
    else:
        inflector = inflector or Inflector()
        inflector.learn(
            (text for text, names in found.items() if not all(name.exact for name in names)), pool
        )
    for folded, name in _derived(found, language, inflector):
        found[folded].append(name)
    # Another term may own a variant, or two terms may claim it: then it is no name of this one.
    variants: defaultdict[str, list[Name]] = defaultdict(list)
    for names in found.values():
        for name in names if len({name.slug for name in names}) == 1 else ():
            if name.kind != "unlinked":
                for text in _variants(name.text):
                    # "is-a" is a relation, and "is a" no name of it.
                    if weak.issuperset(text.casefold().split()):
                        continue
                    variants[normalize(text, language).folded].append(_derive(name, text))
    for folded, names in variants.items():
        # The alias `solana-program` is a package; "a Solana program" says the names of two other terms.
        words = folded.split() if names[0].field[0] == "aliases" else ()
        says_others = len(words) > 1 and all(_has_other(found, word, names[0].slug) for word in words)
        if folded not in found and not says_others and len({name.slug for name in names}) == 1:
            found[folded] = names[:1]
    works = {normalize(text, language).folded for text in works_of(glossary)}
    kept = _without_deep_nests([*found, *(works - found.keys())])
    return Names(
        {text: tuple(names) for text, names in found.items() if text in kept},
        tuple(sorted(works & kept - found.keys())),
    )


def _without_deep_nests(texts: Iterable[str]) -> frozenset[str]:
    """`texts` without those that end in `NESTED` others of them, which end in one another.

    At most so many of the rest are found at one place: of 160 that nest, each word of a long text would say them all.
    """
    kept, inside = set[str](), list[str]()
    # Backwards, a text that ends in another one stands behind it, with nothing between that does not.
    for backwards in sorted(text[::-1] for text in texts):
        while inside and not backwards.startswith(inside[-1]):
            inside.pop()
        if len(inside) < NESTED:
            inside.append(backwards)
            kept.add(backwards[::-1])
    return frozenset(kept)


def works_of(glossary: Glossary) -> Iterator[str]:
    """Names of works, people and organizations that the glossary itself gives, of more than one word."""
    given: list[str | None] = [*glossary.site.proper_names]
    for resource in glossary.resources.values():
        fields = resource.fields
        given += [fields.title, fields.publisher, fields.published_in, *fields.author]
    yield from (text for text in given if text and " " in text.strip())


def _derive(name: Name, text: str) -> Name:
    # `_replace` takes three times as long, and a large glossary derives 100,000 names.
    return Name(text, name.slug, "derived", name.exact, name.field, name.reason, name.everyday)


def _has_other(found: Mapping[str, Sequence[Name]], folded: str, slug: str) -> bool:
    return any(name.slug != slug for name in found.get(folded, ()))


def _variants(text: str) -> Iterator[str]:
    """`text` with hyphens for spaces, spaces for hyphens, and in one word: "data set", "data-set", "dataset"."""
    places = [found.start() for found in _SEPARATOR.finditer(text)]
    words = _SEPARATOR.split(text)
    if not places:
        # "Checklists" are "check lists" as well. Both halves must be words of their own.
        for at in range(3, len(text) - 2):
            one, two = text[:at], text[at:]
            if one.casefold() in EVERYDAY and is_everyday(two.casefold()):
                yield f"{one} {two}"
    if not places or not all(len(word) > 1 for word in words):
        return
    loose = not _PARTICLES.intersection(word.casefold() for word in words[1:])
    # Writers hyphenate what belongs together: "secondary root-of-trust" is "Secondary root of trust".
    signs = ["- " if loose or text[place] == " " else "-" for place in places]
    # Every choice of signs is a name, of which long titles have too many: these are all hyphens or none.
    long = len(places) > _MOST_CHOICES
    for chosen in zip(*signs, strict=False) if long else itertools.product(*signs):
        written = "".join(map("".join, itertools.zip_longest(words, chosen, fillvalue="")))
        if written != text:
            yield written
    for place in places if len(words) > 2 else ():
        if text[place] == "-":
            yield text[:place] + text[place + 1 :]
    if len(words) == 2:
        yield "".join(words)


def _given(glossary: Glossary, language: str) -> defaultdict[str, list[Name]]:
    """The names that terms give, by their folded text, with the reason why some of them never link by themselves."""
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for term in glossary.terms.values():
        for name in _own_names(term, language):
            if folded := normalize(name.text, language).folded:
                found[folded].append(name)
    beginnings = Counter(filter(None, map(_beginning, glossary.terms.values())))
    for folded, names in found.items():
        for number, name in enumerate(names):
            term = glossary.terms[name.slug]
            if name.kind not in ("alias", "title") or name.exact or name.reason or _asks_for(term, folded):
                continue
            # "Type" only refers to "content type", and there are other types.
            other = normalize(referred(term.body), language).folded if name.everyday else ""
            refers = folded in other.split() and _has_other(found, other, name.slug)
            if " " in folded or (name.kind == "title" and not refers):
                continue
            before, _, last = term.fields.title.casefold().rpartition(" ")
            rest = before if last in (folded, f"{folded}s") else last if before == folded else ""
            # "solana" is an alias of "Solana CLI"; with "Solana Pay" and a dozen more, that word alone means none.
            begins = beginnings[folded] > FAMILY and folded == _beginning(term)
            # "Script" is an alias of "Bitcoin Script", beside the term "Bitcoin"; so other scripts are no mentions.
            shares = beginnings[rest] > FAMILY // 2 or _has_other(found, rest, name.slug)
            if refers or begins or (name.everyday and rest and shares):
                names[number] = name._replace(reason="wider")
    return found


def _beginning(term: Term) -> str:
    """The first word of a title of more than one word, folded; empty where what follows only explains it."""
    first, _, rest = term.fields.title.casefold().partition(" ")
    return first if rest[:1].isalnum() else ""


def _asks_for(term: Term, folded: str) -> bool:
    """Whether `term` says itself that this name of it links."""
    return term.fields.link is not None or folded in (normalize(text).folded for text in term.fields.forms)


def _own_names(term: Term, language: str) -> Iterator[Name]:
    """The names that the front matter of `term` gives, and those that its title holds."""
    fields = term.fields
    code = language.partition("-")[0]
    weak = FUNCTION_WORDS.get(code, frozenset())
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
        # "C", "R" and "Here" would link everywhere. A term whose own `link` or `forms` ask for it does want that.
        folded = common.casefold()
        # Nor does "How to": it is said in every text, whatever the term means.
        empty = weak.issuperset(folded.split()) and not capitals
        bare = (len(common) < 2 or empty) and not _asks_for(term, folded)
        # "Processed" is an alias of "Commitment levels": the word says what is done, wherever it is no adjective.
        participle = kind == "alias" and folded.endswith("ed") and folded.isalpha()
        everyday = code == "en" and not exact and (participle or is_everyday(folded))
        # A file called `code-app.md` whose title is "Code": its writer told it from what everybody calls code.
        exact = exact or (everyday and kind == "title" and term.slug.startswith(f"{folded}-"))
        yield Name(common, term.slug, kind, exact, field, "bare" if bare else "", everyday)
    title = normalize(fields.title, language).common
    both = _WITH_LETTERS.fullmatch(title) or _WITH_WORDS.fullmatch(title)
    if both and abbreviates(both["letters"], both["words"]):
        yield Name(both["letters"], term.slug, "derived", True, ("title",))
        yield Name(both["words"], term.slug, "derived", fields.case_sensitive, ("title",))
    elif shorter := _SUBTITLE.match(title) or _QUALIFIED.fullmatch(title):
        # "Block Engine (Jito)" is called "block engine"; but what "Protocol (Web)" is about is no other protocol.
        words = shorter["words"]
        if shorter.re is _SUBTITLE or " " in words:
            yield Name(words, term.slug, "derived", fields.case_sensitive, ("title",))
    # Of "Also known as a key" the everyday word is no name: keys are much else.
    yield from (
        Name(common, term.slug, "derived", fields.case_sensitive or has_own_case(common), ("title",))
        for text in other_names(term.body, fields.title)
        for common in [normalize(text, language).common]
        if has_own_case(common) or not is_everyday(common.casefold())
    )


def abbreviates(letters: str, words: str) -> bool:
    """Whether `letters` may stand for `words`: "ACL" for "Access Control List", but not "AI" in "Token (AI)"."""
    rest = iter(words.casefold())
    is_first = letters[:1].casefold() == words[:1].casefold()
    return (
        is_first
        and has_own_case(letters)
        and all(letter in rest for letter in letters.casefold() if letter.isalpha())
    )


def _derived(
    found: Mapping[str, Sequence[Name]], language: str, inflector: Inflector | None
) -> Iterator[tuple[str, Name]]:
    """Plurals and singulars, except where they are the real name of a term already."""
    for folded, names in list(found.items()):
        # Where terms share a name already, its forms would only repeat that.
        for name in names if len({name.slug for name in names}) == 1 else ():
            if name.kind == "unlinked" or name.reason:
                continue
            if not name.exact:
                forms = [inflector.form(folded) or ""] if inflector else plurals(name.text, language)
            elif inflector and name.text.isalpha():
                forms = [f"{name.text}s"]
            else:
                forms = []
            for text in filter(None, forms):
                form = normalize(text, language).folded
                # A plural that other terms have too is theirs as well; a real name is never taken for a plural.
                if not any(other.kind != "derived" for other in found.get(form, ())):
                    yield form, _derive(name, text)


def collisions(names: Names, glossary: Glossary) -> Iterator[Diagnostic]:
    """Names that two terms share, real or derived, and names that differ only in hyphens and spaces."""
    for group in names.by_text.values():
        real: defaultdict[str, list[Name]] = defaultdict(list)
        told_apart = any(name.exact or has_own_case(name.text) for name in group)
        for name in group:
            if name.kind not in ("derived", "unlinked") and not name.reason:
                real[name.text if told_apart else ""].append(name)
        # Equal titles, and aliases equal to titles, are named by the check of labels.
        shared = [claims for claims in real.values() if all(name.kind != "title" for name in claims)]
        for claims in shared:
            yield from _shared(glossary, "shared-name", quote(claims[0].text), claims)
        if (
            all(name.kind == "derived" for name in group)
            # Titles that are equal have a message of their own.
            and len({glossary.terms[name.slug].fields.title.casefold() for name in group}) > 1
        ):
            yield from _shared(glossary, "shared-form", f"the form {quote(group[0].text)}", group)
    yield from _alike(names, glossary)


def _place(glossary: Glossary, name: Name) -> Span:
    return glossary.terms[name.slug].front.place(*name.field)


def _shared(glossary: Glossary, code: str, what: str, claims: Sequence[Name]) -> Iterator[Diagnostic]:
    # A term that gives one name twice, as alias and abbreviation, shares it with nobody.
    first, *others = {name.slug: name for name in reversed(claims)}.values()
    if not others:
        return
    owners = " and ".join(quote(name.slug) for name in sorted([first, *others], key=lambda name: name.slug))
    *earlier, last = sorted(_place(glossary, name) for name in (first, *others))
    cure = "keep it at one of them, or move it to the `hidden_aliases` of all"
    if code == "shared-form":
        cure = "if one of them is always meant, name it in the `forms` of that one"
    yield diagnostic(
        code,
        f"{what} names {owners}, so prose links to none of them",
        last,
        cure,
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
