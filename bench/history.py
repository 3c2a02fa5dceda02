"""What history costs a build: the time to read all commits, and the time if they were read before.

    python -m bench.history [--files 10000] [--commits 1000] [--rounds 3] [--folder FOLDER]

The glossary comes from `bench/content.py`, half terms and half resources. The first tenth of the commits add it; each
later commit adds a sentence to the definitions of twenty files. A row has the median of the rounds for three times: to
get and read git's answer about all commits, for the whole first reading, and for a reading that finds nothing new.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from bench.content import write
from termbank import Config, load
from termbank.content import git_history
from termbank.system.store import Store

TOUCHED = 20
DAY = 86_400
SINCE = 1_500_000_000


def main() -> None:
    """Print the row."""
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        write(options.files // 2, folder)
        _commit_all(folder, options.commits)
        git, first, again = zip(*(_round(folder) for _ in range(options.rounds)), strict=True)
    figures = (f"{statistics.median(times):.2f} s" for times in (git, first, again))
    print(f"| {options.files:,} | {options.commits:,} | {' | '.join(figures)} |")


def _commit_all(folder: Path, count: int) -> None:
    """Turn `folder` into a repository and commit its files in `count` commits."""
    files = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("content/*/*.md"))
    }
    _git(folder, "init", "--quiet", "--initial-branch=main")
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE) as importer:
        assert importer.stdin
        for number, changed in enumerate(_changes(files, count)):
            _commit(importer.stdin, number, changed)
    _git(folder, "reset", "--quiet", "--hard")


def _changes(files: dict[str, bytes], count: int) -> Iterator[dict[str, bytes]]:
    """The files that each commit writes."""
    arrivals = count // 10
    size = -(-len(files) // arrivals)
    parts = [list(files.items())[start : start + size] for start in range(0, len(files), size)]
    yield from map(dict, parts)
    dice = random.Random(count)
    for number in range(count - len(parts)):
        changed = {path: _reworded(files[path], number) for path in dice.sample(sorted(files), TOUCHED)}
        files |= changed
        yield changed


def _reworded(data: bytes, number: int) -> bytes:
    front, _, body = data.partition(b"\n---\n")
    return b"%s\n---\nAs of revision %d.\n%s" % (front, number, body)


def _commit(stream: IO[bytes], number: int, changed: dict[str, bytes]) -> None:
    date = SINCE + number * DAY
    stream.write(b"commit refs/heads/main\ncommitter A <a@example.org> %d +0000\ndata 1\nx\n" % date)
    for path, data in changed.items():
        stream.write(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True)


def _round(folder: Path) -> tuple[float, float, float]:
    """Seconds for git alone, for a first reading, and for a second one."""
    config = Config(content=folder / "content", cache=None)
    glossary = load(config)
    with tempfile.TemporaryDirectory(dir=folder) as cache:

        def whole() -> None:
            store = Store(Path(cache))
            git_history.read(glossary, config.content, store, config.pool)
            store.save()

        return _seconds(partial(git_history.commits_of, config.content)), _seconds(whole), _seconds(whole)


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--commits", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--folder", type=Path, help="where to create the glossary (default: the system's temporary folder)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
