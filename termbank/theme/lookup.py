"""Which file of a theme wins: a site's own before the default one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import jinja2

from termbank import fast
from termbank.config import default_theme
from termbank.fast import templates
from termbank.system import files
from termbank.system.store import Store
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span, digest
from termbank.text.suggest import did_you_mean, quote
from termbank.theme.assets import assets, files_below
from termbank.theme.environment import TEMPLATES, CompiledTemplates, Environment
from termbank.theme.words import FILE, Words, keys_of

# Babel's tables decide how dates and numbers are written.
_VERSIONS = f"jinja2 {version('jinja2')} babel {version('babel')}"


@dataclass
class Theme:
    """Where the looks of a site come from. `project` holds the site's own `templates/` and `assets/`.

    Compiled templates are kept in `store`.
    """

    project: Path
    language: str = "en"
    default: Path = field(default_factory=default_theme)
    store: Store = field(default_factory=Store)

    @cached_property
    def words(self) -> Words:
        """The words of the interface."""
        return Words([folder / "templates" for folder in (self.default, self.project)], self.language)

    @property
    def say(self) -> Callable[..., str]:
        """The text for a key, with values filled in. Raises WordError."""
        return self.words.say

    def unknown_words(self, content: Path) -> Iterator[Diagnostic]:
        """Keys in the site's own files of words that nothing asks for. Side effect: reads files.

        Places are relative to the folder `content`.
        """
        folder = self.project / "templates"
        files = sorted(folder.glob(FILE.format(language="*"))) if self.project != self.default else []
        if not files:
            return
        known = Words([self.default / "templates"], "en").keys
        # A site's own templates and scripts may have words of their own: what they name is in use.
        own = [file for name in ("templates", "assets") for file in files_below(self.project / name).values()]
        code = "\0".join(
            file.read_text("utf-8", "replace") for file in own if file.suffix in (".html", ".js")
        )
        for file in files:
            path = Path(os.path.relpath(file, content)).as_posix()
            for key, line in keys_of(file):
                if key not in known and key not in code:
                    hints = did_you_mean(key, known) or ("remove the line",)
                    message = f"{quote(key)} is not a word of the interface, so nothing shows it"
                    yield diagnostic("idle-word", message, Span(path, line, 1, 0, 0), *hints)

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """Every asset as (path below the site's root, bytes). Side effect: reads files."""
        return assets([folder / "assets" for folder in (self.default, self.project)])

    @cached_property
    def environment(self) -> Environment:
        """Jinja2 for the templates of this theme, with the globals `say` and `date_text`."""
        own = jinja2.FileSystemLoader(str(self.project / "templates"))
        default = jinja2.FileSystemLoader(str(self.default / "templates"))
        # `{% extends "default/term.html" %}` is how a site's own term.html builds on the file that it replaces.
        loader = jinja2.ChoiceLoader([own, default, jinja2.PrefixLoader({"default": default})])
        kind = templates.Environment if fast.ENABLED and templates.FITS else Environment
        # The quick compiler writes words into the code, and other code than the plain one: each compiles for itself.
        made_with = f"{kind.__module__} {files.engine()} {self.words.fingerprint}"
        return kind(
            loader, CompiledTemplates(made_with, self.store), say=self.say, date_text=self.words.date_text
        )

    def closure(self, template: str) -> str:
        """The digest of a template, of all that it extends, includes or imports, and of the words."""
        # term.html imports _macros.html: an edit of the macros must reach every page of a term, and no feed. Words are
        # taken as a whole, because a template may compute their keys: `say("access_" ~ resource.access)`.
        if template not in self._closures:
            sources = [f"{name}\0{self._source(name)[0]}" for name in sorted(self._reachable(template))]
            self._closures[template] = digest(
                "\0".join([*sources, self.words.fingerprint, _VERSIONS]).encode()
            )
        return self._closures[template]

    def compile(self, template: str) -> None:
        """Compile `template` and all that it names. Raises what Jinja2 says of mistakes."""
        self.closure(template)
        for name in self._reachable(template):
            self.environment.get_template(name)

    def compile_all(self) -> dict[str, bytes]:
        """Compile every template, and return what was compiled for `adopt`. Those with mistakes are left out."""
        for name in sorted(self._known):
            # `default/…` is the same file under a second name, and compiled only for sites that extend it.
            if name.endswith(".html") and not name.startswith("default/"):
                with contextlib.suppress(jinja2.TemplateError):
                    self.compile(name)
        cache = self.environment.bytecode_cache
        assert isinstance(cache, CompiledTemplates)
        return cache.new

    def adopt(self, compiled: Mapping[str, bytes]) -> None:
        """Take over templates that another process compiled."""
        for key, data in compiled.items():
            self.store.put(TEMPLATES, key, data)

    @property
    def is_new(self) -> bool:
        """Whether the store has no compiled templates."""
        return self.store.is_empty(TEMPLATES)

    @cached_property
    def _closures(self) -> dict[str, str]:
        return {}

    def _source(self, name: str) -> tuple[str, str | None]:
        """The text of a template, and its file."""
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
        for other, line, optional in self.environment.references(text, name, file):
            if other in self._known:
                found.append(other)
            elif not optional:
                raise jinja2.TemplateSyntaxError(f"there is no template `{other}`", line, name, file)
        return found

    @cached_property
    def digest(self) -> str:
        """The digest of all that pages get from the theme: templates, words and assets. Side effect: reads files."""
        # In the checkout, the flagship's project folder is the default theme's folder: each is read once.
        roots = dict.fromkeys((self.default, self.project))
        parts = [_VERSIONS.encode(), self.language.encode()]
        for folder in (root / name for root in roots for name in ("templates", "assets")):
            for path, file in sorted(files_below(folder).items()):
                parts += [path.encode(), digest(file.read_bytes()).encode()]
        return digest(b"\0".join(parts))

    def sources(self) -> dict[str, bytes]:
        """The files of all templates and words, by path below a folder that holds `default` and `project`.

        A theme of those two folders renders as this one does. Side effect: reads files.
        """
        # Both folders are sent apart rather than merged: `default/term.html` must stay reachable there.
        roots = {"default": self.default, "project": self.project}
        return {
            f"{name}/templates/{path}": file.read_bytes()
            for name, root in roots.items()
            for path, file in sorted(files_below(root / "templates").items())
        }
