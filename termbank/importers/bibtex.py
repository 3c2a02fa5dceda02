"""BibTeX and BibLaTeX, read by bibtexparser; accents and braces of TeX become characters."""

from __future__ import annotations

import re
from pathlib import Path
from types import MappingProxyType

from bibtexparser import middlewares
from bibtexparser.library import Library
from bibtexparser.middlewares.parsestack import default_parse_stack
from bibtexparser.model import Block, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock
from bibtexparser.splitter import Splitter

from termbank.importers.found import Found, ImportFileError, Options, Value, read_text
from termbank.importers.works import entry, name_of

_FIELDS = MappingProxyType({
    "title": "title", "journal": "published_in", "journaltitle": "published_in", "booktitle": "published_in",
    "publisher": "publisher", "institution": "publisher", "school": "publisher", "organization": "publisher",
    "year": "year", "date": "year", "volume": "volume", "number": "issue", "issue": "issue",
    "doi": "doi", "url": "url", "isbn": "isbn",
})  # fmt: skip
_READ_BELOW = frozenset(["author", "editor", "abstract", "subtitle", "eprint", "archiveprefix", "eprinttype"])
_ARXIV = re.compile(r"(?:arxiv:)?((?:\d{4}\.\d{4,5}|[a-z.-]+/\d{7})(?:v\d+)?)", re.IGNORECASE)


def read(path: Path, options: Options) -> Found:
    """The works of a .bib file. Raises ImportFileError."""
    found = Found()
    layers = [
        middlewares.LatexDecodingMiddleware(),
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
    ]
    library = _whole(Splitter(read_text(path, found)).split(), path, found)
    for layer in [*default_parse_stack(), *layers]:
        library = layer.transform(library)
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
            elif name not in _READ_BELOW:
                found.lose(f"the field `{name}` has no place here", place)
        # arXiv's number is an address that somebody left out.
        if arxiv := _ARXIV.fullmatch(str(fields.get("eprint", "")).strip()):
            values.setdefault("url", f"https://arxiv.org/abs/{arxiv[1]}")
        elif str(fields.get("eprint", "")).startswith(("http://", "https://")):
            values.setdefault("url", str(fields["eprint"]))
        elif "eprint" in fields:
            found.lose("the field `eprint` has no place here", place)
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


def _whole(library: Library, path: Path, found: Found) -> Library:
    """`library` with the works that bibtexparser refuses for a key or a field that stands there twice."""
    blocks: list[Block] = []
    for block in library.blocks:
        place = f"{path.name}:{(block.start_line or 0) + 1}"
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(block, ParsingFailedBlock) and not isinstance(inner, Entry):
            found.total += 1
            found.lose("an entry that cannot be read", place)
            continue
        if isinstance(block, DuplicateFieldKeyBlock) and isinstance(inner, Entry):
            # The later one counts in BibTeX's own programs as well.
            inner.fields = list({each.key.lower(): each for each in inner.fields}.values())
            found.lose(f"`{', '.join(sorted(block.duplicate_keys))}` twice: the later one is taken", place)
        if isinstance(inner, Entry):
            keys = {each.key for each in blocks if isinstance(each, Entry)}
            number, key = 2, inner.key
            if key in keys:
                found.lose(f"the key `{key}` is used twice: please look", place)
            while inner.key in keys:
                inner.key, number = f"{key}-{number}", number + 1
        blocks.append(inner or block)
    return Library(blocks)


def _bare(text: str) -> str:
    """`text` without the braces that keep capitals in BibTeX, and with its dashes and quotes as characters."""
    text = re.sub(r"\\(?:emph|textit|textbf|textrm|textsc|url)\s*", "", text)
    text = (
        re.sub(r"[{}]", "", text).replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    )
    return " ".join(text.replace("~", " ").replace("\\&", "&").replace("\\%", "%").split())
