"""The checks over the whole glossary: every module of this package that has a function `check`.

To add one, write its module, which declares its codes in `RULES`, and `tests/cases/codes/<code>.md`; nothing lists
them. A check with editorial rules gets all names as well as the glossary, and runs only where a site asks for one of
its codes.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType

from termbank.checks.exceptions import excused, unknown
from termbank.config import Config
from termbank.content.model import Glossary
from termbank.linking.inflection import Inflector
from termbank.linking.names import collect
from termbank.system.store import Store
from termbank.text import rules
from termbank.text.diagnostics import Diagnostic, apply_severities
from termbank.text.rules import Rule, Severity

# The folder is the list: to add a check no other file changes. Sorted, so that problems come in one order.
_MODULES: tuple[ModuleType, ...] = tuple(
    import_module(f"{__name__}.{name}")
    for name in sorted(info.name for info in pkgutil.iter_modules(__path__))
)


def _rules(module: ModuleType) -> tuple[Rule, ...]:
    return getattr(module, "RULES", ())


def _is_editorial(module: ModuleType) -> bool:
    return any(rule.editorial for rule in _rules(module))


RULES: Mapping[str, Rule] = MappingProxyType(
    {**rules.RULES, **{rule.code: rule for module in _MODULES for rule in _rules(module)}}
)
"""Every code that can occur, with what is known of it."""

CHECKS = tuple(module.check for module in _MODULES if hasattr(module, "check") and not _is_editorial(module))
"""The checks that every site gets. They look at fields and links, and at nothing else."""

EDITORIAL = tuple(module.check for module in _MODULES if hasattr(module, "check") and _is_editorial(module))
"""The checks that give advice on writing."""


def of_fields(glossary: Glossary) -> Iterator[Diagnostic]:
    """What the checks of fields and links find."""
    yield from unknown(glossary, RULES)
    for check in CHECKS:
        yield from check(glossary)


def advice(glossary: Glossary, inflector: Inflector | None = None) -> Iterator[Diagnostic]:
    """What the editorial checks find, as far as the site asks for it. Side effect: `inflector` may read its memory."""
    # `editorial: true` asks for all of them; a severity of a code's own asks for that one, or turns it down.
    usual, set_by_site = glossary.site.editorial, glossary.site.checks
    asked = frozenset(
        code
        for code, rule in RULES.items()
        if rule.editorial
        and set_by_site.get(code, rule.severity if usual else Severity.OFF) is not Severity.OFF
    )
    if asked:
        # The names are collected only here: a site that asks for no advice does not pay for them.
        names = collect(glossary, inflector)
        found = (item for check in EDITORIAL for item in check(glossary, names))
        yield from excused(glossary, found, asked)


def check(
    glossary: Glossary, config: Config | None = None, known: Iterable[Diagnostic] | None = None
) -> tuple[Diagnostic, ...]:
    """Every problem of `glossary`, sorted by place, with the severities that its site sets.

    `known` are the problems of fields and links, where the caller has them already. Side effect: may read the cache of
    `config`.
    """
    inflector = Inflector(Store(config.cache if config else None))
    field_problems = of_fields(glossary) if known is None else known
    found = (*glossary.diagnostics, *field_problems, *advice(glossary, inflector))
    return apply_severities(found, glossary.site.checks, config.allow if config else ())


def failed(diagnostics: Iterable[Diagnostic], strict: bool) -> bool:
    """Whether these problems keep a site from being published: errors do, with `strict` warnings about content too."""
    return any(
        item.severity is Severity.ERROR or (strict and item.code not in rules.OUTSIDE) for item in diagnostics
    )
