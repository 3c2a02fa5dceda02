"""A visited site offline: visited pages open, and nothing old is shown once there is a network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from trees import Tree, build_project, project, record

from .chromium import TIMEOUT
from .server import serving
from .test_accessibility import found_by_axe

BANK: Tree = {
    "site.yaml": "title: Bank\noffline: true\n",
    "terms/rubric.md": record("title: Rubric", "A guide to levels, kept beside a checklist."),
    "terms/checklist.md": record("title: Checklist\nabbreviations:\n  - CL", "A list of parts."),
    "terms/portfolio.md": record("title: Portfolio", "A folder of work."),
    "resources/study.md": record("title: A Study\nterms:\n  - rubric", "Many findings."),
}
KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname);
}"""
ACTIVE = "async () => (await navigator.serviceWorker.ready).active.state === 'activated'"
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


def until(page: Page, condition: str) -> None:
    """Wait in `page` until `condition`, an async function, returns true."""
    page.evaluate(f"""async () => {{
      const end = performance.now() + {TIMEOUT};
      while (!(await ({condition})())) {{
        if (performance.now() > end) throw new Error("this never holds");
        await new Promise(requestAnimationFrame);
      }}
    }}""")


def is_kept(path: str) -> str:
    return f"async () => (await ({KEPT})()).includes('/bank/{path}')"


class Visit:
    """A reader's device and a site visited on it; while `down` is set, the site is unreachable."""

    def __init__(self, context: BrowserContext, folder: Path, address: str, down: threading.Event) -> None:
        self.context, self.folder, self.address, self.down = context, folder, address, down
        self.page = context.new_page()

    def open(self, path: str) -> Page:
        """The page at `path`, once the worker has stored its initial files."""
        self.page.goto(self.address + path)
        until(self.page, ACTIVE)
        return self.page

    def publish(self, **files: str) -> None:
        """Rebuild the site with other files in `content/`; `__` in a name stands for a slash, `_` for a dot."""
        for name, text in files.items():
            (self.folder / "content" / name.replace("__", "/").replace("_", ".")).write_text(text)
        assert build_project(self.folder).published


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    folder = project(tmp_path, BANK)
    assert build_project(folder).published
    down = threading.Event()
    with serving({"bank": folder / "site"}, down=down) as server, browser.new_context() as context:
        yield Visit(context, folder, f"{server}bank/", down)


def test_the_first_visited_page_can_be_read_offline(visit: Visit) -> None:
    page = visit.open("terms/rubric.html")
    until(page, is_kept("terms/rubric.html"))
    visit.down.set()
    page.reload()
    expect(page.locator("h1")).to_have_text("Rubric")
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).display") == "flex"


def test_search_works_offline(visit: Visit) -> None:
    page = visit.open("terms/rubric.html")
    visit.down.set()
    page.goto(f"{visit.address}index.html")
    page.locator(".search-large input").fill("CL")
    expect(page.locator("[role=option]").first).to_contain_text("Checklist")
    page.goto(f"{visit.address}search.html?q=portfolo")
    expect(page.locator("main")).to_contain_text("A folder of work.")


def test_cards_open_offline(visit: Visit) -> None:
    page = visit.open("terms/rubric.html")
    until(page, is_kept("terms/rubric.html"))
    visit.down.set()
    page.reload()
    page.locator("main a.term").first.hover()
    expect(page.locator("#card:popover-open")).to_contain_text("A list of parts.")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("", "Bank"),
        ("search.html", "Search"),
        ("terms/rubric.html", "Rubric"),
        ("terms/rubric", "Rubric"),
        ("terms/portfolio.html", "You are offline"),
    ],
)
def test_hosts_may_leave_out_the_html_suffix(
    path: str, heading: str, browser: Browser, tmp_path: Path
) -> None:
    folder = project(tmp_path, BANK)
    assert build_project(folder).published
    down = threading.Event()
    with (
        serving({"bank": folder / "site"}, down=down, shortened=True) as server,
        browser.new_context() as context,
    ):
        visit = Visit(context, folder, f"{server}bank/", down)
        until(visit.open("terms/rubric.html"), is_kept("terms/rubric.html"))
        down.set()
        page = context.new_page()
        page.goto(visit.address + path)
        expect(page.locator("h1")).to_have_text(heading)


