"""Large and lopsided glossaries: the work of linking and checking grows linearly, not quadratically."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest
from test_linking import term

from termbank.checks import advice, of_fields
from termbank.content.model import Glossary, Term
from termbank.content.schema import SiteFields
from termbank.linking.autolinks import AutoLinker
from termbank.linking.link import link
from termbank.linking.names import NESTED, collect

Shape = Callable[[int], Glossary]


def bank(*terms: Term) -> Glossary:
    """A glossary of these terms with every check turned on."""
    site = SiteFields.model_validate({"editorial": "true"})
    return Glossary(site, {item.slug: item for item in terms}, {})


def others(count: int, text: str = "Said.", **fields: object) -> list[Term]:
    return [term(f"t{number}", f"Word{number} Thing", text, **fields) for number in range(count)]


def related_to_all(count: int) -> Glossary:
    return bank(term("hub", "Hub", "Said.", related=[f"t{n}" for n in range(count)]), *others(count))


def all_related_to_one(count: int) -> Glossary:
    return bank(term("hub", "Hub", "Said."), *others(count, related=["hub"]))


def all_below_one(count: int) -> Glossary:
    return bank(term("hub", "Hub", "Said."), *others(count, broader=["hub"]))


def a_chain(count: int) -> Glossary:
    steps = [[f"t{number + 1}"] for number in range(count - 1)]
    related = ["t0"]
    return bank(
        *(
            term(f"t{number}", f"Word{number} Thing", "Said.", broader=above, related=related)
            for number, above in enumerate([*steps, []])
        )
    )


def a_circle(count: int) -> Glossary:
    return bank(
        *(
            term(f"t{number}", f"Word{number} Thing", "Said.", broader=[f"t{(number + 1) % count}"])
            for number in range(count)
        )
    )


def replaced_in_a_chain(count: int) -> Glossary:
    """Each term is replaced by the next, the last by the middle one: half a chain and half a cycle."""
    return bank(
        *(
            term(f"t{number}", f"Word{number} Thing", "Said.", status="deprecated", replaced_by=[f"t{after}"])
            for number, after in enumerate([*range(1, count), count // 2])
        )
    )


def many_aliases(count: int) -> Glossary:
    aliases = [f"called word{number}" for number in range(count)]
    return bank(
        term("hub", "Hub", "Said.", aliases=aliases), term("page", "Page", "Called word1, called word2.")
    )


def one_alias_for_all(count: int) -> Glossary:
    return bank(term("page", "Page", "Called word."), *others(count, aliases=["called word"]))


def confused_with_all(count: int) -> Glossary:
    sentences = {f"t{number}": f"Not {number}." for number in range(count)}
    return bank(term("hub", "Hub", "Said.", confused_with=sentences), *others(count))


def named_by_all(count: int) -> Glossary:
    return bank(term("hub", "Hub", "Said."), *others(count, "The hub and [hub](hub.md)."))


def work(shape: Shape, count: int) -> int:
    """The number of lines of Python that run to link and check a glossary of this shape."""
    glossary, lines = shape(count), 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        linked = link(glossary)
        _ = [*of_fields(linked), *advice(linked)]
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize(
    "shape",
    [
        related_to_all,
        all_related_to_one,
        all_below_one,
        a_chain,
        a_circle,
        replaced_in_a_chain,
        many_aliases,
        one_alias_for_all,
        confused_with_all,
        named_by_all,
    ],
    ids=lambda shape: shape.__name__,
)
def test_twice_the_terms_take_hardly_more_than_twice_the_work(shape: Shape) -> None:
    work(shape, 20)
    assert work(shape, 160) < 2.3 * work(shape, 80)


class Counted(str):
    """A slug that counts its comparisons."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def comparisons(count: int) -> int:
    slugs = [Counted(f"t{number}") for number in range(count)]
    hub = term("hub", "Hub", "Said.")
    sentences = dict.fromkeys(slugs, "Another.")
    hub = replace(hub, fields=hub.fields.model_copy(update={"confused_with": sentences}))
    terms: dict[str, Term] = {"hub": hub}
    terms |= {slug: replace(item, slug=slug) for slug, item in zip(slugs, others(count), strict=True)}
    Counted.compared = 0
    link(Glossary(SiteFields.model_validate({}), terms, {}))
    return Counted.compared


def test_sorting_a_long_list_of_confused_terms_does_not_search_it() -> None:
    assert comparisons(200) < 3 * comparisons(100) + 100


def places_in_a_text(word: str, count: int) -> tuple[int, int]:
    """How many places of names a text has, whose term has `count` names that nest in one another; and its length."""
    text = word * 4000
    aliases = [(word * number).strip() for number in range(1, count)]
    names = collect(bank(term("hub", "Hub", "Said.", aliases=aliases)))
    return len(names.matcher.find_matches_as_indexes(text, overlapping=True)), len(text)


@pytest.mark.parametrize("word", ["ab ", "a"])
def test_names_that_nest_are_found_a_few_times_at_each_place(word: str) -> None:
    found, length = places_in_a_text(word, 300 // len(word))
    assert found <= NESTED * length


def test_few_names_that_nest_are_all_kept() -> None:
    aliases = [" ".join(["quality"] * number) for number in range(1, NESTED)]
    names = collect(bank(term("hub", "Hub", "Said.", aliases=aliases)))
    assert {*aliases} <= names.by_text.keys()


def test_records_are_linked_the_same_in_any_chunk_and_process() -> None:
    pages = others(6, "Word1 thing, word2 things, [x](t3.md), word3 thing, *word4* thing.")
    glossary = link(bank(term("hub", "Hub", "A word5 thing."), *pages))
    linker = AutoLinker.of(glossary, collect(glossary))
    sent = pickle.loads(pickle.dumps(linker))
    shares = (glossary.records[:3], glossary.records[3:])
    apart = [
        {page.key: sent.links(page, glossary.links.written[page.key]) for page in share} for share in shares
    ]
    assert apart[1] | apart[0] == glossary.links.automatic
