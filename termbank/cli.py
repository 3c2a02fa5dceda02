"""The command line: words in, exit code out. Only this module prints and exits."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from termbank import __version__

if TYPE_CHECKING:
    from termbank.builder.result import Progress, Result
    from termbank.config import Config
    from termbank.content.key import Key
    from termbank.content.model import Glossary
    from termbank.text.diagnostics import Diagnostic

GOOD, CONTENT_ERRORS, WRONG_USAGE, INTERNAL_FAULT = 0, 1, 2, 3
FORMAT_NAMES = ("text", "concise", "json", "github")

_COLORS = MappingProxyType({"error": "red", "warning": "yellow", "hint": "cyan", "gutter": "bright_black"})

_LOST = "termbank.lost"
"""Set in click's context if a part of the output could not be written."""

PROGRESS_AFTER = 1.0
"""Seconds that a build takes before it says what it is doing."""
_STAGES = MappingProxyType(
    {
        "wait": "waiting for another build of this site",
        "read": "reading",
        "link": "linking",
        "history": "reading the history",
        "check": "checking",
        "plan": "planning",
        "write": "writing",
    }
)

Command = Callable[..., Any]


class _Number(click.IntRange):
    """A whole number, with a message that says which ones there are."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            option, example = param.opts[0] if param else "", 8000 if self.max == 65535 else 2
            message = f"`{value}` is not a whole number from {self.min} to {self.max}"
            raise click.UsageError(f"{option}: {message}; type, for example, `{option} {example}`") from None


class _Place(click.Path):
    """A folder; for `build` also an address, which stays text."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if "://" not in str(value):
            return super().convert(value, param, ctx)
        if ctx and ctx.command.name != "build":
            self.fail(f"`{value}` is an address, which only `build` takes", param, ctx)
        return str(value)


