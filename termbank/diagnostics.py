"""Problems as data: what is wrong, where, how grave, and the nearest right thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from rapidfuzz import fuzz, process

from termbank.source import Span


class Severity(StrEnum):
    """How grave a problem is. An error stops the site from being published; `off` is not shown."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of a code before it occurs.

    `fixed` marks matters of safety and of unreadable files: no setting lowers those.
    """

    severity: Severity
    title: str
    fixed: bool = False


def _error(title: str) -> Rule:
    return Rule(Severity.ERROR, title)


def _fixed(title: str) -> Rule:
    return Rule(Severity.ERROR, title, fixed=True)


def _warning(title: str) -> Rule:
    return Rule(Severity.WARNING, title)


# Every code that can occur. docs/diagnostics.md has a section for each, and a test says so.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "alias-is-label": _error("an alias is another term's title"),
        "broader-cycle": _error("a term is broader than itself"),
        "dead-anchor": _error("a link to a heading that does not exist"),
        "dead-link": _error("a link to a page that does not exist"),
        "dropped-text": _error("text that YAML would drop"),
        "duplicate-key": _error("a field is given twice"),
        "duplicate-label": _error("two terms with one title"),
        "duplicate-reference": _error("a slug stands twice in a list"),
        "duplicate-slug": _error("two claims on one slug"),
        "duplicate-url": _error("two pages claim one address"),
        "empty-content": _fixed("no terms to publish"),
        "empty-definition": _warning("a term has neither summary nor definition"),
        "file-name": _error("a file that would be passed over because of its name"),
        "forbidden-character": _fixed("an invisible or control character"),
        "front-matter-syntax": _fixed("front matter that cannot be read"),
        "invalid-slug": _fixed("a file name that cannot be an address"),
        "misleading-link": _warning("a link whose text names another term"),
        "missing-field": _error("a required field is missing or empty"),
        "missing-front-matter": _fixed("a file without front matter"),
        "missing-image": _error("an image that does not exist"),
        "not-a-file": _fixed("a link, folder or device where a file belongs"),
        "not-utf-8": _fixed("a file that is not UTF-8 text"),
        "output-folder": _fixed("the output folder cannot be replaced"),
        "raw-html": _warning("HTML in a body is shown as text"),
        "related-is-broader": _warning("a term is both related and broader"),
        "remote-image": _warning("an image from another site"),
        "replaced-not-deprecated": _warning("replaced_by on a term that is not deprecated"),
        "replacement-cycle": _error("a term is replaced by itself"),
        "retired-name": _warning("prose uses the name of a retired term"),
        "self-reference": _error("a term refers to itself"),
        "shared-form": _warning("two terms share an inflected form"),
        "shared-name": _warning("two terms share a name"),
        "similar-name": _warning("only hyphens and spaces tell two names apart"),
        "template-error": _fixed("a template cannot be rendered"),
        "too-deep": _fixed("nesting that would lose text"),
        "too-large": _fixed("a file beyond the size limit"),
        "unknown-field": _error("a field that does not exist"),
        "unknown-term": _error("a term that does not exist"),
        "unknown-value": _error("a value outside a closed vocabulary"),
        "unused-footnote": _warning("a footnote that nothing refers to"),
        "unsafe-link": _fixed("an address that is not allowed"),
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


def quote(text: str, limit: int = 80) -> str:
    """`text` in backticks for a message: one line, nothing invisible, cut at `limit` characters."""
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    return f"`{shown}`"
