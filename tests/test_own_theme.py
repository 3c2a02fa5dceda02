"""Problems of a site's own theme: colors without contrast, and links of templates that lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import ROOT, project, record, run, write_tree

from termbank.theme.contrast import color, failures, tokens

PLAIN = ":root { --page: #ffffff; --ink-soft: #595959; --link: #000 }\n"


def failed(css: str) -> list[tuple[str, str, str, list[str]]]:
    """Names and modes of the pairs that fail."""
    return [
        (each.above.name, each.below.name, each.mode, each.hues) for each in failures(tokens("a.css", css))
    ]


@pytest.mark.parametrize(
    ("css", "modes"),
    [
        ("", []),
        (":root { --ink-soft: #999 }", ["light", "dark"]),
        (":root { --ink-soft: light-dark(#999999, #595959) }", ["light"]),
        (":root { --ink-soft: light-dark(rgb(90, 90, 90), rgb(153 153 153)) }", ["dark"]),
        (":root { --ink-soft: hsl(0 0% 60%) }", ["light", "dark"]),
        (":root { --ink-soft: silver }", ["light", "dark"]),
        (":root { --ink-soft: var(--weak); --weak: #aaa }", ["light", "dark"]),
        (":root { --ink-soft: var(--none, #aaa) }", ["light", "dark"]),
        ("@media (prefers-color-scheme: dark) { :root { --ink-soft: #999 } }", ["dark"]),
        (':root[data-theme="dark"] { --ink-soft: #999 }', ["dark"]),
        ("html, .card { --ink-soft: #999 }", ["light", "dark"]),
        ("/* } */ :root { --x: '}'; --ink-soft: #999 }", ["light", "dark"]),
        (":root { --ink-soft: #999 } :root { --ink-soft: #595959 }", []),
        (":root { --ink-soft: color-mix(in oklch, red, white) }", []),
        (":root { --ink-soft: var(--ink-soft) }", []),
        (":root { --ink-soft: #99999900 }", []),
        (".card { --ink-soft: #999 }", []),
        ("@media print { :root { --ink-soft: #999 } }", []),
        ("/* :root { --ink-soft: #999 } */", []),
        (":root { --ink-soft: #999", []),
    ],
)
def test_contrast_is_computed_of_what_a_style_sheet_sets(css: str, modes: list[str]) -> None:
    assert [mode for above, _, mode, _ in failed(PLAIN + css) if above == "ink-soft"] == modes


def test_hues_are_computed_each_for_itself() -> None:
    css = ":root { --page: #fff } .hue-1 { --hue: #eee } .hue-2 { --hue: #000 } .hue-10 { --hue: #ddd }"
    light = [each for each in failed(css) if each[2] == "light"]
    assert light == [("hue", "page", "light", [".hue-1"]), ("hue", "page", "light", [".hue-10"])]


def test_a_page_that_is_changed_is_compared_with_every_hue() -> None:
    css = ".hue-1 { --hue: #777 } .hue-2 { --hue: #000 } :root { --page: #555 }"
    assert {hue for each in failed(css) for hue in each[3]} == {".hue-1", ".hue-2"}


def test_the_default_theme_has_contrast_everywhere() -> None:
    assert failed((ROOT / "assets/css/tokens.css").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#fff", (1, 1, 1)),
        ("#FF0000", (1, 0, 0)),
        ("rgb(0 255 0)", (0, 1, 0)),
        ("hsl(240, 100%, 50%)", (0, 0, 1)),
    ],
)
def test_colors_are_read(value: str, expected: tuple[float, ...]) -> None:
    assert color(value, "light", {}) == pytest.approx(expected)


def test_colors_of_a_site_without_contrast_are_named(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/rubric.md": record("title: Rubric")})
    write_tree(folder / "assets/css", {"custom.css": "\n:root {\n  --ink-soft: #c0c0c0;\n}\n"})
    for command in ("check", "build", "build"):
        done = run(command, "--format", "concise", cwd=folder)
        assert done.returncode == 0
        assert done.stdout.count("warning[low-contrast]") == 1
        assert "assets/css/custom.css:3:1: warning[low-contrast]: `--ink-soft` on `--page` has" in done.stdout
        assert "1.8:1 in light mode" in done.stdout


BASE = """\
{% extends "default/base.html" %}
{% block footer %}
<a href="{{ root }}abuot.html">About</a>
<a href="about.html">About</a>
<a href="{{ root }}about.html#us">About</a>
<a href="{{ root }}terms/rubric.html">Rubric</a> <a href="{{ root }}terms/{{ page.kind }}.html">Computed</a>
<a href="{{ root }}changes.html">Changes</a> <img src="{{ root }}assets/none.png" alt="">
<a href="https://example.org/none.html">Away</a> <a href="#content">Here</a> <link href="{{ root }}assets/style.css">
{{ super() }}
{% endblock %}
"""


def test_dead_links_in_own_templates_are_named(tmp_path: Path) -> None:
    tree = {"terms/rubric.md": record("title: Rubric"), "pages/about.md": record("title: About", "We.")}
    folder = project(tmp_path, tree)
    home = '{% extends "default/home.html" %}{% block lately %}<a href="about.html">About</a>{% endblock %}'
    write_tree(folder / "templates", {"base.html": BASE, "home.html": home})
    for command in ("check", "build", "build"):
        done = run(command, "--format", "concise", cwd=folder)
        assert done.returncode == 0, done.stdout
        named = [line for line in done.stdout.splitlines() if "warning[dead-template-link]" in line]
        assert [line.partition(" warning")[0] for line in named] == [
            "templates/base.html:3:20:",
            "templates/base.html:4:10:",
            "templates/base.html:7:66:",
        ]
        assert "the site has no `abuot.html`" in named[0]
        assert "`about.html` leads nowhere from pages in folders" in named[1]
        assert "`assets/none.png`" in named[2]
    assert "did you mean `about.html`" in run("check", cwd=folder).stdout


def test_links_are_not_judged_while_the_content_has_errors(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/rubric.md": record("title: Rubric\nrelated: [none]")})
    write_tree(folder / "templates", {"base.html": BASE})
    done = run("check", "--format", "concise", cwd=folder)
    assert "dead-template-link" not in done.stdout
    assert "unknown-term" in done.stdout
