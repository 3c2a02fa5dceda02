"""How fast the flagship's pages load on Lighthouse's simulated phone, served with gzip as hosts do.

    python bench/lighthouse.py [ROUNDS]

Builds the flagship and runs Lighthouse on the home page, the longest term, the library, and the results page. A row
shows the round with the median score. Needs what `make test` installs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from browser.lighthouse import Verdict, judge  # noqa: E402
from browser.server import serving  # noqa: E402
from browser.test_lighthouse import PAGES  # noqa: E402

from termbank import Config, build  # noqa: E402

SHOWN = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
    "total-byte-weight",
)


def row(name: str, verdict: Verdict) -> str:
    """A row of the table."""
    shown = [
        verdict.audits[audit]["displayValue"].replace("\xa0", " ").removeprefix("Total size was ")
        for audit in SHOWN
    ]
    return f"| {' | '.join([name, str(verdict.score('performance')), *shown])} |"


def main(rounds: int) -> None:
    """Print the table."""
    print("| page | performance | first paint | largest paint | blocked | layout shift | bytes |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        build(Config(content=HERE.parent / "content", site=site, cache=None))
        sites = {"flagship": site}
        with serving(sites, packed=True) as address:
            for kind in PAGES:
                verdicts = [judge(address + kind.url(sites), "performance") for _ in range(rounds)]
                verdicts.sort(key=lambda verdict: verdict.score("performance"))
                print(row(kind.name, verdicts[rounds // 2]), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 3)
