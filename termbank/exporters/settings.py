"""`data/settings.js`: the words of the dialog in which readers choose how to read.

A file of its own, since few readers open the dialog; a script, so that it can be read from a folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from termbank.exporters.file import File
from termbank.site.plan import Outline
from termbank.text.json_data import as_json

WORDS = MappingProxyType(
    {
        "theme": "settings_theme",
        "system": "theme_system",
        "light": "theme_light",
        "dark": "theme_dark",
        "help": "settings_help",
        "cards": "settings_cards",
        "shortcuts": "settings_shortcuts",
        "keys": "settings_keys",
        "search": "find_a_term",
        "dialog": "settings_dialog",
        "closing": "settings_closing",
        "control": "key_control",
        "escape": "key_escape",
        "close": "close",
    }
)
"""What the script calls a word, and its key in the catalogue."""


def export(outline: Outline) -> Iterator[File]:
    """One script, which hands the words to the page."""
    # The names of the keys come from the catalogue too: a French keyboard says "Échap", not "Escape".
    words = {name: outline.say(key) for name, key in WORDS.items()}
    yield File("data/settings.js", b"termbankSettings(%s);\n" % as_json(words))
