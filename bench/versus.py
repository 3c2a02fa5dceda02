"""Compares Termbank with Hugo: the same glossary, built and edited in turns.

    python -m bench.versus [1000 10000 …] [--rounds 5] [--folder FOLDER] [--record]

Prints a table of ratios, Termbank to Hugo, for each number of terms (with as many resources). Before timing anything,
it reads both sites, which must agree on links and listings. `--record` writes each table to its place in
bench/README.md.
"""

from __future__ import annotations

import argparse
import http.client
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import termbank
from bench import content, measure, outcome, peer
from bench.measure import MeasureError

ROOT = Path(__file__).parent.parent
README = ROOT / "bench/README.md"

Times = dict[str, list[float]]


@dataclass(frozen=True)
class Side:
    """One generator with its own copy of the glossary. `made` lists everything that a run leaves behind."""

    name: str
    source: Path
    site: Path
    made: tuple[Path, ...]
    build: tuple[str, ...]
    serve: Callable[[int], tuple[str, ...]]
    shows: Callable[[int, str, str], Callable[[], bool]]

    def clean(self) -> None:
        """Remove everything that earlier runs left."""
        for folder in self.made:
            shutil.rmtree(folder, ignore_errors=True)

    def append(self, slug: str, sentence: str) -> None:
        """Add one sentence to the end of the term `slug`."""
        with (self.source / f"terms/{slug}.md").open("a", encoding="utf-8") as file:
            file.write(f"{sentence}\n")


def termbank_side(bank: Path, folder: Path) -> Side:
    """Termbank with a copy of `bank` in `folder`."""
    source, site, cache = folder / "content", folder / "site", folder / "cache"
    shutil.copytree(bank, source)
    folders = ("--content", str(source), "--site", str(site), "--cache", str(cache))
    program = (sys.executable, str(ROOT / "build.py"))

    def shows(_port: int, slug: str, sentence: str) -> Callable[[], bool]:
        files = _places(site, source / f"terms/{slug}.md")
        if not files:
            raise MeasureError(f"nothing in {site} shows {slug}")
        # A longer text may begin the next part of the full-text index: any of the parts may have it then.
        texts, words = site / "data/texts", sentence.encode()
        fixed = [file for file in files if file.parent != texts]
        return lambda: (
            _all_contain(fixed, words)
            and (len(fixed) == len(files) or any(words in file.read_bytes() for file in texts.glob("*.js")))
        )

    return Side(
        "Termbank", source, site, (site, cache),
        (*program, "build", *folders),
        lambda port: (*program, "serve", *folders, "--port", str(port)),
        shows,
    )  # fmt: skip


def hugo_side(bank: Path, folder: Path) -> Side:
    """Hugo with its own site of `bank` in `folder`."""
    peer.convert(bank, folder / "hugo")
    site = folder / "site"
    program = (str(peer.binary()),)
    source = ("--source", str(folder / "hugo"))

    def shows(port: int, slug: str, sentence: str) -> Callable[[], bool]:
        return lambda: sentence in (_get(port, f"{outcome.BASE}terms/{slug}.html") or "")

    return Side(
        "Hugo", folder / "hugo/content", site, (site,),
        (*program, *source, "--destination", str(site)),
        lambda port: (*program, "server", *source, "--port", str(port)),
        shows,
    )  # fmt: skip


def _places(site: Path, source: Path) -> list[Path]:
    """The files that show the end of `source`, and therefore a sentence added there."""
    end = _end(source)
    return [file for file in site.rglob("*") if file.is_file() and end in file.read_bytes()]


def _end(source: Path) -> bytes:
    """The last line of `source`, long enough to be unique. A line that mentions a term contains a link on the page."""
    return source.read_text(encoding="utf-8").rstrip().rpartition("\n")[2].removeprefix("- ").encode()


def _all_contain(files: Sequence[Path], words: bytes) -> bool:
    try:
        return all(words in file.read_bytes() for file in files)
    except FileNotFoundError:
        return False


