"""The command line: words in, exit code out. Only this package prints and exits.

Here are the commands that read a glossary or build its site, and `main`, which runs the program.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import os
import secrets
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from termbank.cli import editing, importing, reviewing, theming
from termbank.cli.options import Number, build_options, config_from, page_key, refuse_unknown, shared_options
from termbank.cli.output import (
    CONTENT_ERRORS,
    GOOD,
    INTERNAL_FAULT,
    LOST,
    WRONG_USAGE,
    ProgressLine,
    code_of_lost_output,
    count,
    print_diagnostics,
    say,
    summarize,
    verdict,
)
from termbank.cli.program import program as program

if TYPE_CHECKING:
    from termbank.builder.result import Result
    from termbank.config import Config
    from termbank.content.model import Glossary


@program.command()
@shared_options
@build_options
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Run on the Dask cluster at this address, such as tcp://10.0.0.5:8786.",
)
@click.option("--explain", "explained", is_flag=True, help="Explain why each page was rendered.")
@click.option("--diff", is_flag=True, help="List the pages that are new, changed, or gone.")
@click.option("--profile", is_flag=True, help="Show how long each stage took.")
@click.option(
    "--flame",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE",
    help="Write a profile for a flame graph viewer (speedscope); uses one process.",
)
def build(
    format_: str,
    dask: str | None,
    explained: bool,
    diff: bool,
    profile: bool,
    flame: Path | None,
    **options: Any,
) -> None:
    """Build the site. If the content has errors, the old site stays as it is.

    \b
    Examples:
      python build.py build
      python build.py build --strict --format github
      python build.py build --base-url https://example.org/glossary/
      python build.py build --dask tcp://10.0.0.5:8786 --content s3://bank/content --site s3://bank/site
      python build.py build --explain --profile
      python build.py build --diff
    """
    addresses = {name: options.pop(name) for name in ("content", "site") if isinstance(options[name], str)}
    config = config_from(options | {"remote": bool(dask)})
    if flame:
        config = replace(config, workers=1)
    remote = dask or addresses
    if not remote:
        # The process ends before there is garbage worth collecting: with 100,000 files, that is a fifth of an edit.
        gc.disable()
    before = _pages(config.site) if diff else {}
    with _flame_graph(flame):
        result = _build_remote(config, addresses, dask, format_) if remote else _build(config, format_)
    if explained:
        say(
            "".join(f"{path}: {reason}\n" for path, reason in sorted(result.rendered.items()))
            or "no page was rendered: nothing that a page shows has changed\n",
            nl=False,
        )
    if diff:
        now = _pages(config.site)
        for path in sorted(before.keys() | now.keys()):
            if before.get(path) != now.get(path):
                say(f"{'new' if path not in before else 'gone' if path not in now else 'changed':<8}{path}")
        if before == now:
            say("no page is new, changed, or gone")
    if profile:
        _tell_times(result)
    code = GOOD if result.published else CONTENT_ERRORS
    if remote or flame:
        sys.exit(code)
    # The end of the process frees everything at once; to free a large glossary object by object takes a second.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _build(config: Config, format_: str) -> Result:
    """Build and say what came of it."""
    from termbank.builder import up_to_date

    with ProgressLine() as progress:
        result = up_to_date.build(config, progress)
    print_diagnostics(result.diagnostics, config, format_)
    if format_ in ("text", "concise"):
        summarize(result, config)
    return result


def _build_remote(config: Config, addresses: dict[str, str], dask: str | None, format_: str) -> Result:
    """As `_build`, with content or site at `addresses`, or with the work done by the cluster at `dask`."""
    from termbank.remote import storage
    from termbank.remote.dask import connected

    places, code = storage.Addresses(**addresses), WRONG_USAGE
    try:
        with contextlib.ExitStack() as stack:
            config = stack.enter_context(storage.fetched(config, places))
            if dask:
                config = stack.enter_context(connected(config, dask))
            # From here on, the addresses are known to be right: what fails is the network or a machine.
            code = CONTENT_ERRORS
            result = _build(config, format_)
            if result.published and places.site:
                delivery = storage.deliver(config.site, places.site)
                counted = f"{count(len(delivery.sent), 'file')} sent, {len(delivery.removed):,} removed"
                say(f"{places.site}: {counted}", err=format_ in ("json", "github"))
    except storage.RemoteError as error:
        click.ClickException(str(error)).show()
        sys.exit(code)
    return result


@contextlib.contextmanager
def _flame_graph(file: Path | None) -> Iterator[None]:
    """Sample what runs meanwhile and write it to `file`, if there is one."""
    if file is None:
        yield
        return
    try:
        import pyinstrument
        from pyinstrument.renderers import SpeedscopeRenderer
    except ImportError:
        raise click.UsageError("--flame needs the package pyinstrument: install termbank[profile]") from None
    with pyinstrument.Profiler() as profiler:
        yield
    file.write_text(profiler.output(SpeedscopeRenderer()), encoding="utf-8")


def _pages(site: Path) -> dict[str, str]:
    """The digest of each page of a site, by its path; none where there is no site."""
    from termbank.system.files import digest_of

    return {file.relative_to(site).as_posix(): digest_of(file) for file in site.rglob("*.html")}


def _tell_times(result: Result) -> None:
    counts = {
        "read": f"{result.terms + result.resources:,} files",
        "plan": f"{result.pages:,} pages",
        "write": f"{len(result.rendered):,} pages rendered",
    }
    for stage, seconds in result.seconds.items():
        say(f"{stage:<8}{seconds:9.3f} s   {counts.get(stage, '')}".rstrip())
    if not result.seconds:
        say("no stage was run: nothing has changed since the last build")


@program.command()
@shared_options
@click.option(
    "--fix", is_flag=True, help="Mend what has exactly one right answer; the changes are shown first."
)
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option("--overdue", is_flag=True, help="Only list the terms whose review is due today, by owner.")
def check(format_: str, fix: bool, yes: bool, overdue: bool, **options: Any) -> None:
    """Look for mistakes; write nothing, unless --fix is given.

    \b
    Examples:
      python build.py check
      python build.py check --fix
      python build.py check --overdue
      python build.py check --format concise
    """
    from termbank import checks
    from termbank import glossary as library

    config = config_from(options)
    glossary = library.load(config)
    if overdue:
        _list_overdue(glossary, config, format_)
    found = None
    if any((config.project / name).is_dir() for name in ("templates", "assets")):
        # The import of the theme takes longer than most checks, and few sites have a theme of their own.
        from termbank.builder.pipeline import field_problems
        from termbank.theme.lookup import Theme

        found = field_problems(glossary, Theme(config.project, glossary.site.language), config)
    diagnostics = checks.check(glossary, config, found)
    if fix:
        editing.mend(glossary, diagnostics, config.content, yes)
    failed = checks.failed(diagnostics, config.strict)
    print_diagnostics(diagnostics, config, format_)
    if format_ in ("text", "concise"):
        counted = f"{count(len(glossary.terms), 'term')}, {count(len(glossary.resources), 'resource')}"
        say(f"{counted}: {verdict(diagnostics)}", err=failed)
    # The report is what was asked for, so a part that is lost is a failure.
    sys.exit(CONTENT_ERRORS if failed or LOST in click.get_current_context().meta else GOOD)


def _list_overdue(glossary: Glossary, config: Config, format_: str) -> NoReturn:
    """Say which reviews are due today. What is overdue is no mistake: only `--strict` makes it a failure."""
    from termbank.checks import reviews

    found = reviews.overdue(glossary, datetime.date.today())
    if format_ in ("text", "concise"):
        say("\n".join(filter(None, [reviews.as_text(found), f"{count(len(found), 'review')} overdue"])))
    else:
        since = "and due again every {} months"
        problems = [reviews.problem(review, since.format(review.months)) for review in found]
        print_diagnostics(problems, config, format_)
    sys.exit(CONTENT_ERRORS if found and config.strict else GOOD)


@program.command()
@shared_options
@build_options
@click.option(
    "--port",
    type=Number(1, 65535),
    help="The port on this machine (default: 8000, or the next one that is free).",
)
@click.option("--open", "open_", is_flag=True, help="Also open the site in your browser.")
@click.option("--edit", is_flag=True, help="Let people of this machine edit the content in the pages.")
def serve(format_: str, port: int | None, open_: bool, edit: bool, **options: Any) -> None:
    """Build, show the site at a local address, and rebuild on every save. Drafts are included.

    The preview has a folder of its own in the cache, so that no draft gets into site/ by accident.
    While the content has errors, the last good site stays on show. Stop with Ctrl-C.

    \b
    Examples:
      python build.py serve
      python build.py serve --open --edit
      python build.py serve --port 9000
    """
    from termbank.preview import server
    from termbank.system import git

    config = config_from({**options, "drafts": True})
    if options["site"] is None:
        usual = config.content.parent / ".cache"
        if config.cache is None and git.tracks(usual):
            raise click.ClickException("name a folder for the preview with `--site`")
        config = replace(config, site=(config.cache or usual) / "preview")

    def report(result: Result) -> None:
        print_diagnostics(result.diagnostics, config, format_)
        summarize(result, config)

    def follow(reload: Callable[[], None], board: server.Board) -> server.Follower:
        from termbank.preview.watch import Follower

        return Follower(config, report, lambda text: click.echo(text, err=True), reload, board)

    def ready(address: str) -> None:
        say(f"{address}  (Ctrl-C stops)")
        if open_ and click.launch(address):
            say("no browser could be opened: type the address into one", err=True)

    try:
        server.serve(config, port, follow, ready, _forms(config) if edit else ())
    except server.ServeError as error:
        raise click.ClickException(str(error)) from error


def _forms(config: Config) -> Sequence[Any]:
    """The forms that edit the content of `config`, with a token for this start."""
    from termbank import glossary as library
    from termbank.edit.form import handlers

    return handlers(lambda: library.load(config), config.content, secrets.token_urlsafe())


@program.command()
@shared_options
@click.argument("page", required=False)
@click.option("--term", metavar="SLUG", help="Only mentions of this term, on all pages if no page is named.")
def explain(page: str | None, term: str | None, format_: str, **options: Any) -> None:
    """Explain why each mention of a term links, or why it does not.

    \b
    Examples:
      python build.py explain terms/rubric
      python build.py explain resources/bloom-1984
      python build.py explain --term rubric
      python build.py explain terms/feedback --term rubric --format json
    """
    from termbank import glossary as library
    from termbank.linking.explain import as_json, as_text

    if not page and not term:
        raise click.UsageError("name a page, such as terms/rubric, or a term with --term rubric")
    config = config_from(options)
    glossary = library.load(config)
    key = page_key(glossary, page) if page else None
    if term and term not in glossary.terms:
        refuse_unknown(f"there is no term `{term}`", term, glossary.terms)
    mentions = library.explain(glossary, key, term, config)
    write = as_json if format_ == "json" else as_text
    say(write(mentions, config.content), nl=False)
    if not mentions and format_ != "json":
        say("no term is mentioned there", err=True)
    sys.exit(CONTENT_ERRORS if LOST in click.get_current_context().meta else GOOD)


COMMANDS = (
    build,
    check,
    serve,
    explain,
    *editing.COMMANDS,
    *importing.COMMANDS,
    *reviewing.COMMANDS,
    *theming.COMMANDS,
)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program with `arguments` (those of the process if None) and exit with its code."""
    # `>&-` closes standard output before we start. The next file that is opened, the cache, would get its number, and
    # whatever is printed would be written into it.
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115  open until the process ends
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115
    # pydantic would look through every installed package for plugins; none of them is for us.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        # Usage messages begin with the words that the person typed.
        name = {"build.py": "python build.py", "__main__.py": "python -m termbank"}.get(
            Path(sys.argv[0]).name, "termbank"
        )
        program.main(arguments, prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        # Click's own: 2 for wrong usage and 1 for the rest, such as a port that another program has taken.
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("stopped", err=True)
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  the last line of defense: a person gets a sentence, not a traceback
        if (
            isinstance(error, OSError)
            and error.filename is None
            and (code := code_of_lost_output()) is not None
        ):
            sys.exit(code)
        say(f"internal fault: {type(error).__name__}: {error}", err=True)
        say(
            "The content is not to blame, and the site is whole: as it was, or replaced completely.", err=True
        )
        if os.environ.get("TERMBANK_DEBUG"):
            traceback.print_exception(error)
        else:
            say("Please report this. Run again with TERMBANK_DEBUG=1 to see where it happened.", err=True)
        sys.exit(INTERNAL_FAULT)
    sys.exit(GOOD)
