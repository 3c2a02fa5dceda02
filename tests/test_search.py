"""The search index: its contents, and that no part of a large index is big."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import RICH, ROOT, build_project, html, project, record

from termbank.exporters import opensearch, search_index, search_texts
from termbank.exporters.search_index import Entry, split, words

SPEC = f"{{{opensearch.NAMESPACE}}}"
TITLED = {"site.yaml": "base_url: https://example.org/bank\ntitle: {}\n", "terms/a.md": record("title: A")}


def index_in(folder: Path, name: str = "search.js") -> dict[str, Any]:
    """The data that a file of the index passes to the page."""
    script = (folder / "site" / "data" / name).read_text(encoding="utf-8")
    index: dict[str, Any] = json.loads(re.sub(r"^termbankSearch\.\w+\(|\);\n$", "", script))
    return index


def rows(folder: Path, kind: str, name: str = "search.js") -> dict[str, dict[str, Any]]:
    """The rows of a kind that a file of the index has, by title, with the names of their fields."""
    fields = index_in(folder)["fields"][kind]
    found = [dict(zip(fields, row, strict=False)) for row in index_in(folder, name)[kind]]
    return {row["title"]: row for row in found}


def entry(name: str, text: str = "") -> Entry:
    """A term with only a name and a summary."""
    return Entry("terms", json.dumps([name, "", "none", text]).encode(), (name,), text)


def entries(count: int, text: str = "") -> list[Entry]:
    """Terms of two words that share the second word."""
    return [entry(f"word{number} common", text) for number in range(count)]


# --- what it holds ---


def test_a_term_is_found_by_all_its_names(tmp_path: Path) -> None:
    fields = "title: Rubric\naliases:\n  - Scoring Guide\nabbreviations:\n  - RB\nhidden_aliases:\n  - rubrik"
    build_project(project(tmp_path, {"terms/rubric.md": record(fields, "A guide to levels.")}))
    rubric = rows(tmp_path, "terms")["Rubric"]
    names = (rubric["aliases"], rubric["abbreviations"], rubric["hidden"])
    assert names == (["Scoring Guide"], ["RB"], ["rubrik"])


def test_summaries_wait_in_the_second_file(tmp_path: Path) -> None:
    build_project(project(tmp_path, {"terms/rubric.md": record("title: Rubric", "A guide to levels.")}))
    assert "A guide" not in json.dumps(index_in(tmp_path))
    assert index_in(tmp_path, "search-more.js")["summaries"] == ["A guide to levels."]


def test_confused_terms_refer_to_each_other(tmp_path: Path) -> None:
    build_project(project(tmp_path, RICH))
    found = rows(tmp_path, "terms")
    assert (found["Rubric"]["pairs"], found["Checklist"]["pairs"]) == (["checklist"], ["rubric"])


def test_a_retired_term_says_so(tmp_path: Path) -> None:
    build_project(project(tmp_path, RICH))
    found = rows(tmp_path, "terms")
    assert found["Grade"]["retired"] == 1
    assert "retired" not in found["Rubric"]


def test_a_resource_is_found_by_its_title_authors_and_publisher(tmp_path: Path) -> None:
    build_project(project(tmp_path, RICH))
    study = rows(tmp_path, "resources", "search-more.js")["A Study of Rubrics"]
    assert (study["authors"], study["publisher"], study["year"]) == (["Ada Lovelace"], "Example Press", 2014)


def test_lists_and_pages_have_names(tmp_path: Path) -> None:
    about = {"pages/about.md": record("title: About Us", "We keep it.")}
    build_project(project(tmp_path, {**RICH, **about}))
    values, pages = rows(tmp_path, "values"), rows(tmp_path, "pages")
    assert {name: values[name]["facet"] for name in ("Assessment", "On Mastery", "report", "publisher")} == {
        "Assessment": "category",
        "On Mastery": "principle",
        "report": "type",
        "publisher": "organization",
    }
    assert values["Example Press"]["facet"] == "publisher"
    assert values["Assessment"]["url"] == "categories/assessment.html"
    assert {"About Us", "Map", "Designer’s Tips", "Hierarchy of terms", "Data"} <= set(pages)
    assert all((tmp_path / "site" / page["url"].partition("#")[0]).exists() for page in pages.values())


def test_a_draft_is_not_in_the_index(tmp_path: Path) -> None:
    build_project(project(tmp_path, RICH))
    assert "Portfolio" not in [row[0] for row in index_in(tmp_path)["terms"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bloom’s Taxonomy", ["blooms", "taxonomy"]),
        ("Self-Assessment (SA)", ["self", "assessment", "sa"]),
        ("Éléments à part", ["elements", "a", "part"]),
        ("find_program_address", ["find", "program", "address"]),
        ("تقويم تكويني", ["تقويم", "تكويني"]),
        ("—", []),
        ("l’évaluation d'un élève", ["evaluation", "un", "eleve"]),
        ("Straße in Łódź, \u02bbOhana", ["strasse", "in", "lodz", "ohana"]),
    ],
)
def test_words_are_split_as_the_browser_does(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_every_word_of_every_text_is_listed_with_its_record(tmp_path: Path) -> None:
    body = "Levels of levels and levels, see [this](b.md).\n\n## More\n\n- `Code` too. 学習目標"
    own = {"pages/about.md": record("title: About", "Levels."), "resources/r.md": record("title: R", "Code.")}
    build_project(
        project(tmp_path, {"terms/a.md": record("title: A", body), "terms/b.md": record("title: B"), **own})
    )
    said = index_in(tmp_path, "texts/words-0.js")
    places = dict(zip(said["words"].split(" "), map(numbers_of, said["at"]), strict=True))
    # An odd number says that the record has the word often.
    assert (places["levels"], places["code"], places["学習"]) == ([1, 6], [0, 4], [0])
    assert "of" not in places
    texts = index_in(tmp_path, "texts/0.js")["texts"]
    assert [row[:3] for row in texts] == [
        ["term", "a", "A"], ["term", "b", "B"], ["resource", "r", "R"], ["page", "about", "About"]
    ]  # fmt: skip
    assert texts[0][4:] == ["Levels of levels and levels, see this.", "More", "Code too. 学習目標"]


def test_texts_and_their_words_come_in_small_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_texts, "PART", 60)
    build_project(project(tmp_path, RICH))
    index = index_in(tmp_path, "texts/index.js")
    parts = [index_in(tmp_path, f"texts/words-{number}.js") for number in range(len(index["words"]))]
    assert [part["words"].split(" ")[0] for part in parts] == index["words"]
    texts = [index_in(tmp_path, f"texts/{number}.js") for number in range(len(index["texts"]))]
    assert [part["first"] for part in texts] == index["texts"]
    assert sum(len(part["texts"]) for part in texts) == 7
    assert min(len(parts), len(texts)) > 2


def test_a_word_that_many_records_say_lists_those_that_say_it_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_texts, "COMMON", 2)
    terms = {
        f"terms/t{n}.md": record(f"title: Name {n}", f"Grading{' by grading of grading' * (n == 1)}.")
        for n in range(4)
    }
    build_project(project(tmp_path, terms))
    said = index_in(tmp_path, "texts/words-0.js")
    assert said["at"][said["words"].split(" ").index("grading")] == [0, 4]


def numbers_of(steps: list[int]) -> list[int]:
    """The numbers that a list of steps stands for."""
    return list(accumulate(steps, initial=-1))[1:]


def test_scripts_get_every_plural_form_of_the_language(tmp_path: Path) -> None:
    forms = {"one": "{n} wynik", "few": "{n} wyniki", "many": "{n} wyników", "other": "{n} wyniku"}
    words = f"search_found: {json.dumps(forms, ensure_ascii=False)}\ncount_resources: '{{n}} materiały'"
    folder = project(tmp_path, {**RICH, "site.yaml": "language: pl"})
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "words.pl.yaml").write_text(words, encoding="utf-8")
    build_project(folder)
    assert index_in(tmp_path)["words"]["found"] == forms
    library = (folder / "site/data/library.js").read_text(encoding="utf-8")
    assert '"count":{"other":"{n} materiały"}' in library


# --- what is answered ---

ANSWERED = {
    "site.yaml": """\
