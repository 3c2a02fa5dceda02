"""Which words of a text changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termbank.text.word_diff import LONGEST, Segment, as_typed, changes_in_context, compare

WORDS = ["a", "guide", "to", "levels", ".", ",", "well-kept", "\n\nNew"]
SIGNS = ["it's", "it’s", "“", '"', "a\u00a0b", "a b"]
TEXTS = st.lists(st.sampled_from(WORDS + SIGNS)).map(" ".join)


def shown(pieces: list[Segment]) -> str:
    """The pieces as one text: removed words in [], added ones in {}."""
    marks = {"gone": "[{}]", "new": "{{{}}}", "same": "{}", "gap": "{}"}
    text = "".join(piece.space + marks[piece.kind].format(piece.text.lstrip()) for piece in pieces)
    return text.lstrip()


@given(TEXTS, TEXTS)
def test_the_pieces_contain_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)
    old = "".join(piece.text for piece in pieces if piece.kind != "new").lstrip()
    assert as_typed(old) == as_typed(before.lstrip())
    assert "".join(piece.text for piece in pieces if piece.kind != "gone").lstrip() == after.lstrip()


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("A guide to levels.", "A guide to levels.", "A guide to levels."),
        ("A guide to levels.", "A clear guide to levels.", "A {clear} guide to levels."),
        ("A guide to levels.", "A guide to levels, in words.", "A guide to levels{, in words}."),
        ("Ready for them.", "Ready.", "Ready [for them]."),
        ("A long-kept rule.", "A well-kept rule.", "A [long-kept] {well-kept} rule."),
        (
            "It names the many parts",
            "We say the few things",
            "[It names the many parts] {We say the few things}",
        ),
        ('The day\'s "end" is', "The day’s “end” was", "The day’s “end” [is] {was}"),
        ("दर्पण के स्तर", "दर्पण के अंक", "दर्पण के [स्तर] {अंक}"),
        ("The guide.", "A guide.", "[The] {A} guide."),
        ("", "New.", "{New.}"),
    ],
)
def test_differences_read_well(before: str, after: str, difference: str) -> None:
    assert shown(compare(before, after)) == difference


def test_texts_too_long_to_compare_are_replaced_as_a_whole() -> None:
    long = "word " * LONGEST + "end"
    assert [piece.kind for piece in compare(f"{long} one", f"{long} two")] == ["gone", "new"]


def test_an_excerpt_keeps_a_few_words_of_the_line_around_each_change() -> None:
    before = "One two three four five.\n\nSix seven eight nine."
    after = "One two three four 5.\n\nSix seven eight 9."
    assert (
        shown(changes_in_context(compare(before, after), 2))
        == "…three four [five] {5}. … seven eight [nine] {9}."
    )