def test_an_unvisited_page_says_what_is_available(visit: Visit) -> None:
    page = visit.open("index.html")
    visit.down.set()
    page.goto(f"{visit.address}terms/portfolio.html")
    expect(page.locator("h1")).to_have_text("You are offline")
    page.locator("main").get_by_role("link", name="Search").click()
    expect(page).to_have_url(f"{visit.address}search.html")


def test_the_missing_page_opens_once_there_is_a_network(visit: Visit) -> None:
    page = visit.open("index.html")
    visit.down.set()
    page.goto(f"{visit.address}terms/portfolio.html?from=here")
    expect(page.get_by_role("link", name="Try this page again")).to_be_visible()
    visit.down.clear()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("h1")).to_have_text("Portfolio")
    expect(page).to_have_url(f"{visit.address}terms/portfolio.html?from=here")


def test_no_other_site_is_offered_as_the_missing_page(visit: Visit) -> None:
    page = visit.open("index.html")
    for elsewhere in ("https://example.org/", "javascript:alert(1)", "//example.org/", "../other/"):
        page.goto(f"{visit.address}offline.html#{elsewhere}")
        page.reload()
        expect(page.locator("[data-again]")).to_be_hidden()


def test_changes_appear_at_the_next_visit(visit: Visit) -> None:
    page = visit.open("terms/rubric.html")
    page.reload()
    visit.publish(terms__rubric_md=record("title: Rubric", "A guide that was rewritten."))
    page.reload()
    expect(page.locator("main")).to_contain_text("A guide that was rewritten.")
    visit.down.set()
    page.reload()
    expect(page.locator("main")).to_contain_text("A guide that was rewritten.")


def test_a_new_site_updates_the_files_kept_from_the_start(visit: Visit) -> None:
    page = visit.open("terms/rubric.html")
    visit.publish(terms__rating_md=record("title: Rating Scale", "A scale."))
    page.reload()
    until(
        page,
        "async () => (await (await caches.match(new URL('../data/search.js', location))).text()).includes('Rating')",
    )
    visit.down.set()
    page.goto(f"{visit.address}search.html?q=rating")
    expect(page.locator("main")).to_contain_text("Rating Scale")


def test_a_deleted_page_is_forgotten(visit: Visit) -> None:
    page = visit.open("terms/rubric.html")
    page.goto(f"{visit.address}terms/portfolio.html")
    until(page, is_kept("terms/portfolio.html"))
    (visit.folder / "content/terms/portfolio.md").unlink()
    visit.publish()
    page.reload()
    until(page, f"async () => !(await ({is_kept('terms/portfolio.html')})())")


def test_the_latest_pages_are_kept(visit: Visit) -> None:
    worker = visit.folder / "site/assets/js/components/worker.js"
    text = worker.read_text()
    assert "const MOST = 300;" in text
    worker.write_text(text.replace("const MOST = 300;", "const MOST = 2;"))
    page = visit.open("terms/rubric.html")
    for path in ("terms/rubric.html", "terms/checklist.html", "terms/portfolio.html"):
        page.goto(visit.address + path)
        until(page, is_kept(path))
    until(page, f"async () => !(await ({is_kept('terms/rubric.html')})())")
    assert page.evaluate(is_kept("terms/checklist.html"))
    assert page.evaluate(is_kept("search.html"))


def test_a_site_that_turns_offline_reading_off_clears_everything(visit: Visit) -> None:
    page = visit.open("terms/rubric.html")
    visit.publish(site_yaml="title: Bank\noffline: false\n")
    page.reload()
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found?.update())")
    until(page, f"async () => !(await ({WORKERS})())")
    assert page.evaluate(KEPT) == []


def test_a_site_without_offline_reading_keeps_nothing(visit: Visit) -> None:
    visit.publish(site_yaml="title: Bank\n")
    assert not (visit.folder / "site/sw.js").exists()
    page = visit.page
    page.goto(f"{visit.address}terms/rubric.html")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(WORKERS) == 0


def test_the_files_kept_from_the_start_are_small(visit: Visit) -> None:
    page = visit.open("index.html")
    size = page.evaluate(
        """async () => {
          const cache = await caches.open((await caches.keys())[0]);
          const sizes = (await cache.matchAll()).map(async (reply) => (await reply.blob()).size);
          return (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
        }"""
    )
    assert size < 200_000


def test_axe_finds_nothing_on_the_offline_page(visit: Visit, browser: Browser) -> None:
    with browser.new_context(bypass_csp=True, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{visit.address}offline.html#terms/rubric.html")
        assert not [*found_by_axe(page)]
