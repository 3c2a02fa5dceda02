"""Codes: those that `checks` and `exceptions` name must be codes of checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from termbank.content.model import Glossary
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule
from termbank.text.suggest import did_you_mean, quote


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
