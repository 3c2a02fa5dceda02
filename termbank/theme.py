"""The theme: templates, words and assets, a site's own before the default ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2 import meta, nodes

from termbank.config import default_theme
from termbank.source import digest

WORDS = "words.{language}.yaml"
FIRST_STYLES = ("tokens.css", "base.css", "layout.css")
LAST_STYLES = ("print.css", "custom.css")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND = re.compile(r"\s*([{};,])\s*")


class WordError(LookupError):
    """A word that the catalogue does not have, a value that the word needs, or a catalogue that is none.

    `file` and `line` say where, as far as that is known.
    """

    def __init__(self, message: str, file: Path | None = None, line: int = 1) -> None:
        super().__init__(message)
        self.file = file
        self.line = line


@dataclass
class Theme:
    """Where a site's pages take their looks from. `project` holds the site's own `templates/` and `assets/`."""

    project: Path
    language: str = "en"
    default: Path = field(default_factory=default_theme)

    @cached_property
    def environment(self) -> jinja2.Environment:
        """Jinja2 as every page is rendered: escaped always, nothing undefined, no globals but `say` and `once`."""
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
        environment.globals = {"say": self.say, "once": self._once}
        return environment

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """The catalogue of words: English, then the site's language, then the site's own changes."""
        words: dict[str, Any] = {}
        for folder in (self.default, self.project):
            for language in dict.fromkeys(("en", self.language.split("-")[0], self.language)):
                file = folder / "templates" / WORDS.format(language=language)
                if file.is_file():
                    words |= _read_words(file)
        return words

    def say(self, key: str, **values: object) -> str:
        """The word for `key` with its values filled in; `n` chooses between `one` and `other`. Raises WordError."""
        if key not in self.words:
            raise WordError(f"the catalogue of words has no `{key}`")
        word = self.words[key]
        try:
            if isinstance(word, dict):
                word = word["one" if values.get("n") == 1 else "other"]
            return str(word).format(**values)
        except (KeyError, IndexError, ValueError) as error:
            raise WordError(f"the word `{key}` needs the value {error}") from error

    def _once(self, key: list[Any], part: Callable[[], str]) -> str:
        """`part()`, asked only the first time for each `key`: for parts that many pages share to the letter.

        The key must name all of the page that the part uses; what it uses of the site is the same everywhere.
        """
        name = json.dumps(key)
        if name not in self._parts:
            self._parts[name] = part()
        return self._parts[name]

    @cached_property
    def _parts(self) -> dict[str, str]:
        return {}

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
                waiting += self._referenced(name)
        return found

    def _referenced(self, name: str) -> list[str]:
        """The templates that one names. Raises TemplateSyntaxError at the line of one that does not exist."""
        text, file = self._source(name)
        tree = self.environment.parse(text, name, file)
        known = self.environment.list_templates()
        for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
            target = getattr(getattr(node, "template", None), "value", None)
            if isinstance(target, str) and target not in known and not getattr(node, "ignore_missing", False):
                message = f"there is no template `{target}`"
                raise jinja2.TemplateSyntaxError(message, node.lineno, name, file)
        return [other for other in meta.find_referenced_templates(tree) if other in known]

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """Every asset as (path below the site's root, bytes). Side effect: reads files.

        The style sheets are one file, and so are the scripts of `assets/js/`, which every page loads; scripts of
        single pages lie in folders below it.
        """
        files = {**_files(self.default / "assets"), **_files(self.project / "assets")}
        yield "assets/style.css", _bundle(files)
        scripts = [path for path in sorted(files) if _is_shared_script(path)]
        yield "assets/script.js", b"\n".join(files[path].read_bytes() for path in scripts)
        for path, file in sorted(files.items()):
            if not path.startswith("css/") and not path.endswith(".md") and path not in scripts:
                yield f"assets/{path}", file.read_bytes()


def _read_words(file: Path) -> dict[str, Any]:
    """The words of one catalogue file. Raises WordError."""
    try:
        words = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise WordError(f"the words cannot be read: {error}", file, mark.line + 1 if mark else 1) from error
    if words is not None and not isinstance(words, dict):
        raise WordError("the words are no fields: write `key: text`", file)
    return words or {}


_VERSIONS = f"jinja2 {version('jinja2')}"


def _is_shared_script(path: str) -> bool:
    return path.startswith("js/") and path.endswith(".js") and path.count("/") == 1


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
