"""The pages of a site, built from small trees and parsed as a browser parses them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from trees import (
    RICH,
    Tree,
    build_project,
    by_id,
    html,
    links,
    project,
    record,
    snapshot,
    text,
    with_class,
)

from termbank.site.parts.index import HUES
from termbank.text.markdown.body import RESERVED_IDS


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the glossary with one of everything, without drafts."""
    folder = project(tmp_path_factory.mktemp("rich"), RICH)
    result = build_project(folder)
    assert result.published, result.diagnostics
    return folder / "site"


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same site with a base URL."""
    folder = project(tmp_path_factory.mktemp("online"), RICH)
    build_project(folder, base_url="https://example.org/bank/")
    return folder / "site"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of two terms and nothing else."""
    tree = {"terms/a.md": record("title: A"), "terms/b.md": record("title: B")}
    folder = project(tmp_path_factory.mktemp("bare"), tree)
    build_project(folder)
    return folder / "site"


def site_of(folder: Path, tree: Tree) -> Path:
    """The site of `tree`, which must have no errors."""
    result = build_project(project(folder, tree))
    assert result.published, result.diagnostics
    return folder / "site"


def addresses(page: Element) -> Iterator[tuple[str, str]]:
    """Every address on a page with its tag."""
    for element in page.iter():
        for name in ("href", "src", "action"):
            if name in element.attrib:
                yield element.tag, element.attrib[name]


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def paths(site: Path) -> set[str]:
    return {page.relative_to(site).as_posix() for page in pages(site)}


def main(page: Element) -> Element:
    return by_id(page, "content")


def nav(page: Element) -> list[str]:
    return [text(link) for link in with_class(page, "site-nav")[0].iter("a")]


# --- addresses ---


def test_the_pages_are_those_of_the_design(rich: Path) -> None:
    assert paths(rich) == {
        "404.html",
        "about/data.html",
        "accessibility.html",
        "about/index.html",
        "contribute.html",
        "about/health.html",
        "categories/assessment.html",
        "categories/feedback.html",
        "categories/index.html",
        "changes/scoring-guide.html",
        "compare/checklist-and-rubric.html",
        "compare/checklist-and-scoring-guide.html",
        "compare/index.html",
        "everything.html",
        "hierarchy.html",
        "index.html",
        "map.html",
        "my-list.html",
        "principles/index.html",
        "principles/on-mastery.html",
        "resources/guide.html",
        "resources/index.html",
        "resources/organization/publisher.html",
        "resources/organization/university.html",
        "resources/study.html",
        "resources/type/report.html",
        "resources/type/toolkit.html",
        "search.html",
        "terms/assessment-tool.html",
        "terms/checklist.html",
        "terms/feedback.html",
        "terms/grade.html",
        "terms/index.html",
        "terms/rubric.html",
        "terms/scoring-guide.html",
        "tips/designers-tips.html",
        "tips/index.html",
        "tips/short-timeline.html",
    }


def test_an_address_cut_at_its_folder_leads_to_a_list(rich: Path) -> None:
    found = {
        folder: [text(each) for each in with_class(html(rich / folder / "index.html"), "entry-word")]
        for folder in ("categories", "principles", "tips", "about")
    }
    assert found == {
        "categories": ["Assessment 3", "Feedback 1"],
        "principles": ["On Mastery 1"],
        "tips": ["Designer’s Tips 1", "Tips for a Short Implementation Time-Line 1"],
        "about": ["Data"],
    }


def test_links_within_the_site_are_relative(rich: Path) -> None:
    own = [address for page in pages(rich) for _, address in addresses(html(page)) if "//" not in address]
    assert own
    assert [address for address in own if address.startswith("/") or ":" in address] == []


def test_links_within_the_site_lead_to_existing_files_and_anchors(rich: Path) -> None:
    places = {
        path: {e.attrib["id"] for e in html(rich / path).iter() if "id" in e.attrib} for path in paths(rich)
    }
    dead = []
    for path in places:
        for _, address in addresses(html(rich / path)):
            parts = urlsplit(address)
            if parts.netloc:
                continue
            target = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
            known = (rich / target).is_file() and (
                not parts.fragment or unquote(parts.fragment) in places[target]
            )
            dead += [] if known else [f"{path}: {address}"]
    assert dead == []


def test_nothing_is_loaded_from_another_site(rich: Path) -> None:
    loaded = [
        address
        for page in pages(rich)
        for tag, address in addresses(html(page))
        if tag not in ("a",) and urlsplit(address).netloc
    ]
    assert loaded == []


def test_ids_are_unique_on_every_page(rich: Path) -> None:
    for page in pages(rich):
        ids = [element.attrib["id"] for element in html(page).iter() if "id" in element.attrib]
        assert len(ids) == len(set(ids)), page


def test_links_to_other_sites_reveal_nothing_about_the_reader(rich: Path) -> None:
    outward = [
        link for page in pages(rich) for link in html(page).iter("a") if urlsplit(link.get("href", "")).netloc
    ]
    assert outward
    assert {link.get("rel") for link in outward} == {"noopener noreferrer"}


