"""Addresses: no two pages may claim one, and no two terms one former slug."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial

from termbank.content.key import Key
from termbank.content.model import Glossary
from termbank.content.routes import address_problem, compare_path, tips_path, value_path
from termbank.content.spans import span_of, values_of
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.rules import Rule
from termbank.text.source import Span
from termbank.text.suggest import quote
from termbank.text.urls import slugify

DUPLICATE_URL = Rule(
    "duplicate-url",
    "two pages claim one address",
    why="""
        Two pages would get one address. Addresses are made from slugs and from the values of vocabularies,
        so this happens when two values differ only in case, spaces or punctuation.
        """,
    cure="""
        Write the value the same way everywhere. Better still, declare the vocabulary in `site.yaml`: then a
        stray spelling is named at its place.
        """,
)
RULES = (DUPLICATE_URL,)

_Claim = tuple[str, str, Callable[[], Span]]


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Comparisons, roles and values whose pages would have the same address; former slugs that are not free."""
    yield from _of_former(glossary)
    yield from _of_spellings(glossary)
    first: dict[str, _Claim] = {}
    for path, owner, place in _claims(glossary):
        # Folded: on Windows and on Macs two files that only case tells apart are one.
        claim = first.setdefault(path.casefold(), (path, owner, place))
        if claim[1] != owner:
            yield diagnostic(
                DUPLICATE_URL,
                f"the address {quote(path)} is claimed by {claim[1]} and by {owner}",
                place(),
                "rename one of the two",
                related=[Related("the other claim", claim[2]())],
            )
            first[path.casefold()] = (path, owner, place)


def _claims(glossary: Glossary) -> Iterator[_Claim]:
    """Every address that is made of more than one slug, with who claims it and where."""
    for term in glossary.terms.values():
        for other in term.fields.confused_with:
            # A comparison is claimed from either end: both terms may name the other, and that is one page.
            if other in glossary.terms and other != term.slug:
                pair = " and ".join(f"`{slug}`" for slug in sorted((term.slug, other)))
                way = partial(term.front.key_place, "confused_with", other)
                yield compare_path(term.slug, other), f"the comparison of {pair}", way
    for role in glossary.site.roles or ():
        assert glossary.site_front is not None
        yield (
            tips_path(role),
            f"the role {quote(role)}",
            partial(glossary.site_front.key_place, "roles", role),
        )


def _of_former(glossary: Glossary) -> Iterator[Diagnostic]:
    """Former slugs that a record still has, or that two records of one kind claim; the same of values."""
    claimed: dict[Key, Span] = {}
    for record in glossary.records:
        kind = record.key.kind
        for index, old in enumerate(record.fields.formerly):
            span, key = span_of(record, "formerly", index), Key(kind, old)
            # A is renamed to B; later a new A is written; so the old address of B now shows another record.
            if glossary.get(key) or key in glossary.hidden:
                if old == record.slug:
                    message, cure = f"{quote(old)} is the {kind}'s slug today", "remove it"
                else:
                    message = f"{quote(old)} is the slug of another {kind}"
                    cure = f"remove it, or rename the other {kind}'s file"
                yield diagnostic("duplicate-slug", message, span, cure)
            elif problem := address_problem(kind, old):
                yield diagnostic("invalid-slug", f"`formerly`: {quote(old)} {problem}", span, "remove it")
            elif key in claimed:
                first = Related("first claimed here", claimed[key])
                message = f"two {kind}s were formerly {quote(old)}"
                yield diagnostic(
                    "duplicate-slug", message, span, "keep it at one of the two", related=[first]
                )
            else:
                claimed[key] = span
    for name, values in glossary.site.vocabularies.items():
        # Two names may have one address: `Grading` and `grading`.
        taken = {slugify(value): value for value in values}
        for value, fields in values.items():
            for index, old in enumerate(fields.formerly):
                assert glossary.site_front is not None
                other = taken.setdefault(slugify(old), old)
                if other != old or other in values:
                    place = glossary.site_front.place("vocabularies", name, value, "formerly", index)
                    message = f"{quote(old)} has the address of the value {quote(other)}"
                    yield diagnostic("duplicate-slug", message, place, "remove it")


def _of_spellings(glossary: Glossary) -> Iterator[Diagnostic]:
    """Values of one field whose pages would have one address: each rarer spelling once, with the most common one."""
    uses: defaultdict[str, defaultdict[str, list[Callable[[], Span]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    paths: dict[tuple[str, str], str] = {}
    for record in glossary.records:
        for field, folder in glossary.site.vocabulary_fields(record.key.kind).items():
            for value, place in values_of(record, field) if folder else ():
                if (field, value) not in paths:
                    paths[field, value] = value_path(field, value, folder).casefold()
                uses[paths[field, value]][value].append(place)
    for path, spellings in uses.items():
        most, *others = sorted(spellings, key=lambda value: -len(spellings[value]))
        for value in others:
            numbers = [(len(spellings[each]), quote(each)) for each in (most, value)]
            says = [
                f"{count} files say {each}" if count > 1 else f"1 file says {each}" for count, each in numbers
            ]
            counts = " and ".join(says)
            yield diagnostic(
                DUPLICATE_URL,
                f"{counts}, so both claim the address {quote(path)}",
                spellings[value][0](),
                f"write {quote(most)} everywhere, if both mean the same",
                related=[Related("the other spelling", spellings[most][0]())],
            )
