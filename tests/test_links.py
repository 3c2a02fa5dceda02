"""Links and relations: the meaning of each written reference, from both ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import Tree, build_project, by_id, html, links, project, record, text, with_class, write_tree

from termbank import Glossary, load
from termbank.content.key import Key
from termbank.linking.relations import sentence_of
from termbank.text.markdown.excerpts import cut_to_sentence


def glossary(folder: Path, tree: Tree) -> Glossary:
    """The glossary of `tree`, which must have no errors."""
    found = load(write_tree(folder, tree))
    assert [item for item in found.diagnostics if item.severity == "error"] == []
    return found


def term(title: str, front: str = "", body: str = "Text.") -> str:
    return record(f"title: {title}\n{front}", body)


def backlinks(found: Glossary, slug: str) -> dict[str, tuple[str, str, str]]:
    """The pages that link to a term, with the sentence around the link."""
    return {
        link.source.slug: sentence_of(found, link)
        for link in found.links.backlinks.get(Key("term", slug), ())
    }


def test_a_relation_that_one_end_declares_holds_at_both(tmp_path: Path) -> None:
    found = glossary(tmp_path, {"terms/a.md": term("A", "related:\n  - b"), "terms/b.md": term("B")})
    assert found.links.related == {"a": ("b",), "b": ("a",)}


def test_a_relation_that_both_ends_declare_holds_once(tmp_path: Path) -> None:
    tree = {"terms/a.md": term("A", "related:\n  - b"), "terms/b.md": term("B", "related:\n  - a")}
    assert glossary(tmp_path, tree).links.related == {"a": ("b",), "b": ("a",)}


def test_relations_that_a_term_lists_come_before_those_that_list_it(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": term("A", "related:\n  - m"),
        "terms/m.md": term("M", "related:\n  - z\n  - y"),
        "terms/y.md": term("Y"),
        "terms/z.md": term("Z"),
    }
    assert glossary(tmp_path, tree).links.related["m"] == ("z", "y", "a")


def test_a_relation_is_on_the_pages_of_both_terms(tmp_path: Path) -> None:
    build_project(project(tmp_path, {"terms/a.md": term("A", "related:\n  - b"), "terms/b.md": term("B")}))
    for own, other in ("ab", "ba"):
        section = by_id(html(tmp_path / "site" / "terms" / f"{own}.html"), "related-terms")
        assert links(section) == [f"../terms/{other}.html"]


def test_a_broader_term_is_not_also_listed_as_related(tmp_path: Path) -> None:
    tree = {"terms/a.md": term("A", "broader:\n  - b\nrelated:\n  - b"), "terms/b.md": term("B")}
    found = glossary(tmp_path, tree)
    assert found.links.related == {"a": (), "b": ()}
    assert found.links.narrower == {"b": ("a",)}


def test_narrower_terms_are_on_the_page_of_the_broader_one(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": term("A", "broader:\n  - c"),
        "terms/b.md": term("B", "broader:\n  - c"),
        "terms/c.md": term("C"),
    }
    build_project(project(tmp_path, tree))
    section = by_id(html(tmp_path / "site" / "terms" / "c.html"), "narrower-terms")
    assert links(section) == ["../terms/a.html", "../terms/b.html"]


def test_references_to_drafts_are_not_relations(tmp_path: Path) -> None:
    tree = {"terms/a.md": term("A", "related:\n  - b"), "terms/b.md": term("B", "status: draft")}
    assert glossary(tmp_path, tree).links.related == {"a": ()}


# --- backlinks ---


def test_the_target_of_a_link_shows_it_with_its_sentence(tmp_path: Path) -> None:
    body = "First sentence. We judge with a [good rubric](b.md) every week. Last sentence."
    found = glossary(tmp_path, {"terms/a.md": term("A", body=body), "terms/b.md": term("B")})
    assert backlinks(found, "b") == {"a": ("We judge with a ", "good rubric", " every week.")}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("# Heading\n\nA *very [good](b)* one!\n\nOther.", "A very good one!"),
        ("- One.\n- Two [good](b) three", "Two good three"),
        ("Line\nbreak [good\nold](b) and\nmore. No.", "Line break good old and more."),
        ("> Quoted [good](b) words. No.", "Quoted good words."),
        ("| H |\n|---|\n| Cell [good](b) |", "Cell good"),
        ("`code` & [good](b) <x>", "code & good <x>"),
        ("Ist das [gut](b)? Ja.", "Ist das gut?"),
        ("これは[ルーブリック](b)です。次の文。", "これはルーブリックです。"),
    ],
    ids=["emphasis", "item", "lines", "quote", "cell", "code", "question", "Japanese"],
)
def test_the_sentence_around_a_link_is_plain_text(body: str, sentence: str, tmp_path: Path) -> None:
    found = load(write_tree(tmp_path, {"terms/a.md": term("A", body=body), "terms/b.md": term("B")}))
    assert "".join(backlinks(found, "b")["a"]) == sentence


def test_a_page_that_links_twice_is_listed_once_with_its_first_sentence(tmp_path: Path) -> None:
    body = "One [first](b). Two [second](b)."
    found = glossary(tmp_path, {"terms/a.md": term("A", body=body), "terms/b.md": term("B")})
    assert backlinks(found, "b") == {"a": ("One ", "first", ".")}


def test_a_term_that_links_to_itself_is_not_listed(tmp_path: Path) -> None:
    found = glossary(tmp_path, {"terms/a.md": term("A", body="See [below](#more).\n\n## More\n\n[Up](a).")})
    assert backlinks(found, "a") == {}


def test_a_term_lists_its_users_terms_before_resources(tmp_path: Path) -> None:
    tree = {
        "terms/z.md": term("Zebra", body="See [that](b)."),
        "terms/b.md": term("B"),
        "resources/a.md": record("title: A study", "About [that](../terms/b.md)."),
    }
    build_project(project(tmp_path, tree))
    (mentions,) = with_class(html(tmp_path / "site" / "terms" / "b.html"), "mentions")
    assert links(mentions) == ["../terms/z.html", "../resources/a.html"]
    assert [text(mention) for mention in mentions.iter("b")] == ["that", "that"]


# --- what a reference may be written as ---


@pytest.mark.parametrize(
    "written",
    [
        "[x](success-criteria.md)",
        "[x](success-criteria)",
        "[x](../terms/success-criteria.md)",
        "[x](./success-criteria.md)",
        "[[success-criteria]]",
        "[[Success Criteria]]",
        "[[success criteria|x]]",
        "[[SUCCESS CRITERIA]]",
        "[[Look-Fors]]",
        "[[look-fors|x]]",
        "[[SC]]",
        "[[quality-criteria]]",
        "[x](quality-criteria.md)",
        "[x](quality-criteria)",
        "[x](success%2Dcriteria.md)",
        "[x]\n\n[x]: success-criteria.md",
    ],
)
def test_a_reference_may_be_written_in_many_ways(written: str, tmp_path: Path) -> None:
    criteria = term(
        "Success Criteria",
        "aliases:\n  - Look-Fors\nabbreviations:\n  - SC\nformerly:\n  - quality-criteria",
    )
    tree = {"terms/a.md": term("A", body=f"See {written}"), "terms/success-criteria.md": criteria}
    found = glossary(tmp_path, tree)
    assert list(backlinks(found, "success-criteria")) == ["a"]


def test_a_title_beats_the_alias_of_another_term(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": term("A", body="[[Rubric]]"),
        "terms/guide.md": term("Guide", "aliases:\n  - rubric"),
        "terms/scale.md": term("Rubric"),
    }
    found = glossary(tmp_path, tree)
    assert list(backlinks(found, "scale")) == ["a"]
    assert list(backlinks(found, "guide")) == []


def test_a_qualifier_distinguishes_titles_in_a_reference(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": term("A", body="[[Transfer (of learning)]]"),
        "terms/one.md": term("Transfer", "qualifier: of learning"),
        "terms/two.md": term("Transfer", "qualifier: of students"),
    }
    found = glossary(tmp_path, tree)
    assert list(backlinks(found, "one")) == ["a"]


def test_a_slug_without_a_folder_means_a_record_of_the_same_kind_first(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": term("A", body="[x](study)"),
        "terms/study.md": term("Study"),
        "resources/study.md": record("title: The Study"),
        "resources/r.md": record("title: R", "[x](study)"),
    }
    found = glossary(tmp_path, tree)
    assert found.links.backlinks.keys() == {Key("term", "study"), Key("resource", "study")}
    assert list(backlinks(found, "study")) == ["a"]


def test_an_anchor_is_kept(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": term("A", body="[x](b.md#how-to)"),
        "terms/b.md": term("B", body="Text.\n\n## How to\n\nSo."),
    }
    build_project(project(tmp_path, tree))
    assert "../terms/b.html#how-to" in links(
        with_class(html(tmp_path / "site" / "terms" / "a.html"), "definition")[0]
    )


def test_a_link_to_a_draft_is_shown_as_its_text(tmp_path: Path) -> None:
    tree = {"terms/a.md": term("A", body="See [the draft](b.md)."), "terms/b.md": term("B", "status: draft")}
    build_project(project(tmp_path, tree))
    definition = with_class(html(tmp_path / "site" / "terms" / "a.html"), "definition")[0]
    assert (links(definition), text(definition)) == ([], "See the draft.")


# --- resources ---

STUDIES = {
    "terms/a.md": term("A"),
    "terms/b.md": term("B"),
    "terms/c.md": term("C"),
    "resources/z.md": record("title: Zen\nterms:\n  - a\n  - b"),
    "resources/m.md": record("title: Maps\nterms:\n  - b"),
}


def test_a_resource_is_listed_on_each_of_its_terms(tmp_path: Path) -> None:
    assert glossary(tmp_path, STUDIES).links.resources == {"a": ("z",), "b": ("m", "z")}


def test_a_resource_lists_its_terms_in_the_order_written(tmp_path: Path) -> None:
    assert glossary(tmp_path, STUDIES).links.terms == {"m": ("b",), "z": ("a", "b")}


def test_a_term_and_its_resources_list_each_other(tmp_path: Path) -> None:
    build_project(project(tmp_path, STUDIES))
    listed = by_id(html(tmp_path / "site" / "terms" / "b.html"), "curated-resources")
    assert [text(heading) for heading in listed.iter("h3")] == ["Maps", "Zen"]
    helped = with_class(html(tmp_path / "site" / "resources" / "z.html"), "aside")[0]
    assert links(helped) == ["../terms/a.html", "../terms/b.html"]


def test_a_term_without_resources_has_no_section_for_them(tmp_path: Path) -> None:
    build_project(project(tmp_path, STUDIES))
    ids = {element.get("id") for element in html(tmp_path / "site" / "terms" / "c.html").iter()}
    assert "curated-resources" not in ids


# --- excerpts ---

SHORT = st.lists(st.text("abcdéß'-", min_size=1, max_size=12), max_size=20)
LONG = st.lists(st.text("abcdéß'-", min_size=4, max_size=12), min_size=30, max_size=40)
WORDS = (SHORT | LONG).map(" ".join)


@given(before=WORDS, after=WORDS)
def test_an_excerpt_never_cuts_inside_a_word(before: str, after: str) -> None:
    left, match, right = cut_to_sentence(before + " ", "match", " " + after)
    assert set(left.replace("… ", "").split()) <= set(before.split())
    assert set(right.replace(" …", "").split()) <= set(after.split())
    assert match == "match"


@given(before=WORDS, after=WORDS)
def test_an_excerpt_has_a_limited_length(before: str, after: str) -> None:
    left, _, right = cut_to_sentence(before + " ", "match", " " + after)
    assert max(len(left), len(right)) <= 90 + len("… ")


@given(before=WORDS, after=WORDS)
def test_an_excerpt_keeps_the_text_next_to_the_match(before: str, after: str) -> None:
    left, _, right = cut_to_sentence(before + " ", "match", " " + after)
    assert left.split()[-1:] == before.split()[-1:]
    assert right.split()[:1] == after.split()[:1]


def test_a_cut_excerpt_says_so(tmp_path: Path) -> None:
    body = f"{'word ' * 40}[x](b){' word' * 40}."
    found = glossary(tmp_path, {"terms/a.md": term("A", body=body), "terms/b.md": term("B")})
    before, _, after = backlinks(found, "b")["a"]
    assert before.startswith("… word")
    assert after.endswith("word …")
