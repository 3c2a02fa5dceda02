"""`data/my-list.js`: what a reader's own list shows of each record, in parts below `data/my-list/` if there are many.

A script and no JSON, so that it can be read where a site is opened from a folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from termbank.content.citation_formats import FORMATS
from termbank.content.citations import people
from termbank.content.routes import record_path
from termbank.exporters.file import File, in_parts, script_order
from termbank.site.plan import Outline
from termbank.text.json_data import as_json
from termbank.text.plurals import forms_of

WORDS = MappingProxyType(
    {
        "keep": "keep",
        "empty": "my_list_empty",
        "shared": "my_list_shared",
        "keep_all": "my_list_keep_all",
        "own": "my_list_own",
        "link": "my_list_link",
        "share": "my_list_share",
        "text": "my_list_text",
        "clear": "my_list_clear",
        "gone": "my_list_gone",
        "copy": "copy_link",
        "copied": "copied",
        "csv": "library_csv",
        "print": "library_print",
    }
)
"""What the script calls a word, and its key in the catalogue."""


class Row(NamedTuple):
    """A record as the list shows it. `path` is its page without `.html`; `cite` its place in `data/library-cite.js`."""

    path: str
    title: str
    about: str
    cite: int


def export(outline: Outline) -> Iterator[File]:
    """One file, or an index of the parts by their first paths, and the parts."""
    rows = [
        Row(record_path(*term.key).removesuffix(".html"), term.label, term.summary, -1)
        for term in outline.glossary.terms.values()
    ]
    for place, resource in enumerate(outline.plan.resources):
        fields = resource.fields
        # Enough to tell two works of one title apart.
        made = [*people(fields.author or fields.editor), fields.publisher, fields.year]
        about = " · ".join(str(each) for each in made if each)
        rows.append(Row(record_path(*resource.key).removesuffix(".html"), resource.label, about, place))
    rows.sort(key=lambda row: script_order(row.path))
    head = {
        "words": {name: outline.say(key) for name, key in WORDS.items()}
        | {"count": forms_of(outline.say, "my_list_count")},
        "fields": Row._fields,
        "formats": [
            {name: value for name, value in form._asdict().items() if name != "write"} for form in FORMATS
        ],
    }
    yield from in_parts("data/my-list", "termbankMyList", head, [(row.path, as_json(row)) for row in rows])
