"""A build after edits gives the same bytes as a clean one, renders only what changed, and says why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import ROOT, build_project, project, record, run, snapshot, write_tree

from termbank import Config
from termbank.preview.follow import Preview

BODIES = (
    "A word about *rubrics* and [the goal](goal.md).",
    "Nothing else.\n\n## Designer's Tips\n\n- Begin with a target.",
    "The first sentence. Targets come second, says the study.",
    "> Quoted: a checklist.\n\nSee [[rubric]] and ![](../images/plan.png).",
    "See a target.",
)
FRONTS = (
    "title: Rubric\naliases:\n  - Scoring Guide",
    "title: Goal\nrelated:\n  - rubric\nconfused_with:\n  target: One is far.",
    "title: Target\nbroader:\n  - goal\ncategory: aims\nsummary: What to hit.",
    "title: Checklist\nstatus: deprecated\nreplaced_by:\n  - rubric",
    "title: Checklist\nstatus: draft",
)
SLUGS = ("rubric", "goal", "target", "checklist", "plan")
SITES = ("title: Bank\n", "title: Bank\nbase_url: https://example.org/\n", "link: never\nlanguage: fr\n")
TEMPLATE = (
    '{% extends "default/term.html" %}\n{% block title %}<h1>Mine: {{ term.title }}</h1>{% endblock %}\n'
)

Edit = tuple[str, str, int, int]
EDITS = st.tuples(
    st.sampled_from(
        ["term", "resource", "remove", "rename", "site", "template", "style", "image", "body", "body"]
    ),
    st.sampled_from(SLUGS),
    st.integers(0, len(FRONTS) - 1),
    st.integers(0, len(BODIES) - 1),
)


def edit(folder: Path, kind: str, slug: str, front: int, body: int) -> set[Path]:
    """Make one typical edit, and return the saved files."""
    before = sources_of(folder)
    _edit(folder, kind, slug, front, body)
    after = sources_of(folder)
    return {folder / path for path in before | after if before.get(path) != after.get(path)}


def sources_of(folder: Path) -> dict[str, bytes]:
    """The files of the content and of the site's own theme."""
    roots = [folder / name for name in ("content", "templates", "assets")]
    return {f"{root.name}/{path}": data for root in roots for path, data in snapshot(root).items()}


def _edit(folder: Path, kind: str, slug: str, front: int, body: int) -> None:
    content, file = folder / "content", folder / "content" / "terms" / f"{slug}.md"
    if kind == "term":
        write_tree(content, {f"terms/{slug}.md": record(FRONTS[front], BODIES[body])})
    elif kind == "resource":
        front_matter = f"title: Work {front}\nterms:\n  - {slug}\nresource_type: Book"
        write_tree(content, {f"resources/{slug}.md": record(front_matter, BODIES[body])})
    elif kind == "body":
        for known in (file, content / "resources" / f"{slug}.md"):
            if known.exists():
                head = known.read_text(encoding="utf-8").rpartition("---\n")[0]
                known.write_text(f"{head}---\n{BODIES[body]}\n", encoding="utf-8")
    elif kind == "remove":
        file.unlink(missing_ok=True)
    elif kind == "rename" and file.exists():
        file.rename(file.with_stem(SLUGS[front % len(SLUGS)]))
    elif kind == "site":
        write_tree(content, {"site.yaml": SITES[front % len(SITES)]})
    elif kind == "template":
        write_tree(
            folder, {"templates/term.html": TEMPLATE * (front % 2) or '{% extends "default/term.html" %}'}
        )
    elif kind == "style":
        write_tree(folder, {"assets/css/custom.css": f"h1 {{ margin: {body}px }}"})
    elif kind == "image":
        write_tree(content, {"images/plan.png": b"\x89PNG" + bytes([body])})


@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=5))
@settings(max_examples=15)
def test_any_series_of_edits_gives_the_same_bytes_as_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, series: list[list[Edit]]
) -> None:
    folder = project(tmp_path_factory.mktemp("series"), {"terms/rubric.md": record(FRONTS[0], BODIES[1])})
    preview: Preview | None = None
    for edits in series:
        saved = {path for change in edits for path in edit(folder, *change)}
        built = build_project(folder, cache=folder / "cache", allow=("all",))
        clean = build_project(folder, site=folder / "clean", allow=("all",))
        assert built.diagnostics == clean.diagnostics
        config = Config(folder / "content", folder / "preview", folder / "cache", allow=("all",))
        preview = preview or Preview(config)
        shown = preview.follow(saved) or preview.build()
        preview.settle()
        assert shown.diagnostics == clean.diagnostics
        assert shown.published == built.published == clean.published
        if clean.published:
            wanted = snapshot(folder / "clean")
            assert snapshot(folder / "site") == wanted
            assert pages_of(folder / "preview") == pages_of(folder / "clean")


def pages_of(site: Path) -> dict[str, bytes]:
    return {path: data for path, data in snapshot(site).items() if not path.startswith(".")}


def large(folder: Path) -> Path:
    """A glossary large enough that several processes share the work."""
    terms = {
        f"terms/term-{number}.md": record(f"title: Term {number}", f"Of term {number + 1}.")
        for number in range(450)
    }
    return project(folder, terms)


def test_one_process_and_several_give_the_same_bytes(tmp_path: Path) -> None:
    folder = large(tmp_path)
    for workers in (1, 2, 3):
        build_project(folder, site=folder / f"site-{workers}", workers=workers)
    assert snapshot(folder / "site-1") == snapshot(folder / "site-2") == snapshot(folder / "site-3")


