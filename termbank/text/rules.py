"""What is known of every code before it occurs: its severity and who may change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


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