def test_an_image_is_copied_next_to_the_pages(rich: Path) -> None:
    (image,) = html(rich / "terms" / "rubric.html").iter("img")
    assert image.attrib == {"src": "../media/images/level.png", "alt": "levels"}
    assert (rich / "media" / "images" / "level.png").read_bytes() == RICH["images/level.png"]


def test_an_image_that_no_page_shows_is_not_copied(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"terms/a.md": record("title: A"), "images/private.png": "secret"})
    assert not (site / "media").exists()


def test_without_a_base_url_no_page_is_canonical(rich: Path) -> None:
    found = [
        link for page in pages(rich) for link in html(page).iter("link") if link.get("rel") == "canonical"
    ]
    assert found == []


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("index.html", "https://example.org/bank/"),
        ("terms/index.html", "https://example.org/bank/terms/"),
        ("terms/rubric.html", "https://example.org/bank/terms/rubric.html"),
        ("terms/scoring-guide.html", "https://example.org/bank/terms/rubric.html"),
    ],
)
def test_a_page_names_its_canonical_address(page: str, address: str, online: Path) -> None:
    (canonical,) = (link for link in html(online / page).iter("link") if link.get("rel") == "canonical")
    assert canonical.get("href") == address


def test_links_stay_relative_with_a_base_url(online: Path) -> None:
    own = [
        link
        for page in pages(online)
        if page.name != "404.html"
        for link in links(html(page))
        if link.startswith("https://example.org/bank")
    ]
    assert own == []


@pytest.mark.parametrize("asked", ["nowhere", "terms/nowhere.html", "a/b/c/", "terms/"])
def test_the_not_found_page_works_at_any_address(asked: str, online: Path) -> None:
    base = "https://example.org/bank/"
    found = {urljoin(base + asked, address) for _, address in addresses(html(online / "404.html"))}
    own = {address.partition("#")[0] for address in found if urlsplit(address).netloc == "example.org"}
    assert base + "terms/index.html" in own
    # A link to an anchor on the page itself stays at the requested address.
    assert [url for url in own - {base + asked} if not (online / url.removeprefix(base)).is_file()] == []


# --- terms ---


def test_a_former_slug_keeps_a_page_that_redirects(rich: Path) -> None:
    page = html(rich / "terms" / "scoring-guide.html")
    (refresh,) = (meta for meta in page.iter("meta") if meta.get("http-equiv") == "refresh")
    assert refresh.get("content") == "0; url=../terms/rubric.html"
    assert links(main(page)) == ["../terms/rubric.html"]


@pytest.mark.parametrize(("page", "kept_out"), [("scoring-guide", True), ("grade", True), ("rubric", False)])
def test_search_engines_are_kept_from_pages_that_are_not_the_term(
    page: str, kept_out: bool, rich: Path
) -> None:
    robots = [
        meta for meta in html(rich / "terms" / f"{page}.html").iter("meta") if meta.get("name") == "robots"
    ]
    assert bool(robots) == kept_out


def test_a_retired_term_says_what_to_use_instead(rich: Path) -> None:
    (banner,) = with_class(html(rich / "terms" / "grade.html"), "banner")
    assert links(banner) == ["../terms/feedback.html", "../terms/rubric.html"]
    assert "no longer used" in text(banner)


def test_an_active_term_has_no_banner(rich: Path) -> None:
    assert with_class(html(rich / "terms" / "rubric.html"), "banner") == []


def test_a_draft_leaves_no_trace_in_a_site_for_readers(rich: Path) -> None:
    assert [path for path, data in snapshot(rich).items() if b"ortfolio" in data or "ortfolio" in path] == []


def test_with_drafts_a_draft_is_built_and_says_so(tmp_path: Path) -> None:
    folder = project(tmp_path, RICH)
    build_project(folder, drafts=True)
    (banner,) = with_class(html(folder / "site" / "terms" / "portfolio.html"), "banner")
    assert "draft" in text(banner)


def test_a_term_shows_its_title_qualifier_and_abbreviations(rich: Path) -> None:
    headings = {
        name: text(next(html(rich / "terms" / f"{name}.html").iter("h1"))) for name in ("feedback", "rubric")
    }
    assert headings == {"feedback": "Feedback (to learners)", "rubric": "Rubric RB"}


def test_a_term_without_a_text_shows_its_summary(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"terms/a.md": record("title: A\nsummary: The first letter.", "")})
    assert text(with_class(html(site / "terms" / "a.html"), "lead")[0]) == "The first letter."


SUMMED_UP = {
    "terms/a.md": record(
        "title: A\nsummary: The first letter.\nconfused_with:\n  b: B comes later.", "Once an ox."
    ),
    "terms/b.md": record("title: B", "The second letter. Once a house."),
}


