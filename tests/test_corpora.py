"""Glossaries from elsewhere: their problems are reported, and their sites are consistent."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import chain, zip_longest
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from casefiles import CASES
from trees import CORPORA, CORPUS_NAMES, needs_corpora

from termbank import Config, Diagnostic, check, load
from termbank.checks import RULES
from termbank.content.model import Glossary
from termbank.text.report import FORMATS, plain_style

READ = 30
"""Problems of each corpus that somebody has read: where, what, and the cure."""

_QUOTED = re.compile(r"`([^`]*)`|“([^”]*)”")
_LINK = re.compile(r'<a [^>]*?href="([^"#?]*)', re.IGNORECASE)

pytestmark = needs_corpora


@pytest.fixture(scope="module", params=CORPUS_NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def corpus(name: str) -> Path:
    return CORPORA / name / "content"


@pytest.fixture(scope="module")
def site(name: str, corpus_site: Callable[[str], Path]) -> Path:
    """The site of the corpus with every check lowered."""
    return corpus_site(name)


@pytest.fixture(scope="module")
def glossary(corpus: Path) -> Glossary:
    return load(Config(content=corpus, cache=None, allow=("all",)))


def test_every_problem_has_a_place(corpus: Path) -> None:
    diagnostics = check(load(corpus))
    assert {item.code for item in diagnostics} <= RULES.keys()
    assert [item for item in diagnostics if not (corpus / item.span.path).exists()] == []
    for form in FORMATS.values():
        assert bool(form(diagnostics, corpus, plain_style).strip("[]\n")) == bool(diagnostics)


def chosen(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """`READ` of the problems, as many of each code as can be; a new problem takes the place of few others."""
    codes: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for item in sorted(diagnostics, key=lambda item: sha256(repr(item.sort_key).encode()).digest()):
        codes[item.code].append(item)
    rounds = chain.from_iterable(zip_longest(*(codes[code] for code in sorted(codes))))
    return sorted([item for item in rounds if item][:READ], key=lambda item: item.sort_key)


def told(item: Diagnostic) -> str:
    """A problem with its cures. Of what it quotes only a few words are kept, as the words are somebody's."""
    place = f"{item.span.path}:{item.span.line}:{item.span.column}"
    lines = [
        f"{place}: {item.severity}[{item.code}]: {item.message}",
        *(f"  hint: {hint}" for hint in item.hints),
    ]
    return _QUOTED.sub(_short, "\n".join(lines))


def _short(match: re.Match[str]) -> str:
    words = re.findall(r"\S+\s*", match[1] or match[2] or "")
    return match[0] if len(words) < 7 else match[0][0] + "".join(words[:4]) + "…" + match[0][-1]


def test_problems_that_somebody_has_read_are_the_same_today(name: str, corpus: Path) -> None:
    # Read each change before you keep it with REWRITE_CASES=1: is it true, in the right place, with the right cure?
    glossary = load(corpus)
    asked = replace(glossary, site=glossary.site.model_copy(update={"editorial": True}))
    said = "\n".join([*map(told, chosen(check(asked))), ""])
    golden = CASES / "corpora" / f"{name}.txt"
    if os.environ.get("REWRITE_CASES"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_allowing_all_checks_gives_a_site(site: Path) -> None:
    assert (site / "index.html").is_file()


def test_every_record_has_its_page(site: Path, glossary: Glossary) -> None:
    records = [f"{record.key.kind}s/{record.slug}.html" for record in glossary.records]
    assert [path for path in records if not (site / path).is_file()] == []


def linked(path: str, page: str) -> Iterator[str]:
    """The pages that the page at `path` links to."""
    for address in _LINK.findall(page):
        if address and ":" not in address:
            yield normpath(join(dirname(path), unquote(address.replace("&amp;", "&"))))


def test_every_page_can_be_reached_from_the_home_page(site: Path, glossary: Glossary) -> None:
    pages = {file.relative_to(site).as_posix(): file.read_text("utf-8") for file in site.rglob("*.html")}
    old = {f"terms/{slug}.html" for term in glossary.terms.values() for slug in term.fields.formerly}
    reached, waiting = {"index.html"}, ["index.html"]
    for path in waiting:
        for target in linked(path, pages[path]):
            if target in pages and target not in reached:
                reached.add(target)
                waiting.append(target)
    # Hosts serve 404.html themselves, search fields lead to search.html, pages of former slugs exist for old links,
    # and health.html is for maintainers, who know its address.
    assert pages.keys() - reached - old - {"404.html", "search.html", "about/health.html"} == set()


def test_no_page_links_to_a_missing_page(site: Path) -> None:
    pages = {file.relative_to(site).as_posix(): file.read_text("utf-8") for file in site.rglob("*.html")}
    dead = [
        f"{path}: {target}"
        for path, page in pages.items()
        for target in linked(path, page)
        if not (site / target).is_file()
    ]
    assert dead == []
