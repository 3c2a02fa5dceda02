"""A site built by processes that share nothing with this one is the site built here, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from trees import RICH, build_project, project, record, snapshot, write_tree

from termbank import Config
from termbank.pipeline import load

BANK = {
    **RICH,
    **{
        f"terms/word-{number}.md": record(
            f"title: Word {number}\ncategory: feedback\nrelated:\n  - word-{(number * 7 + 1) % 60}",
            f"A word beside a rubric and word {(number + 1) % 60}.",
        )
        for number in range(60)
    },
}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A project of 60 terms and more, with a template of its own, built here into `local`."""
    folder = project(tmp_path / "bank", BANK)
    own = '{% extends "default/term.html" %}{% block definition %}<p>Ours</p>{{ super() }}{% endblock %}'
    write_tree(folder / "templates", {"term.html": own})
    assert build_project(folder, site=folder / "local").published
    return folder


@pytest.fixture(scope="module")
def strangers() -> Iterator[Executor]:
    """Two processes that begin with nothing of this one."""
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        yield executor


def test_processes_that_share_nothing_build_the_same_site(bank: Path, strangers: Executor) -> None:
    assert build_project(bank, executor=strangers).published
    assert snapshot(bank / "site") == snapshot(bank / "local")


def test_they_bring_a_site_up_to_date_as_well(bank: Path, strangers: Executor) -> None:
    choices = {"executor": strangers, "cache": bank / ".cache"}
    build_project(bank, **choices)
    write_tree(bank / "content", {"terms/word-3.md": record("title: Word 3\nrelated:\n  - word-9")})
    build_project(bank, site=bank / "local")
    result = build_project(bank, **choices)
    assert 0 < len(result.rendered) < result.pages
    assert snapshot(bank / "site") == snapshot(bank / "local")


def test_they_find_the_same_problems(bank: Path, strangers: Executor) -> None:
    write_tree(
        bank / "content", {"terms/odd.md": "no front matter", "terms/off.md": record("title: Off", "[x](y)")}
    )
    there, here = (load(Config(bank / "content", cache=None, executor=who)) for who in (strangers, None))
    assert there.diagnostics == here.diagnostics != ()


def test_a_fault_in_a_template_is_told_with_its_line(bank: Path, strangers: Executor) -> None:
    write_tree(
        bank / "templates",
        {
            "term.html": "{% extends 'default/term.html' %}\n{% block definition %}\n{{ nothing.at }}{% endblock %}"
        },
    )
    (problem,) = build_project(bank, executor=strangers).diagnostics
    assert problem.span.path == "../templates/term.html"
    assert problem.span.line == 3