@pytest.mark.parametrize(
    ("page", "place", "said"),
    [
        ("terms/a.html", "lead", "The first letter."),
        ("terms/b.html", "lead", "The second letter."),
        ("compare/a-and-b.html", "cmp-side", "A The first letter. Once an ox. See full entry A"),
        ("everything.html", "dictionary", "A The first letter. Once an ox."),
    ],
)
def test_a_summary_leads_and_the_body_follows(page: str, place: str, said: str, tmp_path: Path) -> None:
    site = site_of(tmp_path, SUMMED_UP)
    assert text(with_class(html(site / page), place)[0]).startswith(said)


@pytest.mark.parametrize(("slug", "rest"), [("a", "Once an ox."), ("b", "Once a house.")])
def test_the_definition_goes_on_from_its_first_sentence(slug: str, rest: str, tmp_path: Path) -> None:
    page = html(site_of(tmp_path, SUMMED_UP) / "terms" / f"{slug}.html")
    assert text(with_class(page, "definition")[0]).endswith(rest)


def test_a_heading_never_takes_an_id_that_the_page_itself_uses(tmp_path: Path) -> None:
    body = "Text.\n\n" + "\n\n".join(f"## {name.replace('-', ' ')}\n\nText." for name in sorted(RESERVED_IDS))
    site = site_of(tmp_path, {"terms/a.md": record("title: A", body)})
    ids = [
        element.attrib["id"] for element in html(site / "terms" / "a.html").iter() if "id" in element.attrib
    ]
    assert len(ids) == len(set(ids)) == len(RESERVED_IDS) + 2


# --- the index ---


def index(site: Path) -> list[tuple[str, list[str]]]:
    """The letters of the index with their terms."""
    return [
        (text(next(group.iter("h2"))), [text(entry) for entry in with_class(group, "entry-word")])
        for group in with_class(html(site / "terms" / "index.html"), "entries-letter")
    ]


def titled(*titles: str, site: str = "") -> dict[str, str]:
    terms = {f"terms/t{number}.md": record(f'title: "{title}"') for number, title in enumerate(titles)}
    return {"site.yaml": site} | terms


@pytest.mark.parametrize(
    ("titles", "site", "expected"),
    [
        (
            ["Zebra", "évaluation", "Exam", "eagle", "Éa"],
            "",
            [("E", ["Éa", "eagle", "évaluation", "Exam"]), ("Z", ["Zebra"])],
        ),
        (
            ["Apple", "21st century", "“Quoted”", "*"],
            "",
            [("#", ["*", "21st century"]), ("A", ["Apple"]), ("Q", ["“Quoted”"])],
        ),
        (
            ["Zebra", "Ål", "Apa", "Öl", "Ä"],
            "language: sv",
            [("A", ["Apa"]), ("Z", ["Zebra"]), ("Å", ["Ål"]), ("Ä", ["Ä"]), ("Ö", ["Öl"])],
        ),
        (["Zebra", "Ål", "Apa"], "language: en", [("A", ["Ål", "Apa"]), ("Z", ["Zebra"])]),
        (["學習", "Apa"], "", [("A", ["Apa"]), ("學", ["學習"])]),
        (
            ["co-op two", "coop one", "co op one", "Coop two"],
            "",
            [("C", ["co op one", "co-op two", "coop one", "Coop two"])],
        ),
        (
            ["\u02bbOhana", "Oak", "\u02bfilm", "Iris", "(Un)grading", "\U0001f3af Target", "$100 Challenge"],
            "",
            [
                ("#", ["$100 Challenge"]),
                ("I", ["\u02bfilm", "Iris"]),
                ("O", ["Oak", "\u02bbOhana"]),
                ("T", ["\U0001f3af Target"]),
                ("U", ["(Un)grading"]),
            ],
        ),
        (
            ["learning targets", "learning_target", "_learning"],
            "",
            [("L", ["_learning", "learning_target", "learning targets"])],
        ),
    ],
    ids=[
        *("accents", "digits and symbols", "Swedish", "Swedish words in English", "scripts", "hyphens"),
        *("signs before the first letter", "underscores"),
    ],
)
def test_terms_are_listed_under_their_letter_in_alphabetical_order(
    titles: list[str], site: str, expected: list[tuple[str, list[str]]], tmp_path: Path
) -> None:
    assert index(site_of(tmp_path, titled(*titles, site=site))) == expected


def test_a_sort_key_moves_a_term(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": record("title: Extended Learning\nsort_as: Learning, Extended"),
        "terms/b.md": record("title: Letter"),
        "terms/c.md": record("title: Law"),
        "terms/d.md": record("title: Exam"),
    }
    site = site_of(tmp_path, tree)
    assert index(site) == [("E", ["Exam"]), ("L", ["Law", "Extended Learning", "Letter"])]


def test_names_of_another_direction_are_isolated(tmp_path: Path) -> None:
    # Two Arabic names in an English sentence: without isolation the comma joins them, and they change places.
    term = record("title: Assessment\naliases:\n  - تقييم\n  - قياس")
    page = html(site_of(tmp_path, {"terms/assessment.md": term}) / "terms/assessment.html")
    assert [alias.get("dir") for alias in with_class(page, "also")[0].iter("i")] == ["auto", "auto"]


