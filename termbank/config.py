"""What a build is asked to do: folders and choices, from pyproject.toml and the command line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from termbank.system.pool import Pool, cores
from termbank.text.source import digest
from termbank.text.suggest import did_you_mean, quote

PARTS = ("terms", "resources")
"""The folders of a content folder."""


class ConfigError(ValueError):
    """A setting that cannot be used; the message is for the person who set it."""


@dataclass(frozen=True, slots=True)
class Config:
    """One build: its folders, relative to the current one, and its choices.

    `cache` is None for a build that neither reads nor writes a cache. `base_url` and `repository` override those of
    site.yaml.
    `workers` is the number of processes; with None, small glossaries take one and large ones take every core.
    `executor` does the work instead of processes of this machine.
    """

    content: Path = Path("content")
    site: Path = Path("site")
    cache: Path | None = Path(".cache")
    base_url: str | None = None
    repository: str | None = None
    drafts: bool = False
    strict: bool = False
    allow: tuple[str, ...] = ()
    workers: int | None = None
    # Not compared: the last build counts as the same build wherever its work was done.
    executor: Executor | None = field(default=None, repr=False, compare=False)

    @property
    def project(self) -> Path:
        """The folder that holds the content and, if the site has its own, `templates/` and `assets/`."""
        return self.content.absolute().parent

    @property
    def shelf(self) -> Path | None:
        """The folder below the cache for files of this site alone; two sites may share one cache."""
        return self.cache / "sites" / digest(os.fsencode(self.site.absolute())) if self.cache else None

    @property
    def room(self) -> str:
        """The room of the store for facts of this site alone."""
        return f"site {self.site.absolute()}"

    @property
    def pool(self) -> Pool:
        """The processes, or the executor, for work on many files or pages."""
        return Pool(self.workers or cores(), self.executor)


def default_theme() -> Path:
    """The folder that holds the default `templates/` and `assets/`: in the installed package, or the checkout."""
    installed = Path(__file__).parent / "theme"
    return installed if (installed / "templates").is_dir() else Path(__file__).parent.parent


def load(file: Path | None = None, **choices: Any) -> Config:
    """The settings of `file` ([tool.termbank] of a pyproject.toml), overridden by `choices` that are not None.

    Without `file`, the `pyproject.toml` beside the content folder is read if there is one. Side effect: reads that
    file. Raises ConfigError.
    """
    given = {name: value for name, value in choices.items() if value is not None}
    beside = Path(given.get("content", "content")).parent / "pyproject.toml"
    if file is None and beside.is_file():
        file = beside
    settings = _read(file) if file else {}
    # Folders in a settings file are relative to that file, those on the command line to the current folder.
    base = file.parent if file else Path()
    merged = {name: _convert(name, value, base) for name, value in settings.items()} | given
    content = merged.setdefault("content", Path("content"))
    # The cache belongs to the content, so that two glossaries built from one folder do not share one.
    merged.setdefault("cache", content.parent / ".cache")
    return Config(**merged)


def content_problem(content: Path) -> str | None:
    """Why `content` cannot be a content folder, and what to type instead; None if it can be. Reads folders."""
    if content.is_dir():
        if content.name in PARTS and not (content / "terms").is_dir() and (content.parent / "terms").is_dir():
            return f"{quote(str(content))} is a part of a content folder: type {_option(content.parent)}"
        if not (content / "terms").is_dir() and (content / "content/terms").is_dir():
            return f"{quote(str(content))} holds the content folder: type {_option(content / 'content')}"
        return None
    if os.path.lexists(content):
        return f"{quote(str(content))} is not a folder; name the folder that holds `terms/` with `--content`"
    problem, here = f"there is no folder {quote(str(content))}", Path.cwd()
    # Someone went into the project's folder with `cd`, and a step too far or not far enough.
    if above := next((folder for folder in here.parents if (folder / content / "terms").is_dir()), None):
        return f"{problem} here; type {quote(f'cd {os.path.relpath(above)}')} and then the command again"
    if content == Path("content") and (here / "terms").is_dir():
        return f"{problem} here; for the terms in this folder, type `--content .`"
    beside = content.parent if content.parent.is_dir() else here
    folders = [folder for folder in sorted(beside.iterdir()) if (folder / "terms").is_dir()]
    inner = [folder / "content" for folder in sorted(beside.iterdir()) if (folder / "content/terms").is_dir()]
    near = did_you_mean(content.name, [folder.name for folder in beside.iterdir() if folder.is_dir()])
    if len(folders) == 1 or (inner and not folders):
        return f"{problem}; type {_option((folders or inner)[0])}"
    cure = " ".join(near) or "name the folder that holds `terms/` with `--content`"
    return f"{problem}; {cure}"


def _option(content: Path) -> str:
    return quote(f"--content {os.path.relpath(content)}")


def _read(file: Path) -> Mapping[str, Any]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no file {quote(str(file))}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{quote(str(file))} cannot be read: {error}") from error
    settings: dict[str, Any] = data.get("tool", {}).get("termbank", {})
    # An executor is an object of the program that builds: only the library's users can hand one over.
    names = [field.name for field in fields(Config) if field.name != "executor"]
    for name in settings:
        if name not in names:
            hint = " ".join(did_you_mean(name, names))
            raise ConfigError(
                f"{quote(str(file))}: {quote(name)} is not a setting of [tool.termbank]. {hint}".strip()
            )
    return settings


_FOLDERS = ("content", "site", "cache")
_FLAGS = ("drafts", "strict")
_ADDRESSES = ("base_url", "repository")


def _convert(name: str, value: Any, base: Path) -> Any:
    if name in _FOLDERS and isinstance(value, str):
        return base / value
    if name == "allow" and isinstance(value, list):
        return tuple(map(str, value))
    if (name in _FLAGS and isinstance(value, bool)) or (name in _ADDRESSES and isinstance(value, str)):
        return value
    wanted = "a list of codes" if name == "allow" else "true or false" if name in _FLAGS else "text"
    raise ConfigError(f"`{name}` in [tool.termbank] must be {wanted}")
