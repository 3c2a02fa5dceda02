"""What search costs a reader: bytes and milliseconds, at any number of terms.

    python -m bench.search 100 1000 10000

Builds made-up glossaries from `bench/content.py` (with as many resources as terms), opens their results page in
Chromium, and types queries. A row shows the number of index files, the bytes after gzip until the first answer appears
(search scripts included), the bytes after all letters have been typed one by one, and how long one letter keeps the
page busy: the median and the 95th percentile.
"""

from __future__ import annotations

import gzip
import random
import re
import statistics
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from browser.chromium import chromium  # noqa: E402

from bench.content import write  # noqa: E402  after the line above
from termbank import exporters, load, site  # noqa: E402
from termbank.config import Config  # noqa: E402
from termbank.site.plan import Outline  # noqa: E402
from termbank.theme.lookup import Theme  # noqa: E402
from termbank.theme.render import Renderer  # noqa: E402

QUERIES = 12
PAUSE = 300

# Milliseconds that the page is busy with the last letter of a word.
KEYSTROKE = """(text) => {
  const field = document.querySelector(".search-asked input");
  field.value = text;
  const start = performance.now();
  field.dispatchEvent(new Event("input"));
  return performance.now() - start;
}"""
ANSWERED = "document.querySelector('.hits a')"


def build(count: int, folder: Path) -> list[str]:
    """Write the files that search needs to `folder`, and return the titles of the terms."""
    write(count, folder)
    config = Config(content=folder / "content", cache=None)
    glossary = load(config)
    theme = Theme(config.project)
    plan = site.plan(glossary, theme.say)
    (page,) = (page for page in plan.pages if page.path == "search.html")
    files = {"search.html": Renderer(plan, theme, config.content).make(page)[1]}
    files |= dict(exporters.export(Outline(glossary, plan, theme.say, None))) | dict(theme.assets())
    for path, data in files.items():
        target = folder / "site" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return [term.fields.title for term in glossary.terms.values()]


def size(files: list[Path]) -> int:
    """Total size of `files` in bytes after gzip."""
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def slip(dice: random.Random, title: str) -> str:
    """`title` with two adjacent letters of its first word swapped."""
    place = dice.randrange(1, len(title.split(maxsplit=1)[0]) - 1)
    return title[:place] + title[place + 1] + title[place] + title[place + 2 :]


def queries(count: int, titles: list[str]) -> list[str]:
    """Titles as readers type them, every other one with a typo."""
    dice = random.Random(count)
    chosen = dice.sample(titles, QUERIES)
    return [slip(dice, title).lower() if number % 2 else title.lower() for number, title in enumerate(chosen)]


def measure(page: Page, address: str, query: str) -> tuple[int, int, list[float]]:
    """On a fresh page: bytes until the first answer, bytes after the last letter, and the time of each letter."""
    asked: list[Path] = []

    def remember(request: Request) -> None:
        if re.search(r"/data/|/vendor/|/(js|css)/(components|pages)/", request.url):
            asked.append(Path(urlsplit(request.url).path))

    page.on("request", remember)
    page.goto(address, wait_until="networkidle")
    times, first = [], 0
    for end in range(3, len(query) + 1):
        times.append(page.evaluate(KEYSTROKE, query[:end]))
        page.wait_for_timeout(PAUSE)
        first = first or (size(asked) if page.evaluate(ANSWERED) else 0)
    return first, size(asked), times


def row(count: int) -> str:
    """A row of the table."""
    with tempfile.TemporaryDirectory() as temporary, chromium([]) as browser:
        folder = Path(temporary)
        asked = queries(count, build(count, folder))
        address = (folder / "site/search.html").as_uri()
        measured = [measure(browser.new_context().new_page(), address, query) for query in asked]
        files = len(list((folder / "site/data").rglob("search*.js"))) + len(
            list((folder / "site/data/search").glob("*"))
        )
    first, whole = (max(sizes) for sizes in list(zip(*measured, strict=True))[:2])
    times = [time for _, _, letters in measured for time in letters]
    cells = (
        f"{count:,}",
        f"{files:,}",
        f"{first / 1000:.0f} kB",
        f"{whole / 1000:.0f} kB",
        f"{statistics.median(times):.1f} ms",
        f"{statistics.quantiles(times, n=20)[-1]:.1f} ms",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print("| terms | files | before the first answer | all typed | a letter, median | 19 of 20 letters |")
    print("|---:|---:|---:|---:|---:|---:|")
    for number in sys.argv[1:]:
        print(row(int(number)), flush=True)
