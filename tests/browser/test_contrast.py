"""The theme's colors have enough contrast in both modes (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from trees import ROOT

TEXT, FURNITURE = 4.5, 3.0
MODES = ("light", "dark")
HUES = (*(f".hue-{number}" for number in range(12)), ".hue-none")

Colors = Mapping[str, tuple[str, str]]

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")


def palette() -> dict[str, Colors]:
    """The colors of tokens.css by rule and name, each for light and dark."""
    css = (ROOT / "assets/css/tokens.css").read_text(encoding="utf-8")
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return {
        selector.strip(): {name: (light, dark) for name, light, dark in _COLOR.findall(body)}
        for selector, body in _RULE.findall(bare)
        if _COLOR.search(body)
    }


PALETTE = palette()


def luminance(color: str) -> float:
    """The relative luminance of `#rrggbb`, as WCAG defines it."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colors, from 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def contrast_of(above: str, below: str, mode: str, hue: str = ":root") -> float:
    """The contrast of two tokens; tokens of `hue` take precedence over those of the page."""
    colors = {**PALETTE[":root"], **PALETTE[hue]}
    return contrast(colors[above][MODES.index(mode)], colors[below][MODES.index(mode)])


def test_black_on_white_is_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("hue", HUES)
@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param("hue", "page", id="headword-on-page"),
        pytest.param("hue", "hue-tint", id="chip"),
        pytest.param("hue-on", "hue", id="current-letter"),
    ],
)
def test_every_hue_is_readable(hue: str, above: str, below: str, mode: str) -> None:
    assert contrast_of(above, below, mode, hue) >= TEXT


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("above", "below"),
    [("ink", "page"), ("ink-soft", "page"), ("link", "page"), ("mark-ink", "mark")],
)
def test_all_text_is_readable(above: str, below: str, mode: str) -> None:
    assert contrast_of(above, below, mode) >= TEXT


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "token",
    [
        pytest.param("focus", id="ring-of-the-focus"),
        pytest.param("ink-faint", id="border-of-a-search-field"),
    ],
)
def test_controls_are_visible(token: str, mode: str) -> None:
    assert contrast_of(token, "page", mode) >= FURNITURE


def test_no_two_hues_are_the_same() -> None:
    assert len({PALETTE[hue]["hue"] for hue in HUES}) == len(HUES)
