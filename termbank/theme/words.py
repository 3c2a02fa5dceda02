"""The words of the interface, by key."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from markupsafe import Markup

from termbank.content.citation_styles import MONTHS
from termbank.text.plurals import FORMS, Gap

FILE = "words.{language}.yaml"


class WordError(LookupError):
    """A missing word, a missing value for one, or a file of words that cannot be read.

    `file` and `line` say where, as far as that is known.
    """

    def __init__(self, message: str, file: Path | None = None, line: int = 1) -> None:
        super().__init__(message)
        self.file = file
        self.line = line


class _Word(NamedTuple):
    """A text, or a text for each plural form, and the language whose rule chooses between them."""

    text: Any
    language: str


@dataclass
class Words:
    """The words of a site in `language`: English, then that language, both from each of `folders` in turn."""

    folders: Sequence[Path]
    language: str
    _dates: dict[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        """The text for `key` with `values` filled in; the number `n` chooses the plural form. Raises WordError.

        If a value is HTML, the whole text is, and the rest of it is escaped.
        """
        if values:
            return self._filled(key, values)
        # Six of seven words in the templates take no values: they are filled in once for the whole site.
        if key not in self._plain:
            self._plain[key] = self._filled(key, values)
        return self._plain[key]

    def date_text(self, day: str) -> str:
        """A day such as `2026-11-22` as people write it in the site's language: "November 22, 2026".

        As it is where nothing is known of the language.
        """
        # A glossary is often written in a few days: 10,000 pages show the same dates.
        if day not in self._dates:
            found = date.fromisoformat(day)
            # Month names of `strftime` would be those of this machine's language, and importing Babel takes 60 ms.
            if self.language in ("en", "en-US"):
                self._dates[day] = f"{MONTHS[found.month - 1]} {found.day}, {found.year}"
            else:
                import babel
                from babel.dates import format_date

                try:
                    locale = babel.Locale.parse(self.language, sep="-")
                    self._dates[day] = format_date(found, "long", locale)
                except (babel.UnknownLocaleError, ValueError):
                    self._dates[day] = day
        return self._dates[day]

    @cached_property
    def fingerprint(self) -> str:
        """Differs for catalogues that differ in a word."""
        return repr(sorted(self._words.items()))

    @property
    def keys(self) -> frozenset[str]:
        """Every key that has a text. Side effect: may read files."""
        return frozenset(self._words)

    @cached_property
    def _plain(self) -> dict[str, str]:
        return {}

    @cached_property
    def _words(self) -> Mapping[str, _Word]:
        words: dict[str, _Word] = {}
        # A site's English beats the default theme's German: whoever writes `related_terms: See also` means it on
        # every page, and a catalogue of the site's own language in the same folder still beats both.
        for folder in self.folders:
            for language in dict.fromkeys(("en", self.language.split("-")[0], self.language)):
                file = folder / FILE.format(language=language)
                # Not `file.is_file()`: a language of 5,000 letters makes a name that no system can look up.
                if os.path.isfile(file):
                    words |= {key: _Word(text, language) for key, text in _read(file).items()}
        return words

    def _filled(self, key: str, values: Mapping[str, object]) -> str:
        if key not in self._words:
            raise WordError(f"the catalogue of words has no `{key}`")
        text, language = self._words[key]
        try:
            if isinstance(text, dict):
                text = text.get(self._form(values.get("n"), language)) or text["other"]
            is_html = any(isinstance(value, Markup) for value in values.values())
            return (Markup.escape(text) if is_html else str(text)).format(**values)
        except (KeyError, IndexError, ValueError) as error:
            raise WordError(f"the word `{key}` needs the value {error}") from error

    def _form(self, number: object, language: str) -> str:
        """The plural form for `number` in `language`; as in English where its rule is unknown."""
        # The page that a script completes is rendered with a gap such as `{n}` for the number.
        if isinstance(number, Gap):
            return number.form
        if not isinstance(number, int):
            return "other"
        # English is the language of most sites, and of what other catalogues lack: it does without Babel, whose
        # import takes 40 ms.
        if language == "en":
            return "one" if number == 1 else "other"
        if language not in self._rules:
            import babel

            try:
                self._rules[language] = babel.Locale.parse(language, sep="-").plural_form
            except (babel.UnknownLocaleError, ValueError):
                self._rules[language] = babel.Locale("en").plural_form
        return self._rules[language](number)

    @cached_property
    def _rules(self) -> dict[str, Callable[[int], str]]:
        return {}


def keys_of(file: Path) -> list[tuple[str, int]]:
    """The keys of one file of words, each with its line; none of a file that is no YAML, which others report."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return []
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return [(str(key.value), key.start_mark.line + 1) for key, _ in pairs]


def _read(file: Path) -> dict[str, Any]:
    """The words of one file. Raises WordError."""
    try:
        words = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        # Errors of YAML know their line, those of the encoding do not.
        mark = getattr(error, "problem_mark", None)
        raise WordError(f"the words cannot be read: {error}", file, mark.line + 1 if mark else 1) from error
    if words is not None and not isinstance(words, dict):
        raise WordError("the words are no fields: write `key: text`", file)
    for key, text in (words or {}).items():
        if isinstance(text, dict) and (unknown := [str(form) for form in text if form not in FORMS]):
            known = ", ".join(FORMS)
            raise WordError(f"`{unknown[0]}` of the word `{key}` is not a plural form: write {known}", file)
    return words or {}
