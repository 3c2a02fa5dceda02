"""How time and memory grow with the glossary, and what glossaries of unusual shapes cost.

    python -m bench.scale [1000 10000 …] [--rounds 3] [--shapes 1000] [--folder FOLDER] [--record]

Builds from nothing, without a cache. Compare each shape with the plain glossary of the same size: if a step were
quadratic, its shape would take far longer than the others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench import content, measure
from bench.versus import Side, arguments, heading, tell, termbank_side


def growth(sizes: Sequence[int], rounds: int, folder: Path) -> Iterator[str]:
    """Yield a Markdown table with a row for each number of terms."""
    yield "| terms and resources | pages | cold | per page | peak memory | per page |"
    yield "|---|---|---|---|---|---|"
    for count in sizes:
        seconds, held, pages = _measured(count, None, rounds, folder)
        yield (
            f"| {count:,} each | {pages:,} | {seconds:.2f} s | {seconds / pages * 1e3:.2f} ms "
            f"| {held / 1e6:,.0f} MB | {held / pages / 1e3:.1f} kB |"
        )


def shapes(count: int, rounds: int, folder: Path) -> Iterator[str]:
    """Yield a Markdown table with a row for each shape of a glossary of `count` terms."""
    yield f"| {count:,} terms | pages | cold | per page | peak memory |"
    yield "|---|---|---|---|---|"
    for shape in (None, *content.SHAPES):
        seconds, held, pages = _measured(count, shape, rounds, folder)
        name = shape or "plain"
        yield f"| {name} | {pages:,} | {seconds:.2f} s | {seconds / pages * 1e3:.2f} ms | {held / 1e6:,.0f} MB |"


def _measured(count: int, shape: str | None, rounds: int, folder: Path) -> tuple[float, int, int]:
    """Median seconds of a cold build, its peak memory in bytes, and its number of pages."""
    with tempfile.TemporaryDirectory(dir=folder) as work:
        content.write(count, Path(work), shape)
        side = termbank_side(Path(work) / "content", Path(work) / "termbank")
        seconds = median(_cold(side) for _ in range(rounds))
        side.clean()
        held = measure.peak(side.build)
        return seconds, held, sum(1 for _ in side.site.rglob("*.html"))


def _cold(side: Side) -> float:
    side.clean()
    return measure.seconds(side.build)


def _report(sizes: Sequence[int], rounds: int, count: int, folder: Path) -> Iterator[str]:
    yield heading(rounds)
    yield ""
    yield from growth(sizes, rounds, folder)
    yield ""
    yield from shapes(count, rounds, folder)


def main() -> None:
    """Print the report for the command line's arguments."""
    parser = arguments(str(__doc__), [1000, 10_000])
    parser.add_argument(
        "--shapes", type=int, default=1000, help="number of terms in glossaries of unusual shapes"
    )
    parser.set_defaults(rounds=3)
    options = parser.parse_args()
    tell("scale", _report(options.sizes, options.rounds, options.shapes, options.folder), options.record)


if __name__ == "__main__":
    main()
