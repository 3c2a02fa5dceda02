"""YAML and JSON data: a list of terms, a map from names to definitions, or a file for each concept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from termbank.importers.fields import mapped, meaning
from termbank.importers.found import Found, ImportFileError, Options, files_of, read_text
from termbank.importers.markup import from_html, from_markdown

_ENDINGS = (".yaml", ".yml", ".json")
# ISO 639-2 codes, as the data of standards bodies have them.
_LONG = MappingProxyType(
    {
        "en": "eng",
        "fr": "fra",
        "de": "deu",
        "es": "spa",
        "it": "ita",
        "pt": "por",
        "nl": "nld",
        "sv": "swe",
        "da": "dan",
        "fi": "fin",
        "no": "nob",
        "pl": "pol",
        "ru": "rus",
        "ar": "ara",
        "zh": "zho",
        "ja": "jpn",
        "ko": "kor",
        "cs": "ces",
    }
)


def read(path: Path, options: Options) -> Found:
    """The entries of a file, or of all files of a folder."""
    found = Found()
    root = path.parent if path.is_file() else path
    for file in files_of(path, _ENDINGS):
        place = file.relative_to(root).as_posix()
        text = read_text(file, found)
        try:
            # As text alone: `no` is a word, and 1.10 a number with its zero.
            documents = (
                [json.loads(text)] if file.suffix == ".json" else list(yaml.load_all(text, yaml.BaseLoader))
            )
        except (yaml.YAMLError, json.JSONDecodeError) as error:
            found.lose(f"the file cannot be read ({str(error).partition(chr(10))[0]})", place)
            continue
        documents = [each for each in documents if each]
        data = documents[0] if documents else None
        if len(documents) > 1 and all(isinstance(each, dict) for each in documents):
            # Glossarist keeps the languages of a concept as documents of one file.
            data = {key: value for each in documents for key, value in each.items()}
        for number, (name, record) in enumerate(_records(data), 1):
            where = place if isinstance(data, Mapping) and record is data else f"{place}#{name or number}"
            flat = _flat(record, options.language, where, found)
            if name and not any(key in flat for key in ("title", "term", "name")):
                flat = {"title": name, **flat}
            kind = options.kind or "term"
            if not any(value and meaning(key, kind, options) == "title" for key, value in flat.items()):
                found.total += 1
                found.lose(f"no title in the language `{options.language}`", where)
                continue
            entry = mapped(flat, kind, where, found, options)
            assert entry, "it has a title"
            entry.body = from_markdown(entry.body, where, found)
            entry.names |= {name, file.stem} - {""}
            found.entries.append(entry)
    if not found.entries:
        raise ImportFileError(
            f"no term was found in {path.name}: a list of maps is expected, or a map from names to texts"
        )
    return found


_NAMED = (
    "term",
    "title",
    "name",
    "label",
    "prefLabel",
    "pref_label",
    "terms",
    "definition",
    "def",
    "termid",
    "slug",
    "data",
)


def _records(data: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The records of a file, each with the name that it is listed under, if there is one."""
    if isinstance(data, list):
        for item in data:
            if isinstance(item, Mapping):
                yield "", item
    elif isinstance(data, Mapping):
        if any(name in data for name in _NAMED):
            yield "", data
            return
        # `terms: […]` beside a title and a license: the list is the glossary.
        lists = [
            value
            for value in data.values()
            if isinstance(value, list) and value and isinstance(value[0], Mapping)
        ]
        if lists:
            for item in max(lists, key=len):
                if isinstance(item, Mapping):
                    yield "", item
            return
        for name, value in data.items():
            if isinstance(value, Mapping) and not any(isinstance(each, Mapping) for each in value.values()):
                yield str(name), value
            elif isinstance(value, Mapping):
                inner = list(_records(value))
                yield from inner or [(str(name), value)]
            elif isinstance(value, str) and value.strip():
                yield str(name), {"definition": value}


def _flat(record: Mapping[str, Any], language: str, place: str, found: Found) -> dict[str, Any]:
    """One record as fields: the language that is wanted of those it has, and designations as title and synonyms."""
    flat = dict(record)
    # Glossarist wraps a concept's content in `data`, beside what it knows of its own files.
    if isinstance(data := flat.get("data"), Mapping):
        flat = {**flat, **data}
        flat.pop("data")
    for code in (language, language.partition("-")[0], _LONG.get(language.partition("-")[0], "")):
        if isinstance(inner := flat.get(code), Mapping):
            others = [
                key
                for key, value in flat.items()
                if isinstance(value, Mapping) and len(key) in (2, 3) and key != code
            ]
            if others:
                found.lose(f"other languages than `{code}`", place)
            flat = {key: value for key, value in flat.items() if key not in (*others, code)} | dict(inner)
            break
    if isinstance(terms := flat.get("terms"), list) and terms and isinstance(terms[0], Mapping):
        flat.pop("terms")
        names = [str(each.get("designation") or each.get("term") or "").strip() for each in terms]
        short = {
            n
            for n, each in zip(names, terms, strict=True)
            if "abbrev" in str(each.get("type", "")) + str(each.get("abbreviation_type", ""))
        }
        old = {
            n
            for n, each in zip(names, terms, strict=True)
            if str(each.get("normative_status")) in ("deprecated", "superseded")
        }
        preferred = [n for n in names if n and n not in old]
        title = next((n for n in preferred if n not in short), preferred[0] if preferred else "")
        flat["title"] = from_html(title)
        flat["aliases"] = [from_html(n) for n in preferred if n != title and n not in short]
        flat["abbreviations"] = [n for n in preferred if n != title and n in short]
        flat["hidden_aliases"] = [from_html(n) for n in names if n in old]
    return flat
