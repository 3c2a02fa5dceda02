"""The theme: templates, words and assets, a site's own before the default ones."""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2 import meta
from markupsafe import Markup

from termbank.config import default_theme
from termbank.system import files
from termbank.text.source import digest
from termbank.theme.environment import Environment, FolderCache, MemoryCache, references

WORDS = "words.{language}.yaml"
FIRST_STYLES = ("tokens.css", "base.css", "layout.css")
LAST_STYLES = ("print.css", "custom.css")
FIRST_SCRIPT = "js/common.js"
"""The script that the others use."""

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


def _cache(folder: Path | None, made_with: str) -> jinja2.BytecodeCache:
    """Compiled templates for later builds too; for this one only where there is no folder that can be written."""
    if folder:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            return FolderCache(made_with, folder)
    return MemoryCache(made_with)


@dataclass
class Theme:
    """Where a site's pages take their looks from. `project` holds the site's own `templates/` and `assets/`.

    Compiled templates are kept in the folder `cache`, if there is one.
    """

    project: Path
    language: str = "en"
    default: Path = field(default_factory=default_theme)
    cache: Path | None = None

    @cached_property
    def environment(self) -> Environment:
        """Jinja2 as every page is rendered, with the globals `say` and `once`."""
        own = jinja2.FileSystemLoader(str(self.project / "templates"))
        default = jinja2.FileSystemLoader(str(self.default / "templates"))
        return Environment(
            jinja2.ChoiceLoader([own, default, jinja2.PrefixLoader({"default": default})]),
            _cache(self.cache, files.engine() + self._all_words),
            say=self.say,
            once=self._once,
        )

    def environment_with(self, **shared: Any) -> jinja2.Environment:
        """The environment with globals that many pages share: macros see these even where they see no page."""
        environment = self.environment.overlay()
        environment.globals = {**self.environment.globals, "once": self._once, **shared}
        return environment

    def anew(self) -> Theme:
        """This theme for another plan: its templates and words stay, what pages shared of the site does not."""
        theme = copy.copy(self)
        theme.__dict__.pop("_parts", None)
        return theme

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
        """The word for `key` with its values filled in; `n` chooses between `one` and `other`. Raises WordError.

        A value that is HTML stays what it is, and makes the whole of it HTML.
        """
        if values:
            return self._filled(key, values)
        if key not in self._plain:
            self._plain[key] = self._filled(key, values)
        return self._plain[key]

    def _filled(self, key: str, values: Mapping[str, object]) -> str:
        if key not in self.words:
            raise WordError(f"the catalogue of words has no `{key}`")
        word = self.words[key]
        try:
            if isinstance(word, dict):
                word = word["one" if values.get("n") == 1 else "other"]
            html = any(isinstance(value, Markup) for value in values.values())
            return (Markup.escape(word) if html else str(word)).format(**values)
        except (KeyError, IndexError, ValueError) as error:
            raise WordError(f"the word `{key}` needs the value {error}") from error

    @cached_property
    def _plain(self) -> dict[str, str]:
        return {}

    def _once(self, key: Iterable[Any], part: Callable[..., str], *values: Any) -> str:
        """`part(*values)`, asked only the first time for each `key`: for parts that many pages share to the letter.

        The key must name all of the page that the part uses; what it uses of the site is the same everywhere.
        """
        name = tuple(key)
        if name not in self._parts:
            self._parts[name] = part(*values)
        return self._parts[name]

    @cached_property
    def _parts(self) -> dict[tuple[Any, ...], str]:
        return {}

    def closure(self, template: str) -> str:
        """The digest of a template, of all that it extends, includes or imports, and of the words."""
        if template not in self._closures:
            sources = [f"{name}\0{self._source(name)[0]}" for name in sorted(self._reachable(template))]
            self._closures[template] = digest("\0".join([*sources, self._all_words, _VERSIONS]).encode())
        return self._closures[template]

    def compile(self, template: str) -> None:
        """Make ready what a page of `template` is rendered with. Raises what Jinja2 says of mistakes."""
        self.closure(template)
        for name in self._reachable(template):
            self.environment.get_template(name)

    def compile_all(self) -> None:
        """Make ready every template there is, for processes that have the same cache; mistakes are passed over."""
        for name in sorted(self._known):
            if name.endswith(".html") and not name.startswith("default/"):
                with contextlib.suppress(jinja2.TemplateError):
                    self.compile(name)

    @property
    def is_new(self) -> bool:
        """Whether the cache can hold compiled templates and has none. Side effect: reads a folder."""
        return self.cache is not None and not any(self.cache.glob("*"))

    @cached_property
    def _closures(self) -> dict[str, str]:
        return {}

    @cached_property
    def _all_words(self) -> str:
        return repr(sorted(self.words.items()))

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
                if name not in self._references:
                    self._references[name] = self._referenced(name)
                waiting += self._references[name]
        return found

    @cached_property
    def _references(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.environment.list_templates())

    def _referenced(self, name: str) -> list[str]:
        """The templates that one names. Raises TemplateSyntaxError at the line of one that does not exist."""
        text, file = self._source(name)
        found = []
        for line, tag in references(text):
            tree = self.environment.parse(tag, name, file)
            optional = any(getattr(node, "ignore_missing", False) for node in tree.body)
            for other in meta.find_referenced_templates(tree):
                if other in self._known:
                    found.append(other)
                elif other and not optional:
                    message = f"there is no template `{other}`"
                    raise jinja2.TemplateSyntaxError(message, line, name, file)
        return found

    @cached_property
    def digest(self) -> str:
        """The digest of all that pages get from the theme: templates, words and assets. Side effect: reads files."""
        roots = dict.fromkeys((self.default, self.project))
        parts = [_VERSIONS.encode(), self.language.encode()]
        for folder in (root / name for root in roots for name in ("templates", "assets")):
            for path, file in sorted(_files(folder).items()):
                parts += [path.encode(), digest(file.read_bytes()).encode()]
        return digest(b"\0".join(parts))

    def sources(self) -> dict[str, bytes]:
        """The files of all templates and words, by path below a folder that holds `default` and `project`.

        A theme of those two folders renders as this one does. Side effect: reads files.
        """
        roots = {"default": self.default, "project": self.project}
        return {
            f"{name}/templates/{path}": file.read_bytes()
            for name, root in roots.items()
            for path, file in sorted(_files(root / "templates").items())
        }

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """Every asset as (path below the site's root, bytes). Side effect: reads files.

        The style sheets of `assets/css/` are one file, and so are the scripts of `assets/js/`: every page loads them.
        Those of single pages lie in folders below and stay files of their own.
        """
        files = {**_files(self.default / "assets"), **_files(self.project / "assets")}
        yield "assets/style.css", _bundle(files)
        scripts = sorted(
            (path for path in files if _is_shared(path, "js")), key=lambda path: (path != FIRST_SCRIPT, path)
        )
        yield "assets/script.js", b"\n".join(files[path].read_bytes() for path in scripts)
        for path, file in sorted(files.items()):
            if path.endswith(".md") or _is_shared(path, "css") or path in scripts:
                continue
            own_style = path.startswith("css/") and path.endswith(".css")
            data = minify(file.read_text(encoding="utf-8")).encode() if own_style else file.read_bytes()
            yield f"assets/{path}", data


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


def _is_shared(path: str, kind: str) -> bool:
    return path.startswith(f"{kind}/") and path.endswith(f".{kind}") and path.count("/") == 1


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    found = (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {file.relative_to(folder).as_posix(): file for file in found}


def _bundle(files: Mapping[str, Path]) -> bytes:
    """The style sheets as one: tokens, base and layout first, print and custom last, the others by name."""
    styles = {path.removeprefix("css/"): file for path, file in files.items() if _is_shared(path, "css")}
    middle = sorted(set(styles) - {*FIRST_STYLES, *LAST_STYLES})
    order = [name for name in (*FIRST_STYLES, *middle, *LAST_STYLES) if name in styles]
    return minify("".join(styles[name].read_text(encoding="utf-8") for name in order)).encode()


def minify(css: str) -> str:
    """CSS without comments and needless white space. Strings must hold neither."""
    return _AROUND.sub(r"\1", " ".join(_COMMENT.sub(" ", css).split())).replace(";}", "}").strip()
