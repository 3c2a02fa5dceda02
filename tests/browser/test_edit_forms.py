"""Editing in the browser: somebody adds a term and a resource without touching a file."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect
from test_serve import Preview, previewing
from trees import project, record, write_tree

CONTENT = {
    "site.yaml": "vocabularies:\n  category:\n    assess: {label: Assessment}\n    plan: {label: Planning}\n"
    "  level:\n    low: {label: Primary}\n    high: {label: Secondary}\n"
    "fields:\n  resource:\n    level: {label: Grade level, type: vocabulary}\n",
    "resources/study.md": record("title: A Study of Rubrics\nlevel: [low]\nterms:\n  - rubric"),
    "terms/rubric.md": "---\r\ntitle: Rubric\r\n# why\r\nrelated: [portfolio] # one\r\n---\r\n\r\nFirst words.\r\n",
    "terms/portfolio.md": record("title: Portfolio", "A collection of work."),
}  # fmt: skip


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    with previewing(project(tmp_path, CONTENT), "--edit") as shown:
        yield shown


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def test_a_term_and_a_resource_are_added_without_touching_a_file(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/terms/rubric.html")
    page.get_by_role("navigation", name="Edit", exact=True).get_by_role("link", name="New term").click()
    page.get_by_label("Title", exact=True).fill("Exit Ticket")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit “Exit Ticket”")
    page.get_by_label("Category", exact=True).select_option(label="Assessment")
    page.get_by_label("Aliases", exact=True).fill("Exit Slip\nExit Card")
    page.get_by_role("group", name="Related").get_by_label("Rubric").check()
    page.get_by_label("Text", exact=True).fill("A short answer that students leave at the door.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    text = (preview.folder / "content/terms/exit-ticket.md").read_text()
    assert "category: assess\n" in text
    assert "aliases:\n  - Exit Slip\n  - Exit Card\n" in text
    assert "related:\n  - rubric\n" in text
    assert text.endswith("---\n\nA short answer that students leave at the door.\n")
    page.goto(f"http://127.0.0.1:{preview.port}/~edit/new/resource")
    page.get_by_label("Title", exact=True).fill("A Study of Doors")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Author", exact=True).fill("Jane Doe")
    page.get_by_label("Year", exact=True).fill("2001")
    page.get_by_role("group", name="Terms").get_by_label("Exit Ticket").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    page.get_by_role("status").first.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("Jane Doe")


def test_only_what_was_changed_is_written(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/~edit/terms/rubric")
    page.get_by_label("Summary", exact=True).fill("A guide: to levels.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    data = (preview.folder / "content/terms/rubric.md").read_bytes().decode()
    expected = CONTENT["terms/rubric.md"].replace("# one\r\n", '# one\r\nsummary: "A guide: to levels."\r\n')
    assert data == expected


def test_the_text_and_its_mistakes_show_while_somebody_types(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/~edit/terms/rubric")
    expect(page.locator("#live p")).to_have_text("First words.")
    page.get_by_label("Text", exact=True).fill("A **guide**, see [it](nowhere.md).")
    expect(page.locator("#live strong")).to_have_text("guide")
    expect(page.locator("#problems")).to_contain_text("`nowhere.md` leads to no page")
    page.get_by_label("Text", exact=True).fill("A guide, see [it](portfolio.md).")
    expect(page.locator("#problems")).to_be_hidden()
    assert (preview.folder / "content/terms/rubric.md").read_bytes().decode() == CONTENT["terms/rubric.md"]


def test_fields_of_the_sites_own_are_choices_as_well(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/~edit/resources/study")
    levels = page.get_by_role("group", name="Grade level")
    expect(levels.get_by_label("Primary")).to_be_checked()
    levels.get_by_label("Secondary").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    text = (preview.folder / "content/resources/study.md").read_text()
    assert text == CONTENT["resources/study.md"].replace("[low]", "\n  - low\n  - high").replace(
        "level: \n", "level:\n"
    )


def test_a_file_that_was_saved_elsewhere_meanwhile_wins(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/~edit/terms/portfolio")
    write_tree(preview.folder / "content", {"terms/portfolio.md": record("title: Portfolio", "Mine.")})
    page.get_by_label("Text", exact=True).fill("Yours.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_contain_text("changed elsewhere")
    assert (preview.folder / "content/terms/portfolio.md").read_text() == record("title: Portfolio", "Mine.")


def test_a_mistake_is_named_and_nothing_is_saved_or_lost(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/~edit/terms/rubric")
    page.get_by_text("More fields").click()
    page.get_by_label("Reviewed", exact=True).fill("yesterday")
    page.get_by_label("Text", exact=True).fill("Other <b>words</b>.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_contain_text("yesterday")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Other <b>words</b>.")
    assert (preview.folder / "content/terms/rubric.md").read_bytes().decode() == CONTENT["terms/rubric.md"]


def send(preview: Preview, origin: str, host: str, token: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=30)
    headers = {"Host": host, "Content-Type": "application/x-www-form-urlencoded"} | (
        {"Origin": origin} if origin else {}
    )
    connection.request("POST", "/~edit/new/term", urlencode({"title": "Evil", "token": token}), headers)
    return connection.getresponse().status


def test_no_other_page_can_write(preview: Preview) -> None:
    here = f"127.0.0.1:{preview.port}"
    _, form = preview.ask("/~edit/new/term")
    (token,) = re.findall(r'name="token" value="([^"]+)"', form)
    for origin, host, sent in (
        (f"http://{here}", here, "guess"),
        (f"http://{here}", here, ""),
        ("https://evil.example", here, token),
        ("null", here, token),
        ("", here, token),
        ("http://evil.example", "evil.example", token),
    ):
        assert send(preview, origin, host, sent) == 403, (origin, host)
    assert preview.ask("/~edit/terms/rubric", host="evil.example")[0] == 403
    assert not (preview.folder / "content/terms/evil.md").exists()
    assert preview.ask("/~edit/terms/..%2f..%2fsecret")[0] == 404
    # A page of another site must not read the token either.
    assert (
        preview.ask("/~edit/new/term", headers=["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"])[0]
        == 403
    )
    assert send(preview, f"http://{here}", here, token) == 303


def test_without_the_option_there_is_no_form_and_no_site_holds_one(tmp_path: Path) -> None:
    with previewing(project(tmp_path, CONTENT)) as preview:
        assert preview.ask("/~edit/new/term")[0] == 404
        assert "~edit" not in preview.ask("/terms/rubric.html")[1]
