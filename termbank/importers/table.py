"""Tables: CSV, TSV and Excel files, one term or resource a row."""

from __future__ import annotations

import csv
import io
import re
import statistics
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

from termbank.importers.fields import NOWHERE, mapped, meaning
from termbank.importers.found import Found, ImportFileError, Options, read_text
from termbank.importers.works import as_works_are_named

_SEVERAL = 4
"""Rows from which the content of columns says what they are."""
_SHORT = 60
_LOOK = 20
"""Rows among which the one with the names of the columns is looked for."""


def read(path: Path, options: Options) -> Found:
    """The rows of a table. Raises ImportFileError where no column is that of the names."""
    found = Found()
    rows = (
        _excel(path, found) if path.suffix.lower() == ".xlsx" else _text(read_text(path, found), path.suffix)
    )
    said = {re.sub(r"[^a-z]", "", cell.casefold()) for _, row in rows[:_LOOK] for cell in row}
    are_works = said & {"author", "authors", "doi", "isbn"} and said & {"title", "name"}
    kind = options.kind or ("resource" if are_works else "term")
    head = None
    for number, (_, row) in enumerate(rows[:_LOOK]):
        goes = [meaning(cell, kind, options) for cell in row if cell.strip()]
        # A title alone is a heading above the table, but a table of one column is one, too.
        if "title" in goes and len([each for each in goes if each != NOWHERE]) >= min(2, len(goes)):
            head = number
            break
    if head is None and (guessed := _by_content(rows, path.name, found)):
        head, options = 0, replace(options, columns={**guessed, **options.columns})
    if head is None:
        first = ", ".join(f"`{cell}`" for cell in (rows[0][1] if rows else [])[:8])
        raise ImportFileError(
            f"no column of {path.name} is named like the term itself; its first row is {first or 'empty'}. "
            "Say which one it is: `--map 'Your column=title'`"
        )
    names = [name.strip() or f"column {number}" for number, name in enumerate(rows[head][1], 1)]
    for line, row in rows[head + 1 :]:
        place = f"{path.name}:{line}"
        # A comma that somebody forgot to quote moves the rest of the row to the right.
        if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            found.lose("cells beyond the last named column", place)
        record = {name: cell for name, cell in zip(names, row, strict=False) if cell.strip()}
        if record and (entry := mapped(record, kind, place, found, options)):
            as_works_are_named(entry)
            found.entries.append(entry)
    # A column that is empty throughout was not seen above, and a person wants to see all of them.
    found.mapping = {name: meaning(name, kind, options) for name in names}
    return found


def _by_content(rows: list[tuple[int, list[str]]], name: str, found: Found) -> dict[str, str]:
    """The columns of terms and of definitions by what is in them, where their names say nothing; empty if unclear."""
    if len(rows) < _SEVERAL:
        return {}
    columns: dict[str, list[str]] = {}
    for number, heading in enumerate(rows[0][1]):
        columns[heading.strip()] = [
            row[number].strip() for _, row in rows[1:] if number < len(row) and row[number].strip()
        ]
    full = {heading: cells for heading, cells in columns.items() if heading and len(cells) > len(rows) / 2}
    # Terms are short, hardly one is there twice, and they are no numbers or codes such as `CAT01`.
    terms = [
        heading
        for heading, cells in full.items()
        if len(set(cells)) >= 0.9 * len(cells)
        and statistics.median(map(len, cells)) <= _SHORT
        and sum(bool(re.search(r"\d", cell)) for cell in cells) <= len(cells) / 4
    ]
    lengths = {
        heading: statistics.mean(map(len, cells))
        for heading, cells in full.items()
        if heading not in terms[:1]
    }
    if not terms or not lengths:
        return {}
    text = max(lengths, key=lambda heading: lengths[heading])
    found.lose(
        f"no column is named like the term itself: `{terms[0]}` is taken, and `{text}` for the text", name
    )
    return {terms[0]: "title", text: "body"}


def _text(text: str, ending: str) -> list[tuple[int, list[str]]]:
    # Excel writes semicolons where a comma is the decimal sign, and calls that CSV as well.
    sample = text[:20_000]
    marks = "\t" if ending.lower() == ".tsv" else max(",;\t|", key=lambda mark: _evenness(sample, mark))
    reader = csv.reader(io.StringIO(text), delimiter=marks, skipinitialspace=True)
    rows = []
    line = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            rows.append((line, row))
        line = reader.line_num + 1
    return rows


def _evenness(sample: str, mark: str) -> tuple[int, int]:
    """How likely `mark` parts the cells: rows with the same number of them as the first, then how many."""
    rows = [row for row in csv.reader(io.StringIO(sample), delimiter=mark) if row][:-1] or [[]]
    width = len(rows[0])
    return (sum(len(row) == width for row in rows) if width > 1 else 0, width)


def _excel(path: Path, found: Found) -> list[tuple[int, list[str]]]:
    import openpyxl

    try:
        # Values are those that Excel computed last; the formulas tell which cells never got one.
        book = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path)
    except Exception as error:
        raise ImportFileError(f"{path.name} cannot be read as an Excel file: {error}") from error
    # The first sheet is often a cover; the largest one is what people mean. A hidden one is what they put away.
    visible = [each for each in book.worksheets if each.sheet_state == "visible"] or book.worksheets
    sheet = max(visible, key=lambda each: each.max_row * each.max_column)
    for other in book.worksheets:
        if other is not sheet and any(cell is not None for row in other.values for cell in row):
            hidden = "" if other.sheet_state == "visible" else "hidden "
            found.lose(f"the {hidden}sheet `{other.title}` is not read", path.name)
    # One cell over several rows, as for a category, holds for each of them. One over columns is a heading.
    merged = {
        (row, area.min_col): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        if area.min_col == area.max_col
        for row in range(area.min_row, area.max_row + 1)
    }
    rows, computed, open_places = [], False, []
    for number, (row, sources) in enumerate(zip(sheet.values, formulas[sheet.title].values, strict=True), 1):
        cells = [_cell(merged.get((number, column), value)) for column, value in enumerate(row, 1)]
        computed |= any(value not in (None, source) for value, source in zip(row, sources, strict=True))
        if any(value is None and source is not None for value, source in zip(row, sources, strict=True)):
            open_places.append(f"{path.name}:{number}")
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
    # Where Excel computed the others, a formula without a result gives an empty text, and nothing is lost.
    for place in () if computed else open_places:
        found.lose("a formula without a result: save the file in Excel once", place)
    return rows


def _cell(value: object) -> str:
    """The value of an Excel cell as a person would write it."""
    # Excel keeps every number as one with a point, and every day as one with a time: 2020 is not 2020.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return "" if value is None else str(value)