# --- categories ---


def hue(site: Path, page: str) -> str:
    (name,) = re.findall(r"hue-\w+", next(html(site / page).iter("body")).get("class", ""))
    return str(name)


def test_a_category_keeps_its_hue_whatever_others_do(rich: Path, tmp_path: Path) -> None:
    without = {
        path: data
        for path, data in RICH.items()
        if path not in ("terms/assessment-tool.md", "terms/checklist.md")
    }
    tree = without | {"terms/rubric.md": record("title: Rubric\ncategory: unused")}
    site = site_of(tmp_path, tree)
    assert not (site / "categories" / "assessment.html").exists()
    assert hue(site, "categories/feedback.html") == hue(rich, "categories/feedback.html") == "hue-1"


def test_a_term_has_the_hue_of_its_category(rich: Path) -> None:
    assert hue(rich, "terms/feedback.html") == hue(rich, "categories/feedback.html")


def test_a_term_without_a_category_has_no_hue(rich: Path) -> None:
    assert hue(rich, "terms/grade.html") == "hue-none"


def test_hues_repeat_after_the_last(tmp_path: Path) -> None:
    terms = {f"terms/t{n}.md": record(f"title: T{n}\ncategory: c{n:02}") for n in range(HUES + 1)}
    assert hue(site_of(tmp_path, terms), f"categories/c{HUES:02}.html") == "hue-0"


# --- comparisons ---

PAIR = {
    "terms/rubric.md": record(
        "title: Rubric\nconfused_with:\n  checklist: A rubric names levels.", "Levels."
    ),
    "terms/checklist.md": record("title: Checklist", "Parts."),
}


def pair_of(folder: Path, sentence: str) -> Path:
    """The site of a pair that the other end also declares, with `sentence`."""
    front = f"title: Checklist\nconfused_with:\n  rubric: {sentence}"
    return site_of(folder, PAIR | {"terms/checklist.md": record(front, "Parts.")})


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a pair that both ends declare."""
    return pair_of(tmp_path_factory.mktemp("pair"), "A checklist names parts.")


def leads(page: Element) -> list[str]:
    return [text(lead) for lead in with_class(main(page), "lead")]


def test_a_pair_declared_at_one_end_has_a_page_that_both_ends_link_to(tmp_path: Path) -> None:
    site = site_of(tmp_path, PAIR)
    assert leads(html(site / "compare" / "checklist-and-rubric.html")) == ["A rubric names levels."]
    for slug in ("rubric", "checklist"):
        section = by_id(html(site / "terms" / f"{slug}.html"), "not-to-be-confused-with")
        assert "../compare/checklist-and-rubric.html" in links(section)
        assert "A rubric names levels." in text(section)


def test_a_pair_declared_at_both_ends_shows_both_sentences(pair: Path) -> None:
    page = html(pair / "compare" / "checklist-and-rubric.html")
    assert leads(page) == ["A checklist names parts.", "A rubric names levels."]


@pytest.mark.parametrize(
    ("slug", "own", "others"),
    [
        ("checklist", "A checklist names parts.", "A rubric names levels."),
        ("rubric", "A rubric names levels.", "A checklist names parts."),
    ],
)
def test_each_end_of_a_pair_shows_its_own_sentence(slug: str, own: str, others: str, pair: Path) -> None:
    section = by_id(html(pair / "terms" / f"{slug}.html"), "not-to-be-confused-with")
    assert own in text(section)
    assert others not in text(section)


def test_a_sentence_that_both_ends_share_appears_once(tmp_path: Path) -> None:
    site = pair_of(tmp_path, "A rubric names levels.")
    assert leads(html(site / "compare" / "checklist-and-rubric.html")) == ["A rubric names levels."]


def test_two_pages_with_one_address_are_an_error_that_names_both(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": record("title: Alpha\nconfused_with:\n  b-and-c: One."),
        "terms/b-and-c.md": record("title: Beta"),
        "terms/a-and-b.md": record("title: Gamma\nconfused_with:\n  c: Two."),
        "terms/c.md": record("title: Delta"),
    }
    result = build_project(project(tmp_path, tree))
    (problem,) = result.diagnostics
    assert problem.code == "duplicate-url"
    assert "compare/a-and-b-and-c.html" in problem.message
    assert all(f"`{slug}`" in problem.message for slug in ("a", "b-and-c", "a-and-b", "c"))
    assert not (tmp_path / "site").exists()


# --- tips ---


SPELLINGS = (
    "Designer's Tips",
    "Designer’s Tips",
    "DESIGNERS’ TIPS",
    "Designers' tips:",
    "*Designer* Tips",
    "Tips for Designers",
)


def test_sections_are_collected_regardless_of_spelling(tmp_path: Path) -> None:
    tree = {
        f"terms/t{number}.md": record(f"title: T{number}", f"Text.\n\n## {heading}\n\n- Begin {number}.")
        for number, heading in enumerate(SPELLINGS)
    }
    site = site_of(tmp_path, tree)
    tips = with_class(html(site / "tips" / "designers-tips.html"), "tip")
    assert [text(tip) for tip in tips] == [f"T{number} Begin {number}." for number in range(len(SPELLINGS))]


def test_other_headings_stay_in_place(rich: Path) -> None:
    page = html(rich / "terms" / "rubric.html")
    assert text(by_id(page, "where-it-came-from")) == "Where it came from From a study."
    gathered = [
        path for path in paths(rich) if path.startswith("tips/") and "came from" in text(html(rich / path))
    ]
    assert gathered == []


ROLES = """\
roles:
  for-parents:
    label: For Parents
    headings:
      - At Home
    description: What families ask.
