"""The contrast of the colors that a theme's style sheets set as tokens, as WCAG 2.2 measures it."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

MODES = ("light", "dark")
TEXT, CONTROL = 4.5, 3.0
"""The least ratio for text (1.4.3), and for borders and rings that show where a control is (1.4.11)."""

PAIRS = (
    ("ink", "page", TEXT),
    ("ink-soft", "page", TEXT),
    ("link", "page", TEXT),
    ("mark-ink", "mark", TEXT),
    ("hue", "page", TEXT),
    ("hue", "hue-tint", TEXT),
    ("hue-on", "hue", TEXT),
    ("focus", "page", CONTROL),
    ("ink-faint", "page", CONTROL),
)
"""Tokens that stand on each other: what is above, what is below, and the least ratio."""

_NAMED = MappingProxyType(
    {
        "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff",
        "maroon": "#800000", "red": "#ff0000", "purple": "#800080", "fuchsia": "#ff00ff", "green": "#008000",
        "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00", "navy": "#000080", "blue": "#0000ff",
        "teal": "#008080", "aqua": "#00ffff", "orange": "#ffa500",
    }
)  # fmt: skip
_SKIPPED = re.compile(r"/\*.*?\*/|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", re.DOTALL)
_STEP = re.compile(r"([^{};]*)([{};])")
_TWO = re.compile(r"light-dark\(((?:[^(),]|\([^()]*\))*),((?:[^(),]|\([^()]*\))*)\)")
_VAR = re.compile(r"var\(\s*--([\w-]+)\s*(?:,(.*))?\)", re.DOTALL)
_NUMBERS = re.compile(r"-?\d*\.?\d+%?")


class Token(NamedTuple):
    """A declaration of a token: `hue` is the class that sets it, empty for the page; `line` counts from 1."""

    name: str
    value: str
    hue: str
    modes: tuple[str, ...]
    sheet: str
    line: int


class Failure(NamedTuple):
    """A pair of tokens with too little contrast, in the mode and the hues where that is so."""

    above: Token
    below: Token
    mode: str
    hues: list[str]
    ratio: float
    least: float


def tokens(sheet: str, css: str) -> Iterator[Token]:
    """The tokens that a style sheet declares, in order; `sheet` is its name."""
    # A string may hold a brace; of a comment, nothing counts.
    bare = _SKIPPED.sub(
        lambda found: re.sub(r"[^\n]" if found[0][0] == "/" else r"[{};]", " ", found[0]), css
    )
    around: list[str] = []
    for step in _STEP.finditer(bare):
        text, sign = step[1].strip(), step[2]
        if sign == "{":
            around.append(text)
            continue
        if text.startswith("--") and ":" in text and around and "print" not in " ".join(around):
            name, _, value = text[2:].partition(":")
            places = " ".join(around)
            # What a rule around it asks for, or a reader's choice in the settings.
            asked = re.compile(r"(?:prefers-color-scheme\s*:\s*|data-theme=[\"']?)(light|dark)").findall(
                places
            )
            line = css.count("\n", 0, step.start(2)) + 1 - step[1].strip().count("\n")
            # `.card { --ink: … }` colors a part of the page; what that part stands on is not known here.
            for selector in around[-1].split(","):
                hue = re.search(r"\.hue-(\w+)", selector)
                if hue or re.search(r":root|\bhtml\b|\bbody\b|^\s*\*", selector):
                    yield Token(
                        name.strip(), value.strip(), hue[0] if hue else "", tuple(asked) or MODES, sheet, line
                    )
        if sign == "}" and around:
            around.pop()


def failures(declared: Iterable[Token]) -> list[Failure]:
    """The pairs whose contrast is too low, where both colors can be computed; later declarations win."""
    found: dict[tuple[str, str], dict[str, Token]] = {}
    for token in declared:
        for mode in token.modes:
            found.setdefault((mode, token.hue), {})[token.name] = token
    failed: dict[tuple[Token, Token, str], Failure] = {}
    # A site sets `--page`: each of the twelve hues stands on it, so each is computed again.
    for mode in MODES:
        page = found.get((mode, ""), {})
        for hue in sorted({hue for _, hue in found}, key=lambda name: (len(name), name)):
            here = {**page, **found.get((mode, hue), {})}
            for above, below, least in PAIRS:
                # What no hue sets is the same in all of them.
                if above in here and below in here and (hue in (here[above].hue, here[below].hue)):
                    first, second = (color(f"var(--{name})", mode, here) for name in (above, below))
                    ratio = contrast(first, second) if first and second else least
                    if ratio < least:
                        new = Failure(here[above], here[below], mode, [], ratio, least)
                        known = failed.setdefault((here[above], here[below], mode), new)
                        known.hues.extend([hue] if hue else [])
    return [*failed.values()]


def color(value: str, mode: str, known: Mapping[str, Token], depth: int = 0) -> tuple[float, ...] | None:
    """Red, green and blue from 0 to 1 of a CSS color in a mode; None of what is no opaque color of sRGB."""
    text = _TWO.sub(lambda two: two[1 + MODES.index(mode)], value).strip().lower()
    if variable := _VAR.fullmatch(text):
        other = known.get(variable[1])
        # Two tokens may name each other, which CSS takes for no value at all.
        if depth > 20 or not (other or variable[2]):
            return None
        return color(other.value if other else variable[2], mode, known, depth + 1)
    # The names that people write by hand; the others of CSS's 148 are as unknown as `color-mix`.
    text = _NAMED.get(text, text)
    if re.fullmatch(r"#(?:[0-9a-f]{3}){1,2}", text):
        wide = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
        return tuple(int(wide[start : start + 2], 16) / 255 for start in (0, 2, 4))
    # With a fourth number the color lets others through, and is none that can be compared.
    numbers = _NUMBERS.findall(text)
    if text.startswith(("rgb(", "hsl(")) and len(numbers) == 3:
        parts = [float(number.rstrip("%")) for number in numbers]
        if text.startswith("hsl"):
            return colorsys.hls_to_rgb(parts[0] % 360 / 360, parts[2] / 100, parts[1] / 100)
        return tuple(
            min(part / (100 if "%" in number else 255), 1.0)
            for part, number in zip(parts, numbers, strict=True)
        )
    return None


def contrast(first: Iterable[float], second: Iterable[float]) -> float:
    """The contrast ratio of two colors, from 1 to 21 (WCAG 2.2)."""

    def luminance(channels: Iterable[float]) -> float:
        linear = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)
