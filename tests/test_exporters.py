"""Files for programs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bibtexparser.entrypoint import parse_file
from trees import Tree, build_project, project, record

from termbank.exporters import sitemap
from termbank.site.parts.downloads import DOWNLOADS

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
    for item in DOWNLOADS:
        assert (site / item.path).is_file()
        assert f'href="../{item.path}"' in page


def test_a_site_without_resources_offers_no_resource_files(tmp_path: Path) -> None:
    site = site_in(tmp_path, {"terms/a.md": record("title: A")})
    assert "resources" not in (site / "about" / "data.html").read_text(encoding="utf-8")
    assert not list((site / "data").glob("resources*"))


def test_table_cells_are_never_formulas(tmp_path: Path) -> None:
    site = site_in(tmp_path, CONTENT | {"resources/evil.md": record("title: '=1+1'\nterms:\n  - a")})
    with (site / "data" / "resources.csv").open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    assert sorted(titles) == ["'=1+1", "A Work"]


def test_retired_terms_are_not_cited(tmp_path: Path) -> None:
    site = site_in(tmp_path, CONTENT)
    items = json.loads((site / "data" / "terms.csl.json").read_bytes())
    assert [(item["id"], item["URL"]) for item in items] == [("a", "https://example.org/bank/terms/a.html")]
    assert [entry.key for entry in parse_file(str(site / "data" / "terms.bib")).entries] == ["a"]
