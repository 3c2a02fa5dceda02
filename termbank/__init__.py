"""Termbank: a glossary of Markdown files as a website."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from termbank.builder.result import Result
    from termbank.builder.up_to_date import build
    from termbank.checks import check
    from termbank.config import Config
    from termbank.content.key import Key
    from termbank.content.model import Glossary, Resource, Term
    from termbank.glossary import explain, load
    from termbank.linking.autolinks import Decision
    from termbank.text.diagnostics import Diagnostic
    from termbank.text.rules import Severity

__version__ = "0.1.0"

__all__ = [
    "Config", "Decision", "Diagnostic", "Glossary", "Key", "Resource", "Result", "Severity", "Term",
    "build", "check", "explain", "load",
]  # fmt: skip

_HOMES = (
    ("linking.autolinks", ("Decision",)),
    ("config", ("Config",)),
    ("text.diagnostics", ("Diagnostic",)),
    ("text.rules", ("Severity",)),
    ("content.model", ("Glossary", "Key", "Resource", "Term")),
    ("builder.up_to_date", ("build",)),
    ("checks", ("check",)),
    ("glossary", ("explain", "load")),
    ("builder.result", ("Result",)),
)


def __getattr__(name: str) -> object:
    """Import a public name on first use, so that `termbank --version` does not pay for the whole engine."""
    for module, names in _HOMES:
        if name in names:
            return getattr(import_module(f"termbank.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
