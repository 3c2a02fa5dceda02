"""What pages say to programs in the vocabulary of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF
from trees import RICH, Tree, build_project, html, parse, project, record, text, with_class

SCHEMA = Namespace("https://schema.org/")
BASE = "https://example.org/bank/"
ADDRESS: Tree = {"site.yaml": str(RICH["site.yaml"]) + f"base_url: {BASE}\nlicense: CC BY 4.0\n"}
RUBRIC = f"{BASE}terms/scoring-guide.html#term"

# What schema.org allows on each type: of `DefinedTerm`, its own properties and those of `Thing`.
ALLOWED = {
    "DefinedTerm": {
        "name", "alternateName", "description", "disambiguatingDescription", "inDefinedTermSet", "url", "sameAs",
    },
    "DefinedTermSet": {"name", "description", "url", "inLanguage", "license", "dateModified"},
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A glossary with one of everything that knows its address."""
    folder = tmp_path_factory.mktemp("linked")
    build_project(project(folder, {**RICH, **ADDRESS}))
    return folder / "site"


def blocks(page: Path) -> list[Any]:
    """The JSON-LD on a page."""
    scripts = [script for script in html(page).iter("script") if script.get("type") == "application/ld+json"]
    return [json.loads(script.text or "") for script in scripts]


def graph(site: Path, pages: Iterator[Path]) -> Graph:
    """The triples that programs read from these pages."""
    found = Graph()
    for page in pages:
        for block in blocks(page):
            # The context of schema.org lies on the web; it says of these words that they are its own.
            assert block["@context"] == "https://schema.org"
            named = block | {"@context": {"@vocab": str(SCHEMA), "url": {"@type": "@id"}}}
            address = urljoin(BASE, page.relative_to(site).as_posix())
            found.parse(data=json.dumps(named), format="json-ld", publicID=address)
    return found


def of_type(blocks: list[Any], name: str) -> Any:
    (node,) = (
        node
        for block in blocks
        for node in block.get("@graph", [block])
        if name in (node["@type"] if isinstance(node["@type"], list) else [node["@type"]])
    )
    return node


def test_every_page_says_what_it_is(site: Path) -> None:
    silent = [str(page) for page in site.rglob("*.html") if not blocks(page)]
    assert silent == []


def test_a_term_is_a_defined_term_of_the_glossary(site: Path) -> None:
    page = site / "terms" / "rubric.html"
    assert of_type(blocks(page), "DefinedTerm") == {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": RUBRIC,
        "name": "Rubric",
        "alternateName": ["Scoring Guide", "RB"],
        "description": "A guide to levels.",
        "disambiguatingDescription": "A rubric names levels; a checklist names parts.",
        "inDefinedTermSet": {"@id": f"{BASE}#glossary"},
        "url": f"{BASE}terms/rubric.html",
        "sameAs": "https://example.org/rubric",
    }


def test_the_description_is_the_visible_definition(site: Path) -> None:
    for page in sorted((site / "terms").glob("*.html")):
        for node in (block for block in blocks(page) if block["@type"] == "DefinedTerm"):
            (shown,) = with_class(html(page), "definition")
            assert node["description"] in text(shown)


def test_an_identifier_survives_a_rename(tmp_path: Path) -> None:
    before = {"terms/mark.md": record("title: Mark")}
    after = {"terms/grade.md": record("title: Grade\nformerly:\n  - mark")}
    found = []
    for number, content in enumerate((before, after)):
        folder = tmp_path / str(number)
        build_project(project(folder, {**ADDRESS, **content}))
        (page,) = (folder / "site" / "terms").glob("[mg]*e.html" if number else "mark.html")
        found.append(of_type(blocks(page), "DefinedTerm")["@id"])
    assert found == [f"{BASE}terms/mark.html#term"] * 2


def test_no_two_terms_share_an_identifier(tmp_path: Path) -> None:
    content = {
        "terms/mark.md": record("title: Mark"),
        "terms/grade.md": record("title: Grade\nformerly:\n  - mark"),
    }
    build_project(project(tmp_path, {**ADDRESS, **content}), allow=frozenset(["all"]))
    pages = [tmp_path / "site" / "terms" / f"{slug}.html" for slug in ("mark", "grade")]
    found = {of_type(blocks(page), "DefinedTerm")["@id"] for page in pages if page.exists()}
    assert len(found) == len([page for page in pages if page.exists()])


