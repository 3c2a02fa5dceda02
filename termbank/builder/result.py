"""Results: what a build did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from termbank.content.model import Glossary
    from termbank.text.diagnostics import Diagnostic

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and of how much."""


@dataclass(frozen=True)
class Result:
    """What a build did. `published` is False where problems kept the old site in place.

    `terms`, `resources` and `pages` count what the site has; `rendered` gives for the path of each page that was
    not there already why it was made. `seconds` gives the time of each stage;
    `waited` is whether another build of the site ran at the same time and this one waited for it.
    """

    load: Callable[[], Glossary]
    diagnostics: tuple[Diagnostic, ...]
    published: bool = False
    terms: int = 0
    resources: int = 0
    pages: int = 0
    rendered: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    waited: bool = False

    @cached_property
    def glossary(self) -> Glossary:
        """The glossary that was built; read again where nothing needed to be."""
        return self.load()