def _get(port: int, path: str) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=measure.PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


# --- measurements: one table entry for each row of the results ---


def compare(sides: Sequence[Side], rounds: int) -> dict[str, dict[str, list[float]]]:
    """The results of each side in each round: `{row: {side: numbers}}`, in seconds, or megabytes for memory."""
    slugs = editable(sides[-1])
    results: dict[str, Times] = {row: {side.name: [] for side in sides} for row in ROWS}
    for _ in range(rounds):
        for row, step in STEPS.items():
            slug = slugs.pop()
            for side in sides:
                results[row][side.name].append(step(side, slug))
    for side in sides:
        results["save to page, while serving"][side.name] = _serve(side, slugs[:rounds])
    return results


def _cold(side: Side, _slug: str) -> float:
    side.clean()
    return measure.seconds(side.build)


def _again(side: Side, _slug: str) -> float:
    return measure.seconds(side.build)


def _edited(side: Side, slug: str) -> float:
    side.append(slug, _sentence(slug))
    return measure.seconds(side.build)


def _memory(side: Side, _slug: str) -> float:
    side.clean()
    return measure.peak(side.build) / 1e6


STEPS: dict[str, Callable[[Side, str], float]] = {
    "cold": _cold,
    "nothing changed": _again,
    "one body edited": _edited,
    "peak memory": _memory,
}
ROWS = (*STEPS, "save to page, while serving")


def _serve(side: Side, slugs: Sequence[str]) -> list[float]:
    port = measure.free_port()
    with measure.started(side.serve(port)) as process:
        measure.wait_for(lambda: _get(port, "/") is not None, process)
        return [_save(side, port, slug, process) for slug in slugs]


def _save(side: Side, port: int, slug: str, process: subprocess.Popen[bytes]) -> float:
    sentence = _sentence(slug)
    shown = side.shows(port, slug, sentence)
    shown()  # Hugo's server rebuilds a page right away only if somebody has looked at it.
    measure.wait_until_idle(process)
    side.append(slug, sentence)
    return measure.wait_for(shown, process)


def editable(side: Side) -> list[str]:
    """Terms in an arbitrary order, the same on every run. Each ends in plain text on its page."""
    slugs = sorted((file.stem for file in (side.source / "terms").glob("*.md")), key=_number)
    return [
        slug
        for slug in slugs
        if _end(side.source / f"terms/{slug}.md") in (side.site / f"terms/{slug}.html").read_bytes()
    ]


def _sentence(slug: str) -> str:
    """A sentence that mentions no term, different for each number."""
    return f"Measured as number {_number(slug)}."


def _number(slug: str) -> int:
    return zlib.crc32(slug.encode())


# --- the report ---


def table(results: dict[str, dict[str, list[float]]]) -> Iterator[str]:
    """Yield a Markdown table that compares Termbank's results with Hugo's."""
    yield "| | Hugo | Termbank | ratio |"
    yield "|---|---|---|---|"
    for row, sides in results.items():
        unit = "MB" if row == "peak memory" else "s"
        ratios = [ours / peers for ours, peers in zip(sides["Termbank"], sides["Hugo"], strict=True)]
        ratio = median(sides["Termbank"]) / median(sides["Hugo"])
        cells = [_spread(sides["Hugo"], unit), _spread(sides["Termbank"], unit)]
        yield f"| {row} | {' | '.join(cells)} | **{ratio:.2f}**{_range(ratios, '{:.2f}')} |"


def _spread(numbers: Sequence[float], unit: str) -> str:
    shape = "{:,.0f}" if unit == "MB" else "{:.3f}"
    return f"{shape.format(median(numbers))} {unit}{_range(numbers, shape)}"


def _range(numbers: Sequence[float], shape: str) -> str:
    """The minimum and maximum of several numbers."""
    return f" ({shape.format(min(numbers))}–{shape.format(max(numbers))})" if len(numbers) > 1 else ""