def test_the_home_page_is_the_site_with_its_search_and_its_set(site: Path) -> None:
    found = blocks(site / "index.html")
    website = of_type(found, "WebSite")
    assert (
        website["potentialAction"]["target"]["urlTemplate"] == f"{BASE}search.html?q={{search_term_string}}"
    )
    terms = of_type(found, "DefinedTermSet")
    assert (terms["@id"], terms["license"]) == (
        f"{BASE}#glossary",
        "https://creativecommons.org/licenses/by/4.0/",
    )


def test_a_resource_has_its_type_and_teaches_terms(site: Path) -> None:
    node = of_type(blocks(site / "resources" / "study.html"), "LearningResource")
    assert node["@type"] == ["LearningResource", "Report"]
    assert node["author"] == {"@type": "Person", "name": "Ada Lovelace"}
    assert node["publisher"]["additionalType"] == ["university", "publisher"]
    assert node["isAccessibleForFree"] is True
    assert {"@id": RUBRIC} in node["teaches"]


def test_declared_levels_and_audiences_are_those_of_a_resource(tmp_path: Path) -> None:
    settings = """\
fields:
  resource:
    level: {label: Level, type: vocabulary}
    audience: {label: For, type: list}
vocabularies:
  level:
    high: {label: High school}
"""
    work = record("title: Work\nlevel: high\naudience:\n  - Teachers\n  - Leaders")
    build_project(project(tmp_path, {"site.yaml": settings, "resources/work.md": work}))
    node = of_type(blocks(tmp_path / "site" / "resources" / "work.html"), "LearningResource")
    assert node["educationalLevel"] == "High school"
    assert [each["educationalRole"] for each in node["audience"]] == ["Teachers", "Leaders"]


def test_the_trail_for_programs_is_the_visible_one(site: Path) -> None:
    for page in site.rglob("*.html"):
        for trail in with_class(html(page), "crumbs"):
            shown = [(text(link), link.attrib["href"]) for link in trail.iter("a")]
            items = of_type(blocks(page), "BreadcrumbList")["itemListElement"]
            assert [item["position"] for item in items] == list(range(1, len(items) + 1))
            here = urljoin(BASE, page.relative_to(site).as_posix())
            assert [(item["name"], item["item"]) for item in items[:-1]] == [
                (label, urljoin(here, link)) for label, link in shown
            ]


def test_all_that_pages_point_to_is_described_somewhere(site: Path) -> None:
    found = graph(site, site.rglob("*.html"))
    terms = set(found.subjects(RDF.type, SCHEMA.DefinedTerm))
    assert len(terms) == 5  # a draft is not there
    assert set(found.objects(None, SCHEMA.inDefinedTermSet)) == {URIRef(f"{BASE}#glossary")}
    assert set(found.objects(None, SCHEMA.teaches)) <= terms
    assert (URIRef(f"{BASE}#glossary"), RDF.type, SCHEMA.DefinedTermSet) in found


@pytest.mark.parametrize("kind", ALLOWED)
def test_types_have_only_properties_that_schema_org_gives_them(site: Path, kind: str) -> None:
    found = graph(site, site.rglob("*.html"))
    used = {
        str(name).removeprefix(SCHEMA)
        for thing in found.subjects(RDF.type, SCHEMA[kind])
        for name in found.predicates(thing, None)
        if name != RDF.type
    }
    assert used <= ALLOWED[kind]


def test_without_an_address_identifiers_are_relative_to_the_page(tmp_path: Path) -> None:
    build_project(project(tmp_path, RICH))
    site = tmp_path / "site"
    found = graph(site, site.rglob("*.html"))
    assert URIRef(RUBRIC) in set(found.subjects(RDF.type, SCHEMA.DefinedTerm))
    assert set(found.objects(None, SCHEMA.inDefinedTermSet)) == {URIRef(f"{BASE}#glossary")}
    assert "potentialAction" not in of_type(blocks(site / "index.html"), "WebSite")


def test_text_cannot_leave_its_script(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><!--"
    content = {
        "terms/evil.md": record(f"title: 'Evil {evil}'\ncategory: 'C {evil}'\nsummary: 'Sum {evil}'"),
        "resources/evil.md": record(f"title: 'Work {evil}'\nterms:\n  - evil"),
    }
    build_project(project(tmp_path, content))
    for page in (tmp_path / "site").rglob("*.html"):
        shown = parse(page.read_text(encoding="utf-8"))
        assert not [
            script
            for script in shown.iter("script")
            if script.text and "alert" in script.text and not script.get("type")
        ]
        assert blocks(page)
    term = of_type(blocks(tmp_path / "site" / "terms" / "evil.html"), "DefinedTerm")
    assert (term["name"], term["description"]) == (f"Evil {evil}", f"Sum {evil}")