title: Glossary
license: CC BY 4.0
vocabularies:
  resource_type:
    video: {label: Video}
    book: {label: Book}
  principles:
    meaning: {label: Meaningful Assessment}
""",
    "pages/about.md": record("title: About", "We keep it."),
    "resources/talk.md": record(
        "title: A Talk\nauthor: Ada Lovelace\nresource_type: video\naccess: free\nterms:\n  - rubric"
    ),
    "resources/paid.md": record("title: A Lesson\nresource_type: video\naccess: paid\nterms:\n  - rubric"),
    "resources/manual.md": record(
        "title: A Manual\nresource_type: book\naccess: free\npublisher: WHO\nterms:\n  - gpa"
    ),
    "terms/question.md": record('title: "?"', "The sign of a question."),
    "terms/being.md": record("title: To Be\nrelated:\n  - what-if", "A verb."),
    "terms/rubric.md": record(
        "title: Rubric\naliases:\n  - Scoring Guide\nprinciples:\n  - meaning",
        "A guide to levels of quality.",
    ),
    "terms/pbl.md": record("title: Project-Based Learning", "Learning by a project that matters."),
    "terms/formative.md": record("title: Formative Assessment", "Finding out what to teach next."),
    "terms/summative.md": record("title: Summative Assessment", "Finding out what was learned."),
    "terms/gpa.md": record("title: GPA", "A grade point average (GPA) is the mean of all grades."),
    "terms/zpd.md": record("title: Zone of Proximal Development", "What a learner can do with help."),
    "terms/javascript.md": record("title: JavaScript", "A language of the web."),
    "terms/c-plus.md": record("title: C++", "A language."),
    "terms/c-sharp.md": record("title: C#", "A language, too."),
    "terms/ampersand.md": record('title: "&"', "The sign for and."),
    "terms/what-if.md": record("title: What If", "A question."),
    "terms/the-who.md": record("title: The WHO", "An organization."),
    "terms/difference.md": record("title: Difference", "What is left after subtraction."),
    "terms/plan.md": record("title: 504 Plan", "A plan for support."),
    "terms/ohana.md": record("title: \u02bbOhana", "Family."),
    "terms/lodz.md": record("title: Łódź Method", "A method."),
    "terms/evaluation.md": record("title: L’Évaluation Formative", "En cours de route."),
    "terms/ecole.md": record("title: École", "Un lieu."),
    "terms/taqwim.md": record("title: التقويم", "كلمة."),
    "terms/qiyas.md": record("title: قياس", "كلمة."),
    "terms/haaracha.md": record("title: הערכה", "מילה."),
    "terms/mokuhyo.md": record("title: 学習目標", "何を学ぶか。"),
    "terms/hyoka.md": record("title: 形成的評価", "途中の評価。"),
    "terms/prakan.md": record("title: การประเมินผล", "คำ"),
}
FIRST = {
    # Whole questions, in which a name stands whole.
    "how do I write a rubric for project-based learning?": ["Project-Based Learning", "Rubric"],
    "who invented the scoring guide": ["Rubric"],
    "rubric zzzzq": ["Rubric"],
    "what is the difference between formative and summative assessment": [
        "Formative Assessment",
        "Summative Assessment",
    ],
    "How does formative assessment differ from summative assessment?": [
        "Formative Assessment",
        "Summative Assessment",
    ],
    "formtive assesment": ["Formative Assessment"],
    # Names that are asked with, and names of signs.
    "what if": ["What If"],
    "what is what if": ["What If"],
    "who": ["The WHO"],
    "what is the meaning of difference": ["Difference"],
    "c++": ["C++", "C#"],
    "what is C#?": ["C#", "C++"],
    "c++ vs c#": ["C++", "C#"],
    "&": ["&"],
    "?": ["?"],
    "to be": ["To Be"],
    "what does to be mean": ["To Be"],
    # Shorter and longer forms.
    "grade point average": ["GPA"],
    "zpd": ["Zone of Proximal Development"],
    "zopd": ["Zone of Proximal Development"],
    "js": ["JavaScript"],
    # Other scripts and spellings.
    "ohana": ["\u02bbOhana"],
    "lodz method": ["Łódź Method"],
    "évaluation": ["L’Évaluation Formative"],
    "l'école": ["École"],
    "qu'est-ce que l’école": ["École"],
    "تقويم": ["التقويم"],
    "والتقويم": ["التقويم"],
    "القياس": ["قياس"],
    "ההערכה": ["הערכה"],
    "目標": ["学習目標"],
    "評価": ["形成的評価"],
    "形成的評価とは何ですか": ["形成的評価"],
    "ประเมิน": ["การประเมินผล"],
}
NONSENSE = (
    "asdf",
    "qwertyuiop",
    "foo bar baz",
    "lorem ipsum dolor",
    "12345",
    "505",
    "xyzzy",
    "the cat sat on the mat",
    "best guitar near me",
    "…",
    "ザザザ",
    "<img src=x onerror=alert(1)>",
)


def answers(site: Path, queries: Sequence[str]) -> list[dict[str, Any]]:
    """What the site's search answers, asked in this order."""
    asked = json.dumps({"site": str(site), "queries": queries})
    script = ROOT / "tests/search.cjs"
    answered = subprocess.run(
        ["node", script], input=asked, capture_output=True, encoding="utf-8", check=True
    )
    found: list[dict[str, Any]] = json.loads(answered.stdout)
    return found


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("answering"), ANSWERED)
    build_project(folder)
    return folder / "site"


