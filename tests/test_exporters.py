"""Files for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bibtexparser.entrypoint import parse_file
from trees import Tree, build_project, project, record

from termbank import exporters
from termbank.exporters import EXPORTS, Export, sitemap
from termbank.exporters.file import File
from termbank.site.parts import facets
from termbank.site.parts.facets import Facet
from termbank.site.plan import Outline

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
CONTENT = {
    "site.yaml": "base_url: https://example.org/bank\n",
    "terms/a.md": record("title: A\naliases:\n  - Ay", "The first."),
    "terms/old.md": record("title: Old\nstatus: deprecated\nreplaced_by:\n  - a", "Gone."),
    "resources/work.md": record("title: A Work\nterms:\n  - a"),
}


def site_in(folder: Path, content: Tree) -> Path:
    result = build_project(project(folder, content))
    assert result.published, result.diagnostics
    return folder / "site"


def slugs_as_text(outline: Outline) -> Iterator[File]:
    yield File("data/terms.txt", "".join(f"{slug}\n" for slug in outline.glossary.terms).encode())


def locations(file: Path) -> list[str]:
    return [element.text or "" for element in ElementTree.parse(file).iter(LOCATION)]


def test_the_index_holds_every_term_and_resource(tmp_path: Path) -> None:
    index = json.loads((site_in(tmp_path, CONTENT) / "data" / "index.json").read_bytes())
    assert [(term["slug"], term["url"], term["summary"]) for term in index["terms"]] == [
        ("a", "terms/a.html", "The first."),
        ("old", "terms/old.html", "Gone."),
    ]
    assert index["resources"][0]["terms"] == ["a"]


def test_the_sitemap_lists_the_pages_that_may_be_indexed(tmp_path: Path) -> None:
    found = locations(site_in(tmp_path, CONTENT) / "sitemap.xml")
    assert "https://example.org/bank/terms/a.html" in found
    assert "https://example.org/bank/" in found
    assert "https://example.org/bank/terms/old.html" not in found


def test_a_site_without_an_address_has_no_sitemap(tmp_path: Path) -> None:
    assert not (site_in(tmp_path, {"terms/a.md": record("title: A")}) / "sitemap.xml").exists()


def test_a_large_sitemap_is_split_and_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 3)
    site = site_in(tmp_path, CONTENT)
    parts = locations(site / "sitemap.xml")
    assert parts[0] == "https://example.org/bank/sitemap-1.xml"
    listed = [address for part in parts for address in locations(site / part.rsplit("/", 1)[1])]
    assert len(listed) == len(set(listed)) > 3


def test_every_file_on_the_data_page_exists(tmp_path: Path) -> None:
    site = site_in(tmp_path, CONTENT)
    page = (site / "about" / "data.html").read_text(encoding="utf-8")
    for item in (row for row in EXPORTS if row.label):
        assert (site / item.path).is_file()
        assert f'href="../{item.path}"' in page


def test_the_table_names_the_files_that_are_made(tmp_path: Path) -> None:
    site = site_in(
        tmp_path, CONTENT | {"site.yaml": "base_url: https://example.org/bank\noffline: true\nlicense: CC0\n"}
    )
    # Feeds need a history.
    made = [row.path for row in EXPORTS if not row.path.startswith("feeds/")]
    assert [path for path in made if not (site / path).is_file()] == []


def test_a_format_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Export("data/terms.txt", "text/plain", slugs_as_text, "The slugs of all terms, one a line.")
    monkeypatch.setattr(exporters, "EXPORTS", (*EXPORTS, row))
    site = site_in(tmp_path, CONTENT)
    assert (site / "data" / "terms.txt").read_text(encoding="utf-8") == "a\nold\n"
    page = (site / "about" / "data.html").read_text(encoding="utf-8")
    assert '<a href="../data/terms.txt" type="text/plain">' in page
    assert "The slugs of all terms, one a line." in page


def test_a_facet_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Facet("language", lambda _, resource: [resource.fields.language or ""], pages=True)
    monkeypatch.setattr(facets, "FACETS", (*facets.FACETS, row))
    spanish = record("title: Una obra\nlanguage: es\nterms:\n  - a")
    site = site_in(tmp_path, CONTENT | {"resources/obra.md": spanish})
    script = (site / "data" / "library.js").read_text(encoding="utf-8")
    assert '{"key":"language","label":"Language","values":[["es","es"]]}' in script
    library = (site / "resources" / "index.html").read_text(encoding="utf-8")
    assert "<h2>Language</h2>" in library
    assert 'href="../resources/language/es.html"' in library
    page = (site / "resources" / "language" / "es.html").read_text(encoding="utf-8")
    assert "Una obra" in page
    assert "A Work" not in page


def test_a_site_without_resources_offers_no_resource_files(tmp_path: Path) -> None:
    site = site_in(tmp_path, {"terms/a.md": record("title: A")})
    assert "resources" not in (site / "about" / "data.html").read_text(encoding="utf-8")
    assert not list((site / "data").glob("resources*"))


def test_the_table_of_terms_has_relations_and_declared_fields(tmp_path: Path) -> None:
    content = CONTENT | {
        "site.yaml": "fields:\n  term:\n    level:\n      label: Level\n      type: list\n",
        "terms/b.md": record("title: B\nbroader:\n  - a\nlevel:\n  - one\n  - two", "The =second."),
        "terms/evil.md": record("title: '@Evil'\nsummary: '=1+1'"),
    }
    with (site_in(tmp_path, content) / "data" / "terms.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["slug"]: row for row in csv.DictReader(file)}
    assert (rows["a"]["aliases"], rows["a"]["narrower"], rows["a"]["resources"]) == ("Ay", "b", "work")
    assert (rows["b"]["broader"], rows["b"]["level"]) == ("a", "one; two")
    assert (rows["old"]["status"], rows["old"]["replaced_by"]) == ("deprecated", "a")
    assert (rows["evil"]["title"], rows["evil"]["summary"]) == ("'@Evil", "'=1+1")


def test_table_cells_are_never_formulas(tmp_path: Path) -> None:
    site = site_in(tmp_path, CONTENT | {"resources/evil.md": record("title: '=1+1'\nterms:\n  - a")})
    with (site / "data" / "resources.csv").open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    assert sorted(titles) == ["'=1+1", "A Work"]


def test_the_glossary_in_brief_has_terms_in_use_and_works(tmp_path: Path) -> None:
    content = CONTENT | {
        "site.yaml": "title: The [Bank]\ndescription: Words.\nbase_url: https://example.org/bank\n"
        "license: https://creativecommons.org/licenses/by/4.0/\n",
        "terms/b.md": record("title: B*\nabbreviations:\n  - BB", "A `second` one\nin two lines."),
        "resources/work.md": record("title: A Work\nauthor: Ruiz, Ana\nyear: 2001\nterms:\n  - a"),
    }
    text = (site_in(tmp_path, content) / "llms.txt").read_text(encoding="utf-8")
    assert (
        text
        == """# The \\[Bank\\]

> Words.

License: CC BY 4.0

## Terms

- [A](https://example.org/bank/terms/a.html): The first.
- [B\\*, BB](https://example.org/bank/terms/b.html): A second one in two lines.

## Resources

- [A Work](https://example.org/bank/resources/work.html): Ana Ruiz, 2001
"""
    )


def test_retired_terms_are_not_cited(tmp_path: Path) -> None:
    site = site_in(tmp_path, CONTENT)
    items = json.loads((site / "data" / "terms.csl.json").read_bytes())
    assert [(item["id"], item["URL"]) for item in items] == [("a", "https://example.org/bank/terms/a.html")]
    assert [entry.key for entry in parse_file(str(site / "data" / "terms.bib")).entries] == ["a"]
