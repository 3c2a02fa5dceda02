"""Bringing in what others have: glossaries and reading lists in the formats of other tools.

Each format has a module with a function `read(path, options)`, which gives what it found as a `Found`, and a row in
IMPORTERS. `found.Found` is written by `write.change`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from termbank.importers.found import Found, ImportFileError, Options
from termbank.text.suggest import quote


@dataclass(frozen=True)
class Importer:
    """A format: the module that reads it, the endings of its files, and what people call it."""

    module: str
    endings: tuple[str, ...]
    label: str

    @property
    def read(self) -> Callable[[Path, Options], Found]:
        """The module's function `read`. Raises ImportFileError where the module needs a package that is missing."""
        try:
            return import_module(f"termbank.importers.{self.module}").read  # type: ignore[no-any-return]
        except ModuleNotFoundError as error:
            raise ImportFileError(
                f"{self.label} needs the package `{error.name}`: type `pip install 'termbank[import]'` and try again"
            ) from error


IMPORTERS = MappingProxyType(
    {
        "table": Importer("table", (".csv", ".tsv", ".xlsx"), "a table (CSV, TSV, Excel)"),
        "markdown": Importer("markdown", (".md", ".mdx", ".markdown"), "Markdown files"),
        "data": Importer("data", (".yaml", ".yml", ".json"), "YAML or JSON data"),
        "skos": Importer("skos", (".ttl", ".rdf", ".jsonld", ".nt", ".owl"), "SKOS"),
        "bibtex": Importer("bibtex", (".bib",), "BibTeX"),
        "ris": Importer("ris", (".ris",), "RIS"),
        "csl": Importer("csl", (), "CSL-JSON"),
        "tbx": Importer("tbx", (".tbx",), "TBX"),
    }
)  # fmt: skip
"""The formats by the name that the command takes before the path."""

_TO_TABLE = "copy its entries into a table with the columns Term and Definition, and import that"
_CONVERTED = MappingProxyType({
    ".xls": "open it in a spreadsheet program, and save it as .xlsx",
    ".ods": "open it in a spreadsheet program, and save it as .xlsx",
    ".nbib": "open it in a reference manager such as Zotero, and export it as RIS",
    ".enw": "open it in a reference manager such as Zotero, and export it as RIS",
    **dict.fromkeys([".html", ".htm", ".rst", ".docx", ".doc", ".odt", ".pdf"], _TO_TABLE),
})  # fmt: skip
"""What to do with files that people have and that no importer reads, by their endings."""

_START = 4_000


def pasted(text: str) -> Found:
    """The works in a record as reference managers and publishers give it: BibTeX, RIS, or CSL-JSON.

    Raises ImportFileError. Side effect: a file of the system's for temporary ones is written and removed.
    """
    start = text.lstrip("\ufeff \t\r\n")
    name = {"@": "bibtex", "T": "ris", "{": "csl", "[": "csl"}.get(start[:1], "")
    if not name or (name == "ris" and not start.startswith("TY")):
        raise ImportFileError("this is neither BibTeX (`@book{…}`), nor RIS (`TY  - …`), nor CSL-JSON")
    with tempfile.TemporaryDirectory() as folder:
        # The readers take files, and say where in them something is lost.
        file = Path(folder) / "the record"
        file.write_text(start, encoding="utf-8")
        return IMPORTERS[name].read(file, Options("resource"))


def guess(path: Path) -> str:
    """The name of the format of a file or folder. Reads the beginning of files. Raises ImportFileError."""
    # A folder is of the kind that most of its files are: a vault with one table is a vault.
    if path.is_dir():
        counts = {
            name: sum(1 for ending in importer.endings for _ in path.rglob(f"*{ending}"))
            for name, importer in IMPORTERS.items()
        }
        if not any(counts.values()):
            raise ImportFileError(f"no file in {quote(str(path))} has a form that can be imported")
        return max(counts, key=lambda name: counts[name])
    ending = path.suffix.lower()
    start = path.read_bytes()[:_START]
    # These endings say only how the file is written, not what it holds.
    if ending in (".xml", ".json"):
        if b"<rdf:RDF" in start or b"@context" in start:
            return "skos"
        if b"<tbx" in start or b"<martif" in start:
            return "tbx"
        if ending == ".json" and (b'"issued"' in start or b'"author"' in start) and b'"type"' in start:
            return "csl"
    for name, importer in IMPORTERS.items():
        if ending in importer.endings:
            return name
    if cure := _CONVERTED.get(ending):
        raise ImportFileError(f"{quote(path.name)} cannot be imported as it is: {cure}")
    raise ImportFileError(
        f"{quote(path.name)} has no form that is known; name one before it, as in `import table {path.name}`: "
        f"{', '.join(IMPORTERS)}"
    )