"""


def test_the_sites_own_roles_replace_the_built_in_ones(tmp_path: Path) -> None:
    body = "Text.\n\n## At home!\n\nRead aloud.\n\n## Designer's Tips\n\nNo role here."
    site = site_of(tmp_path, {"site.yaml": ROLES, "terms/a.md": record("title: A", body)})
    assert {path for path in paths(site) if path.startswith("tips/")} == {
        "tips/for-parents.html",
        "tips/index.html",
    }
    page = text(main(html(site / "tips" / "for-parents.html")))
    assert page.startswith("Tips For Parents What families ask.")
    assert "Read aloud." in page
    assert "No role here." not in page


@pytest.mark.parametrize("lines", ["    checklist: true\n", ""], ids=["boxes", "bullets"])
def test_the_tips_of_a_role_are_boxes_to_tick_where_it_says_so(lines: str, tmp_path: Path) -> None:
    body = "Text.\n\n## At home\n\n- Read aloud."
    site = site_of(tmp_path, {"site.yaml": ROLES + lines, "terms/a.md": record("title: A", body)})
    assert bool(with_class(html(site / "tips" / "for-parents.html"), "checklist")) == bool(lines)


@pytest.mark.parametrize(
    ("tip", "labels"),
    [
        ("- Read *aloud*.\n- Ask.", ["Read aloud.", "Ask."]),
        ("- Read.\n\n  Every day.\n\n- Ask.", ["Read.", "Ask."]),
        ("1. Read:\n   - a book\n   - a map", ["Read:", "a book", "a map"]),
        ("- > Somebody said so.\n- Ask.", ["Ask."]),
        ("Read aloud.\n\nEvery day.", ["Read aloud."]),
        ("```\nread()\n```", []),
    ],
    ids=["items", "paragraphs", "nested", "quotation", "no-list", "code"],
)
def test_every_item_of_a_checklist_labels_a_box(tip: str, labels: list[str], tmp_path: Path) -> None:
    body = f"Text.\n\n## At home\n\n{tip}"
    lines = f"{ROLES}    checklist: true\n"
    site = site_of(tmp_path, {"site.yaml": lines, "terms/a.md": record("title: A", body)})
    page = main(html(site / "tips" / "for-parents.html"))
    boxes = [label for label in page.iter("label") if label.find("input") is not None]
    assert [text(label) for label in boxes] == labels


def test_a_category_on_another_part_of_the_tips_is_found_from_each(tmp_path: Path) -> None:
    tree = {
        f"terms/t{number:03}.md": record(
            f"title: T{number:03}\ncategory: {'One' if number < 205 else 'Two'}",
            "Text.\n\n## Designer's Tips\n\n- Begin.",
        )
        for number in range(210)
    }
    site = site_of(tmp_path, tree)
    found = {
        path: [
            (link.get("href"), text(entry))
            for entry in with_class(html(site / path), "counted")[0].iter("li")
            for link in entry.iter("a")
        ]
        for path in ("tips/designers-tips.html", "tips/designers-tips/2.html")
    }
    assert found == {
        "tips/designers-tips.html": [
            ("#category-one", "One 205"),
            ("../tips/designers-tips/2.html#category-two", "Two 5"),
        ],
        "tips/designers-tips/2.html": [("#category-one", "One 205"), ("#category-two", "Two 5")],
    }


# --- resources ---


def entries(page: Element) -> list[str]:
    return [text(next(entry.iter("a"))) for entry in with_class(page, "resource-about")]


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("type/report", ["The Guide", "A Study of Rubrics"]),
        ("type/toolkit", ["The Guide"]),
        ("organization/university", ["A Study of Rubrics"]),
        ("organization/publisher", ["A Study of Rubrics"]),
    ],
)
def test_a_facet_lists_its_resources(facet: str, expected: list[str], rich: Path) -> None:
    assert entries(html(rich / "resources" / f"{facet}.html")) == expected


def test_the_library_counts_every_facet(rich: Path) -> None:
    facets = with_class(html(rich / "resources" / "index.html"), "facets")[0]
    found = {text(item) for item in facets.iter("li")}
    assert found == {"report 2", "toolkit 1", "university 1", "publisher 1"}


def test_a_resource_shows_the_journal_and_its_number(tmp_path: Path) -> None:
    work = "title: Study\npublished_in: A Review\nvolume: 57\nissue: 2\npublisher: Press\nyear: 1987"
    tree = {"terms/a.md": record("title: A"), "resources/study.md": record(work)}
    page = html(site_of(tmp_path, tree) / "resources/study.html")
    assert [text(part) for part in with_class(page, "resource-imprint")[0]] == [
        "A Review 57(2)",
        "Press",
        "1987",
    ]


def test_a_term_lists_what_opens_first_and_then_by_the_declared_order_of_types(tmp_path: Path) -> None:
    kinds = "vocabularies:\n  resource_type:\n    video:\n      label: Video\n    study:\n      label: Study"
    opens = "\nurl: https://example.org/"
    works = [
        ("a", f"study{opens}a"),
        ("b", "video"),
        ("c", f"\n  - study\n  - video{opens}c"),
        ("d", f"study{opens}d"),
    ]
    tree = {
        "site.yaml": kinds,
        "terms/pod.md": record("title: Pod"),
        **{
            f"resources/{name}.md": record(
                f"title: Work {name.upper()}\nterms:\n  - pod\nresource_type: {kind}"
            )
            for name, kind in works
        },
    }
    page = html(site_of(tmp_path, tree) / "terms/pod.html")
    about = (text(item) for item in with_class(page, "resource-about"))
    assert [words[:6] for words in about] == ["Work C", "Work A", "Work D", "Work B"]


# --- what is not there ---


def test_a_work_shows_its_editors_its_numbers_and_its_license(tmp_path: Path) -> None:
    front = "title: W\neditor:\n  - Ada Lovelace\n  - Emmy Noether\nisbn: 978-0-674-57629-2\neric: ED506645\nlicense: "
    tree = {
        "terms/a.md": record("title: A"),
        "resources/w.md": record(front + "CC BY-NC-SA 4.0"),
        "resources/x.md": record("title: X\nlicense: Ask first"),
    }
    site = site_of(tmp_path, tree)
    work = html(site / "resources/w.html")
    assert [text(line) for line in with_class(work, "resource-authors")] == [
        "Edited by Ada Lovelace, Emmy Noether"
    ]
    facts = with_class(work, "facts")[0]
    assert text(facts) == "ERIC ED506645 ISBN 978-0-674-57629-2 License CC BY-NC-SA 4.0"
    assert links(facts) == ["https://creativecommons.org/licenses/by-nc-sa/4.0/"]
    assert "Ask first" in text(with_class(html(site / "resources/x.html"), "facts")[0])


@pytest.mark.parametrize(
    ("fields", "actions"),
    [
        ("url: https://www.rand.org/a", [("Open at rand.org", "https://www.rand.org/a")]),
        ("doi: 10.1000/x", [("Open by DOI", "https://doi.org/10.1000/x")]),
        (
            "url: https://a.org/b\ndoi: 10.1000/x",
            [("Open at a.org", "https://a.org/b"), ("Open by DOI", "https://doi.org/10.1000/x")],
        ),
        ("url: https://doi.org/10.1000/x\ndoi: 10.1000/x", [("Open by DOI", "https://doi.org/10.1000/x")]),
        ("eric: ED506645", [("Open in ERIC", "https://eric.ed.gov/?id=ED506645")]),
        (
            "isbn: 978-0-674-57629-2",
            [("ISBN: find in a library", "https://search.worldcat.org/isbn/9780674576292")],
        ),
        ("archived_url: https://web.archive.org/x", [("Archived copy", "https://web.archive.org/x")]),
        ("author: Ada L.", [("Search the web", "https://duckduckgo.com/?q=%22W+%26+V%22+Ada+L.")]),
    ],
)
def test_a_marked_link_opens_a_work_and_its_title_leads_to_its_page(
    fields: str, actions: list[tuple[str, str]], tmp_path: Path
) -> None:
    tree = {
        "terms/a.md": record("title: A"),
        "resources/w.md": record(f"title: W & V\nterms:\n  - a\n{fields}"),
    }
    site = site_of(tmp_path, tree)
    for page in ("resources/w.html", "resources/index.html", "terms/a.html", "everything.html"):
        (open_,) = with_class(html(site / page), "resource-open")
        assert [(text(a).removesuffix(" W & V"), a.get("href")) for a in open_.iter("a")] == actions, page
        assert ("No link known." in text(open_)) == (actions[0][0] == "Search the web")
    title = with_class(html(site / "terms/a.html"), "resource-about")[0].find("h3/a")
    assert title is not None
    assert title.get("href") == "../resources/w.html"


def test_pages_say_that_access_is_not_known_only_where_others_say_more(tmp_path: Path) -> None:
    tree = {"terms/a.md": record("title: A"), "resources/w.md": record("title: W")}
    assert "Access not known" not in text(html(site_of(tmp_path / "silent", tree) / "resources/w.html"))
    tree["resources/x.md"] = record("title: X\naccess: free")
    assert "Access not known" in text(html(site_of(tmp_path / "told", tree) / "resources/w.html"))


def test_a_site_without_resources_pairs_and_tips_mentions_none_of_them(bare: Path) -> None:
    assert nav(html(bare / "index.html")) == ["Terms"]


def test_a_site_without_resources_pairs_and_tips_has_no_pages_for_them(bare: Path) -> None:
    assert paths(bare) == {
        "404.html",
        "about/data.html",
        "about/index.html",
        "contribute.html",
        "about/health.html",
        "everything.html",
        "accessibility.html",
        "index.html",
        "my-list.html",
        "search.html",
        "terms/a.html",
        "terms/b.html",
        "terms/index.html",
    }


def test_a_site_with_everything_mentions_all_of_it(rich: Path) -> None:
    assert nav(html(rich / "index.html")) == ["Terms", "Resources", "Compare", "Tips"]


# --- hostile content ---

EVIL = (
    '<script>alert(1)</script><img src=x onerror="alert(2)"> \' &amp; {{ 7*7 }} {% raw %}'
    " </title></style>--><svg/onload=x>"
)
# The same words and the same slug, without anything that looks like markup.
TAME = re.sub(r"[<>&\"/{}%=*;()]", " ", EVIL).replace("'", "’").replace("--", "  ")


def quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hostile_tree(evil: str) -> Tree:
    """A glossary with `evil` in every text."""
    site = f"""\
