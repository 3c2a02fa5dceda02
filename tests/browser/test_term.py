"""The page of a term in a browser: what stands where, on phones and wide screens, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .chromium import Tabs
from .kinds import TERM, AddressOf, Sites

PHONE = (390, 844)

FONT_SIZE = "(element) => parseFloat(getComputedStyle(element).fontSize)"
# Sentences of the definition as readers see it, without case and marks.
SENTENCES = """(definition) => {
  const cut = new Intl.Segmenter("en", { granularity: "sentence" }).segment(definition.innerText);
  return [...cut].map(({ segment }) => segment.toLowerCase().replace(/[^a-z0-9 ]/g, "").trim()).filter(Boolean);
}"""


def size(page: Page, selector: str) -> float:
    """The size of the type of an element in pixels."""
    found: float = page.locator(selector).first.evaluate(FONT_SIZE)
    return found


# --- the summary ---


@pytest.mark.parametrize("width", [390, 1280])
def test_the_summary_is_larger_than_the_text_below_it(width: int, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), width, java_script_enabled=False)
    assert size(page, ".lead p") > 1.2 * size(page, ".definition > p")


def test_no_sentence_of_a_definition_is_said_twice(tabs: Tabs, sites: Sites) -> None:
    twice = {}
    for file in sites["flagship"].glob("terms/*.html"):
        if file.stem != "index":
            page = tabs.open(file.as_uri())
            said: list[str] = page.locator(".definition").evaluate(SENTENCES)
            twice[file.stem] = [sentence for sentence in said if said.count(sentence) > 1]
    assert not {term: sentences for term, sentences in twice.items() if sentences}


def test_the_summary_leads_the_page(tabs: Tabs, sites: Sites) -> None:
    page = tabs.open((sites["flagship"] / "terms/rubric.html").as_uri(), *PHONE)
    expect(page.locator(".lead")).to_contain_text("A scoring tool that lists what counts")
    expect(page.locator(".lead")).to_be_in_viewport(ratio=1)
