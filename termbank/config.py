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


class ConfigError(ValueError):
    """A setting that cannot be used; the message is for the person who set it."""


@dataclass(frozen=True, slots=True)
class Config:
    """One build. `project` is the folder that holds a site's own `templates/` and `assets/`.

    `cache` is None where nothing is to be kept between builds. `base_url` overrides the site's own. `workers` is the
    number of processes; None takes one for small banks, and all the cores there are for large ones. `executor` is who
    does the work in place of processes of this machine.
    """

    content: Path = Path("content")
    site: Path = Path("site")
    cache: Path | None = Path(".cache")
    base_url: str | None = None
    drafts: bool = False
    strict: bool = False
    allow: tuple[str, ...] = ()
    workers: int | None = None
    executor: Executor | None = field(default=None, repr=False, compare=False)

    @property
    def project(self) -> Path:
        """The folder beside which content, templates and assets stand."""
        return self.content.absolute().parent

    @property
    def shelf(self) -> Path | None:
        """The folder of the cache for what belongs to this site alone."""
        return self.cache / "sites" / digest(os.fsencode(self.site.absolute())) if self.cache else None

    @property
    def room(self) -> str:
        """The room of the cache for what belongs to this site alone."""
        return f"site {self.site.absolute()}"

    @property
    def pool(self) -> Pool:
        """Who works on files and pages, where there are so many that it is worth their start."""
        return Pool(self.workers or cores(), self.executor)


def default_theme() -> Path:
    """The folder that holds the default `templates/` and `assets/`: in the installed package, or the checkout."""
    installed = Path(__file__).parent / "theme"
    return installed if (installed / "templates").is_dir() else Path(__file__).parent.parent


def load(file: Path | None = None, **choices: Any) -> Config:
    """The settings of `file` ([tool.termbank] of a pyproject.toml), overridden by `choices` that are not None.

    Without `file`, the `pyproject.toml` beside the content folder is read if there is one. Raises ConfigError.
    """
    given = {name: value for name, value in choices.items() if value is not None}
    content = Path(given.get("content", "content"))
    file = file or _find(content)
    settings = _read(file) if file else {}
    base = file.parent if file else Path()
    merged = {name: _convert(name, value, base) for name, value in settings.items()} | given
    content = Path(merged.get("content", content))
    merged.setdefault("content", content)
    # The cache belongs to the content, so that two sites built in one place do not share one.
    merged.setdefault("cache", content.parent / ".cache")
    return Config(**merged)


def _find(content: Path) -> Path | None:
    file = content.parent / "pyproject.toml"
    return file if file.is_file() else None


def _read(file: Path) -> Mapping[str, Any]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no file {quote(str(file))}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{quote(str(file))} cannot be read: {error}") from error
    settings: dict[str, Any] = data.get("tool", {}).get("termbank", {})
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


def _convert(name: str, value: Any, base: Path) -> Any:
    if name in _FOLDERS and isinstance(value, str):
        return base / value
    if name == "allow" and isinstance(value, list):
        return tuple(map(str, value))
    if (name in _FLAGS and isinstance(value, bool)) or (name == "base_url" and isinstance(value, str)):
        return value
    wanted = "a list of codes" if name == "allow" else "true or false" if name in _FLAGS else "text"
    raise ConfigError(f"`{name}` in [tool.termbank] must be {wanted}")