title: {quoted(f"Site {evil}")}
description: {quoted(f"About {evil}")}
repository: https://github.com/example/bank
edit_url: https://github.com/example/bank/edit/main/content/{{path}}
vocabularies:
  category:
    {quoted(f"Category {evil}")}:
      label: {quoted(f"Category label {evil}")}
      description: {quoted(f"Category text {evil}")}
roles:
  {quoted(f"Role {evil}")}:
    label: {quoted(f"Tips {evil}")}
    description: {quoted(f"Role text {evil}")}
"""
    front = f"""\
title: {quoted(f"Alpha {evil}")}
qualifier: {quoted(f"Qualifier {evil}")}
category: {quoted(f"Category {evil}")}
summary: {quoted(f"Summary {evil}")}
aliases:
  - {quoted(f"Alias {evil}")}
abbreviations:
  - {quoted(f"Abbreviation {evil}")}
hidden_aliases:
  - {quoted(f"Hidden {evil}")}
principles:
  - {quoted(f"Principle {evil}")}
related:
  - gamma
confused_with:
  beta: {quoted(f"Sentence {evil}")}
x_mine: {quoted(f"Extra {evil}")}
"""
    inline = evil.replace("*", "\\*")
    heading = inline.replace("&", "\\&")
    body = f"""\
