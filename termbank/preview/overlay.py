"""What pages of the preview show while the content has errors: each with its place, its lines, and its cure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from termbank.text import report
from termbank.text.diagnostics import Diagnostic
from termbank.text.rules import Severity

SHOWN = 5
"""Errors that are shown at once: whoever mends the first sees the others after the next save."""

STYLE = b"""\
.tb-problems { position: fixed; inset: auto 0 0; z-index: 99; max-height: 60vh; overflow: auto; padding: 1rem 1.25rem;
  border-top: 4px solid #b3261e; background: #fff; color: #1d1b20; font: 1rem/1.5 system-ui, sans-serif;
  box-shadow: 0 -2px 24px rgb(0 0 0 / 25%); }
.tb-problems summary { cursor: pointer; font-weight: 600; }
.tb-problems ol { margin: .75rem 0 0; padding: 0; list-style: none; }
.tb-problems li { margin-top: .75rem; }
.tb-problems pre { margin: 0 0 .25rem; padding: .75rem; overflow-x: auto; background: #f4f1f0; color: inherit;
  font: .875rem/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.tb-problems a { color: #0b57d0; }
@media (prefers-color-scheme: dark) {
  .tb-problems { border-color: #f2b8b5; background: #1d1b20; color: #e6e0e9; }
  .tb-problems pre { background: #2b2930; }
  .tb-problems a { color: #a8c7fa; }
}
.tb-edit { padding: .5rem 1.25rem; border-top: 1px solid; font: 1rem/1.75 system-ui, sans-serif; text-align: center; }
@media print { .tb-problems, .tb-edit { display: none; } }
"""
"""The style sheet of these, apart from the theme's: a site's own theme may be what is broken."""


def overlay(diagnostics: Sequence[Diagnostic], content: Path) -> bytes:
    """The errors among `diagnostics` as HTML; nothing where there is none. Reads the files that they are about."""
    errors = [item for item in diagnostics if item.severity is Severity.ERROR]
    if not errors:
        return b""
    items = []
    for item in errors[:SHOWN]:
        # Editors register these addresses with the system; where none has, the place can still be read.
        file = quote((content / item.span.path).absolute().as_posix())
        link = f"vscode://file{file}:{item.span.line}:{item.span.column}"
        told = escape(report.as_text([item], content).strip())
        items.append(f'<li><pre>{told}</pre><a href="{escape(link)}">Open in the editor</a></li>')
    more = f"<p>And {len(errors) - SHOWN:,} more: see the terminal.</p>" if len(errors) > SHOWN else ""
    counted = "1 error" if len(errors) == 1 else f"{len(errors):,} errors"
    said = f"<summary>{counted}: this is the last good version</summary>"
    # Open, so that nobody looks for the reason; foldable, so that the page can be read.
    return f'<details class="tb-problems" role="alert" open>{said}<ol>{"".join(items)}</ol>{more}</details>'.encode()
