"""`data/search.js` and `data/search-more.js`: the names that the site's search finds.

The first file answers most queries, so it holds as little as that takes; the second comes once it has answered. Of a
large glossary the names are in parts below `data/search/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from termbank.exporters import search_index
from termbank.exporters.file import File, as_call
from termbank.exporters.search_index import Entry
from termbank.site.plan import Outline
from termbank.text.json_data import as_json
from termbank.text.plurals import forms_of

FIRST, MORE = "data/search.js", "data/search-more.js"


def export(outline: Outline) -> Iterator[File]:
    """The names of terms, lists and pages, then all the rest; or the parts of all names."""
    glossary, plan = outline.glossary, outline.plan
    facets, named = plan.facets(), plan.values()
    few, many = search_index.values(named)
    terms = search_index.terms(glossary, plan.hues)
    rows: dict[str, Iterable[bytes]] = {
        "values": [entry.json for entry in few],
        "pages": [search_index.as_row(page) for page in plan.named_pages()],
    }
    head: dict[str, Any] = {
        "language": glossary.site.language,
        "words": _words(outline),
        "fields": dict(search_index.FIELDS),
    }
    found = [*terms, *search_index.resources(glossary, facets, {}), *many]
    if sum(len(entry.json) for entry in found) <= search_index.WHOLE:
        resources = search_index.resources(glossary, facets, search_index.places(named))
        yield File(
            FIRST, as_call("termbankSearch.data", head, {"terms": [term.brief for term in terms], **rows})
        )
        more = {"summaries": [as_json(term.text) for term in terms], **_rows([*resources, *many])}
        yield File(MORE, as_call("termbankSearch.more", {}, more))
        return
    # The reader types "formative asess": the words of names say that "assess" is meant, and the parts of both words are
    # loaded. Without that list a typo could lead to any part. It is asked for only where a word begins no name.
    split = search_index.split(found)
    head["parts"] = [part.first for part in split.parts]
    yield File(FIRST, as_call("termbankSearch.data", head, rows))
    yield File(MORE, as_call("termbankSearch.more", {"vocabulary": " ".join(split.vocabulary)}, {}))
    for number, part in enumerate(split.parts):
        yield File(
            f"data/search/{number}.js",
            as_call("termbankSearch.part", {"number": number}, _rows(part.entries)),
        )


def _rows(found: Iterable[Entry]) -> dict[str, list[bytes]]:
    """The rows of entries by kind."""
    rows: defaultdict[str, list[bytes]] = defaultdict(list)
    for entry in found:
        rows[entry.kind].append(entry.json)
    return rows


def _words(outline: Outline) -> dict[str, Any]:
    """The words of the results: they come with the index, so that pages need not carry them."""
    say = outline.say
    shown = {
        name: say(f"search_{name}")
        for name in (
            "results",
            "guessed",
            "texts",
            "nearest",
            "browse",
            "lists",
            "people",
            "pages",
        )
    }
    return {
        **shown,
        "terms": say("nav_terms"),
        "resources": say("nav_resources"),
        "facets": {facet.key: facet.label for facet in outline.plan.facets()}
        | {key: say(f"facet_{key}") for key in ("category", "principle")},
        "compare": say("compare_title", a="{a}", b="{b}"),
        "retired": say("retired"),
        "all": say("search_all", query="{query}"),
        "none": say("search_none", query="{query}"),
        "of": say("search_of", n="{n}", total="{total}"),
        "more": forms_of(say, "search_more"),
        "found": forms_of(say, "search_found"),
        "count_terms": forms_of(say, "count_terms"),
        "count_resources": forms_of(say, "count_resources"),
        **search_index.said_around(say),
        "comma": say("list_comma"),
    }
