"""The plan of a site: what is known about a page before rendering, and which pages an edit affects."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trees import RICH, Tree, write_tree

from termbank import load, site
from termbank.content.key import Key
from termbank.site import Page, Plan
from termbank.theme.lookup import Theme

CONTENT = {path: data for path, data in RICH.items() if path != "terms/portfolio.md"}
FILES = sorted(path for path in CONTENT if path.endswith(".md"))


def plan_of(folder: Path, tree: Tree) -> Plan:
    write_tree(folder, tree)
    return site.plan(load(folder), Theme(folder).say, "https://example.org/")


def by_path(plan: Plan) -> dict[str, Page]:
    return {page.path: page for page in plan.pages}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planning")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(file=st.sampled_from(FILES), words=st.text("bcdxyz ", min_size=1).filter(str.strip))
def test_an_edit_of_body_text_affects_only_pages_that_embed_the_body(
    file: str, words: str, folder: Path
) -> None:
    before = by_path(plan_of(folder, CONTENT))
    after = by_path(plan_of(folder, CONTENT | {file: f"{CONTENT[file]!s}\n\nZ{words}\n"}))
    key = Key("term" if file.startswith("terms/") else "resource", Path(file).stem)
    reached = {path for path, page in after.items() if page.context != before[path].context}
    assert {f"{key.kind}s/{key.slug}.html"} <= reached
    assert reached <= {path for path, page in after.items() if key in page.embeds()}


def test_what_a_page_embeds_is_known_without_its_context(folder: Path) -> None:
    planned = by_path(plan_of(folder, CONTENT))
    assert tuple(planned["terms/rubric.html"].embeds()) == (
        Key("term", "rubric"),
        Key("resource", "study"),
        Key("resource", "guide"),
        Key("term", "feedback"),
    )
    assert tuple(planned["compare/checklist-and-rubric.html"].embeds()) == (
        Key("term", "checklist"),
        Key("term", "rubric"),
    )
    assert tuple(planned["principles/on-mastery.html"].embeds()) == ()


def test_pages_describe_themselves_the_same_before_and_after_rendering(folder: Path) -> None:
    for page in plan_of(folder, CONTENT).pages:
        context = page.context["page"]
        assert (page.url, page.canonical, page.noindex) == (
            context["url"],
            context["canonical"],
            context["noindex"],
        )
