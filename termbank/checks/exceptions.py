"""Exceptions: advice that a record turns down with a reason, those that nothing needs, and codes that are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from termbank.content.model import Glossary
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.suggest import did_you_mean, quote

IDLE_EXCEPTION = Rule(
    "idle-exception",
    "an exception that excuses nothing",
    Severity.WARNING,
    editorial=True,
    why="""
        A file makes an exception from an editorial check that finds nothing in it. The fault has been fixed,
        or the code is a slip.
        """,
    cure="""
        Remove the exception, so that the check sees the file again.
        """,
)
RULES = (IDLE_EXCEPTION,)


def excused(glossary: Glossary, advice: Iterable[Diagnostic], asked: frozenset[str]) -> Iterator[Diagnostic]:
    """`advice` without what the records that it is about excuse; then the exceptions that excuse nothing.

    Codes that are not `asked` for are left out, and exceptions to them are not idle.
    """
    claims = {record.path: set(record.fields.exceptions) for record in glossary.records}
    used: set[tuple[str, str]] = set()
    for item in advice:
        # A problem between two files is excused by either: A and B explain each other, and B says why that is right.
        places = (item.span, *(related.span for related in item.related))
        excusing = {(place.path, item.code) for place in places if item.code in claims.get(place.path, ())}
        used |= excusing
        if not excusing and item.code in asked:
            yield item
    # Only what was asked for can be idle: a check that is off finds nothing, whatever the file says.
    if IDLE_EXCEPTION.code not in asked:
        return
    for record in glossary.records:
        for code in record.fields.exceptions:
            # An exception from this very check is a problem already: it takes none.
            if code in asked and code != IDLE_EXCEPTION.code and (record.path, code) not in used:
                place = record.front.key_place("exceptions", code)
                yield diagnostic(
                    IDLE_EXCEPTION, f"nothing here needs the exception {quote(code)}", place, "remove it"
                )


def unknown(glossary: Glossary, rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    """Codes in `checks` that are none of `rules`, and codes in `exceptions` that take no exception."""
    for code in glossary.site.checks:
        if code not in rules:
            assert glossary.site_front is not None
            place = glossary.site_front.key_place("checks", code)
            message = f"`checks.{code}`: {quote(code)} is not a check"
            yield diagnostic("unknown-value", message, place, *did_you_mean(code, rules))
    # An exception from the check of idle exceptions would be idle itself.
    editorial = [code for code, rule in rules.items() if rule.editorial and code != "idle-exception"]
    for record in glossary.records:
        for code in record.fields.exceptions:
            if code not in editorial:
                hints = did_you_mean(code, editorial) or ("only editorial checks take exceptions",)
                place = record.front.key_place("exceptions", code)
                message = f"`exceptions.{code}`: {quote(code)} is not an editorial check"
                yield diagnostic("unknown-value", message, place, *hints)