def test_another_engine_shares_nothing_with_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path, {"terms/a.md": record("title: A")})
    build_project(folder, cache=folder / "cache")
    monkeypatch.setattr("termbank.system.store.engine", lambda: "another engine")
    monkeypatch.setattr("termbank.content.codec.codec_version", lambda: "another engine")
    assert len(build_project(folder, cache=folder / "cache").rendered) > 3


def reason_of(folder: Path, path: str) -> str:
    """The reason that the command gives for rendering a page."""
    said = run("--explain", "--allow", "all", cwd=folder).stdout.splitlines()
    return next(line.removeprefix(f"{path}: ") for line in said if line.startswith(f"{path}: "))


def edit_the_body(folder: Path) -> None:
    write_tree(folder, {"content/terms/a.md": record("title: A", "Text.\n\nMore words.")})


def edit_the_title(folder: Path) -> None:
    write_tree(folder, {"content/terms/a.md": record("title: Ah")})


def edit_the_settings(folder: Path) -> None:
    write_tree(folder, {"content/site.yaml": "title: Mine\n"})


def edit_a_template(folder: Path) -> None:
    write_tree(folder, {"templates/term.html": TEMPLATE})


def edit_the_page(folder: Path) -> None:
    write_tree(folder, {"site/terms/a.html": "by hand"})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edit_the_body, "shows the text of terms/a"),
        (edit_the_title, "shows the text of terms/a"),
        (edit_the_settings, "the settings of the site have changed"),
        (edit_a_template, "the theme has changed"),
        (edit_the_page, "was changed or removed by somebody else"),
    ],
)
def test_the_command_says_why_a_page_was_rendered(
    change: Callable[[Path], None], reason: str, tmp_path: Path
) -> None:
    folder = project(
        tmp_path, {"terms/a.md": record("title: A"), "terms/b.md": record("title: B\nrelated:\n  - a")}
    )
    run(cwd=folder)
    change(folder)
    assert reason_of(folder, "terms/a.html").startswith(reason)


@pytest.mark.parametrize(
    "changed",
    [
        # A cites the study, which gets another author and another year.
        {"resources/study.md": record("title: A Study\nauthor: Robert Slavin\nyear: 1987")},
        # A's category gets another color: another one stands before it now.
        {"site.yaml": "vocabularies:\n  category:\n    first: {label: First}\n    aims: {label: Aims}\n"},
        {"terms/a.md": record("title: A\ncategory: aims", "Another word, and nothing cited.")},
        {"terms/b.md": record("title: B (of bees)")},
    ],
    ids=["cited", "color", "body", "title"],
)
def test_the_full_text_index_follows_all_that_it_shows(tmp_path: Path, changed: dict[str, str]) -> None:
    tree = {
        "site.yaml": "vocabularies:\n  category:\n    aims: {label: Aims}\n",
        "terms/a.md": record("title: A\ncategory: aims", "Shown long ago [@study]."),
        "terms/b.md": record("title: B"),
        "resources/study.md": record("title: A Study\nauthor: Benjamin Bloom\nyear: 1984"),
    }
    folder = project(tmp_path / "warm", tree)
    choices = {"site": folder / "site", "cache": folder / ".cache"}
    assert build_project(folder, **choices).published
    write_tree(folder / "content", changed)
    assert build_project(folder, **choices).published
    clean = project(tmp_path / "clean", {**tree, **changed})
    assert build_project(clean).published
    texts = [
        {path: data for path, data in snapshot(site).items() if path.startswith("data/texts/")}
        for site in (folder / "site", clean / "site")
    ]
    assert texts[0] == texts[1] != {}


def test_the_reason_for_rendering_a_page_names_the_changed_title(tmp_path: Path) -> None:
    folder = project(
        tmp_path, {"terms/a.md": record("title: A"), "terms/b.md": record("title: B\nrelated:\n  - a")}
    )
    run(cwd=folder)
    edit_the_title(folder)
    assert reason_of(folder, "terms/b.html") == "shows the fields or links of terms/a"


def test_the_command_says_that_nothing_had_to_be_rendered(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/a.md": record("title: A")})
    run(cwd=folder)
    assert "no page was rendered" in run("--explain", cwd=folder).stdout


def test_the_command_says_how_long_each_stage_took(tmp_path: Path) -> None:
    said = run("--profile", cwd=project(tmp_path, {"terms/a.md": record("title: A")})).stdout
    stages = [line.split()[0] for line in said.splitlines() if line.split()[2:3] == ["s"]]
    assert stages == ["read", "link", "history", "check", "plan", "texts", "keys", "write"]


def test_viewers_can_open_a_flame_graph(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/a.md": record("title: A")})
    assert run("--flame", folder / "flame.json", cwd=folder).returncode == 0
    graph = json.loads((folder / "flame.json").read_text(encoding="utf-8"))
    assert graph["$schema"].endswith("file-format-schema.json")
    assert any(frame["name"] == "build" for frame in graph["shared"]["frames"])


def test_undoing_an_edit_restores_the_flagship(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    build_project(tmp_path, cache=tmp_path / "cache")
    before = snapshot(tmp_path / "site")
    file = tmp_path / "content" / "terms" / "rubric.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("title: Rubric", "title: Rubrik"), encoding="utf-8")
    build_project(tmp_path, cache=tmp_path / "cache", allow=("all",))
    file.write_text(text, encoding="utf-8")
    build_project(tmp_path, cache=tmp_path / "cache")
    assert snapshot(tmp_path / "site") == before