def test_the_terms_that_are_meant_come_first(answering: Path) -> None:
    found = dict(zip(FIRST, answers(answering, list(FIRST)), strict=True))
    wrong = {
        query: found[query] for query, first in FIRST.items() if found[query]["terms"][: len(first)] != first
    }
    assert not wrong


def test_a_word_that_nothing_has_leaves_the_nearest(answering: Path) -> None:
    (found,) = answers(answering, ["formative zzzzq"])
    assert (found["terms"], found["texts"]) == ([], [])
    assert found["nearest"][0] == "Formative Assessment"


def test_nonsense_finds_nothing(answering: Path) -> None:
    found = answers(answering, NONSENSE)
    rubbish = {
        query: one
        for query, one in zip(NONSENSE, found, strict=True)
        if any(value for name, value in one.items() if name != "first")
    }
    assert not rubbish


def test_an_answer_does_not_depend_on_what_was_asked_before(answering: Path) -> None:
    queries = [*FIRST, *NONSENSE]
    assert answers(answering, queries) == answers(answering, queries[::-1])[::-1]


@pytest.mark.parametrize(
    ("query", "kind", "title"),
    [
        ("video", "values", "Video"),
        ("meaningful assessment", "values", "Meaningful Assessment"),
        ("what is Meaningful Assessment", "values", "Meaningful Assessment"),
        ("WHO", "values", "WHO"),
        ("the WHO manual", "resources", "A Manual"),
        ("lovelace", "people", "Ada Lovelace"),
        ("lovelace", "resources", "A Talk"),
        ("map", "pages", "Map"),
        ("license", "pages", "License: CC BY 4.0"),
        ("about", "pages", "About"),
        ("download", "pages", "Data"),
    ],
)
def test_everything_that_has_a_name_is_found(answering: Path, query: str, kind: str, title: str) -> None:
    (found,) = answers(answering, [query])
    assert found[kind][:1] == [title]


