"""`data/library.js`, what the resource library filters, and `data/library-cite.js`, how its works are cited.

Scripts and no JSON, so that they can be read where a site is opened from a folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, NamedTuple

from termbank.content.citation_formats import FORMATS
from termbank.content.citations import item_of, people
from termbank.content.routes import resource_path, term_path
from termbank.exporters.file import File
from termbank.site.parts.actions import Action, actions, search
from termbank.site.plan import Outline
from termbank.text.json_data import as_json
from termbank.text.plurals import forms_of
from termbank.text.urls import path_to_url

WORDS = (
    "library_filter", "library_clear", "library_none", "library_sort", "library_take", "library_about",
    "library_csv", "library_print", "sort_title",
    "sort_year", "sort_term", "copy_link", "copied", "narrow_down", "edited_by", "for_terms",
    "no_link_known", "list_comma", "close",
)  # fmt: skip
COUNTED = MappingProxyType(
    {
        "count": "count_resources",
        "library_more": "library_more",
        "library_show": "library_show",
        "library_all_values": "library_all_values",
    }
)
"""Words with a number: what the script calls them, and their keys in the catalogue."""


class Row(NamedTuple):
    """A resource as the library's script reads it: what is not known is empty, `year` 0.

    `actions` open the work if it `opens`, else they search for it. `terms` are places in the list of terms; `facets`
    are, for each facet, places in its list of values.
    """

    page: str
    title: str
    opens: bool
    actions: list[Action]
    editors: list[str]
    authors: list[str]
    year: int
    terms: list[int]
    facets: list[list[int]]


FIELDS = MappingProxyType({"terms": ("label", "url"), "values": ("value", "label"), "resources": Row._fields})
"""The names of the fields of the rows in each list of the data, which carries them."""


def export(outline: Outline) -> Iterator[File]:
    """The rows of all resources in the order of the library, with the facets and the words that it shows."""
    terms, say = outline.glossary.terms, outline.say
    data = {
        "words": {
            **{word: say(word) for word in WORDS},
            **{word: forms_of(say, key) for word, key in COUNTED.items()},
            "without": say("library_without", value="{value}"),
        },
        "fields": dict(FIELDS),
        # The script puts files together from the works that a reader has chosen, so it knows all but how to write one.
        "formats": [
            {name: value for name, value in form._asdict().items() if name != "write"} for form in FORMATS
        ],
        "terms": [[term.label, path_to_url(term_path(term.slug))] for term in terms.values()],
        **_rows(outline),
    }
    yield File("data/library.js", _call("data", data))
    # Citations weigh more than all the rest and few readers take any, so they are a file of their own.
    cited = [[form.write(work) for form in FORMATS] for work in map(item_of, outline.plan.resources)]
    yield File("data/library-cite.js", _call("cited", cited))


def _rows(outline: Outline) -> dict[str, Any]:
    """The facets, and for each resource what a list says of it and the places of its values in each facet."""
    # A thousand resources name the same few terms and values, so rows hold places in lists, not the values.
    facets = outline.plan.facets()
    slugs = {slug: place for place, slug in enumerate(outline.glossary.terms)}
    places = [{value: place for place, (value, _) in enumerate(facet.values)} for facet in facets]
    return {
        "facets": [{"key": facet.key, "label": facet.label, "values": facet.values} for facet in facets],
        "resources": [
            Row(
                page=path_to_url(resource_path(resource.slug)),
                title=resource.fields.title,
                opens=bool(known),
                actions=known or [search(resource, outline.say)],
                editors=people(resource.fields.editor),
                authors=people(resource.fields.author),
                year=resource.fields.year or 0,
                terms=[slugs[slug] for slug in outline.glossary.links.terms[resource.slug]],
                facets=[
                    sorted(place[value] for value in facet.of(resource) if value in place)
                    for facet, place in zip(facets, places, strict=True)
                ],
            )
            for resource in outline.plan.resources
            for known in [actions(resource, outline.say)]
        ],
    }


def _call(name: str, value: Any) -> bytes:
    return b"termbankLibrary.%s(%s);\n" % (name.encode(), as_json(value))
