"""The engine's invariants, tested on generated content."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from trees import Tree, build_project, snapshot, write_tree

from termbank import Diagnostic, check, load
from termbank.content.key import Key
from termbank.content.parser import decode
from termbank.content.schema import SiteFields
from termbank.text.front_matter import read, write
from termbank.text.invisible import find_forbidden
from termbank.text.source import Source, Span
from termbank.text.urls import slug_problem, slugify
from termbank.text.yaml_nodes import plain

QUICK = settings(max_examples=150)
LOADING = settings(max_examples=60)
BUILDING = settings(max_examples=4)

# Values that YAML reads as something other than text, or as nothing.
TRAPS = (
    "", " ", "No", "null", "~", "true", "1.10", "0123", "0x1F", "1e3", ".nan", "12:30:45", "2024-01-01", "=", "<<",
    "- item", "-", "a: b", "a:", ": a", "? a", "a #b", "#a", "'", '"', "it's", '"a" b', "{x}", "{", "[x]", "]",
    "*a", "&a", "!tag", "|", ">", "%d", "@x", "`x`", "---", "...", "a\n---\nb", "a\n\nb", "a\r\nb", "\ta", "a\tb",
    " lead", "trail ", "back\\slash", "\\n", "\x00", "\x1b[31m", "\x85", "\u2028", "\ufeff", "\u202e", "e\u0301",
    "\u00a0", "%YAML 1.1", "x" * 200, "word " * 60,
)  # fmt: skip
WORDS = (
    "Learning Targets",
    "ÉLÈVE",
    "学習目標",
    "ルーブリック",
    "تقويم",
    "मूल्यांकन",
    "평가",
    "Όροι",
    "Цель",
    "İstanbul",
    "Straße",
    "C++",
    "R&D",
    "😀",
)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TEXT = st.sampled_from(TRAPS) | st.sampled_from(WORDS) | ANY
# Text allowed in front matter: hidden characters are refused in any notation.
VISIBLE = TEXT.filter(lambda text: not find_forbidden(text))

SLUGS = ("a", "b", "a-and-b", "学習")
ODD = ANY | st.sampled_from(TRAPS) | st.text("a'’-. éİßΣς\u0301\u0308学", max_size=12)
SLUG = st.sampled_from(SLUGS)
REFERENCE = st.sampled_from([*SLUGS, "nowhere", "old", "A b"]) | TEXT
NAMES = st.sampled_from(["title", "summary", "aliases", "related", "x_mine", "category", "year"])
BLOCKS = (
    "Text.", "## Heading", "# Heading", "## Designer's Tips", "- item\n- item", "> quote", "    code", "---", "***",
    "```\nfence", "| a | b |\n|---|---|\n| [x](b) | c |", "[^1]: Note.", "Text[^1] and text[^1].", "Term\n: Meaning",
    "> [!NOTE]\n> Text", "[x](b.md)", "[[b]]", "[[b|text]]", "[[nowhere]]", "[[]]", "[x](#heading)", "[x](nowhere#y)",
    "![alt](../images/a.png)", "![alt](https://example.org/a.png)", "<b>html</b>", "<!-- comment -->", "&amp; &#0; &x;",
    "[x](../resources/b.md)", "[x](javascript:alert(1))", "[x](http://a@b.example)", "*a **b* c**", "\\*\\[", "~~x~~",
    "[a](b \"title\")", "[a]\n\n[a]: b.md", "line  \nbreak", "a\tb", "\t- x", "1. x\n\n   y\n2. z",
    "[a[a[a[a", "`` ` ``", "So says [@a, p. 4; @b].", "[@nowhere]", "[x [@a]](b)", "## Head [@a]", "See Ada (1990).",
)  # fmt: skip
BODY = st.lists(st.sampled_from(BLOCKS) | VISIBLE, max_size=6).map("\n\n".join)

# Content that can always be published if every check that can be lowered is.
SOUND = st.text("aé学 *_#>-", max_size=20)
SOUND_BODY = st.lists(
    st.sampled_from([block for block in BLOCKS if "://" not in block and "script" not in block]), max_size=6
)


def fields(
    texts: st.SearchStrategy[str], references: st.SearchStrategy[str]
) -> st.SearchStrategy[dict[str, Any]]:
    """The front matter of a term."""
    lists = {
        name: st.lists(references, max_size=3) for name in ("related", "broader", "replaced_by", "formerly")
    }
    names = {name: st.lists(texts, max_size=2) for name in ("aliases", "abbreviations", "principles")}
    choices = {
        "status": st.sampled_from(["working", "reviewed", "deprecated", "draft"]),
        "category": texts,
        "summary": texts,
        "qualifier": texts,
        "confused_with": st.dictionaries(references, texts, max_size=2),
    }
    return st.fixed_dictionaries({"title": texts}, optional={**lists, **names, **choices})


def contents(
    term: st.SearchStrategy[dict[str, Any]], body: st.SearchStrategy[str]
) -> st.SearchStrategy[dict[str, str]]:
    """Content trees of a few terms and resources."""
    terms = st.dictionaries(
        st.sampled_from([f"terms/{slug}.md" for slug in SLUGS]),
        st.builds(write, term, body),
        min_size=2,
        max_size=len(SLUGS),
    )
    resource = st.fixed_dictionaries(
        {"title": st.sampled_from(WORDS), "terms": st.lists(SLUG, max_size=3)},
        optional={"author": st.just("Ada"), "year": st.sampled_from(["1990", "1991"])},
    )
    resources = st.dictionaries(
        st.sampled_from(["resources/a.md", "resources/b.md"]), st.builds(write, resource, body), max_size=2
    )
    return st.builds(lambda some, more: {**some, **more}, terms, resources)


# In these, most references have a target; in those, few do.
LINKED_TREES = contents(fields(VISIBLE, SLUG), BODY)
TREES = LINKED_TREES | contents(fields(TEXT, REFERENCE), BODY)
SOUND_TREES = contents(fields(SOUND, SLUG), SOUND_BODY.map("\n\n".join))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every example fills again."""
    return tmp_path_factory.mktemp("example")


