"""What each room of the cache saves, in milliseconds of processor time.

    python -m bench.caches [1000 10000 …] [--rounds 3]

For each number of terms (with as many resources), a glossary is built and one body is edited again and again. Each
column takes one room out of the cache before the edit is built; its figure is how much longer one process then works
than with the whole cache. `unchanged` is a build of a glossary that nobody edited, without and with the record of the
last build; `site` is an edit where the inventory of the published site is gone, so that every page is rendered.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from bench import content
from termbank.system.store import FILE

ROOT = Path(__file__).parent.parent
ROOMS = ("parsed", "links", "templates", "fingerprints")


class Bank:
    """A made-up glossary with its site and its cache."""

    def __init__(self, count: int, folder: Path) -> None:
        content.write(count, folder)
        self.folder = folder
        self.term = sorted((folder / "content/terms").iterdir())[count // 2]

    def edit(self) -> None:
        """Add a sentence to one definition."""
        with self.term.open("a", encoding="utf-8") as file:
            file.write("One more sentence.\n")

    def forget(self, room: str) -> None:
        """Take a room out of the cache; `fingerprints` and `last` are keys of the site's room."""
        with closing(sqlite3.connect(self.folder / "cache" / FILE)) as database, database:
            database.execute("delete from entries where room like ? or key = ?", (f"{room}%", room))

    def build(self) -> float:
        """Build with one process; return its processor time in seconds."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        folders = [f"--{name}={self.folder / name}" for name in ("content", "site", "cache")]
        subprocess.run(
            [sys.executable, ROOT / "build.py", "build", "--workers=1", *folders],
            check=True,
            capture_output=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(bank: Bank, rounds: int) -> dict[str, float]:
    """Milliseconds that each room saves."""

    def timed(*steps: Callable[[], object]) -> float:
        times = []
        for _ in range(rounds):
            for step in steps:
                step()
            times.append(bank.build())
        return median(times)

    bank.build()
    whole = timed(bank.edit)
    saved = {room: timed(bank.edit, lambda room=room: bank.forget(room)) - whole for room in ROOMS}  # type: ignore[misc]
    # Nobody asks for plurals while the links are known: what they save shows where the names of terms have changed.
    both = timed(bank.edit, lambda: bank.forget("links"), lambda: bank.forget("English forms"))
    saved["English forms"] = both - whole - saved["links"]
    saved["site"] = timed(bank.edit, lambda: bank.forget("inventories")) - whole
    # A build notes what it read only once the files are old enough to be told apart: the second one after an edit does.
    bank.build()
    saved["unchanged"] = timed(lambda: bank.forget("last")) - timed(bank.build)
    return {room: seconds * 1000 for room, seconds in saved.items()} | {"edit": whole * 1000}


def main() -> None:
    """Print a table with a row for each number of terms."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[1000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for number, count in enumerate(options.sizes):
        with tempfile.TemporaryDirectory() as folder:
            row = measure(Bank(count, Path(folder)), options.rounds)
        if not number:
            print("| terms |" + "".join(f" {room} |" for room in row))
            print("|--:|" + "--:|" * len(row))
        print(f"| {count:,} |" + "".join(f" {saved:,.0f} |" for saved in row.values()), flush=True)


if __name__ == "__main__":
    main()
