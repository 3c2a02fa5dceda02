"""The options that commands share, and the settings that come of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from termbank.cli.output import FORMAT_NAMES, say

if TYPE_CHECKING:
    from termbank.config import Config
    from termbank.content.key import Key
    from termbank.content.model import Glossary

Command = Callable[..., Any]


class Number(click.IntRange):
    """A whole number, with a message that says which ones there are."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number that `value` is. Raises a usage error."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            option, example = param.opts[0] if param else "", 8000 if self.max == 65535 else 2
            message = f"`{value}` is not a whole number from {self.min} to {self.max}"
            raise click.UsageError(f"{option}: {message}; type, for example, `{option} {example}`") from None


class Place(click.Path):
    """A folder; for `build` also an address, which stays text."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path that `value` is, or the address as it is. Raises a usage error."""
        if "://" not in str(value):
            return super().convert(value, param, ctx)
        if ctx and ctx.command.name != "build":
            self.fail(f"`{value}` is an address, which only `build` takes", param, ctx)
        return str(value)


def shared_options(command: Command, formats: Sequence[str] = FORMAT_NAMES) -> Command:
    """The options that every command takes; `formats` are those of what it says."""
    options = [
        click.option("--content", type=Place(), metavar="DIR", help="The content folder (default: content); for `build` also an address, such as s3://bucket/content."),
        click.option("--config", "config_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="A pyproject.toml whose [tool.termbank] gives defaults."),
        click.option("--drafts", is_flag=True, default=None, help="Include terms whose status is draft."),
        click.option("--strict", is_flag=True, default=None, help="Treat warnings as errors."),
        click.option("--allow", multiple=True, metavar="CODE", help="Lower this check from error to warning; `all` lowers every one. What is unsafe or unreadable is then left out."),
        click.option("--format", "format_", type=click.Choice(formats), default="text", help="The format of problems, or of the report."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def build_options(command: Command) -> Command:
    """The options of commands that write a site."""
    folder = click.Path(path_type=Path, file_okay=False)
    options = [
        click.option("--site", type=Place(), metavar="DIR", help="The output folder (default: site); for `build` also an address, such as s3://bucket/site."),
        click.option("--cache", type=folder, metavar="DIR", help="The cache folder (default: .cache beside the content folder)."),
        click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
        click.option("--workers", type=Number(1, 64), metavar="N", help="The number of processes (default: one for small glossaries, otherwise one per core)."),
        click.option("--base-url", metavar="URL", help="The address of the site; overrides site.yaml."),
        click.option("--repository", metavar="URL", help="The address of the content's repository; overrides site.yaml."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def config_from(options: dict[str, Any]) -> Config:
    """What the options of a command ask for. Raises a usage error. Side effect: makes the cache folder."""
    from termbank import config
    from termbank.system import git
    from termbank.text.urls import base_url_problem, url_problem

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
    if loaded.repository and (problem := url_problem(loaded.repository)):
        setting = "--repository" if options.get("repository") else "repository in [tool.termbank]"
        raise click.UsageError(f"{setting}: `{loaded.repository}` {problem}")
    if no_cache:
        return replace(loaded, cache=None)
    if loaded.cache and "cache" in options and git.tracks(loaded.cache):
        say(
            f"the cache `{loaded.cache}` is part of the git repository and not used, because it can hold code that runs; "
            f"type `git rm -r --cached {loaded.cache}` and name it in `.gitignore`, or use another folder with `--cache`",
            err=True,
        )
        return replace(loaded, cache=None)
    if loaded.cache and "cache" in options and (reason := _unwritable(loaded.cache)):
        cure = "name another folder with `--cache`, or build without one with `--no-cache`"
        say(f"the cache `{loaded.cache}` cannot be written ({reason}), so none is used; {cure}", err=True)
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
            refuse_unknown(f"`{code}` is not a check", code, [*RULES, "all"])
        if code in RULES and RULES[code].final:
            raise click.UsageError(f"`{code}` cannot be allowed: nothing could be published that way.")


def refuse_unknown(message: str, name: str, names: Iterable[str]) -> NoReturn:
    """End with `message` and the nearest of the `names` that there are."""
    from termbank.text.suggest import did_you_mean

    raise click.UsageError(f"{message}. {' '.join(did_you_mean(name, names))}".strip())


def page_key(glossary: Glossary, page: str) -> Key:
    """The record that a person means by `terms/rubric`, `content/terms/rubric.md` or `rubric`."""
    from termbank.content.key import Key

    *folders, name = page.replace("\\", "/").split("/")
    slug = name.removesuffix(".md").removesuffix(".html")
    # The address of a page of the site's own says no folder.
    kinds = [kind for kind in ("term", "resource", "page") if f"{kind}s" in folders]
    for kind in kinds or ("term", "resource", "page"):
        key = Key(kind, slug)  # type: ignore[arg-type]
        if glossary.get(key):
            return key
    kinds = kinds or ["term"]
    known = {"term": glossary.terms, "resource": glossary.resources, "page": glossary.pages}
    slugs = known[kinds[0]]
    refuse_unknown(f"there is no {kinds[0]} `{slug}`", slug, slugs)
