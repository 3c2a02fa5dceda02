"""A value of which a part is still to be decoded passes for a whole one."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest
from trees import RICH, write_tree

from termbank import load, site
from termbank.content.codec import dumps, loads
from termbank.content.model import Parsed, Record, Resource, Term
from termbank.fast.deferred import deferred
from termbank.text.markdown.body import Body, Part
from termbank.theme.lookup import Theme

WHOLE = Body(parts=(Part("text", "a"),), lead=1, first_paragraph="a")


def value() -> Body:
    rest = {field.name: getattr(WHOLE, field.name) for field in fields(WHOLE) if field.name != "lead"}
    return deferred(Body, lambda: rest, lead=1)


@pytest.mark.parametrize(
    "way",
    [
        lambda body: body,
        copy.copy,
        copy.deepcopy,
        lambda body: pickle.loads(pickle.dumps(body)),
        lambda body: replace(body, lead=1),
    ],
)
def test_it_equals_the_whole_value_however_it_is_handed_on(way: Callable[[Body], Body]) -> None:
    assert way(value()) == WHOLE
    assert way(value()) == WHOLE
    assert (hash(way(value())), repr(way(value()))) == (hash(WHOLE), repr(WHOLE))


def test_it_differs_from_other_values() -> None:
    assert value() != Body()


def test_only_reading_what_is_not_known_decodes_it() -> None:
    decoded = []

    def decode() -> dict[str, object]:
        decoded.append("once")
        return {"parts": ()}

    body = deferred(Body, decode, lead=1)
    assert (body.lead, decoded) == (1, [])
    assert (body.parts, body.parts, decoded) == ((), (), ["once"])


def test_it_is_as_frozen_as_the_whole_value() -> None:
    with pytest.raises(FrozenInstanceError):
        value().lead = 2  # type: ignore[misc]


def test_it_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError, match="'Body' object has no attribute 'nothing'"):
        _ = value().nothing  # type: ignore[attr-defined]


def test_planning_decodes_no_body(tmp_path: Path) -> None:
    write_tree(tmp_path, RICH)
    glossary = load(tmp_path)
    stored = {record.key: loads(dumps(Parsed(record))).record for record in glossary.records}
    terms = {key.slug: record for key, record in stored.items() if isinstance(record, Term)}
    resources = {key.slug: record for key, record in stored.items() if isinstance(record, Resource)}
    site.plan(replace(glossary, terms=terms, resources=resources), Theme(tmp_path).say)
    records: list[Record] = [*terms.values(), *resources.values()]
    for record in records:
        with pytest.raises(AttributeError):
            # Look at the slot itself: accessing the body would decode it.
            Body.__dict__["parts"].__get__(record.body)
