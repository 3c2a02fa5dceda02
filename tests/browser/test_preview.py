"""The preview in a browser: an error shows in the page that is open, and the next good save clears it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from test_serve import GOOD, Preview, previewing
from trees import project, record, write_tree

BROKEN = {"terms/rubric.md": record("title: Rubric\nrelated:\n  - '<b>portfolio</b>'", "Second words.")}


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    with previewing(project(tmp_path, GOOD)) as shown:
        yield shown


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def test_an_error_shows_in_the_page_until_a_good_save(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/terms/rubric.html")
    problems = page.get_by_role("alert")
    expect(problems).to_have_count(0)
    write_tree(preview.folder / "content", BROKEN)
    expect(problems).to_be_visible()
    expect(problems).to_contain_text("1 error: this is the last good version")
    # What somebody wrote is shown as text, with its place and its cure.
    expect(problems.locator("pre")).to_contain_text(
        "content/terms/rubric.md:4:5: error[unknown-term]: `<b>portfolio</b>`"
    )
    expect(problems.locator("pre")).to_contain_text("`<b>portfolio</b>` is not a term")
    file = (preview.folder / "content/terms/rubric.md").as_posix()
    expect(problems.get_by_role("link")).to_have_attribute("href", f"vscode://file{file}:4:5")
    expect(page.locator("main")).to_contain_text("First words.")
    # Folded, it leaves the page to be read; the keyboard can do that as well.
    problems.locator("summary").press("Enter")
    expect(problems.locator("pre")).to_be_hidden()
    write_tree(preview.folder / "content", {"terms/rubric.md": record("title: Rubric", "Third words.")})
    expect(page.locator("main")).to_contain_text("Third words.")
    expect(problems).to_have_count(0)


def test_it_starts_with_an_error_and_waits(tmp_path: Path, page: Page) -> None:
    with previewing(project(tmp_path, BROKEN)) as preview:
        page.goto(f"http://127.0.0.1:{preview.port}/")
        expect(page.get_by_role("alert")).to_contain_text("is not a term")
        write_tree(preview.folder / "content", GOOD)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