def fill(folder: Path, tree: Tree) -> Path:
    """Make `folder` contain exactly `tree`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return write_tree(folder, tree)


def places(diagnostics: tuple[Diagnostic, ...]) -> list[Span]:
    return [
        place for item in diagnostics for place in (item.span, *(related.span for related in item.related))
    ]


def is_true(place: Span, folder: Path) -> bool:
    """Whether line and column match the span's first character, and the span is within the file."""
    file = folder / place.path
    if not file.is_file():
        return (place.line, place.column, place.start, place.end) == (1, 1, 0, 0)
    # What is refused is dropped before the rest of the file is read, so offsets do not count it.
    source = decode([], place.path, file.read_bytes())
    text = source.text if source else Source.from_bytes(place.path, file.read_bytes()).text
    before = text[: place.start]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return (place.line, place.column) == (line, column) and 0 <= place.start <= place.end <= len(text)


@LOADING
@given(tree=TREES)
@example(tree={"terms/a.md": write({"title": "\ufeff"}, "")})
def test_no_content_makes_the_engine_raise(tree: dict[str, str], folder: Path) -> None:
    check(load(fill(folder, tree)))


@LOADING
@given(tree=TREES)
def test_every_reported_place_is_in_its_file(tree: dict[str, str], folder: Path) -> None:
    found = check(load(fill(folder, tree)))
    assert [place for place in places(found) if not is_true(place, folder)] == []


@QUICK
@given(metadata=st.dictionaries(NAMES, VISIBLE | st.lists(VISIBLE, max_size=3), max_size=4), body=BODY)
@example(metadata={"title": "\u00a0"}, body="")
def test_written_front_matter_reads_back_as_the_same_text(metadata: dict[str, Any], body: str) -> None:
    source = Source.from_bytes("terms/a.md", write(metadata, body).encode())
    front = read(source)
    assert front.diagnostics == ()
    assert front.root is not None
    assert plain(front.root) == metadata


GOOD = '---\ntitle: A\nrelated:\n  - b\nsummary: "x"\n---\nText *x* [y](z).\n'
MANGLED = st.builds(
    lambda at, length, piece: (GOOD[:at] + piece + GOOD[at + length :]).encode("utf-8", "surrogatepass"),
    st.integers(0, len(GOOD)),
    st.integers(0, 10),
    st.sampled_from([*TRAPS, "\ud800", "\n", "  ", "\t", ":"]) | ANY,
)


@QUICK
@given(data=st.binary(max_size=100) | MANGLED | st.builds(str.encode, ANY))
def test_any_bytes_give_a_term_or_a_problem(data: bytes, folder: Path) -> None:
    glossary = load(fill(folder, {"terms/a.md": data, "terms/b.md": "---\ntitle: B\n---\n"}))
    assert "a" in glossary.terms or any(item.span.path == "terms/a.md" for item in check(glossary))


SETTING = TEXT | st.dictionaries(TEXT, TEXT | st.dictionaries(TEXT, TEXT, max_size=2), max_size=2)
SETTINGS = st.dictionaries(st.sampled_from(list(SiteFields.model_fields)), SETTING).map(
    lambda chosen: write({**chosen}, "").strip("-\n").encode()
)


