"""Text is measured so that no drawing clips it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termbank.site.diagrams.text_width import fit, width, wrap

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Mastery", ("Mastery",)),
        ("Competency-Based Education", ("Competency-", "Based", "Education")),
        ("Depth of Knowledge", ("Depth of", "Knowledge")),
        ("Donaudampfschifffahrt", ("Donaudampfsc", "hifffahrt")),
        ("One Two Three Four Five Six Seven Eight Nine", ("One Two Three", "Four Five Six", "Seven Eight…")),
        ("Personalized System of Instruction", ("Personalized", "System of", "Instruction")),
    ],
)
def test_lines_break_after_spaces_and_hyphens_and_within_long_words(text: str, lines: tuple[str]) -> None:
    assert wrap(text, 8, 3) == lines


def test_an_accented_letter_is_as_wide_as_its_base() -> None:
    assert width("é") == width("e") == width("e\N{COMBINING ACUTE ACCENT}")


def test_letters_of_other_scripts_are_wider_than_latin_ones() -> None:
    assert width("学习") > width("ab") < width("سل")


@given(TEXTS, st.floats(2, 20), st.integers(1, 4))
def test_no_line_is_wider_than_its_limit(text: str, room: float, most: int) -> None:
    lines = wrap(text, room, most)
    assert 1 <= len(lines) <= most
    assert all(width(line) <= room for line in lines)


@given(TEXTS, st.floats(2, 20))
def test_wrapping_only_loses_spaces(text: str, room: float) -> None:
    assert "".join("".join(wrap(text, room, 1000)).split()) == "".join(text.split())


@given(TEXTS, st.floats(2, 20))
def test_cut_text_starts_like_the_full_text(text: str, room: float) -> None:
    cut = fit(text, room)
    assert cut == text or (text.startswith(cut.removesuffix("…").rstrip()) and width(cut) <= room)
