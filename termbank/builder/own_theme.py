"""What is wrong with a site's own theme: words, colors, and links of its files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from termbank import checks
from termbank.config import Config
from termbank.content.model import Glossary
from termbank.site.page import Page
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span
from termbank.text.suggest import did_you_mean, quote
from termbank.theme import contrast
from termbank.theme.assets import files_below, style_files
from termbank.theme.lookup import Theme

PlanPages = Callable[[Glossary, Theme], Iterable[Page]]
"""Plans the pages of a glossary in a theme."""

# An address that a template writes out, after `{{ root }}` or by itself; of what it computes nothing is known.
_LINK = re.compile(
    r"""(?:href|src|action)=["'](?P<root>\{\{-?\s*root\s*-?\}\})?(?P<path>[^"'{}#?:/][^"'{}#?:]*)["'#?]"""
)
# Pages that a glossary has or has not, and data files, which a template may link to under a condition.
_SOMETIMES = re.compile(
    r"(?:changes(?:-\d+)?|map|hierarchy|offline|everything|search|my-list|404|accessibility|contribute"
    r"|(?:terms|resources|compare|categories|principles|tips)/index|about/(?:data|health))\.html"
    r"|(?:data|feeds|media)/.*|sitemap\.xml|opensearch\.xml|sw\.js"
)


def problems(
    theme: Theme, glossary: Glossary, config: Config, known: Collection[Diagnostic], plan: PlanPages
) -> Iterator[Diagnostic]:
    """Words that nothing asks for, colors without contrast, and links that lead nowhere, in the site's own files.

    `known` are the problems of fields and links; `plan` plans the pages, where a link asks for it.
    Side effect: reads files.
    """
    yield from theme.unknown_words(config.content)
    yield from _low_contrast(theme, config.content)
    yield from _dead_links(theme, glossary, config, known, plan)


def _low_contrast(theme: Theme, content: Path) -> Iterator[Diagnostic]:
    sheets = style_files([folder / "assets" for folder in (theme.default, theme.project)])
    own = [str(file) for file in sheets if file.is_relative_to(theme.project)]
    declared = [
        token for file in sheets for token in contrast.tokens(str(file), file.read_text("utf-8", "replace"))
    ]
    for failure in contrast.failures(declared):
        above, below = failure.above, failure.below
        # A site that sets one of the two colors is told where it did so.
        if mine := next((token for token in (above, below) if token.sheet in own), None):
            hues = f" for {quote(failure.hues[0])}" if failure.hues else ""
            hues += f" and {len(failure.hues) - 1} more" if len(failure.hues) > 1 else ""
            names = f"{quote(f'--{above.name}')} on {quote(f'--{below.name}')}"
            message = (
                f"{names} has a contrast of {int(failure.ratio * 10) / 10}:1 in {failure.mode} mode{hues}, "
                f"and {failure.least:g}:1 is the least that people can be sure to read"
            )
            place = Span(_seen_from(content, Path(mine.sheet)), mine.line, 1, 0, 0)
            yield diagnostic(
                "low-contrast", message, place, "make the darker of the two darker, or the lighter lighter"
            )


def _dead_links(
    theme: Theme, glossary: Glossary, config: Config, known: Collection[Diagnostic], plan: PlanPages
) -> Iterator[Diagnostic]:
    found = [
        (name, file, text, link)
        for name, file in sorted(files_below(theme.project / "templates").items())
        if name.endswith(".html")
        for text in [file.read_text("utf-8", "replace")]
        for link in _LINK.finditer(text)
    ]
    # A template may name any file of the theme; the two that are joined from many have their names from the build.
    assets = {
        f"assets/{path}"
        for folder in (theme.default, theme.project)
        for path in files_below(folder / "assets")
    } | {"assets/style.css", "assets/script.js"}
    open_ones = [
        each
        for each in found
        if not (each[3]["path"] in assets or _SOMETIMES.fullmatch(each[3]["path"])) or not each[3]["root"]
    ]
    # Most sites have no such link, and pay for no plan. A glossary with errors has none: its pages are not known.
    sound = bool(open_ones) and not checks.failed(checks.check(glossary, config, known), strict=False)
    pages = [*plan(glossary, theme)] if sound else []
    paths = {page.path for page in pages} | {*assets, *glossary.root}
    folders = {page.template for page in pages if "/" in page.path}
    plain = {page.template for page in pages} - folders
    for name, file, text, link in open_ones if sound else ():
        path = link["path"].removesuffix("/") + ("/index.html" if link["path"].endswith("/") else "")
        exists = path in paths or f"{path}.html" in paths or bool(_SOMETIMES.fullmatch(path))
        line = text.count("\n", 0, link.start("path")) + 1
        column = link.start("path") - text.rfind("\n", 0, link.start("path"))
        place = Span(_seen_from(config.content, file), line, column, 0, 0)
        # A page in `terms/` looks for `about.html` beside itself, and the home page finds it.
        if not exists:
            hints = did_you_mean(path, paths) or ("remove the link, or add the page to `content/pages/`",)
            yield diagnostic("dead-template-link", f"the site has no {quote(path)}", place, *hints)
        elif not link["root"] and name not in plain:
            message = f"{quote(path)} leads nowhere from pages in folders, such as those of terms"
            yield diagnostic("dead-template-link", message, place, "write `{{ root }}` before it")


def _seen_from(content: Path, file: Path) -> str:
    return Path(os.path.relpath(file, content)).as_posix()
