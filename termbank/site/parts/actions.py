"""What opens a work: its address and its numbers, or a search where none is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote_plus, urlsplit

from termbank.content.model import Resource
from termbank.text.urls import doi_to_url, eric_to_url, isbn_to_url

_SEARCH = "https://duckduckgo.com/?q="


class Action(NamedTuple):
    """A link that opens a work, with what it says."""

    label: str
    url: str


def actions(resource: Resource, say: Callable[..., str]) -> list[Action]:
    """The links that open a work, the best first; none where no address and no number is known."""
    fields = resource.fields
    # The address comes first: it is what the writer of the file chose for readers. One that is the work's DOI in full
    # is named as that.
    words = {fields.url: "open_resource"} if fields.url else {}
    if fields.doi:
        words[doi_to_url(fields.doi)] = "open_doi"
    if fields.eric:
        words[eric_to_url(fields.eric)] = "open_eric"
    if fields.isbn:
        words[isbn_to_url(fields.isbn)] = "open_isbn"
    if not words and fields.archived_url:
        words[fields.archived_url] = "archived_copy"
    return [
        Action(say(word, host=urlsplit(url).netloc.removeprefix("www.")), url) for url, word in words.items()
    ]


def search(resource: Resource, say: Callable[..., str]) -> Action:
    """A search of the web for a work by its title and authors."""
    asked = " ".join((f'"{resource.fields.title}"', *resource.fields.author[:2]))
    return Action(say("search_web"), _SEARCH + quote_plus(asked))