def test_what_is_named_exactly_comes_before_other_kinds(answering: Path) -> None:
    assert [one["first"] for one in answers(answering, ["map", "video", "rubric"])] == [
        "pages", "values", "terms"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "address", "titles"),
    [
        ("free video", "access=free&type=video", ["A Talk"]),
        (
            "a free video on meaningful assessment",
            "access=free&type=video&principle=meaning",
            ["A Talk"],
        ),
        ("videos talk free", "type=video&access=free&q=talk", ["A Talk"]),
        ("paid book", None, []),
        ("free video zzzz", None, []),
    ],
)
def test_values_choose_resources_together(
    answering: Path, query: str, address: str | None, titles: list[str]
) -> None:
    (found,) = answers(answering, [query])
    assert found["choice"] == (address and f"resources/index.html?{address}")
    assert [title for title in found["resources"] if title in titles] == titles


def test_signs_decide_which_term_is_meant(answering: Path) -> None:
    assert [one["exact"] for one in answers(answering, ["c++", "c#", "c"])] == ["C++", "C#", None]


# --- how a large one is split ---


def test_every_part_stays_small() -> None:
    found = entries(2000, "much is said of it in words")
    largest = max(sum(len(entry.json) for entry in part.entries) for part in split(found).parts)
    assert largest <= search_index.PART + search_index.MOST * len(found[-1].json)