Prose {inline}

Link [text {inline}](beta.md) and wiki [[beta|text {inline.replace("{", "").replace("}", "")}]] and `code {evil}`.

![alt {inline}](../images/level.png)

| Head {inline} |
|---|
| Cell {inline} |

```lang{evil.replace(" ", "")}
fence {evil}
```

## Heading {inline}

Section {inline}

## Tips {heading}

Tip {inline}
"""
    resource = f"""\
title: {quoted(f"Resource {evil}")}
url: https://example.org/a?b=c&d=e
author:
  - {quoted(f"Author {evil}".replace(";", ""))}
resource_type: {quoted(f"Type {evil}")}
publisher: {quoted(f"Publisher {evil}")}
organization_type: {quoted(f"Organization {evil}")}
language: en-GB
terms:
  - alpha
"""
    return {
        "site.yaml": site,
        "images/level.png": "",
        "terms/alpha.md": record(front, body),
        "terms/beta.md": record(
            f"title: {quoted(f'Beta {evil}')}\nformerly:\n  - old-beta", f"See [alpha](alpha) {inline}"
        ),
        "terms/gamma.md": record(
            f"title: {quoted(f'Gamma {evil}')}\nstatus: deprecated\nreplaced_by:\n  - alpha", f"Text {inline}"
        ),
        "resources/one.md": record(resource, f"About [alpha](../terms/alpha.md) {inline}"),
    }


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The site of the hostile tree, and that of its harmless twin."""
    sites = []
    for name, evil in (("hostile", EVIL), ("harmless", TAME)):
        folder = project(tmp_path_factory.mktemp(name), hostile_tree(evil))
        result = build_project(folder)
        assert result.published, result.diagnostics
        sites.append(folder / "site")
    return sites[0], sites[1]


