"""The command that says what a change does to the site: review."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from termbank.cli.options import config_from, shared_options
from termbank.cli.output import CONTENT_ERRORS, GOOD, LOST, say
from termbank.cli.program import program

if TYPE_CHECKING:
    from termbank.config import Config


@program.command()
@partial(shared_options, formats=("text", "markdown", "json"))
@click.option(
    "--base",
    default="HEAD",
    show_default=True,
    metavar="REV",
    help="The commit, branch or tag to compare with.",
)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also build both sites into this folder, with a page that shows them side by side.",
)
def review(format_: str, base: str, page: Path | None, **options: Any) -> None:
    """Tell what a change does to the site: terms, definitions word by word, links, and new problems.

    The content as it is now, saved or committed, is compared with how it was in a commit.

    \b
    Examples:
      python build.py review
      python build.py review --base main
      python build.py review --base origin/main --format markdown >> "$GITHUB_STEP_SUMMARY"
      python build.py review --base main --html review
    """
    from termbank import checks
    from termbank import glossary as library
    from termbank.review import page as pages
    from termbank.review.compare import State, review
    from termbank.review.report import FORMATS
    from termbank.review.revision import check_out
    from termbank.system.git import GitError

    config = config_from(options)
    if page and page.exists() and any(page.iterdir()) and not (page / "review.css").exists():
        raise click.UsageError(f"`{page}` is not empty: name a folder for the review alone")
    with tempfile.TemporaryDirectory(prefix="termbank-review-") as folder:
        earlier = replace(config, content=Path(folder) / config.content.name, cache=None)
        try:
            commit = check_out(config.content, base, earlier.content)
        except GitError as error:
            raise click.ClickException(str(error)) from error
        states = [
            State(glossary := library.load(each), checks.check(glossary, each)) for each in (earlier, config)
        ]
        found = review(base if base.startswith(commit) else f"{base} ({commit})", *states)
        if page:
            # The theme of today shows both, so that only the content makes a difference.
            for name in ("templates", "assets"):
                if (config.project / name).is_dir():
                    (earlier.project / name).symlink_to((config.project / name).resolve())
            _build(earlier, page / pages.BEFORE)
            _build(config, page / pages.NOW)
            pages.write(found, config.content, page)
    say(FORMATS[format_](found, config.content), nl=False)
    if page:
        say(f"both sites, side by side: {page / 'index.html'}", err=True)
    failed = checks.failed(states[1].problems, config.strict)
    sys.exit(CONTENT_ERRORS if failed or LOST in click.get_current_context().meta else GOOD)


COMMANDS = (review,)


def _build(config: Config, site: Path) -> None:
    """Build a site for the review, whatever is wrong with its content. Side effect: writes the site."""
    from termbank.builder import up_to_date

    # A reviewer wants to see the change, and above all where a check refuses it.
    up_to_date.build(replace(config, site=site, cache=None, strict=False, allow=("all",)))
