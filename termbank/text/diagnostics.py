"""Problems as data: what is wrong, where, how grave, and the nearest right thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from termbank.text.source import Span


class Severity(StrEnum):
    """How grave a problem is. An error stops the site from being published; `off` is not shown."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of a code before it occurs.

    `fixed` marks matters of safety and of unreadable files: no setting lowers those. `editorial` marks advice
    on writing: it is given where a site asks for it. `outside` marks what no change of the content can mend:
    `--strict` passes it over.
    """

    severity: Severity
    title: str
    fixed: bool = False
    editorial: bool = False
    outside: bool = False


def _error(title: str) -> Rule:
    return Rule(Severity.ERROR, title)


def _fixed(title: str) -> Rule:
    return Rule(Severity.ERROR, title, fixed=True)


def _warning(title: str) -> Rule:
    return Rule(Severity.WARNING, title)


def _outside(title: str) -> Rule:
    return Rule(Severity.WARNING, title, outside=True)


def _advice(title: str) -> Rule:
    return Rule(Severity.WARNING, title, editorial=True)


# Every code that can occur. docs/diagnostics.md has a section for each, and a test says so.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "alias-is-label": _error("an alias is another term's title"),
        "broader-cycle": _error("a term is broader than itself"),
        "circular-pair": _advice("two summaries that explain each other"),
        "circular-summary": _advice("a summary that uses the term's own name"),
        "dead-anchor": _error("a link to a heading that does not exist"),
        "dead-end": _advice("a term that leads nowhere"),
        "dead-link": _error("a link to a page that does not exist"),
        "dropped-text": _error("text that YAML would drop"),
        "duplicate-key": _error("a field is given twice"),
        "duplicate-label": _error("two terms with one title"),
        "duplicate-reference": _error("a slug stands twice in a list"),
        "duplicate-slug": _error("two claims on one slug"),
        "duplicate-url": _error("two pages claim one address"),
        "empty-content": _fixed("no terms to publish"),
        "empty-definition": _warning("a term has neither summary nor definition"),
        "export-trace": _advice("a trace of a spreadsheet or of a wrong encoding"),
        "file-name": _error("a file that would be passed over because of its name"),
        "forbidden-character": _fixed("an invisible or control character"),
        "front-matter-syntax": _fixed("front matter that cannot be read"),
        "idle-exception": _advice("an exception that excuses nothing"),
        "invalid-slug": _fixed("a file name that cannot be an address"),
        "is-when": _advice("a definition by “is when” or “is where”"),
        "leaning-summary": _advice("a summary that cannot stand alone"),
        "long-summary": _advice("a summary beyond 240 characters"),
        "many-sentences": _advice("a summary of more than one sentence"),
        "misleading-link": _warning("a link whose text names another term"),
        "missing-field": _error("a required field is missing or empty"),
        "missing-front-matter": _fixed("a file without front matter"),
        "missing-image": _error("an image that does not exist"),
        "no-history": _outside("git cannot tell the history of the content"),
        "no-resource": _advice("a term without a resource"),
        "not-a-file": _fixed("a link, folder or device where a file belongs"),
        "not-utf-8": _fixed("a file that is not UTF-8 text"),
        "orphan-term": _advice("a term that no other page leads to"),
        "output-folder": _fixed("the output folder cannot be replaced"),
        "raw-html": _warning("HTML in a body is shown as text"),
        "refers-to": _advice("a definition of the word instead of the thing"),
        "related-is-broader": _warning("a term is both related and broader"),
        "remote-image": _warning("an image from another site"),
        "replaced-not-deprecated": _warning("replaced_by on a term that is not deprecated"),
        "replacement-cycle": _error("a term is replaced by itself"),
        "retired-name": _warning("prose uses the name of a retired term"),
        "review-overdue": _advice("a review that is due again"),
        "self-reference": _error("a term refers to itself"),
        "shared-address": _advice("two resources with one address"),
        "shared-form": _warning("two terms share an inflected form"),
        "shared-name": _warning("two terms share a name"),
        "similar-name": _warning("only hyphens and spaces tell two names apart"),
        "template-error": _fixed("a template cannot be rendered"),
        "too-deep": _fixed("nesting that would lose text"),
        "too-large": _fixed("a file beyond the size limit"),
        "undefined-jargon": _advice("a technical phrase that is no term"),
        "undescribed-resource": _advice("a resource without a description"),
        "unknown-field": _error("a field that does not exist"),
        "unknown-term": _error("a term that does not exist"),
        "unknown-value": _error("a value outside a closed vocabulary"),
        "unsafe-link": _fixed("an address that is not allowed"),
        "unused-footnote": _warning("a footnote that nothing refers to"),
        "wrong-type": _error("a value of the wrong kind"),
        "yaml-feature": _fixed("YAML features that front matter does not take"),
    }
)


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
    code: str, message: str, span: Span, *hints: str, related: Iterable[Related] = ()
) -> Diagnostic:
    """A diagnostic with the severity its code has by default."""
    return Diagnostic(code, message, span, tuple(hints), tuple(related), RULES[code].severity)


def is_asked(code: str, editorial: bool, checks: Mapping[str, Severity]) -> bool:
    """Whether a site wants to hear of `code`: advice only where `editorial` or a severity of its own asks for it."""
    usual = Severity.OFF if RULES[code].editorial and not editorial else RULES[code].severity
    return checks.get(code, usual) is not Severity.OFF


def settle(
    diagnostics: Iterable[Diagnostic], checks: Mapping[str, Severity], allow: Iterable[str] = ()
) -> tuple[Diagnostic, ...]:
    """Apply a site's severities and `--allow` codes, drop what is off or told twice, and sort.

    `allow` lowers errors to warnings: a code, or `all`. Codes whose rule is fixed stay errors.
    """
    allowed = frozenset(allow)
    settled = {replace(item, severity=_severity(item, checks, allowed)): None for item in diagnostics}
    shown = (item for item in settled if item.severity is not Severity.OFF)
    return tuple(sorted(shown, key=lambda item: item.sort_key))


def _severity(item: Diagnostic, checks: Mapping[str, Severity], allowed: frozenset[str]) -> Severity:
    if RULES[item.code].fixed:
        return item.severity
    severity = checks.get(item.code, item.severity)
    if severity is Severity.ERROR and not allowed.isdisjoint((item.code, "all")):
        return Severity.WARNING
    return severity


def nearest(name: str, candidates: Iterable[str], count: int = 4) -> list[str]:
    """Up to `count` candidates that `name` may have been meant to be, best first."""
    # Most runs have nothing to ask.
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, list(candidates), scorer=fuzz.ratio, processor=_fold, limit=count, score_cutoff=62
    )
    return [choice for choice, _, _ in found]


def did_you_mean(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The hint that offers the nearest candidates; empty when none is near."""
    names = [f"`{choice}`" for choice in nearest(name, candidates)]
    if not names:
        return ()
    return (f"did you mean {_either(names)}?",)


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _fold(text: str) -> str:
    return text.casefold().replace("_", "-").replace(" ", "-")


# Characters that hide or reorder text, so that a reader of the file sees something else than the build does.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def forbidden_character(char: str, span: Span) -> Diagnostic:
    """The problem of a character that hides or reorders text."""
    name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
    message = f"an invisible character stands here ({name})"
    return diagnostic("forbidden-character", message, span, "delete it and type the text again")


def printable(text: str) -> str:
    """`text` on one line, with escapes for what is invisible or acts on a terminal or a log."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def quote(text: str, limit: int = 80) -> str:
    """`text` in backticks for a message: one line, nothing invisible, cut at `limit` characters."""
    shown = printable(text)
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    return f"`{shown}`"
