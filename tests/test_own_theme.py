"""Problems of a site's own theme: colors without contrast, and links of templates that lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import ROOT, build_project, project, record, run, snapshot, write_tree

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


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("term.html", "templates/term.html", '{% extends "default/term.html" %}'),
        ("templates/_macros.html", "templates/_macros.html", "misses everything that an update changes"),
        (".\\templates\\base.html", "templates/base.html", "`head`"),
        ("words.en.yaml", "templates/words.en.yaml", "Delete every line that you don't change"),
        ("tokens.css", "assets/css/tokens.css", "use `assets/css/custom.css` instead"),
        ("css/custom.css", "assets/css/custom.css", "Updates never change this file"),
        ("common.js", "assets/js/common.js", "misses every correction of this file"),
    ],
)
def test_one_file_of_the_default_theme_is_copied_as_it_is(
    name: str, path: str, said: str, tmp_path: Path
) -> None:
    site = project(tmp_path, {"terms/a.md": record("title: A")})
    before = snapshot(site)
    done = run("theme", "eject", name, cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout
    assert snapshot(site) == before | {path: (ROOT / path).read_bytes()}
    assert run("check", "--strict", cwd=site).returncode == 0


def test_a_copy_changes_nothing_until_it_is_edited(tmp_path: Path) -> None:
    site = project(tmp_path, {"terms/a.md": record("title: A")})
    build_project(site)
    before = snapshot(site / "site")
    for name in ("term.html", "base.html", "words.en.yaml", "tokens.css", "common.js"):
        assert run("theme", "eject", name, cwd=site).returncode == 0
    build_project(site)
    assert snapshot(site / "site") == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("trem.html", "the default theme has no file `trem.html`: did you mean `term.html`"),
        ("../../etc/passwd", "the default theme has no file `../../etc/passwd`"),
        ("", "the default theme has no file ``: name it by its path"),
        ("templates", "the default theme has no file `templates`"),
        ("home.html", "this site has its own `templates/home.html` already"),
    ],
)
def test_what_is_not_copied_is_told(name: str, said: str, tmp_path: Path) -> None:
    site = project(tmp_path, {"terms/a.md": record("title: A")})
    write_tree(site / "templates", {"home.html": "mine"})
    before = snapshot(site)
    done = run("theme", "eject", name, cwd=site)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert snapshot(site) == before


def test_the_default_theme_is_not_copied_over_itself() -> None:
    done = run("theme", "eject", "term.html")
    assert done.returncode == 1
    assert "the default theme's own file: edit it as it is" in done.stderr


def test_a_name_that_several_files_have_is_asked_for_in_full(tmp_path: Path) -> None:
    ends = [
        file.name for name in ("templates", "assets") for file in (ROOT / name).rglob("*") if file.is_file()
    ]
    twice = sorted({name for name in ends if ends.count(name) > 1})
    assert twice
    done = run("theme", "eject", twice[0], cwd=project(tmp_path, {"terms/a.md": record("title: A")}))
    assert done.returncode == 1
    assert f"several files `{twice[0]}`: name `" in done.stderr


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    site = project(tmp_path, {"terms/a.md": record("title: A")})
    (site / "templates").write_text("a file", encoding="utf-8")
    done = run("theme", "eject", "term.html", cwd=site)
    assert done.returncode == 1
    assert "can't be written" in done.stderr