def shape(page: Element) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page in order, each with the names of its attributes."""
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in page.iter()]


def test_hostile_texts_have_the_same_addresses_as_harmless_ones(twins: tuple[Path, Path]) -> None:
    hostile, harmless = twins
    assert paths(hostile) == paths(harmless)
    assert len(paths(hostile)) > 15


def test_hostile_texts_add_no_element_and_no_attribute(twins: tuple[Path, Path]) -> None:
    hostile, harmless = twins
    for path in sorted(paths(harmless)):
        assert shape(html(hostile / path)) == shape(html(harmless / path)), path


def test_hostile_texts_change_no_address(twins: tuple[Path, Path]) -> None:
    for path in sorted(paths(twins[0])):
        # Headings link to themselves, so their addresses within the page are made of their texts.
        told = [
            [a for a in addresses(html(site / path)) if "issues/new" not in a[1] and a[1][:1] != "#"]
            for site in twins
        ]
        assert told[0] == told[1], path


@pytest.mark.parametrize(
    ("page", "find"),
    [
        ("terms/alpha.html", lambda page: text(next(page.iter("title")))),
        ("terms/alpha.html", lambda page: text(next(page.iter("h1")))),
        ("terms/alpha.html", lambda page: text(with_class(page, "definition")[0])),
        ("terms/alpha.html", lambda page: next(page.iter("img")).get("alt")),
        ("terms/alpha.html", lambda page: with_class(page, "table")[0].get("aria-label")),
        (
            "terms/alpha.html",
            lambda page: next(m.get("content") for m in page.iter("meta") if m.get("name") == "description"),
        ),
        ("terms/index.html", lambda page: "".join(item.get("data-aliases", "") for item in page.iter("li"))),
        ("resources/one.html", lambda page: text(with_class(page, "resource-imprint")[0])),
        ("index.html", lambda page: text(next(page.iter("h1")))),
    ],
    ids=["title", "headword", "definition", "image", "table", "description", "aliases", "publisher", "site"],
)
def test_hostile_texts_are_shown_as_they_are(
    page: str, find: Callable[[Element], str], twins: tuple[Path, Path]
) -> None:
    shown = " ".join(find(html(twins[0] / page)).split())
    # In prose `&amp;` is Markdown for an ampersand.
    assert EVIL in shown or EVIL.replace("&amp;", "&") in shown


def test_data_has_no_character_that_means_anything_in_html(twins: tuple[Path, Path]) -> None:
    files = [
        file
        for file in (twins[0] / "data").rglob("*.js*")
        if re.search("script|svg", file.read_text("utf-8"))
    ]
    assert {"search.js", "cards.js", "library.js", "index.json"} <= {file.name for file in files}
    for file in files:
        assert not re.search("[<>&\u2028\u2029]", file.read_text("utf-8")), file.name


def test_no_page_holds_a_script_of_its_own(twins: tuple[Path, Path]) -> None:
    scripts = [script for page in pages(twins[0]) for script in html(page).iter("script")]
    own = [script for script in scripts if "src" not in script.attrib]
    # A block of data is no script: browsers pass it over, and programs read JSON.
    assert {script.get("type") for script in own} == {"application/ld+json"}
    assert all(json.loads(script.text or "") for script in own)


SHOWN = {
    "terms/rubric.md": record(
        "title: Rubric\nsummary: A <guide> & more.",
        "Criteria with *levels*.\n\n## Designer's Tips\n\n- Few rows.",
    ),
    "terms/portfolio.md": record(
        "title: Portfolio",
        "A collection.\n\n![[rubric]]\n\n![[rubric#Designer's Tips|Rubric tips]]\n\nAfter.",
    ),
}


def test_a_definition_and_a_section_stand_in_another_text(tmp_path: Path) -> None:
    build_project(project(tmp_path, SHOWN))
    page = html(tmp_path / "site/terms/portfolio.html")
    first, second = page.iter("blockquote")
    assert text(first) == "A <guide> & more. Criteria with levels. — rubric"
    assert text(second) == "Few rows. — Rubric tips"
    assert [link.get("href") for link in first.iter("a")] == ["../terms/rubric.html"]
    assert [link.get("href") for link in second.iter("a")] == ["../terms/rubric.html#designers-tips"]
    # Search and data say it once: for the term itself.
    files = snapshot(tmp_path / "site")
    said = {path: data.count(b"Criteria with") for path, data in files.items() if not path.endswith(".html")}
    assert {path: number for path, number in said.items() if number > 1} == {}


def test_an_edit_of_a_text_reaches_the_pages_that_show_it(tmp_path: Path) -> None:
    folder = project(tmp_path, SHOWN)
    build_project(folder, cache=folder / ".cache")
    file = folder / "content/terms/rubric.md"
    file.write_text(file.read_text().replace("Few rows", "Six rows"))
    build_project(folder, cache=folder / ".cache")
    after = snapshot(folder / "site")
    build_project(folder, site=folder / "clean")
    assert after == snapshot(folder / "clean")
    assert b"Six rows." in after["terms/portfolio.html"]


def test_texts_that_show_each_other_end(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": record("title: Apple", "One.\n\n![[b]]"),
        "terms/b.md": record("title: Bread", "Two.\n\n![[a]]\n\n![[b]]"),
    }
    result = build_project(project(tmp_path, tree), allow=("all",))
    assert [item.code for item in result.diagnostics if item.code == "embed-cycle"]
    page = text(html(tmp_path / "site/terms/a.html"))
    assert page.count("Two.") == 1