@QUICK
@given(data=st.binary(max_size=100) | st.builds(str.encode, ANY) | SETTINGS)
@example(data=b"[")
def test_any_bytes_as_settings_give_a_glossary(data: bytes, folder: Path) -> None:
    tree: Tree = {"site.yaml": data, "terms/a.md": "---\ntitle: A\n---\nText.\n"}
    assert "a" in load(fill(folder, tree)).terms


@LOADING
@given(tree=TREES)
def test_reading_twice_is_reading_once(tree: dict[str, str], folder: Path) -> None:
    fill(folder, tree)
    first, second = load(folder), load(folder)
    assert first == second
    assert check(first) == check(second)


@LOADING
@given(tree=TREES, order=st.randoms(use_true_random=False))
def test_the_order_in_which_files_are_written_changes_nothing(
    tree: dict[str, str], order: Any, folder: Path
) -> None:
    first = load(fill(folder, tree))
    shuffled = list(tree)
    order.shuffle(shuffled)
    assert load(fill(folder, {path: tree[path] for path in shuffled})) == first


@LOADING
@given(tree=LINKED_TREES)
def test_related_terms_are_related_to_each_other(tree: dict[str, str], folder: Path) -> None:
    related = load(fill(folder, tree)).links.related
    pairs = {(one, other) for one, others in related.items() for other in others}
    assert pairs == {(other, one) for one, other in pairs}
    assert all(one != other for one, other in pairs)


@LOADING
@given(tree=LINKED_TREES)
def test_narrower_is_broader_seen_from_above(tree: dict[str, str], folder: Path) -> None:
    found = load(fill(folder, tree)).links
    below = {(one, other) for one, others in found.broader.items() for other in others}
    assert below == {(other, one) for one, others in found.narrower.items() for other in others}


@LOADING
@given(tree=LINKED_TREES)
def test_every_relation_leads_to_a_record(tree: dict[str, str], folder: Path) -> None:
    glossary = load(fill(folder, tree))
    found = glossary.links
    relations = (found.related, found.broader, found.narrower, found.confused, found.terms)
    named = {slug for relation in relations for others in relation.values() for slug in others}
    assert named <= glossary.terms.keys()
    assert {slug for others in found.resources.values() for slug in others} <= glossary.resources.keys()
    assert all(glossary.get(link.source) for others in found.backlinks.values() for link in others)
    assert all(glossary.get(Key(*key)) for key in found.backlinks)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["add", "append", "delete", "rename"]), st.integers(0, 5), st.sampled_from(BLOCKS[:9])
    ),
    min_size=2,
    max_size=3,
)


def edit(tree: dict[str, str], kind: str, number: int, block: str) -> dict[str, str]:
    """`tree` after one small edit that leaves most pages unchanged."""
    path = sorted(tree)[number % len(tree)]
    rest = {other: text for other, text in tree.items() if other != path}
    if kind == "add":
        return tree | {f"terms/new-{number}.md": write({"title": f"New {number}"}, block)}
    if kind == "append":
        return rest | {path: f"{tree[path]}\n{block}\n"}
    if kind == "rename":
        return rest | {f"terms/new-{number}.md": tree[path]}
    return rest or tree


@BUILDING
@given(tree=SOUND_TREES, edits=EDITS)
@example(tree={"terms/a.md": write({"title": "A"}, "Text.")}, edits=[("append", 0, "More.")])
def test_a_build_after_edits_is_the_same_as_a_clean_one(
    tree: dict[str, str], edits: list[tuple[str, int, str]], folder: Path
) -> None:
    fill(folder, {"content/terms/.keep": ""})
    for change in (None, *edits):
        tree = edit(tree, *change) if change else tree
        fill(folder / "content", tree)
        edited = build_project(folder, cache=folder / "cache", allow=("all",))
    clean = build_project(folder, site=folder / "clean", allow=("all",))
    assert edited.diagnostics == clean.diagnostics
    assert edited.published == clean.published
    if clean.published:
        assert snapshot(folder / "site") == snapshot(folder / "clean")


@QUICK
@given(text=ODD)
@example(text="e'\u0301tat")
@example(text="J\u030c")
def test_slugify_does_not_change_a_slug(text: str) -> None:
    assert slugify(slugify(text)) == slugify(text)


@QUICK
@given(text=ODD)
@example(text="e'\u0301tat")
@example(text="J\u030c")
def test_slugify_returns_a_slug_or_nothing(text: str) -> None:
    slug = slugify(text)
    assert slug == "" or slug_problem(slug) in (None, "is a reserved name")


@QUICK
@given(text=st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Mn"]), min_size=1, max_size=8))
def test_slugs_do_not_depend_on_how_accents_are_written(text: str) -> None:
    assert slugify(unicodedata.normalize("NFD", text)) == slugify(text)
