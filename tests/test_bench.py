"""The benchmark on small glossaries: generated content, Hugo's copy of it, and the comparison of sites."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import frontmatter
import pytest
from trees import build_project, record, snapshot, write_tree

from bench import content, measure, outcome, peer, shared_runs, versus
from termbank import Config, check, load


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank")
    content.write(40, folder)
    build_project(folder)
    return folder


def test_generated_content_is_the_same_on_every_run(bank: Path, tmp_path: Path) -> None:
    content.write(40, tmp_path)
    assert snapshot(tmp_path / "content") == snapshot(bank / "content")


@pytest.mark.parametrize("shape", [None, *content.SHAPES])
def test_generated_content_of_every_shape_passes_the_checks_without_a_warning(
    shape: str | None, tmp_path: Path
) -> None:
    content.write(20, tmp_path, shape)
    assert check(load(Config(content=tmp_path / "content", cache=None))) == ()


def test_generated_files_are_about_as_long_as_real_ones(bank: Path) -> None:
    sizes = [len(data) for path, data in snapshot(bank / "content").items() if path.endswith(".md")]
    assert 950 < sum(sizes) / len(sizes) < 1250


def test_hugo_gets_every_term_and_resource(bank: Path, tmp_path: Path) -> None:
    peer.convert(bank / "content", tmp_path / "hugo")
    theirs = {path for path in snapshot(tmp_path / "hugo/content") if not path.endswith("_index.md")}
    assert theirs == {path for path in snapshot(bank / "content") if path.endswith(".md")}


def test_hugo_gets_fields_and_links_in_its_own_format(tmp_path: Path) -> None:
    front = "title: A\ncategory: C\nprinciples:\n  - P\naliases:\n  - B"
    write_tree(tmp_path, {"terms/a.md": record(front, "\nFirst *words*.\n\nSee [b](b-c.md).")})
    peer.convert_file(tmp_path / "terms/a.md", tmp_path / "a.md")
    post = frontmatter.load(tmp_path / "a.md")
    assert post.metadata == {
        "title": "A",
        "categories": ["C"],
        "principles": ["P"],
        "description": "First words.",
        "params": {"also": ["B"]},
    }
    assert post.content == "First *words*.\n\nSee [b](/terms/b-c)."


def test_the_links_of_a_page_are_read() -> None:
    page = outcome.parse(
        "terms/a.html",
        """<nav><a href="z.html">Z</a></nav><main>
        <p><a class="term auto" href="b.html">b</a><br><a class="term" href="/bank/terms/c.html">c</a></p>
        <section id="related-terms"><a class="ref" href="../terms/d.html#x">D</a></section>
        <section id="curated-resources"><a class="term" href="e.html">e</a></section>
        <a href="https://example.org/f.html">F</a></main>""",
    )
    assert page.links == ["terms/b.html", "terms/c.html", "terms/d.html", "terms/e.html"]
    assert page.written == ["terms/c.html"]
    assert page.sections["related-terms"] == ["terms/d.html"]


def test_the_lists_of_a_site_are_read(bank: Path) -> None:
    seen = outcome.read(bank / "site")
    glossary = load(bank / "content")
    links = glossary.links
    assert set(seen.order) == {f"terms/{slug}.html" for slug in glossary.terms}
    assert seen.related == {
        f"terms/{slug}.html": {f"terms/{other}.html" for other in links.related[slug]}
        for slug in glossary.terms
    }
    assert seen.resources == {
        f"terms/{slug}.html": {f"resources/{other}.html" for other in links.resources.get(slug, ())}
        for slug in glossary.terms
    }


def test_all_parts_of_a_listing_are_read_in_order(tmp_path: Path) -> None:
    def page(*links: str, following: str = "") -> str:
        onward = f'<nav><a rel="next" href="{following}">Next</a></nav>' if following else ""
        return f"<main>{''.join(f'<a href={link!r}>x</a>' for link in links)}{onward}</main>"

    write_tree(
        tmp_path,
        {
            "terms/index.html": page("index/b.html", "index/a.html"),
            "terms/index/b.html": page("../b1.html", "a.html", following="b/2.html"),
            "terms/index/b/2.html": page("../../b2.html", "../b.html"),
            "terms/index/a.html": page("../a.html", "../../categories/x.html"),
        },
    )
    assert outcome.read(tmp_path).order == ["terms/b1.html", "terms/b2.html", "terms/a.html"]


def test_a_site_agrees_with_one_that_lists_only_written_links(bank: Path) -> None:
    ours = outcome.read(bank / "site")
    assert outcome.differences(ours, replace(ours, used_in=ours.written)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"order": []}, "the order of the terms differs"),
        ({"categories": {}}, "categories: categories/category-1.html differs"),
        ({"related": {}}, "related: terms/"),
        ({"resources": {}}, "resources: terms/"),
        ({"used_in": {}}, "used in: Hugo's terms/"),
    ],
)
def test_differences_between_sites_are_found(bank: Path, change: dict[str, object], said: str) -> None:
    ours = outcome.read(bank / "site")
    theirs = replace(ours, used_in=ours.written)
    found = outcome.differences(ours, replace(theirs, **change))  # type: ignore[arg-type]
    assert said in "\n".join(found)


def test_the_pages_that_show_an_edit_are_known_in_advance(bank: Path, tmp_path: Path) -> None:
    side = versus.termbank_side(bank / "content", tmp_path)
    measure.seconds(side.build)
    slug = next(file.stem for file in sorted((side.source / "terms").glob("*.md")))
    shown = side.shows(0, slug, "One sentence more.")
    side.append(slug, "One sentence more.")
    assert not shown()
    measure.seconds(side.build)
    assert shown()


def test_all_of_those_pages_show_the_edit(bank: Path, tmp_path: Path) -> None:
    side = versus.termbank_side(bank / "content", tmp_path)
    measure.seconds(side.build)
    shown = [side.shows(0, slug, f"One more of {slug}.") for slug in versus.editable(side)]
    for slug in versus.editable(side):
        side.append(slug, f"One more of {slug}.")
    measure.seconds(side.build)
    assert shown
    assert all(seen() for seen in shown)


def test_a_failing_program_is_not_measured() -> None:
    with pytest.raises(measure.MeasureError, match="broken"):
        measure.seconds([sys.executable, "-c", "raise SystemExit('broken')"])


def test_the_memory_of_all_processes_of_a_program_is_added_up() -> None:
    hold = "x = bytearray({}_000_000); x[::4096] = b'1' * len(x[::4096])"
    child = f"import time; {hold.format(60)}; time.sleep(0.5)"
    parent = f"import subprocess, sys; {hold.format(60)}; subprocess.run([sys.executable, '-c', {child!r}])"
    assert measure.peak([sys.executable, "-c", parent]) > 120e6


def test_results_replace_older_ones() -> None:
    old = "Before.\n<!-- scale -->\nold\n<!-- scale -->\nAfter.\n"
    new = "Before.\n<!-- scale -->\n\nnew\n\n<!-- scale -->\nAfter.\n"
    assert versus.recorded(old, "scale", ["new", ""]) == new


def test_the_readme_has_a_place_for_every_report() -> None:
    text = versus.README.read_text(encoding="utf-8")
    names = ("versus 1000", "versus 10000", "versus 50000", "scale")
    assert [text.count(f"<!-- {name} -->\n") for name in names] == [2, 2, 2, 2]
    assert [versus.has_place(text, name) for name in (*names, "versus 7")] == [True, True, True, True, False]


def test_a_ratio_is_one_median_divided_by_the_other() -> None:
    lines = list(versus.table({"cold": {"Hugo": [1.0, 2.0, 4.0], "Termbank": [1.0, 1.0, 1.0]}}))
    assert lines[-1] == "| cold | 2.000 s (1.000–4.000) | 1.000 s (1.000–1.000) | **0.50** (0.25–1.00) |"


# --- runs of words that a glossary shares with other texts ---

FACTS = """\
- Groups stay for weeks, and **evidence says who moves on** to the next group.
- Read *How People Learn and What Helps Them to Learn* by the Council of Great City Schools first.
"""


@pytest.mark.parametrize(
    ("sentence", "shared"),
    [
        ("Groups last, and *evidence* says: who moves on?", ["and evidence says who moves on"]),
        ("Evidence says who moves on to a new room.", ["Evidence says who moves on to"]),
        ("Groups stay for weeks. Evidence says who may leave.", []),
        ("The Council of Great City Schools says so.", []),
        ("It is in *How People Learn and What Helps Them to Learn*.", []),
    ],
)
def test_runs_of_words_that_other_texts_have_are_found(
    sentence: str, shared: list[str], tmp_path: Path
) -> None:
    tree = {
        "content/terms/a.md": record("title: Alpha", sentence),
        "content/resources/b.md": record("title: How People Learn and What Helps Them to Learn"),
        "texts/facts.md": FACTS,
    }
    glossary = load(Config(content=write_tree(tmp_path, tree) / "content", cache=None))
    found = shared_runs.shared_runs(glossary, [tmp_path / "texts"])
    assert [(run.file, run.text) for run in found] == [("terms/a.md", text) for text in shared]
