"""How long a save takes to reach the eyes of the person who saved, in a real browser.

    python -m bench.saves [1000] [--rounds 20]

Makes a glossary of that size (with as many resources), starts the preview, and opens terms in Chromium. Each round
saves a new sentence, then a mistake, then the file without the mistake, and waits until the page shows each. A row
shows the median and the extremes in milliseconds, from the end of the save to the first frame that shows it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from browser.chromium import chromium  # noqa: E402

from bench import content, measure  # noqa: E402  after the line above

SENTENCE = "() => document.querySelector('main').textContent.includes({text!r})"
MISTAKE = "() => Boolean(document.querySelector('[role=alert]'))"
MENDED = f"() => !({MISTAKE})()"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        content.write(options.count, Path(folder))
        times = measured(Path(folder), options.rounds)
    print(f"{options.count:,} terms, {measure.machine()}, medians of {options.rounds} rounds\n")
    print("| saved | milliseconds until the page shows it |\n|---|---:|")
    for what, taken in times.items():
        print(f"| {what} | {median(taken):.0f} ({min(taken):.0f}–{max(taken):.0f}) |")


def measured(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each round, for each kind of save."""
    port = measure.free_port()
    files = sorted((folder / "content/terms").glob("*.md"))
    command = [sys.executable, str(HERE.parent / "build.py"), "serve", "--port", str(port)]
    command += ["--content", str(folder / "content")]
    times: dict[str, list[float]] = {"a sentence": [], "a mistake": [], "its correction": []}
    with measure.started(command) as process, chromium([]) as browser:
        page = browser.new_page()
        for number in range(rounds):
            file = files[number * len(files) // rounds]
            measure.wait_for(
                partial(opened, page, f"http://127.0.0.1:{port}/terms/{file.stem}.html"), process
            )
            measure.wait_until_idle(process)
            good = f"{file.read_text(encoding='utf-8')}\nSaved as number {number}.\n"
            bad = good.replace("---\n", "---\nrelated: [no-such-term]\n", 1).replace(
                "\nrelated:\n", "\nbroader:\n", 1
            )
            text = f"Saved as number {number}."
            times["a sentence"].append(saved(page, file, good, SENTENCE.format(text=text)))
            times["a mistake"].append(saved(page, file, bad, MISTAKE))
            times["its correction"].append(saved(page, file, good, MENDED))
    return times


def opened(page: Page, address: str) -> bool:
    """Whether the server shows the page at `address` already."""
    try:
        response = page.goto(address)
    except Exception:  # noqa: BLE001  a server that has not started refuses in more than one way
        return False
    return bool(response and response.ok)


def saved(page: Page, file: Path, text: str, shows: str) -> float:
    """Milliseconds from writing `text` into `file` to the first frame of which `shows` is true."""
    file.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    page.wait_for_function(shows, polling="raf", timeout=measure.PATIENCE * 1000)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
