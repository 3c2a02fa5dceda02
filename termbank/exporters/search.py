"""`data/search.js`: the index that the site's search reads, in parts below `data/search/` where it is large.

Where it is not, `data/search-texts.js` has the words of the terms' pages, for queries that no name answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from termbank.exporters import search_index
from termbank.exporters.file import File, as_call
from termbank.site.page import Say
from termbank.site.plan import Outline
from termbank.text.plurals import forms_of

TEXTS = "data/search-texts.js"


def export(outline: Outline) -> Iterator[File]:
    """One file, or the words of all names and the parts that hold the entries."""
    found = search_index.entries(outline.glossary, outline.plan.hues)
    index: dict[str, Any] = {
        "language": outline.glossary.site.language,
        "words": _words(outline.say),
        "fields": dict(search_index.FIELDS),
    }
    if sum(len(entry.json) for entry in found) <= search_index.WHOLE:
        yield File("data/search.js", as_call("termbankSearch.data", index, _rows(found)))
        # The words of pages weigh more than all names together, and most queries are answered by a name: the script
        # loads them only for those that are not. For a large glossary they would be megabytes, so it has none.
        yield from texts(outline)
        return
    # The reader types "formative asess": the words of names say that "assess" is meant, and the parts of both words are
    # loaded. Without that list a typo could lead to any part.
    split = search_index.split(found)
    index |= {"vocabulary": " ".join(split.vocabulary), "parts": [part.first for part in split.parts]}
    yield File("data/search.js", as_call("termbankSearch.data", index, {}))
    for number, part in enumerate(split.parts):
        yield File(
            f"data/search/{number}.js",
            as_call("termbankSearch.part", {"number": number}, _rows(part.entries)),
        )


def texts(outline: Outline) -> Iterator[File]:
    """The words of the terms' pages."""
    terms = search_index.spoken(outline.glossary, outline.spoken)
    yield File(TEXTS, as_call("termbankSearch.texts", {"terms": terms}, {}))


def _rows(found: Iterable[search_index.Entry]) -> dict[str, list[bytes]]:
    """The rows of entries by kind."""
    rows: defaultdict[str, list[bytes]] = defaultdict(list)
    for entry in found:
        rows[entry.kind].append(entry.json)
    return rows


def _words(say: Say) -> dict[str, Any]:
    """The words of the results: they come with the index, so that pages need not carry them."""
    return {
        "results": say("search_results"),
        "terms": say("nav_terms"),
        "guessed": say("search_guessed"),
        "resources": say("nav_resources"),
        "texts": say("search_texts"),
        "nearest": say("search_nearest"),
        "compare": say("compare_title", a="{a}", b="{b}"),
        "retired": say("retired"),
        "all": say("search_all", query="{query}"),
        "none": say("search_none", query="{query}"),
        "browse": say("search_browse"),
        "found": forms_of(say, "search_found"),
        "versus": _list(say("search_versus")),
        "either": _list(say("search_either")),
        "asking": _list(say("search_asking")),
        "articles": _list(say("search_articles")),
        "minor": _list(say("search_minor")),
        "comma": say("list_comma"),
    }


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split(";") if word.strip()]
