"""Atom feeds of what changed."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from lxml import etree
from repositories import Repository, repository
from trees import ROOT, Tree, build_project, html, record, write_tree

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = etree.RelaxNG(etree.parse(ROOT / "tests" / "atom.rng"))
FIRST, SECOND, THIRD = "2020-01-01T10:00:00Z", "2020-02-02T10:00:00Z", "2020-03-03T10:00:00Z"
ADDRESS = "https://example.org/bank"
FEEDS = ["changes", "principles/on-mastery", "resources", "terms"]


def rubric(words: str, front: str = "") -> str:
    return record(f"title: Rubric & Co.\nprinciples:\n  - On Mastery\n{front}", words)


BANK: Tree = {
    "site.yaml": f"title: Bank <of> words\nbase_url: {ADDRESS}\n",
    "terms/rubric.md": rubric("A guide to <levels>."),
    "terms/grade.md": record("title: Grade", "A mark."),
}


@pytest.fixture
def bank(tmp_path: Path) -> Repository:
    """A glossary with two terms, one of them revised, and a resource added last."""
    new = repository(tmp_path / "bank")
    new.commit(FIRST, BANK)
    new.commit(SECOND, {"terms/rubric.md": rubric("A clear guide to <levels>.")})
    new.commit(THIRD, {"resources/study.md": record("title: A Study", "Many findings.")})
    return new


def feed(bank: Repository, name: str) -> Element:
    """A feed of the site, freshly built."""
    build_project(bank.folder)
    tree = etree.parse(bank.folder / "site" / "feeds" / f"{name}.xml")
    root: Element = tree.getroot()
    return root


def said(parent: Element, name: str) -> list[str]:
    return [element.text or "" for element in parent.iter(f"{ATOM}{name}")]


def entries(root: Element, name: str = "id") -> list[str]:
    return [text for entry in root.iter(f"{ATOM}entry") for text in said(entry, name)]


def hrefs(parent: Element, rel: str) -> list[str]:
    return [link.attrib["href"] for link in parent.findall(f"{ATOM}link") if link.get("rel") == rel]


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_follows_the_standard(bank: Repository, name: str) -> None:
    root = feed(bank, name)
    assert SCHEMA.validate(root), SCHEMA.error_log
    assert hrefs(root, "self") == said(root, "id")[:1] == [f"{ADDRESS}/feeds/{name}.xml"]
    assert len(set(entries(root))) == len(entries(root)) > 0
    assert all(len(hrefs(entry, "alternate")) == 1 for entry in root.iter(f"{ATOM}entry"))


def test_all_feeds_exist(bank: Repository) -> None:
    feed(bank, "changes")
    folder = bank.folder / "site" / "feeds"
    assert (
        sorted(file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob("*.xml")) == FEEDS
    )


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("changes", ["New resource: A Study", "Revised: Rubric & Co.", "New: Grade", "New: Rubric & Co."]),
        ("terms", ["New: Grade", "New: Rubric & Co."]),
        ("resources", ["New resource: A Study"]),
        ("principles/on-mastery", ["Revised: Rubric & Co.", "New: Rubric & Co."]),
    ],
)
def test_a_feed_lists_its_latest_entries_first(bank: Repository, name: str, titles: list[str]) -> None:
    assert entries(feed(bank, name), "title") == titles


def test_a_feed_was_updated_when_its_latest_entry_was(bank: Repository) -> None:
    assert said(feed(bank, "changes"), "updated") == [THIRD, THIRD, SECOND, FIRST, FIRST]
    assert said(feed(bank, "terms"), "updated")[0] == FIRST


def test_a_revised_definition_is_escaped_html(bank: Repository) -> None:
    assert said(feed(bank, "changes"), "content") == ["<p> A <ins>clear</ins> guide to &lt;levels&gt;.</p>"]


def test_a_feed_is_well_formed_whatever_its_content_held_once(bank: Repository) -> None:
    odd = rubric(
        "A guide\ufffe to \ufdd0levels\U0001ffff and \u000cpages.", 'summary: "Levels\\uFFFE of quality"\n'
    )
    bank.commit("2020-04-04T10:00:00Z", {"terms/rubric.md": odd})
    bank.commit("2020-05-05T10:00:00Z", {"terms/rubric.md": rubric("A guide to levels and pages.")})
    assert said(feed(bank, "terms"), "summary")[0].count("\ufffe") == 0
    write_tree(bank.folder / "content", {"terms/rubric.md": odd})
    build_project(bank.folder, allow=("all",))
    for name in FEEDS:
        etree.parse(bank.folder / "site" / "feeds" / f"{name}.xml")


def test_entries_keep_their_identities_when_a_term_is_renamed(bank: Repository) -> None:
    before = entries(feed(bank, "changes"))
    (bank.content / "terms" / "rubric.md").unlink()
    bank.commit("2020-04-04T10:00:00Z", {
        "terms/scoring-guide.md": rubric("A clear guide to <levels>.", "formerly:\n  - rubric"),
    })  # fmt: skip
    assert sorted(entries(feed(bank, "changes"))) == sorted(before)
    assert "tag:example.org,2026:terms/rubric" in before


def test_every_entry_links_to_a_page(bank: Repository) -> None:
    root = feed(bank, "changes")
    addresses = [address for entry in root.iter(f"{ATOM}entry") for address in hrefs(entry, "alternate")]
    files = [bank.folder / "site" / address.removeprefix(f"{ADDRESS}/") for address in addresses]
    assert [file for file in files if not file.is_file()] == []


@pytest.mark.parametrize(
    ("page", "announced"),
    [
        ("index.html", ["feeds/changes.xml"]),
        (
            "changes.html",
            [f"feeds/{name}.xml" for name in ("changes", "terms", "resources", "principles/on-mastery")],
        ),
        ("terms/index.html", ["../feeds/terms.xml"]),
        ("resources/index.html", ["../feeds/resources.xml"]),
        ("principles/on-mastery.html", ["../feeds/principles/on-mastery.xml"]),
        ("terms/rubric.html", []),
    ],
)
def test_pages_announce_their_feeds(bank: Repository, page: str, announced: list[str]) -> None:
    build_project(bank.folder)
    found = [
        link for link in html(bank.folder / "site" / page).iter("link") if link.get("rel") == "alternate"
    ]
    assert [link.get("href") for link in found if link.get("type") == "application/atom+xml"] == announced


def test_a_site_without_an_address_has_no_feeds(bank: Repository) -> None:
    write_tree(bank.content, {"site.yaml": "title: Bank\n"})
    build_project(bank.folder)
    assert not (bank.folder / "site" / "feeds").exists()


def test_a_feed_ends_after_a_hundred_entries(tmp_path: Path) -> None:
    new = repository(tmp_path)
    many = {f"terms/t{number}.md": record(f"title: T{number}") for number in range(120)}
    new.commit(FIRST, {"site.yaml": BANK["site.yaml"], **many})
    assert len(entries(feed(new, "terms"))) == 100


def test_the_sitemap_says_when_a_record_was_last_changed(bank: Repository) -> None:
    build_project(bank.folder)
    sitemap = etree.parse(bank.folder / "site" / "sitemap.xml").getroot()
    dates = {url[0].text: [child.text for child in url[1:]] for url in sitemap}
    assert dates[f"{ADDRESS}/terms/rubric.html"] == [SECOND]
    assert dates[f"{ADDRESS}/resources/study.html"] == [THIRD]
    assert dates[f"{ADDRESS}/"] == []