@given(st.lists(st.tuples(st.text("abc ", min_size=1), st.text("abc ")), min_size=1, max_size=30))
def test_the_part_of_a_word_has_the_entries_that_contain_it(texts: list[tuple[str, str]]) -> None:
    found = [entry(*said) for said in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_index, "PART", 20)
        parts = split(found).parts
    for one in found:
        for word in words(f"{one.names[0]} {one.text}"):
            assert one in [part for part in parts if part.first <= word][-1].entries


def test_the_part_of_a_piece_of_an_unspaced_name_has_the_entry() -> None:
    found = [entry("学習目標"), entry("التقويم")]
    assert {"目標", "تقويم"} <= set(split(found).vocabulary)


def test_the_words_of_names_are_in_the_vocabulary_and_those_of_texts_are_not() -> None:
    assert split(entries(2, "text")).vocabulary == ("common", "word0", "word1")


def test_the_shortest_names_of_a_common_word_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "MOST", 2)
    monkeypatch.setattr(search_index, "PART", 1)
    found = [entry("gamma", "common"), *map(entry, ("alpha beta common", "common", "delta common"))]
    (common,) = [part for part in split(found).parts if part.first == "common"]
    assert [one.names for one in common.entries] == [("common",), ("delta common",)]


def test_a_large_index_is_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "WHOLE", 100)
    monkeypatch.setattr(search_index, "PART", 100)
    build_project(project(tmp_path, RICH))
    index = index_in(tmp_path)
    assert "terms" not in index
    assert "rubric" in index_in(tmp_path, "search-more.js")["vocabulary"].split(" ")
    parts = [index_in(tmp_path, f"search/{number}.js") for number in range(len(index["parts"]))]
    assert {row[0] for part in parts for row in part.get("terms", [])} >= {"Rubric", "Feedback", "Grade"}
    assert {row[0] for part in parts for row in part.get("resources", [])} == {
        "A Study of Rubrics",
        "The Guide",
    }


# --- for browsers that add the search ---


def described(folder: Path, title: str) -> ElementTree.Element:
    """The OpenSearch description of a site with this title."""
    content = {**TITLED, "site.yaml": TITLED["site.yaml"].format(title)}
    build_project(project(folder, content))
    return ElementTree.parse(folder / "site" / "opensearch.xml").getroot()


def test_a_browser_can_add_the_search(tmp_path: Path) -> None:
    root = described(tmp_path, "Bank")
    assert root.tag == f"{SPEC}OpenSearchDescription"
    assert [(url.get("type"), url.get("template")) for url in root.iter(f"{SPEC}Url")] == [
        ("text/html", "https://example.org/bank/search.html?q={searchTerms}"),
        ("application/opensearchdescription+xml", "https://example.org/bank/opensearch.xml"),
    ]


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Bank", "Bank"),
        ("Mastery Learning Resource Bank", "Mastery Learning"),
        ("Words & Terms of a Trade", "Words & Terms of"),
        ("Rechtsschutzversicherung", "Rechtsschutzvers"),
    ],
)
def test_the_short_name_has_at_most_sixteen_characters(title: str, short: str, tmp_path: Path) -> None:
    (name,) = described(tmp_path, f'"{title}"').iter(f"{SPEC}ShortName")
    assert name.text == short


def test_the_description_appears_once_and_is_not_too_long(tmp_path: Path) -> None:
    (description,) = described(tmp_path, f"Bank\ndescription: {'word ' * 400}").iter(f"{SPEC}Description")
    assert 1000 < len(description.text or "") <= opensearch.DESCRIPTION


def test_pages_link_to_the_description(tmp_path: Path) -> None:
    described(tmp_path, "Bank")
    links = html(tmp_path / "site" / "terms" / "a.html").iter("link")
    (named,) = [link for link in links if link.get("rel") == "search"]
    assert (named.get("href"), named.get("title")) == ("../opensearch.xml", "Bank")


def test_a_site_without_an_address_offers_no_search_to_add(tmp_path: Path) -> None:
    build_project(project(tmp_path, {"terms/a.md": record("title: A")}))
    assert not (tmp_path / "site" / "opensearch.xml").exists()
    assert "opensearch" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
