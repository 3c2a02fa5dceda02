"""RIS, read by rispy."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import rispy

from termbank.importers.found import Found, ImportFileError, Options, Value, read_text
from termbank.importers.works import entry, turned

_FIELDS = MappingProxyType({
    "title": "title", "primary_title": "title", "journal_name": "published_in", "secondary_title": "published_in",
    "alternate_title3": "published_in", "publisher": "publisher",
    "year": "year", "publication_year": "year", "date": "year",
    "volume": "volume", "number": "issue", "doi": "doi", "urls": "url", "url": "url", "issn": "isbn",
})  # fmt: skip

_READ_BELOW = frozenset([
    "id", "type_of_reference", "authors", "first_authors", "secondary_authors", "abstract", "notes_abstract",
])  # fmt: skip


def read(path: Path, options: Options) -> Found:
    """The works of a .ris file. Raises ImportFileError."""
    found = Found(
        mapping={name: field for name, field in _FIELDS.items() if name != "issn"} | {"authors": "author"}
    )
    try:
        works = rispy.loads(read_text(path, found), skip_unknown_tags=True)
    except Exception as error:
        raise ImportFileError(f"{path.name} cannot be read: {error}") from error
    for number, work in enumerate(works, 1):
        place = f"{path.name}#{work.get('id') or number}"
        values: dict[str, Value] = {}
        for name, field in _FIELDS.items():
            value = work.get(name)
            value = value[0] if isinstance(value, list) and value else value
            # RIS has one tag for ISSN and ISBN: only the one of a book is its own.
            if value and not (
                field == "isbn" and work.get("type_of_reference") not in ("BOOK", "CHAP", "EDBOOK")
            ):
                values.setdefault(field, str(value))
        for name, field in (
            ("authors", "author"),
            ("first_authors", "author"),
            ("secondary_authors", "editor"),
        ):
            if people := work.get(name):
                # A comma at the end is the mark of an organization whose name has commas of its own.
                names = map(str, people)
                values.setdefault(field, [turned(each) if each[-1:] != "," else each[:-1] for each in names])
        for name in work:
            if name not in _FIELDS and name not in _READ_BELOW:
                found.lose(f"the field `{name}` has no place here", place)
        if made := entry(
            work.get("type_of_reference", ""),
            values,
            place,
            found,
            {str(work.get("id") or "")} - {""},
            work.get("abstract") or work.get("notes_abstract") or "",
        ):
            found.entries.append(made)
    if not found.entries:
        raise ImportFileError(f"no work was found in {path.name}")
    return found
