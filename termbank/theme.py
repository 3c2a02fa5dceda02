"""The theme: templates, words and assets, a site's own before the default ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2 import meta

from termbank.source import digest

WORDS = "words.{language}.yaml"
FIRST_STYLES = ("tokens.css", "base.css", "layout.css")
LAST_STYLES = ("print.css", "custom.css")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND = re.compile(r"\s*([{};,])\s*")


def default_theme() -> Path:
    """The folder that holds the default `templates/` and `assets/`: in the installed package, or the checkout."""
    installed = Path(__file__).parent / "theme"
    return installed if installed.is_dir() else Path(__file__).parent.parent


class WordError(LookupError):
    """A word that the catalogue does not have, or a value that the word needs."""


@dataclass
class Theme:
    """Where a site's pages take their looks from. `project` holds the site's own `templates/` and `assets/`."""

    project: Path
    language: str = "en"
    default: Path = field(default_factory=default_theme)

    @cached_property
    def environment(self) -> jinja2.Environment:
        """Jinja2 as every page is rendered: escaped always, nothing undefined, no globals but `say`."""
        own = jinja2.FileSystemLoader(str(self.project / "templates"))
        default = jinja2.FileSystemLoader(str(self.default / "templates"))
        environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([own, default, jinja2.PrefixLoader({"default": default})]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals = {"say": self.say}
        return environment

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """The catalogue of words: English, then the site's language, then the site's own changes."""
        words: dict[str, Any] = {}
        for folder in (self.default, self.project):
            for language in dict.fromkeys(("en", self.language.split("-")[0], self.language)):
                file = folder / "templates" / WORDS.format(language=language)
                if file.is_file():
                    words |= yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        return words

    def say(self, key: str, **values: object) -> str:
        """The word for `key` with its values filled in; `n` chooses between `one` and `other`. Raises WordError."""
        if key not in self.words:
            raise WordError(f"the catalogue of words has no `{key}`")
        word = self.words[key]
        if isinstance(word, dict):
            word = word["one" if values.get("n") == 1 else "other"]
        try:
            return str(word).format(**values)
        except (KeyError, IndexError, ValueError) as error:
            raise WordError(f"the word `{key}` needs the value {error}") from error

    def closure(self, template: str) -> str:
        """The digest of a template, of all that it extends, includes or imports, and of the words."""
        if template not in self._closures:
            sources = [f"{name}\0{self._source(name)[0]}" for name in sorted(self._reachable(template))]
            words = repr(sorted(self.words.items()))
            self._closures[template] = digest("\0".join([*sources, words, _VERSIONS]).encode())
        return self._closures[template]

    @cached_property
    def _closures(self) -> dict[str, str]:
        return {}

    def _source(self, name: str) -> tuple[str, str | None]:
        """The text of a template, and the file it stands in."""
        assert self.environment.loader
        text, file, _ = self.environment.loader.get_source(self.environment, name)
        return text, file

    def _reachable(self, template: str) -> set[str]:
        found: set[str] = set()
        waiting = [template]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                text, file = self._source(name)
                tree = self.environment.parse(text, name, file)
                waiting += [other for other in meta.find_referenced_templates(tree) if other]
        return found

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """Every asset as (path below the site's root, bytes), the style sheets as one. Side effect: reads files."""
        files = {**_files(self.default / "assets"), **_files(self.project / "assets")}
        yield "assets/style.css", _bundle(files)
        for path, file in sorted(files.items()):
            if not path.startswith("css/") and not path.endswith(".md"):
                yield f"assets/{path}", file.read_bytes()


_VERSIONS = f"jinja2 {version('jinja2')}"


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    found = (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {file.relative_to(folder).as_posix(): file for file in found}


def _bundle(files: Mapping[str, Path]) -> bytes:
    """The style sheets as one: tokens, base and layout first, print and custom last, the others by name."""
    styles = {path.removeprefix("css/"): file for path, file in files.items() if path.startswith("css/")}
    middle = sorted(set(styles) - {*FIRST_STYLES, *LAST_STYLES})
    order = [name for name in (*FIRST_STYLES, *middle, *LAST_STYLES) if name in styles]
    return minify("".join(styles[name].read_text(encoding="utf-8") for name in order)).encode()


def minify(css: str) -> str:
    """CSS without comments and needless white space. Strings must hold neither."""
    return _AROUND.sub(r"\1", " ".join(_COMMENT.sub(" ", css).split())).replace(";}", "}").strip()
