"""Pages of a site's own, its home text, logo, imprint and license."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from trees import Tree, build_project, by_id, html, links, project, record, text, with_class

TERM = {"terms/rubric.md": record("title: Rubric", "Levels of quality.")}
ABOUT = {"pages/about.md": record("title: About us\nlabel: About\nplace: menu", "We keep a rubric.")}
LICENSE = "https://creativecommons.org/licenses/by-sa/4.0/"
EVERYWHERE = ("index.html", "terms/rubric.html", "resources/study.html", "404.html", "about/data.html")


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def built(folder: Path, content: Tree, **choices: Any) -> Path:
    result = build_project(project(folder, {**TERM, **content}), **choices)
    assert result.published, result.diagnostics
    return folder / "site"


def footer(site: Path, page: str = "terms/rubric.html") -> list[str]:
    return links(with_class(html(site / page), "colophon")[0])


def test_a_page_shows_its_text_and_links_terms(tmp_path: Path) -> None:
    page = html(built(tmp_path, ABOUT) / "about.html")
    (main,) = page.iter("main")
    assert text(main) == "About us We keep a rubric."
    assert "terms/rubric.html" in links(main)


def test_the_term_does_not_list_it_among_its_uses(tmp_path: Path) -> None:
    assert "used-in" not in (built(tmp_path, ABOUT) / "terms/rubric.html").read_text(encoding="utf-8")


def test_a_page_with_a_place_in_the_menu_is_linked_there(tmp_path: Path) -> None:
    site = built(tmp_path, ABOUT)
    menu = with_class(html(site / "terms/rubric.html"), "site-nav")[0]
    assert (links(menu)[-1], text(menu).split()[-1]) == ("../about.html", "About")
    current = [link for link in html(site / "about.html").iter("a") if link.get("aria-current") == "page"]
    assert {link.get("href") for link in current} == {"about.html"}


def test_pages_stand_in_the_footer_in_their_order(tmp_path: Path) -> None:
    pages = {
        "pages/b.md": record("title: Contact"),
        "pages/a.md": record("title: Imprint"),
        "pages/c.md": record("title: Zero\norder: 1"),
        "pages/d.md": record("title: Unseen\nplace: none"),
    }
    site = built(tmp_path, pages)
    assert footer(site)[4:7] == ["../c.html", "../b.html", "../a.html"]
    assert "../d.html" not in footer(site)
    assert (site / "d.html").exists()


def test_the_home_text_takes_the_place_of_the_description(tmp_path: Path) -> None:
    content = {"site.yaml": "description: Old.", "pages/index.md": "What a [rubric](../terms/rubric.md) is."}
    page = html(built(tmp_path, content) / "index.html")
    about = with_class(page, "home-about")[0]
    assert text(about) == "What a rubric is."
    assert links(about) == ["terms/rubric.html"]


def test_a_text_may_link_to_the_lists_that_every_build_makes(tmp_path: Path) -> None:
    body = "[All](../terms/index.html#letter-r), [data](../about/data.html), [search](search.html)."
    page = html(built(tmp_path, {"pages/a.md": record("title: A", body)}) / "a.html")
    (main,) = page.iter("main")
    assert links(main) == ["terms/index.html#letter-r", "about/data.html", "search.html"]


def test_one_that_this_glossary_does_not_have_is_named(tmp_path: Path) -> None:
    page = {"pages/a.md": record("title: A", "[The library](../resources/index.html).")}
    result = build_project(project(tmp_path, {**TERM, **page}))
    assert [item.code for item in result.diagnostics] == ["dead-link"]


def test_a_page_lists_the_works_that_it_cites(tmp_path: Path) -> None:
    content = {
        "resources/study.md": record("title: A Study\nauthor: Ada Lovelace\nyear: 1843"),
        "pages/a.md": record("title: A", "As shown [@study]."),
    }
    page = html(built(tmp_path, content) / "a.html")
    assert "(Lovelace, 1843)" in text(page)
    assert "A Study" in text(by_id(page, "works-cited"))


def test_an_edit_reaches_the_page(tmp_path: Path) -> None:
    for words in ("First.", "Second."):
        site = built(tmp_path, {"pages/a.md": record("title: A", words)}, cache=tmp_path / "cache")
        assert words in (site / "a.html").read_text(encoding="utf-8")


def test_the_license_stands_on_every_page(tmp_path: Path) -> None:
    content = {"site.yaml": "license: CC BY-SA 4.0", "resources/study.md": record("title: Study")}
    site = built(tmp_path, content)
    for page in EVERYWHERE:
        links = [a for a in html(site / page).iter("a") if "license" in a.get("rel", "").split()]
        # The page of data says it above its files, too.
        assert {(link.get("href"), text(link)) for link in links} == {(LICENSE, "CC BY-SA 4.0")}


@pytest.mark.parametrize(
    ("written", "shown", "address"),
    [
        (LICENSE, "CC BY-SA 4.0", LICENSE),
        ("https://www.example.org/terms-of-use/", "example.org/terms-of-use", None),
        ("All rights reserved", "All rights reserved", ""),
    ],
)
def test_a_license_is_a_name_or_an_address(
    written: str, shown: str, address: str | None, tmp_path: Path
) -> None:
    page = html(built(tmp_path, {"site.yaml": f"license: {written}"}) / "terms/rubric.html")
    found = [(text(a), a.get("href")) for a in page.iter("a") if "license" in a.get("rel", "").split()]
    assert found == ([(shown, written if address is None else address)] if address != "" else [])
    assert shown in text(with_class(page, "imprint")[0])


def test_the_license_is_in_every_export(tmp_path: Path) -> None:
    content = {"site.yaml": "license: CC BY-SA 4.0", "resources/study.md": record("title: Study")}
    data = built(tmp_path, content) / "data"
    assert json.loads((data / "index.json").read_text("utf-8"))["license"] == LICENSE
    (item,) = json.loads((data / "terms.csl.json").read_text("utf-8"))
    assert item["custom"] == {"license": LICENSE}
    about = json.loads((data / "resources.csv-metadata.json").read_text("utf-8"))
    assert (about["url"], about["dc:license"]) == ("resources.csv", {"@id": LICENSE})
    for name in ("terms.bib", "resources.bib", "license.txt"):
        assert LICENSE in (data / name).read_text("utf-8")


def test_the_imprint_stands_on_every_page(tmp_path: Path) -> None:
    content = {"site.yaml": "imprint: Example School", "resources/study.md": record("title: Study")}
    site = built(tmp_path, content)
    assert {text(with_class(html(site / page), "imprint")[0]) for page in EVERYWHERE} == {"Example School"}


def test_the_logo_stands_beside_the_name_with_its_size(tmp_path: Path) -> None:
    site = built(tmp_path, {"site.yaml": "logo: images/logo.png", "images/logo.png": png(300, 100)})
    (logo,) = with_class(html(site / "terms/rubric.html"), "logo")
    assert (logo.get("width"), logo.get("height"), logo.get("alt")) == ("300", "100", "")
    assert (site / "terms" / logo.attrib["src"]).read_bytes() == png(300, 100)


def shared(page: Path) -> dict[str, str]:
    """What a page says of itself to other sites, by name."""
    return {
        meta.attrib["property"]: meta.attrib["content"]
        for meta in html(page).iter("meta")
        if "property" in meta.attrib
    }


@pytest.mark.parametrize(
    ("setting", "image"),
    [("", "assets/share.png"), ("\nshare_image: images/share.png", "media/images/share.png")],
)
def test_a_link_to_a_page_shows_title_sentence_and_picture_elsewhere(
    setting: str, image: str, tmp_path: Path
) -> None:
    base = "https://example.org/bank/"
    tree: Tree = {"site.yaml": f"title: Bank\nbase_url: {base}{setting}", "images/share.png": png(1200, 630)}
    site = built(tmp_path, {**TERM, **tree})
    said = shared(site / "terms/rubric.html")
    assert (said["og:title"], said["og:site_name"], said["og:type"]) == ("Rubric", "Bank", "article")
    assert said["og:description"]
    assert (said["og:url"], said["og:image"]) == (f"{base}terms/rubric.html", base + image)
    assert (site / image).read_bytes()[:4] == b"\x89PNG"


def test_without_an_address_of_the_site_no_address_is_invented(tmp_path: Path) -> None:
    said = shared(built(tmp_path, {"site.yaml": "title: Bank"}) / "terms/rubric.html")
    assert said["og:title"] == "Rubric"
    assert not {"og:url", "og:image"} & said.keys()


@pytest.mark.parametrize("files", [{}, {"logo.png": b"GIF89a"}])
def test_a_logo_that_is_no_picture_is_named(files: Tree, tmp_path: Path) -> None:
    result = build_project(project(tmp_path, {**TERM, **files, "site.yaml": "logo: logo.png"}))
    assert [(item.code, item.span.line) for item in result.diagnostics] == [("missing-image", 1)]


def test_an_own_page_never_takes_the_place_of_a_built_one(tmp_path: Path) -> None:
    result = build_project(project(tmp_path, {**TERM, "pages/map.md": record("title: Map")}))
    assert [item.code for item in result.diagnostics] == ["invalid-slug"]


def test_an_accessibility_page_says_what_is_tested_and_how_to_report(tmp_path: Path) -> None:
    tree = {"site.yaml": "title: Bank\ncontact: mailto:us@example.org\n", "terms/a.md": record("title: A")}
    assert build_project(project(tmp_path, tree)).published
    page = html(tmp_path / "site/accessibility.html")
    assert "(WCAG) 2.2 at level AA" in text(page)
    assert "mailto:us@example.org" in [link.get("href") for link in page.iter("a")]
    for other in ("index.html", "terms/a.html"):
        links = [link.get("href") for link in html(tmp_path / "site" / other).iter("a")]
        assert ("../" if "/" in other else "") + "accessibility.html" in links


def test_a_page_of_the_sites_own_takes_the_place_of_the_accessibility_page(tmp_path: Path) -> None:
    tree = {
        "terms/a.md": record("title: A"),
        "pages/accessibility.md": record("title: For All", "We tested it."),
    }
    assert build_project(project(tmp_path, tree)).published
    assert "We tested it." in text(html(tmp_path / "site/accessibility.html"))
    links = [link.get("href") for link in html(tmp_path / "site/index.html").iter("a")]
    assert links.count("accessibility.html") == 1
