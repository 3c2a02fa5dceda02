"""Termbank: a glossary of Markdown files as a website."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from termbank.autolinks import Decision
    from termbank.bank import check, explain, load
    from termbank.builds import build
    from termbank.config import Config
    from termbank.diagnostics import Diagnostic, Severity
    from termbank.model import Glossary, Key, Resource, Term
    from termbank.results import Result

__version__ = "0.1.0"

__all__ = [
    "Config", "Decision", "Diagnostic", "Glossary", "Key", "Resource", "Result", "Severity", "Term",
    "build", "check", "explain", "load",
]  # fmt: skip

_HOMES = (
    ("autolinks", ("Decision",)),
    ("config", ("Config",)),
    ("diagnostics", ("Diagnostic", "Severity")),
    ("model", ("Glossary", "Key", "Resource", "Term")),
    ("builds", ("build",)),
    ("bank", ("check", "explain", "load")),
    ("results", ("Result",)),
)


def __getattr__(name: str) -> object:
    """Import a public name on first use, so that `termbank --version` does not pay for the whole engine."""
    for module, names in _HOMES:
        if name in names:
            return getattr(import_module(f"termbank.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
