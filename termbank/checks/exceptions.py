"""Exceptions: advice that a record turns down with a reason, and reasons that nothing needs any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from termbank.content.model import Glossary
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.suggest import quote


def excused(
    glossary: Glossary, advice: Iterable[Diagnostic], asked: Callable[[str], bool]
) -> Iterator[Diagnostic]:
    """`advice` without what the records that it is about excuse; then the exceptions that excuse nothing.

    Codes that are not `asked` for are left out, and exceptions to them are not idle.
    """
    claims = {record.path: set(record.fields.exceptions) for record in glossary.records}
    used: set[tuple[str, str]] = set()
    for item in advice:
        places = (item.span, *(related.span for related in item.related))
        excusing = {(place.path, item.code) for place in places if item.code in claims.get(place.path, ())}
        used |= excusing
        if not excusing and asked(item.code):
            yield item
    for record in glossary.records if asked("idle-exception") else ():
        for code in record.fields.exceptions:
            if asked(code) and (record.path, code) not in used:
                place = record.front.key_place("exceptions", code)
                yield diagnostic(
                    "idle-exception", f"nothing here needs the exception {quote(code)}", place, "remove it"
                )
