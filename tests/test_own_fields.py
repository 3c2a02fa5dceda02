"""Fields that a site declares are read, cached, shown, exported, imported and documented without touching code."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trees import build_project, project, record, run, write_tree

from termbank import Config, check, load
from termbank.content.schema import FieldType
from termbank.edit.new import new_record

SITE = """
fields:
  term:
    part_of_speech: {label: Part of speech, type: vocabulary, facet: true}
    register: {label: Register}
  resource:
    level: {label: Grade level, type: vocabulary, facet: true, show: lists, description: The grades it is for.}
    minutes: {label: Minutes, type: number, facet: true, export: [json]}
    topics: {label: Topics, type: list, facet: true}
    held: {label: Held on, type: date, facet: true}
    guide: {label: Guide, type: link}
    motto: {label: Motto, show: none}
vocabularies:
  part_of_speech:
    noun: {label: Noun}
  level:
    elementary: {label: Elementary school}
    high: {label: High school, formerly: [hs]}
"""
# `{` begins a flow mapping, which content may not use: the same as lines.
SITE = yaml.safe_dump(yaml.safe_load(SITE), sort_keys=False)
WORK = """
title: Work
terms:
  - a
level:
  - high
  - Elementary school
minutes: 12.5
topics:
  - time
  - space
held: 2026-03-31
guide: https://example.org/guide
motto: Be good
"""
CONTENT = {
    "site.yaml": SITE,
    "terms/a.md": record(
        "title: Alpha\npart_of_speech: noun\nregister: formal\nconfused_with:\n  b: Not so."
    ),
    "terms/b.md": record("title: Beta"),
    "resources/work.md": record(WORK),
}
VALUES = {
    "level": ("high", "elementary"),
    "minutes": 12.5,
    "topics": ("time", "space"),
    "held": "2026-03-31",
    "guide": "https://example.org/guide",
    "motto": "Be good",
}


def text_of(page: Path) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8")).split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a glossary that declares a field of every type."""
    folder = project(tmp_path_factory.mktemp("own"), CONTENT)
    result = build_project(folder)
    assert result.published, result.diagnostics
    return folder / "site"


def test_values_are_read_by_the_type_of_their_field(tmp_path: Path) -> None:
    glossary = load(project(tmp_path, CONTENT) / "content")
    assert check(glossary) == ()
    assert dict(glossary.resources["work"].extra) == VALUES
    assert dict(glossary.terms["a"].extra) == {"part_of_speech": ("noun",), "register": "formal"}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "resources/work.html",
            "Grade level Elementary school , High school Minutes 12.5 Topics time , space",
        ),
        ("resources/work.html", "Held on 2026-03-31 Guide https://example.org/guide"),
        ("resources/index.html", "Grade level: Elementary school , High school"),
        ("resources/level/high.html", "High school 1 resource"),
        ("terms/a.html", "Part of speech Noun Register formal"),
        ("terms/by/part-of-speech/noun.html", "Noun 1 term Alpha"),
        ("compare/a-and-b.html", "Part of speech Alpha Noun Beta"),
        ("everything.html", "Part of speech: Noun Register: formal"),
        ("everything.html", "Held on: 2026-03-31"),
        ("contribute.html", "level : Grade level"),
        ("contribute.html", "One or more of these values: elementary , high The grades it is for."),
    ],
)
def test_pages_show_the_fields(site: Path, page: str, said: str) -> None:
    assert said in text_of(site / page)


def test_links_of_values_lead_somewhere(site: Path) -> None:
    page = (site / "resources" / "work.html").read_text(encoding="utf-8")
    assert 'href="../resources/level/high.html"' in page
    assert 'href="https://example.org/guide"' in page
    assert "Be good" not in page
    # The value was called `hs` once.
    assert "high.html" in (site / "resources" / "level" / "hs.html").read_text(encoding="utf-8")


