"""CSL-JSON, as Zotero and other reference managers write it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from termbank.importers.found import Found, ImportFileError, Options, Value, read_text
from termbank.importers.works import entry, name_of

_READ_BELOW = frozenset(["id", "type", "author", "editor", "issued", "abstract"])
_FIELDS = MappingProxyType({
    "title": "title", "container-title": "published_in", "publisher": "publisher", "volume": "volume",
    "issue": "issue", "language": "language", "DOI": "doi", "URL": "url", "ISBN": "isbn",
})  # fmt: skip


def read(path: Path, options: Options) -> Found:
    """The works of a file. Raises ImportFileError."""
    found = Found(
        mapping={**_FIELDS, "author": "author", "editor": "editor", "issued": "year", "type": "resource_type"}
    )
    try:
        data = json.loads(read_text(path, found))
    except json.JSONDecodeError as error:
        raise ImportFileError(
            f"{path.name} is no JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    works = data if isinstance(data, list) else data.get("items", [data]) if isinstance(data, Mapping) else []
    for number, work in enumerate(works, 1):
        if not isinstance(work, Mapping):
            continue
        place = f"{path.name}#{work.get('id') or number}"
        values: dict[str, Value] = {
            field: str(work[name]) for name, field in _FIELDS.items() if work.get(name)
        }
        for name in work:
            if work[name] and name not in _FIELDS and name not in _READ_BELOW:
                found.lose(f"the field `{name}` has no place here", place)
        for role in ("author", "editor"):
            if people := [_person(each) for each in work.get(role, []) if isinstance(each, Mapping)]:
                values[role] = [name for name in people if name]
        if isinstance(issued := work.get("issued"), Mapping):
            # A date is a list of numbers, or whatever somebody typed.
            numbers = [part for parts in issued.get("date-parts") or () for part in parts or ()]
            values["year"] = str(numbers[0] if numbers else issued.get("raw") or issued.get("literal") or "")
        if made := entry(
            str(work.get("type", "")),
            values,
            place,
            found,
            {str(work.get("id") or "")} - {""},
            str(work.get("abstract") or ""),
        ):
            found.entries.append(made)
    if not found.entries:
        raise ImportFileError(f"no work was found in {path.name}")
    return found


def _person(name: Mapping[str, Any]) -> str:
    if name.get("literal"):
        return str(name["literal"])
    particle = str(name.get("non-dropping-particle") or name.get("dropping-particle") or "")
    return name_of(
        str(name.get("family") or ""), str(name.get("given") or ""), particle, str(name.get("suffix") or "")
    )
