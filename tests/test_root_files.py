"""Files for the site's root: copied as they are, never over a page, never markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import build_project, project, record

TERM = {"terms/a.md": record("title: A")}


def test_files_of_the_root_are_copied_as_they_are(tmp_path: Path) -> None:
    files = {
        "CNAME": "words.example.org\n",
        "robots.txt": "User-agent: *\n",
        ".well-known/security.txt": "Contact: x\n",
    }
    folder = project(tmp_path, {**TERM, **{f"root/{path}": text for path, text in files.items()}})
    assert build_project(folder).published
    assert {path: (folder / "site" / path).read_text(encoding="utf-8") for path in files} == files


def test_an_edit_of_one_reaches_the_site(tmp_path: Path) -> None:
    for name in ("one.example.org", "two.example.org"):
        folder = project(tmp_path, {**TERM, "root/CNAME": name})
        assert build_project(folder, cache=folder / "cache").published
        assert (folder / "site/CNAME").read_text(encoding="utf-8") == name


def test_pictures_of_the_root_are_no_media(tmp_path: Path) -> None:
    folder = project(tmp_path, {**TERM, "root/favicon.png": b"\x89PNG"})
    assert build_project(folder).published
    assert (folder / "site/favicon.png").read_bytes() == b"\x89PNG"


@pytest.mark.parametrize("path", ["index.html", "sitemap.xml", "Terms/A.html"])
def test_one_that_a_page_or_an_export_has_already_is_named(path: str, tmp_path: Path) -> None:
    site = {"site.yaml": "base_url: https://example.org/\n"}
    result = build_project(project(tmp_path, {**TERM, **site, f"root/{path}": "mine"}))
    assert not result.published
    assert f"content/root/{path}" in result.diagnostics[-1].message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("google1.html", "<script>alert(1)</script>"),
        ("google2.html", "<!doctype html>"),
        ("data.xml", '<a xmlns="http://www.w3.org/1999/xhtml"><script/></a>'),
        ("style.xml", '<?xml-stylesheet href="x.xsl"?><a/>'),
        ("run.js", "alert(1)"),
        ("picture.svg", "<svg/>"),
        ("two words.txt", "x"),
    ],
)
def test_what_browsers_would_run_is_refused_and_left_out_where_that_is_allowed(
    path: str, text: str, tmp_path: Path
) -> None:
    folder = project(tmp_path, {**TERM, f"root/{path}": text})
    result = build_project(folder)
    assert [item.code for item in result.diagnostics if item.severity == "error"] == ["root-file"]
    assert build_project(folder, allow=("root-file",)).published
    assert not (folder / "site" / path).exists()


def test_the_proof_of_a_search_engine_is_copied(tmp_path: Path) -> None:
    files = {
        "google0123456789abcdef.html": "google-site-verification: google0123456789abcdef.html",
        "BingSiteAuth.xml": '<?xml version="1.0"?><users><user>0123</user></users>',
    }
    folder = project(tmp_path, {**TERM, **{f"root/{path}": text for path, text in files.items()}})
    assert build_project(folder).published
    assert all((folder / "site" / path).exists() for path in files)
