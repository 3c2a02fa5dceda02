"""Text is measured so that no drawing clips it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from termbank.site.diagrams.text_width import fit, width

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60)


def test_an_accented_letter_is_as_wide_as_its_base() -> None:
    assert width("é") == width("e") == width("e\N{COMBINING ACUTE ACCENT}")


def test_letters_of_other_scripts_are_wider_than_latin_ones() -> None:
    assert width("学习") > width("ab") < width("سل")


@given(TEXTS, st.floats(2, 20))
def test_cut_text_starts_like_the_full_text(text: str, room: float) -> None:
    cut = fit(text, room)
    assert cut == text or (text.startswith(cut.removesuffix("…").rstrip()) and width(cut) <= room)
