"""Why pages were rendered: what had changed since the site before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from termbank.builder.fingerprints import Surface
from termbank.content.model import Key
from termbank.site import Page

FEW = 3
"""Records that a reason names; of more it gives the number."""


def reasons(
    rendered: Iterable[Page], held: Mapping[str, str], before: Surface, now: Surface
) -> dict[str, str]:
    """For each of the pages `rendered` why, in a sentence without a subject.

    `held` is what the site held before, with empty keys for files that were not what they had been.
    """
    whole = cache(lambda: _whole(before, now))
    edited = now.edited(before)
    return {page.path: _reason(page, held, whole, edited) for page in rendered}


def _reason(page: Page, held: Mapping[str, str], whole: Callable[[], str], edited: frozenset[Key]) -> str:
    if page.path not in held:
        return "is new" if held else "there was no site that this version of Termbank knows"
    if not held[page.path]:
        return "was changed or removed by somebody else"
    shown = [key for key in dict.fromkeys(page.embeds()) if key in edited]
    return f"shows the text of {_named(shown)}" if shown else whole()


def _whole(before: Surface, now: Surface) -> str:
    """What has changed that any page may show."""
    if before.theme != now.theme:
        return "the theme has changed: its templates, words or assets, or the address of the site"
    if before.site != now.site:
        return "the settings of the site have changed, or the pictures, or what is a draft"
    faces = before.faces.keys() | now.faces.keys()
    changed = [key for key in sorted(faces) if _face(before, key) != _face(now, key)]
    return f"shows the fields or links of {_named(changed)}"


def _face(seen: Surface, key: Key) -> str:
    return seen.faces.get(key, ("", ""))[1]


def _named(keys: list[Key]) -> str:
    names = [f"{key.kind}s/{key.slug}" for key in keys[:FEW]]
    more = len(keys) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
