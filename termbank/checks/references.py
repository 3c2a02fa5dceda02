"""References: slugs of terms and values of vocabularies that records give must exist, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from termbank.content.key import Key
from termbank.content.model import Glossary, Record, Term
from termbank.content.schema import REFERENCES
from termbank.content.spans import names_below, values_of
from termbank.linking.references import known_names, slug_hints
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule
from termbank.text.source import Span
from termbank.text.suggest import did_you_mean, quote

UNKNOWN_TERM = Rule(
    "unknown-term",
    "a term that does not exist",
    why="""
        A list of slugs names a term that does not exist.
        """,
    cure="""
        Write the slug, which is the file's name without `.md`, not the title. If the term is still to be
        written, remove the line for now, or build with `--allow unknown-term`.
        """,
)
DUPLICATE_REFERENCE = Rule(
    "duplicate-reference",
    "a slug is listed twice",
    why="""
        One value is listed twice.
        """,
    cure="""
        Remove one of the two.
        """,
)
SELF_REFERENCE = Rule(
    "self-reference",
    "a term refers to itself",
    why="""
        A term names itself as related, broader, confused with or replaced by.
        """,
    cure="""
        Remove the line; often another term was meant.
        """,
)
RULES = (UNKNOWN_TERM, DUPLICATE_REFERENCE, SELF_REFERENCE)


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Unknown, doubled and self references in fields that name terms; unknown and doubled values of vocabularies."""
    yield from _of_vocabularies(glossary)
    names = known_names(glossary)
    former = {old: slug for slug, term in glossary.terms.items() for old in term.fields.formerly}
    for record in glossary.records:
        for field in REFERENCES[record.key.kind]:
            seen: set[str] = set()
            for slug, place in _references(record, field):
                if isinstance(record, Term) and slug == record.slug:
                    message = f"`{field}` names the term itself"
                    yield diagnostic(SELF_REFERENCE, message, place(), "remove it")
                elif slug in seen:
                    yield diagnostic(
                        DUPLICATE_REFERENCE,
                        f"{quote(slug)} is listed twice in `{field}`",
                        place(),
                        "remove one of the two",
                    )
                elif slug not in glossary.terms and Key("term", slug) not in glossary.hidden:
                    if slug in former:
                        hints: tuple[str, ...] = (f"it is now `{former[slug]}`",)
                    else:
                        hints = slug_hints(slug, glossary.terms, names, "term")
                    yield diagnostic(UNKNOWN_TERM, f"{quote(slug)} is not a term", place(), *hints)
                seen.add(slug)


def _references(record: Record, field: str) -> Iterator[tuple[str, Callable[[], Span]]]:
    """The slugs of a field, each with the way to its place; a map names them by its keys."""
    slugs = getattr(record.fields, field)
    for index, slug in enumerate(slugs):
        # Places are looked up only when there is a problem: that needs the source, which most runs never read.
        if isinstance(slugs, dict):
            yield slug, partial(record.front.key_place, field, slug)
        else:
            yield slug, partial(record.front.place, field, index)


def _of_vocabularies(glossary: Glossary) -> Iterator[Diagnostic]:
    """Values outside a closed vocabulary, and values given twice."""
    # A value with a mistake in site.yaml may have any label: one message, and none in innocent files.
    closed = {
        field: declared
        for field, declared in glossary.site.vocabularies.items()
        if declared.keys() >= set(names_below(glossary.site_front, "vocabularies", field))
    }
    for record in glossary.records:
        for field in glossary.site.vocabulary_fields(record.key.kind):
            declared, seen = closed.get(field), set[str]()
            for value, place in values_of(record, field):
                if value in seen:
                    yield diagnostic(
                        DUPLICATE_REFERENCE,
                        f"{quote(value)} is listed twice in `{field}`",
                        place(),
                        "remove one of the two",
                    )
                elif declared is not None and value not in declared:
                    listed = ", ".join(f"`{choice}`" for choice in list(declared)[:12]) or "none yet"
                    # A label that one value has counts as that value.
                    folded = value.casefold()
                    named = [
                        quote(name) for name, item in declared.items() if item.label.casefold() == folded
                    ]
                    near = did_you_mean(value, declared) or (f"the values are {listed}",)
                    whose = f"that is the label of {' and of '.join(named)}: write the one you mean"
                    hints = (whose,) if named else near
                    if now := next((new for new, item in declared.items() if value in item.formerly), ""):
                        hints = (f"it is now {quote(now)}",)
                    message = f"{quote(value)} is not a value of `{field}`"
                    yield diagnostic("unknown-value", message, place(), *hints)
                seen.add(value)