def _shared_options(command: Command) -> Command:
    """The options that every command takes."""
    options = [
        click.option("--content", type=_Place(), metavar="DIR", help="The content folder (default: content); for `build` also an address, such as s3://bucket/content."),
        click.option("--config", "config_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="A pyproject.toml whose [tool.termbank] gives defaults."),
        click.option("--drafts", is_flag=True, default=None, help="Include terms whose status is draft."),
        click.option("--strict", is_flag=True, default=None, help="Treat warnings as errors."),
        click.option("--allow", multiple=True, metavar="CODE", help="Lower this check from error to warning; `all` lowers every one. What is unsafe or unreadable is then left out."),
        click.option("--format", "format_", type=click.Choice(FORMAT_NAMES), default="text", help="The format of problems."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _build_options(command: Command) -> Command:
    """The options of commands that write a site."""
    folder = click.Path(path_type=Path, file_okay=False)
    options = [
        click.option("--site", type=_Place(), metavar="DIR", help="The output folder (default: site); for `build` also an address, such as s3://bucket/site."),
        click.option("--cache", type=folder, metavar="DIR", help="The cache folder (default: .cache beside the content folder)."),
        click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
        click.option("--workers", type=_Number(1, 64), metavar="N", help="The number of processes (default: one for small glossaries, otherwise one per core)."),
        click.option("--base-url", metavar="URL", help="The address of the site; overrides site.yaml."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


class _Program(click.Group):
    """The commands. Options may come before the command as well as after it; without a command, `build` is meant."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, with the command moved to the front."""
        asks = args[:1] and args[0] in ("-h", "--help", "--version")
        return super().parse_args(ctx, args if asks else self.command_first(args))

    def command_first(self, args: list[str]) -> list[str]:
        """`args` with the command in front; `build` where there is none.

        The command is the first word that is neither an option nor an option's value. A word after an option that no
        command has may be its value, so it is the command only if there is one of that name: in
        `--alow dead-link check`, the mistake to report is `--alow`.
        """
        values = {
            name: 0 if getattr(option, "is_flag", False) else option.nargs
            for command in self.commands.values()
            for option in command.params
            for name in option.opts
        }
        skip, unknown = 0, False
        for place, word in enumerate(args):
            if skip:
                skip -= 1
            elif word.startswith("-"):
                name, equals, _ = word.partition("=")
                skip, unknown = 0 if equals else values.get(name, 0), name not in values
            elif word in self.commands or not unknown:
                return [word, *args[:place], *args[place + 1 :]]
            else:
                unknown = False
        return ["build", *args]


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  python build.py                      build content/ into site/
  python build.py check                only look for mistakes
  python build.py serve                build, show at a local address, rebuild on every save
  python build.py --content demo/content --site out/demo
  python build.py --allow unknown-term publish although some related terms are not written yet""",
)
@click.version_option(__version__, prog_name="termbank", message="%(prog)s %(version)s")
def program() -> None:
    """Build a glossary website from Markdown files. Without a command: build."""
    # A glossary is many objects and hardly any garbage. Frequent collections would cost a build a fifth of its time,
    # and a save in the preview, which keeps the glossary in memory, nearly half.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@program.command()
@_shared_options
@_build_options
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Run on the Dask cluster at this address, such as tcp://10.0.0.5:8786.",
)
@click.option("--explain", "explained", is_flag=True, help="Explain why each page was rendered.")
@click.option("--profile", is_flag=True, help="Show how long each stage took.")
@click.option(
    "--flame",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE",
    help="Write a profile for a flame graph viewer (speedscope); uses one process.",
)
def build(
    format_: str, dask: str | None, explained: bool, profile: bool, flame: Path | None, **options: Any
) -> None:
    """Build the site. If the content has errors, the old site stays as it is.

    \b
    Examples:
      python build.py build
      python build.py build --strict --format github
      python build.py build --base-url https://example.org/glossary/
      python build.py build --dask tcp://10.0.0.5:8786 --content s3://bank/content --site s3://bank/site
      python build.py build --explain --profile
    """
    addresses = {name: options.pop(name) for name in ("content", "site") if isinstance(options[name], str)}
    config = _config(options | {"remote": bool(dask)})
    if flame:
        config = replace(config, workers=1)
    remote = dask or addresses
    if not remote:
        # The process ends before there is garbage worth collecting: with 100,000 files, that is a fifth of an edit.
        gc.disable()
    with _flame_graph(flame):
        result = _build_remote(config, addresses, dask, format_) if remote else _build(config, format_)
    if explained:
        _say(
            "".join(f"{path}: {reason}\n" for path, reason in sorted(result.rendered.items()))
            or "no page was rendered: nothing that a page shows has changed\n",
            nl=False,
        )
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

    with _ProgressLine() as progress:
        result = up_to_date.build(config, progress)
    _print_diagnostics(result.diagnostics, config, format_)
    if format_ in ("text", "concise"):
        _summarize(result, config)
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
                counted = f"{_count(len(delivery.sent), 'file')} sent, {len(delivery.removed):,} removed"
                _say(f"{places.site}: {counted}", err=format_ in ("json", "github"))
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


def _tell_times(result: Result) -> None:
    counts = {
        "read": f"{result.terms + result.resources:,} files",
        "plan": f"{result.pages:,} pages",
        "write": f"{len(result.rendered):,} pages rendered",
    }
    for stage, seconds in result.seconds.items():
        _say(f"{stage:<8}{seconds:9.3f} s   {counts.get(stage, '')}".rstrip())
    if not result.seconds:
        _say("no stage was run: nothing has changed since the last build")


@program.command()
@_shared_options
def check(format_: str, **options: Any) -> None:
    """Look for mistakes; write nothing.

    \b
    Examples:
      python build.py check
      python build.py check --format concise
    """
    from termbank import checks
    from termbank import glossary as library

    config = _config(options)
    glossary = library.load(config)
    found = None
    if any((config.project / "templates").glob("words.*.yaml")):
        # The import of the theme takes longer than most checks, and few sites have words of their own.
        from termbank.theme.lookup import Theme

        words = Theme(config.project, glossary.site.language).unknown_words(config.content)
        found = (*checks.of_fields(glossary), *words)
    diagnostics = checks.check(glossary, config, found)
    failed = checks.failed(diagnostics, config.strict)
    _print_diagnostics(diagnostics, config, format_)
    if format_ in ("text", "concise"):
        counted = f"{_count(len(glossary.terms), 'term')}, {_count(len(glossary.resources), 'resource')}"
        _say(f"{counted}: {_verdict(diagnostics)}", err=failed)
    # The report is what was asked for, so a part that is lost is a failure.
    sys.exit(CONTENT_ERRORS if failed or _LOST in click.get_current_context().meta else GOOD)


@program.command()
@_shared_options
@_build_options
@click.option(
    "--port", type=_Number(1, 65535), default=8000, show_default=True, help="The port on this machine."
)
def serve(format_: str, port: int, **options: Any) -> None:
    """Build, show the site at a local address, and rebuild on every save. Drafts are included.

    The preview has a folder of its own in the cache, so that no draft gets into site/ by accident.
    While the content has errors, the last good site stays on show. Stop with Ctrl-C.

    \b
    Examples:
      python build.py serve
      python build.py serve --port 9000
    """
    from termbank.preview import server

    config = _config({**options, "drafts": True})
    if options["site"] is None:
        config = replace(config, site=(config.cache or config.content.parent / ".cache") / "preview")

    def report(result: Result) -> None:
        _print_diagnostics(result.diagnostics, config, format_)
        _summarize(result, config)

    def follow(reload: Callable[[], None]) -> server.Follower:
        from termbank.preview.watch import Follower

        return Follower(config, report, lambda text: click.echo(text, err=True), reload)

    _say(f"http://127.0.0.1:{port}/  (Ctrl-C stops)")
    try:
        server.serve(config, port, follow)
    except server.ServeError as error:
        raise click.ClickException(str(error)) from error


@program.command()
@_shared_options
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
    config = _config(options)
    glossary = library.load(config)
    key = _page_key(glossary, page) if page else None
    if term and term not in glossary.terms:
        _refuse_unknown(f"there is no term `{term}`", term, glossary.terms)
    mentions = library.explain(glossary, key, term, config)
    write = as_json if format_ == "json" else as_text
    _say(write(mentions, config.content), nl=False)
    if not mentions and format_ != "json":
        _say("no term is mentioned there", err=True)
    sys.exit(CONTENT_ERRORS if _LOST in click.get_current_context().meta else GOOD)


COMMANDS = (build, check, serve, explain)


def _page_key(glossary: Glossary, page: str) -> Key:  # noqa: RET503  the refusal does not return
    """The record that a person means by `terms/rubric`, `content/terms/rubric.md` or `rubric`."""
    from termbank.content.key import Key

    *folders, name = page.replace("\\", "/").split("/")
    slug = name.removesuffix(".md").removesuffix(".html")
    kinds = (
        ["resource"] if "resources" in folders else ["term"] if "terms" in folders else ["term", "resource"]
    )
    for kind in kinds:
        key = Key(kind, slug)  # type: ignore[arg-type]
        if glossary.get(key):
            return key
    slugs = glossary.resources if kinds == ["resource"] else glossary.terms
    _refuse_unknown(f"there is no {kinds[0]} `{slug}`", slug, slugs)


def _refuse_unknown(message: str, name: str, names: Iterable[str]) -> NoReturn:
    """End with `message` and the nearest of the `names` that there are."""
    from termbank.text.suggest import did_you_mean

    raise click.UsageError(f"{message}. {' '.join(did_you_mean(name, names))}".strip())


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
        called = {"build.py": "python build.py", "__main__.py": "python -m termbank"}
        # Usage messages begin with the words that the person typed.
        name = called.get(Path(sys.argv[0]).name, "termbank")
        program.main(arguments, prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        # Click's own: 2 for wrong usage and 1 for the rest, such as a port that another program has taken.
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _say("stopped", err=True)
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  the last line of defense: a person gets a sentence, not a traceback
        _say(f"internal fault: {type(error).__name__}: {error}", err=True)
        _say(
            "The content is not to blame, and the site is whole: as it was, or replaced completely.", err=True
        )
        if os.environ.get("TERMBANK_DEBUG"):
            traceback.print_exception(error)
        else:
            _say("Please report this. Run again with TERMBANK_DEBUG=1 to see where it happened.", err=True)
        sys.exit(INTERNAL_FAULT)
    sys.exit(GOOD)


def _config(options: dict[str, Any]) -> Config:
    from termbank import config
    from termbank.text.urls import base_url_problem

    no_cache = options.pop("no_cache", False)
    file = options.pop("config_file", None)
    options["allow"] = options.get("allow") or None
    remote = options.pop("remote", False) or "content" not in options
    try:
        loaded = config.load(file, **options)
    except config.ConfigError as error:
        raise click.UsageError(str(error)) from error
    if loaded.allow:
        _refuse_unknown_checks(loaded.allow)
    # Where a site was built before, it is the content that is gone, and not the folder that is wrong: the build says so.
    expected = remote or (options["content"] is None and loaded.site.is_dir())
    if not remote and loaded.content.is_dir() and not os.access(loaded.content, os.R_OK | os.X_OK):
        raise click.ClickException(f"the folder `{loaded.content}` cannot be read: check its permissions")
    if not expected and (problem := config.content_problem(loaded.content)):
        raise click.UsageError(problem)
    if loaded.base_url and (problem := base_url_problem(loaded.base_url)):
        setting = "--base-url" if options.get("base_url") else "base_url in [tool.termbank]"
        raise click.UsageError(f"{setting}: `{loaded.base_url}` {problem}")
    if no_cache:
        return replace(loaded, cache=None)
    if loaded.cache and "cache" in options and (reason := _unwritable(loaded.cache)):
        cure = "name another folder with `--cache`, or build without one with `--no-cache`"
        _say(f"the cache `{loaded.cache}` cannot be written ({reason}), so none is used; {cure}", err=True)
        return replace(loaded, cache=None)
    return loaded


def _unwritable(folder: Path) -> str | None:
    """Why no file can be written in `folder`. Side effect: makes the folder, and a file for a moment."""
    # To write is the only proof: a folder may look writable on a disk that is full, or mounted to be read only.
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(1 << 16))
            file.flush()
    except OSError as error:
        return error.strerror or str(error)
    return None


def _refuse_unknown_checks(codes: Iterable[str]) -> None:
    # Codes are declared by the checks: the import of all of them (20 ms) is for those who allow one.
    from termbank.checks import RULES

    for code in codes:
        if code not in RULES and code != "all":
            _refuse_unknown(f"`{code}` is not a check", code, [*RULES, "all"])
        if code in RULES and RULES[code].final:
            raise click.UsageError(f"`{code}` cannot be allowed: nothing could be published that way.")


def _print_diagnostics(diagnostics: Sequence[Diagnostic], config: Config, format_: str) -> None:
    if not diagnostics and format_ != "json":
        return
    from termbank.text import report

    def style(text: str, role: str) -> str:
        return click.style(text, fg=_COLORS[role], bold=role == "error")

    # https://no-color.org: any value but the empty one turns colors off.
    colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    chosen = style if colored and format_ in ("text", "concise") else report.plain_style
    if text := report.FORMATS[format_](diagnostics, config.content, chosen):
        _say(text, nl=format_ == "text", color=colored)


def _summarize(result: Result, config: Config) -> None:
    """Say in a line what the site has now, or that it was not published and what would publish it all the same."""
    if result.waited:
        click.echo(
            "another build of this site ran at the same time; this one waited and looked again", err=True
        )
    if not result.published:
        from termbank.text.rules import FINAL

        kept = f"{config.site} is as it was" if config.site.exists() else "nothing was written"
        _say(f"not published: {_verdict(result.diagnostics)}; {kept}", err=True)
        codes = {item.code for item in result.diagnostics if item.severity == "error"}
        # One error that nobody may lower keeps the site back, whatever else is allowed: then no cure is promised.
        if codes and FINAL.isdisjoint(codes):
            allowed = " ".join(f"--allow {code}" for code in sorted(codes))
            _say(f"to publish all the same: {allowed}", err=True)
        return
    counts = [
        _count(result.terms, "term"),
        _count(result.resources, "resource"),
        _count(result.pages, "page"),
    ]
    if result.diagnostics:
        counts.append(_count(len(result.diagnostics), "warning"))
    _say(f"{config.site}: {', '.join(counts)} in {sum(result.seconds.values()):.1f} s")


def _verdict(diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(item.severity == "error" for item in diagnostics)
    warnings = len(diagnostics) - errors
    found = [_count(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number]
    return ", ".join(found) or "no problems"


def _say(text: str, err: bool = False, nl: bool = True, color: bool | None = None) -> None:
    """Print `text`. If nobody can read it, because of a full disk or a reader that has gone, the work goes on.

    What was done is done: a site that is published stays published, and the exit code says so.
    """
    try:
        click.echo(text, err=err, nl=nl, color=color)
    except OSError as error:
        elsewhere = not err and not isinstance(error, BrokenPipeError)
        # In place of the stream, because Python would try to write the rest at the end of the process, and fail again.
        os.dup2(2 if elsewhere else os.open(os.devnull, os.O_WRONLY), 2 if err else 1)
        if elsewhere:
            click.get_current_context().meta[_LOST] = True
            _say(f"standard output cannot be written: {error.strerror}; the rest goes here instead", err=True)
            _say(text, err=True, nl=nl)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


class _ProgressLine:
    """A line that says what a long build is doing, such as "writing 2,140 of 5,357 pages"; on a terminal only."""

    def __init__(self) -> None:
        self._start = self._shown = time.monotonic()
        self._width = 0

    def __enter__(self) -> Progress | None:
        return self._update if sys.stderr.isatty() and not os.environ.get("CI") else None

    def _update(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        # A build reports every piece of every process, thousands a second; nobody reads more than ten lines in one.
        if now - self._start < PROGRESS_AFTER or (0 < done < total and now - self._shown < 0.1):
            return
        self._shown = now
        self._write(f"{_STAGES.get(stage, stage)}{f' {done:,} of {total:,} pages' if done else ''}")

    def _write(self, text: str) -> None:
        _say("\r" + text.ljust(self._width) + "\r", err=True, nl=False)
        self._width = len(text)

    def __exit__(self, *_: object) -> None:
        if self._width:
            self._write("")
