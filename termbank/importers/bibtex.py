"""BibTeX and BibLaTeX, read by bibtexparser; accents and braces of TeX become characters."""

from __future__ import annotations

import re
from pathlib import Path
from types import MappingProxyType

from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string

from termbank.importers.found import Found, ImportFileError, Options, Value, read_text
from termbank.importers.works import entry, name_of

_FIELDS = MappingProxyType({
    "title": "title", "journal": "published_in", "journaltitle": "published_in", "booktitle": "published_in",
    "publisher": "publisher", "institution": "publisher", "school": "publisher", "organization": "publisher",
    "year": "year", "date": "year", "volume": "volume", "number": "issue", "issue": "issue",
    "doi": "doi", "url": "url", "isbn": "isbn",
})  # fmt: skip
_PASSED_OVER = frozenset(
    [
        "author",
        "editor",
        "abstract",
        "pages",
        "keywords",
        "file",
        "note",
        "month",
        "issn",
        "urldate",
        "address",
        "edition",
        "series",
        "annote",
        "eprint",
        "language",
        "langid",
        "subtitle",
    ]
)


def read(path: Path, options: Options) -> Found:
    """The works of a .bib file. Raises ImportFileError."""
    found = Found()
    layers = [
        middlewares.LatexDecodingMiddleware(),
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
    ]
    library = parse_string(read_text(path, found), append_middleware=layers)
    for block in library.failed_blocks:
        line = (block.start_line or 0) + 1
        found.total += 1
        found.lose("an entry that cannot be read", f"{path.name}:{line}")
    for work in library.entries:
        place = f"{path.name}:{(work.start_line or 0) + 1}"
        fields = {each.key.lower(): each.value for each in work.fields}
        values: dict[str, Value] = {}
        for name, value in fields.items():
            if name in _FIELDS and isinstance(value, str):
                values.setdefault(_FIELDS[name], _bare(value))
            elif name in ("author", "editor") and isinstance(value, list):
                # bibtexparser has parted the names; TeX puts a particle between the given and the family name.
                people = [
                    [" ".join(map(_bare, part)) for part in (each.last, each.first, each.von, each.jr)]
                    for each in value
                ]
                values[name] = [text for each in people if (text := name_of(*each))]
            elif name not in _PASSED_OVER:
                found.lose(f"the field `{name}` has no place here", place)
        if isinstance(title := values.get("title"), str) and isinstance(fields.get("subtitle"), str):
            values["title"] = f"{title}: {_bare(fields['subtitle'])}"
        abstract = fields.get("abstract")
        if made := entry(
            work.entry_type,
            values,
            place,
            found,
            {work.key},
            _bare(abstract) if isinstance(abstract, str) else "",
        ):
            found.entries.append(made)
    found.mapping = {name: _FIELDS.get(name, name) for name in ("author", "editor", *_FIELDS)}
    if not found.entries:
        raise ImportFileError(f"no work was found in {path.name}")
    return found


def _bare(text: str) -> str:
    """`text` without the braces that keep capitals in BibTeX, and with its dashes and quotes as characters."""
    text = re.sub(r"\\(?:emph|textit|textbf|textrm|textsc|url)\s*", "", text)
    text = (
        re.sub(r"[{}]", "", text).replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    )
    return " ".join(text.replace("~", " ").replace("\\&", "&").replace("\\%", "%").split())
