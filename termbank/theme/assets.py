"""The theme's files that pages load: style sheets, scripts, fonts and images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

FIRST_STYLES = ("tokens.css", "base.css", "layout.css")
LAST_STYLES = ("print.css", "custom.css")
FIRST_SCRIPT = "js/common.js"
"""The script that the others use."""

_GAP = r"(?:\s|(?>/\*.*?\*/))*+"
_CSS = re.compile(
    rf"""
      (?P<kept> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | url\((?:[^)\\"']|\\.)*\) | \\. )
    | (?:{_GAP} ;)* {_GAP} (?P<end>}}) {_GAP}
    | {_GAP} (?P<mark>[{{;,]) {_GAP}
    # A comment that joins two selectors stays one: `p/**/.x` means `p.x`, and with a space it would mean `p .x`.
    | (?P<glue>(?>/\*.*?\*/)++) (?!\s)
    | (?P<space>(?:\s|(?>/\*.*?\*/))++)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""What CSS keeps to the letter (strings, addresses, escapes), and where white space and comments mean nothing."""


def files_below(folder: Path) -> dict[str, Path]:
    """The files below `folder` by path; hidden ones are left out. Side effect: reads folders."""
    if not folder.is_dir():
        return {}
    # Editors and systems leave `.DS_Store` and `.term.html.swp` there, which nobody means to publish.
    found = (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {file.relative_to(folder).as_posix(): file for file in found}


def assets(folders: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Every asset of `folders`, of which later ones win, as (path below the site's root, bytes).

    The style sheets of `css/` are one file, and so are the scripts of `js/`: every page loads them. Those of single
    pages lie in folders below and stay files of their own. Side effect: reads files.
    """
    files = {path: file for folder in folders for path, file in files_below(folder).items()}
    # One request for all style sheets and one for all scripts; what only some pages need stays out of them.
    styles = [path for path in files if _is_shared(path, "css")]
    yield (
        "assets/style.css",
        minify("".join(_text(files[path]) for path in sorted(styles, key=_style_order))).encode(),
    )
    scripts = [path for path in files if _is_shared(path, "js")]
    scripts.sort(key=lambda path: (path != FIRST_SCRIPT, path))
    # Joined and not minified: readers can audit what runs in their browser.
    yield "assets/script.js", b"\n".join(files[path].read_bytes() for path in scripts)
    for path in sorted(files.keys() - {*styles, *scripts}):
        # Style sheets of single kinds of pages. Elsewhere, as in `vendor/`, a file may need its comments: licenses.
        if path.startswith("css/") and path.endswith(".css"):
            yield f"assets/{path}", minify(_text(files[path])).encode()
        elif not path.endswith(".md"):
            yield f"assets/{path}", files[path].read_bytes()


def style_files(folders: Sequence[Path]) -> list[Path]:
    """The style sheets that every page loads, in their order; later folders win. Side effect: reads folders."""
    files = {path: file for folder in folders for path, file in files_below(folder).items()}
    return [files[path] for path in sorted(files, key=_style_order) if _is_shared(path, "css")]


def minify(css: str) -> str:
    """CSS without comments and needless white space. Strings, addresses and escapes stay as they are."""
    shorter: dict[str | None, str] = {"space": " ", "glue": "/**/"}
    return _CSS.sub(lambda found: shorter.get(found.lastgroup) or found[found.lastgroup or 0], css).strip()


def _style_order(path: str) -> tuple[int, str]:
    """Tokens, base and layout first, print and custom last, the others by name."""
    name = path.removeprefix("css/")
    if name in FIRST_STYLES:
        return FIRST_STYLES.index(name) - len(FIRST_STYLES), name
    return (LAST_STYLES.index(name) + 1 if name in LAST_STYLES else 0), name


def _is_shared(path: str, kind: str) -> bool:
    return path.startswith(f"{kind}/") and path.endswith(f".{kind}") and path.count("/") == 1


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
