"""What each step of reading a file costs, in microseconds per file.

    python -m bench.stages [--terms 1000] [--content FOLDER] [--rounds 7]

Without FOLDER, the files come from bench/content.py: as many resources as terms, 1.1 kB each. The files are read into
memory first and the garbage collector is off, so only the steps themselves count. Every round runs a step on all files;
the result is the fastest round. `parse` combines decoding, front matter, Markdown, and fields. `loads` returns a record
whose body and places are still bytes, and the last two steps decode those.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from termbank.content.codec import dumps, loads
from termbank.content.key import Kind
from termbank.content.model import Parsed
from termbank.content.parser import decode, parse
from termbank.content.schema import Fields, ResourceFields, TermFields
from termbank.content.validation import Validation
from termbank.text import front_matter
from termbank.text.markdown.parser import BodyParser
from termbank.text.source import Source

FOLDERS: tuple[tuple[Kind, str], ...] = (("term", "terms"), ("resource", "resources"))
DECLARED: dict[Kind, type[Fields]] = {"term": TermFields, "resource": ResourceFields}


def main() -> None:
    """Print a line for each step."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        if not options.content:
            maker = Path(__file__).with_name("content.py")
            subprocess.run([sys.executable, maker, str(options.terms), scratch], check=True)
        files = list(_files(options.content or Path(scratch, "content")))
    print(f"{len(files):,} files, {sum(len(file[3]) for file in files) // len(files):,} bytes each")
    measure = Stages(options.rounds)
    sources = measure("decode", _decoded, files)
    read = [(source, front_matter.read(source)) for _, source in sources if source]
    measure("front matter", lambda item: front_matter.read(item[0]), read)
    parser = BodyParser()
    measure("Markdown", lambda item: parser.parse(item[0], item[1].body_start), read)
    fronts = [(kind, front_matter.read(source)) for kind, source in sources if source]
    measure("fields", _validated, fronts)
    parsed = measure("parse", _parsed, files)
    packed = measure("dumps", dumps, parsed)
    size = sum(map(len, packed)) // len(packed)
    measure("loads", loads, packed, f"{size:,} bytes each")
    measure("body", lambda item: item.record.body.parts, packed, prepare=loads)
    measure("places", lambda item: item.record.front.span, packed, prepare=loads)


class Stages:
    """Times steps over many items and prints the median of some rounds."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    def __call__(
        self,
        name: str,
        step: Callable[[Any], Any],
        items: Iterable[Any],
        note: str = "",
        prepare: Callable[[Any], Any] | None = None,
    ) -> list[Any]:
        """The results of `step` for each of `items`; `prepare` makes a fresh item for every round, untimed."""
        given = list(items)
        gc.collect()
        gc.freeze()
        gc.disable()
        times, results = [], []
        for _ in range(self.rounds):
            fresh = [prepare(item) for item in given] if prepare else given
            start = time.process_time()
            results = [step(item) for item in fresh]
            times.append(time.process_time() - start)
        gc.enable()
        print(f"{name:14}{min(times) / len(given) * 1e6:8.1f} µs  {note}".rstrip())
        return results


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--terms", type=int, default=1000)
    parser.add_argument("--content", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def _files(folder: Path) -> Iterable[tuple[Kind, str, str, bytes]]:
    for kind, name in FOLDERS:
        for file in sorted((folder / name).glob("*.md")):
            yield kind, file.stem, f"{name}/{file.name}", file.read_bytes()


def _decoded(file: tuple[Kind, str, str, bytes]) -> tuple[Kind, Source | None]:
    kind, _, path, data = file
    return kind, decode([], path, data)


def _parsed(file: tuple[Kind, str, str, bytes]) -> Parsed:
    kind, slug, path, data = file
    return parse(kind, slug, path, data, "en")


def _validated(item: tuple[Kind, front_matter.FrontMatter]) -> object:
    kind, front = item
    return front.root and Validation(DECLARED[kind], front.root, front.broken, f"a {kind}", "a").run()


if __name__ == "__main__":
    main()
