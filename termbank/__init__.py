"""Termbank: a glossary of Markdown files as a website."""

__version__ = "0.1.0"

__all__ = [
    "Config",
    "Diagnostic",
    "Glossary",
    "Resource",
    "Result",
    "Term",
    "build",
    "check",
    "explain",
    "load",
]


def __getattr__(name: str) -> object:
    # Loaded on first use, so that `termbank --version` does not pay for the whole engine.
    from importlib import import_module

    homes = {"Config": "config", "Diagnostic": "diagnostics"}
    homes |= dict.fromkeys(("Glossary", "Resource", "Term"), "model")
    homes |= dict.fromkeys(("Result", "build", "check", "explain", "load"), "pipeline")
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"termbank.{homes[name]}"), name)