def versus(count: int, rounds: int, folder: Path, said: str) -> Iterator[str]:
    """Yield the lines of the report on a glossary of `count` terms and resources, generated in `folder`.

    `said` describes the machine and the rounds.
    """
    with tempfile.TemporaryDirectory(dir=folder) as work:
        sides = _sides(count, Path(work))
        _agree(sides)
        results = compare(sides, rounds)
    yield f"### {count:,} terms and {count:,} resources"
    yield ""
    yield said
    yield ""
    yield from table(results)


def _sides(count: int, work: Path) -> list[Side]:
    """Hugo and Termbank, each with the same glossary."""
    content.write(count, work / "made")
    bank = work / "made/content"
    return [hugo_side(bank, work / "peer"), termbank_side(bank, work / "termbank")]


def _agree(sides: Sequence[Side]) -> None:
    """Build both sites. Raises MeasureError if they show different glossaries."""
    for side in sides:
        measure.seconds(side.build)
    hugo, ours = (outcome.read(side.site) for side in sides)
    if found := outcome.differences(ours, hugo):
        raise MeasureError("\n".join(["the two sites differ", *found[:20]]))


def heading(rounds: int, *versions: str) -> str:
    """The heading of a report: date, machine, versions, and rounds."""
    day = time.strftime("%Y-%m-%d")
    tools = ", ".join(
        [
            day,
            measure.machine(),
            f"Python {platform.python_version()}",
            f"Termbank {termbank.__version__}",
            *versions,
        ]
    )
    return f"{tools}. {f'Medians of {rounds} rounds' if rounds > 1 else 'One round'}."


def _hugo_version() -> str:
    done = subprocess.run([peer.binary(), "version"], capture_output=True, text=True, check=True)
    return f"Hugo {done.stdout.split()[1].partition('-')[0].removeprefix('v')}"


def recorded(text: str, name: str, lines: Sequence[str]) -> str:
    """`text` with `lines` between its two `name` comments."""
    before, _, after = text.split(mark := _mark(name))
    body = "\n".join(lines).strip()
    return f"{before}{mark}\n{body}\n\n{mark}{after}"


def has_place(text: str, name: str) -> bool:
    """Whether `text` has the two `name` comments."""
    return text.count(_mark(name)) == 2


def _mark(name: str) -> str:
    return f"<!-- {name} -->\n"


def memory_disk() -> Path:
    """A folder in memory if possible, so that the disk doesn't affect the results."""
    shared = Path("/dev/shm")  # noqa: S108 - a fresh folder of our own is made in it
    return shared if shared.is_dir() else Path(tempfile.gettempdir())


def main() -> None:
    """Print the reports for the command line's arguments."""
    parser = arguments(str(__doc__), [1000])
    options = parser.parse_args()
    known = README.read_text(encoding="utf-8")
    for count in options.sizes:
        if options.record and not has_place(known, f"versus {count}"):
            parser.error(f"bench/README.md has no place for the results of {count:,} terms")
    # Only the load before the first measurement is meaningful.
    said = heading(options.rounds, _hugo_version())
    for count in options.sizes:
        tell(f"versus {count}", versus(count, options.rounds, options.folder, said), options.record)


def arguments(description: str, sizes: list[int]) -> argparse.ArgumentParser:
    """The command-line arguments that both reports share."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*", default=sizes)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--folder", type=Path, default=memory_disk(), help="where to create glossaries and sites"
    )
    parser.add_argument("--record", action="store_true", help="write the report to bench/README.md")
    return parser


def tell(name: str, report: Iterator[str], keep: bool) -> None:
    """Print a report line by line, and record it as `name` if `--record` is set."""
    lines = []
    try:
        for line in report:
            print(line, flush=True)
            lines.append(line)
    except (MeasureError, FileNotFoundError) as error:
        sys.exit(f"bench: {error}")
    if keep:
        README.write_text(recorded(README.read_text(encoding="utf-8"), name, lines), encoding="utf-8")


if __name__ == "__main__":
    main()
