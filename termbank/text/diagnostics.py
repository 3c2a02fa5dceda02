"""Problems as data: what is wrong, where, how severe, and what cures it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from termbank.text.rules import FINAL, FIXED, RULES, Rule, Severity
from termbank.text.source import Span


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that belongs to a problem."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem. `message` stands alone on one line, lower case, without a full stop; cures are hints."""

    code: str
    message: str
    span: Span
    hints: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity = Severity.ERROR

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By file, then place, then code and message."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)


def diagnostic(
    rule: Rule | str, message: str, span: Span, *hints: str, related: Iterable[Related] = ()
) -> Diagnostic:
    """A diagnostic with the severity of its rule: a check passes its own, others the code of one of `text.rules`."""
    rule = RULES[rule] if isinstance(rule, str) else rule
    return Diagnostic(rule.code, message, span, tuple(hints), tuple(related), rule.severity)


def apply_severities(
    diagnostics: Iterable[Diagnostic], checks: Mapping[str, Severity], allow: Iterable[str] = ()
) -> tuple[Diagnostic, ...]:
    """Apply a site's severities and `--allow` codes, drop what is off or found twice, and sort.

    `allow` lowers errors to warnings: a code, or `all`. A site cannot lower what is fixed, nobody what is final.
    """
    allowed = frozenset(allow)
    # A dictionary drops what two steps found twice, and keeps the order.
    found = {replace(item, severity=_severity(item, checks, allowed)): None for item in diagnostics}
    shown = (item for item in found if item.severity is not Severity.OFF)
    return tuple(sorted(shown, key=lambda item: item.sort_key))


def _severity(item: Diagnostic, checks: Mapping[str, Severity], allowed: frozenset[str]) -> Severity:
    if item.code in FINAL:
        return item.severity
    severity = item.severity if item.code in FIXED else checks.get(item.code, item.severity)
    if severity is Severity.ERROR and not allowed.isdisjoint((item.code, "all")):
        return Severity.WARNING
    return severity


def forbidden_character(char: str, span: Span, places: int = 1) -> Diagnostic:
    """The problem of a character that hides or reorders text, the first of so many in its file."""
    name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
    more = f", and {places - 1} more in this file" if places > 1 else ""
    message = f"an invisible character is here ({name}){more}"
    return diagnostic("forbidden-character", message, span, "delete it and type the text again")