def test_files_of_data_hold_the_fields(site: Path) -> None:
    index = json.loads((site / "data" / "index.json").read_bytes())
    lists = {name: list(value) if isinstance(value, tuple) else value for name, value in VALUES.items()}
    assert index["resources"][0]["fields"] == lists
    assert index["terms"][0]["fields"] == {"part_of_speech": ["noun"], "register": "formal"}
    assert "fields" not in index["terms"][1]
    with (site / "data" / "resources.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["level"], row["topics"], row["held"]) == ("high; elementary", "time; space", "2026-03-31")
    assert "minutes" not in row


def test_the_library_is_narrowed_down_by_facets_of_the_site(site: Path) -> None:
    script = (site / "data" / "library.js").read_text(encoding="utf-8")
    for facet in (
        '{"key":"level","label":"Grade level","values":[["elementary","Elementary school"],["high","High school"]]}',
        '{"key":"minutes","label":"Minutes","values":[["12.5","12.5"]]}',
        '{"key":"topics","label":"Topics","values":[["space","space"],["time","time"]]}',
        '{"key":"held","label":"Held on","values":[["2026","2026"]]}',
    ):
        assert facet in script
    assert '"key":"guide"' not in script


def test_the_table_comes_back_by_an_import(site: Path, tmp_path: Path) -> None:
    folder = project(tmp_path, {"site.yaml": SITE, "terms/a.md": record("title: Alpha")})
    table = site / "data" / "resources.csv"
    done = run("import", table, "--kind", "resource", "--write", "--content", folder / "content")
    assert done.returncode == 0, done.stdout
    kept = {name: value for name, value in VALUES.items() if name != "minutes"}
    assert dict(load(folder / "content").resources["work"].extra) == kept


def test_a_column_is_found_by_the_label_of_a_field(tmp_path: Path) -> None:
    folder = project(tmp_path, {"site.yaml": SITE, "terms/a.md": record("title: Alpha")})
    write_tree(tmp_path, {"works.csv": "Title,Grade Level,Minutes,Held on\nOne,high school,5,2026-01-02\n"})
    done = run(
        "import", tmp_path / "works.csv", "--kind", "resource", "--write", "--content", folder / "content"
    )
    assert done.returncode == 0, done.stdout
    found = load(folder / "content").resources["one"].extra
    assert dict(found) == {"level": ("high",), "minutes": 5, "held": "2026-01-02"}


def test_what_is_begun_explains_the_fields(tmp_path: Path) -> None:
    glossary = load(project(tmp_path, CONTENT) / "content")
    text = new_record(glossary, "resource", "Another").created["resources/another.md"]
    assert "# The grades it is for.\n# level: one or more of elementary, high\n# minutes: 45\n" in text
    write_tree(tmp_path, {"content/resources/another.md": text})
    # Comments taken away, what they say is right.
    bare = re.sub(r"(?m)^# (?=minutes: |held: |guide: |motto: )", "", text)
    write_tree(tmp_path, {"content/resources/another.md": bare})
    again = load(tmp_path / "content")
    assert check(again) == ()
    assert set(again.resources["another"].extra) == {"minutes", "held", "guide", "motto"}


WRONG = {
    "hgih": ("level: hgih", "unknown-value", "did you mean `high`?"),
    "twice": ("level:\n  - high\n  - high", "duplicate-reference", "remove one of the two"),
    "former": ("level: hs", "unknown-value", "it is now `high`"),
    "number": ("minutes: about 12,5 min", "wrong-type", "write `12.5`"),
    "date": ("held: March 3, 2026", "wrong-type", "write year-month-day: `2026-03-03`"),
    "link": (
        "guide: javascript:alert(1)",
        "unsafe-link",
        "write a web address, beginning with `https://`, or none",
    ),
    "list": ("topics: time, space", "wrong-type", "write one item a line: `- time`, `- space`"),
    "text": ("motto:\n  - Be good", "wrong-type", "keep one value"),
    "name": ("minuets: 5", "unknown-field", "did you mean `minutes`?"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_named_at_its_place(tmp_path: Path, name: str) -> None:
    line, code, cure = WRONG[name]
    folder = project(tmp_path, CONTENT | {"resources/work.md": record(f"title: Work\n{line}")})
    (problem,) = check(load(folder / "content"))
    assert (problem.code, problem.span.path) == (code, "resources/work.md")
    assert problem.span.line >= 3
    assert cure in problem.hints


DECLARED = {
    "kind": ("  terms:\n    mood:\n      label: M", 2, "did you mean `term`?"),
    "type": ("  term:\n    mood:\n      label: M\n      type: vocab", 5, "did you mean `vocabulary`?"),
    "clash": ("  term:\n    title:\n      label: M", 3, "choose another name"),
    "other kind": ("  term:\n    url:\n      label: M", 3, "choose another name"),
    "letters": (
        "  term:\n    Niveau Scolaire é:\n      label: M",
        3,
        "write `niveau_scolaire_e`; what readers",
    ),
    "label": ("  term:\n    mood:\n      type: text", 4, "add `label: …`"),
    "inner": ("  term:\n    mood:\n      label: M\n      facett: true", 5, "did you mean `facet`?"),
    "vocabulary": ("  term:\n    mood:\n      label: M\n      type: vocabulary", 5, "declare its values"),
    "facet": (
        "  resource:\n    mood:\n      label: M\n      type: link\n      facet: true",
        6,
        "remove the line",
    ),
    "short": ("  term:\n    mood: Mood", 3, "write `label: Mood` on the next line"),
}


@pytest.mark.parametrize("name", DECLARED)
def test_a_wrong_declaration_is_the_only_problem(tmp_path: Path, name: str) -> None:
    lines, line, cure = DECLARED[name]
    # The file that has the field is innocent, whatever is wrong with the declaration.
    used = "" if name in ("kind", "clash", "other kind", "letters", "facet") else "\nmood: fine"
    content = {"site.yaml": f"fields:\n{lines}\n", "terms/a.md": record(f"title: A{used}")}
    (problem,) = check(load(project(tmp_path, content) / "content"))
    assert (problem.span.path, problem.span.line) == ("site.yaml", line)
    assert any(hint.startswith(cure) for hint in problem.hints), problem.hints


def test_a_misspelled_vocabulary_is_named_once(tmp_path: Path) -> None:
    site = SITE.replace("  level:\n    elementary:", "  levle:\n    elementary:")
    folder = project(tmp_path, CONTENT | {"site.yaml": site, "resources/work.md": record("title: Work")})
    (problem,) = check(load(folder / "content"))
    assert (problem.code, problem.hints) == ("unknown-field", ("did you mean `level`?",))


# --- any declaration ---

NAMES = st.from_regex(r"[a-w][a-z_]{2,12}", fullmatch=True).filter(lambda name: not name.startswith("model_"))
WORDS = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=8)
DRAWN: dict[FieldType, Callable[[], st.SearchStrategy[Any]]] = {
    FieldType.TEXT: lambda: WORDS,
    FieldType.LIST: lambda: st.lists(WORDS, min_size=1, max_size=3, unique=True),
    FieldType.DATE: lambda: st.dates(date(1000, 1, 1)).map(str),
    FieldType.NUMBER: lambda: (
        st.integers(-999_999_999, 999_999_999) | st.integers(-9999, 9999).map(lambda n: n / 4)
    ),
    FieldType.LINK: lambda: st.from_regex(r"https://example\.org/[a-z]{0,5}", fullmatch=True),
    FieldType.VOCABULARY: lambda: st.lists(st.sampled_from(["low", "high"]), min_size=1, unique=True),
}


@st.composite
def declared(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Declarations of a few fields, and a value of each."""
    fields, values = {}, {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)):
        kind = draw(st.sampled_from(FieldType))
        fields[name] = {
            "label": f"The {name}",
            "type": kind.value,
            "show": draw(st.sampled_from(["page", "lists"])),
            "facet": str(kind is not FieldType.LINK and draw(st.booleans())).lower(),
        }
        values[name] = draw(DRAWN[kind]())
    return fields, values


def content_of(fields: dict[str, Any], values: dict[str, Any]) -> dict[str, str]:
    closed = {
        name: {value: {"label": value.upper()} for value in ("low", "high")}
        for name, field in fields.items()
        if field["type"] == "vocabulary"
    }
    site: dict[str, Any] = {"fields": {"resource": fields}, **({"vocabularies": closed} if closed else {})}
    own = {name: value if isinstance(value, list) else str(value) for name, value in values.items()}
    front = yaml.safe_dump({"title": "Work", **own}, allow_unicode=True, sort_keys=False, width=10_000)
    return {
        "site.yaml": yaml.safe_dump(site, sort_keys=False),
        "terms/a.md": record("title: A"),
        "resources/work.md": record(front),
    }


def tree(site: Path) -> dict[str, bytes]:
    return {str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*") if file.is_file()}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=declared(), second=declared())
def test_any_declaration_is_kept_by_the_cache_and_an_edited_one_is_read_anew(
    tmp_path_factory: pytest.TempPathFactory, first: Any, second: Any
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for fields, values in (first, second):
        project(folder, content_of(fields, values))
        # The second reading finds the file in the cache; nothing of the first declaration may be left there.
        warm = build_project(folder, cache=folder / "cache")
        assert warm.published, warm.diagnostics
        found = dict(load(Config(folder / "content", cache=folder / "cache")).resources["work"].extra)
        assert found == {
            name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
        }
    cold = build_project(folder, site=folder / "cold")
    assert cold.published, cold.diagnostics
    assert tree(folder / "site") == tree(folder / "cold")
    shown = text_of(folder / "site" / "resources" / "work.html")
    documented = text_of(folder / "site" / "contribute.html")
    for name, field in second[0].items():
        assert field["label"] in shown
        assert f"{name} : {field['label']}" in documented
    index = json.loads((folder / "site" / "data" / "index.json").read_bytes())
    assert index["resources"][0]["fields"] == second[1]


def test_an_edited_declaration_is_read_with_a_warm_cache(tmp_path: Path) -> None:
    folder = project(tmp_path, CONTENT)
    build_project(folder, cache=folder / "cache")
    edited = SITE.replace("label: Minutes\n      type: number", "label: Length\n      type: text")
    assert edited != SITE
    write_tree(folder, {"content/site.yaml": edited})
    build_project(folder, cache=folder / "cache")
    assert (
        dict(load(Config(folder / "content", cache=folder / "cache")).resources["work"].extra)["minutes"]
        == "12.5"
    )
    build_project(folder, site=folder / "cold")
    assert tree(folder / "site") == tree(folder / "cold")
