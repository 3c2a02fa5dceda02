"""Automatic links: invariants for every glossary, and how pages show the links."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import project, record, run

from termbank import Config, Glossary, build, explain, load
from termbank.content.key import Key
from termbank.content.model import AutoLink, Term
from termbank.content.schema import SiteFields, TermFields
from termbank.linking import inflection
from termbank.linking.cache import LinkCache
from termbank.linking.inflection import Inflector
from termbank.linking.link import link
from termbank.linking.names import collect, normalize
from termbank.linking.relations import sentence_of
from termbank.system.store import Store
from termbank.text.markdown.body import Body
from termbank.text.markdown.html import HtmlOptions, to_html
from termbank.text.markdown.parser import BodyParser
from termbank.text.source import Source, Span
from termbank.text.yaml_nodes import Mapping

PARSER = BodyParser()
NAMES = [
    "rubric",
    "formative assessment",
    "assessment",
    "C++",
    "Élève",
    "学習目標",
    "R&D",
    "CI/CD",
    "Vue.js",
    "IT",
    "learning target",
]
PIECES = [
    *NAMES, "rubrics", "Rubric's", "formative\nassessment", "*formative* assessment", "**rubric**", "ru\u00adbric",
    unicodedata.normalize("NFD", "élève"), "`rubric`", "[rubric](https://example.org/)", "[rubric]()", "[[rubric]]",
    "https://example.org/rubric", "rubric@example.org", "$rubric$", "R&amp;D", "\\*rubric\\*", "self-assessment",
    "rubric(s)", "\n\n## rubric\n\n", "\n\n", "\n> ", "\n- ", "| rubric |\n|---|\n| rubric |\n", "<b>rubric</b>",
    "İİİ", "word", "the", ".", ",", "“", "”", "(", ")", "_", "*", "’s", "このを", "\u00a0", "  \n",
]  # fmt: skip
EMPHASIS = [
    "*formative* assessment", "formative *assessment*", "*formative assessment*", "**formative** *assessment*",
    "***formative* assessment**", "*very formative* assessment", "form*ative* assessment", "*learning **target***",
]  # fmt: skip
bodies = st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(EMPHASIS)), max_size=25).map(" ".join)
chosen_names = st.lists(st.sampled_from(NAMES), unique=True, min_size=6)
budgets = st.sampled_from(["first", "section", "all"])


def term(slug: str, title: str, text: str, **fields: object) -> Term:
    """A term built from parts, as the reader would build it."""
    declared = TermFields.model_validate({"title": title, **fields})
    body, _ = PARSER.parse(Source(f"terms/{slug}.md", text), 0)
    return Term(slug, f"terms/{slug}.md", "en", declared, {}, body, Mapping({}, Span(slug, 1, 1, 0, 0)))


def bank(names: list[str], text: str, budget: str = "first") -> Glossary:
    """A glossary of terms with these names, and one page with this text."""
    terms = {f"t{NAMES.index(name)}": term(f"t{NAMES.index(name)}", name, "", link=budget) for name in names}
    terms["page"] = term("page", "Zz Page", text)
    return link(Glossary(SiteFields.model_validate({}), terms, {}))


def page_html(glossary: Glossary, links: tuple[AutoLink, ...]) -> str:
    """The page's body as HTML with these automatic links."""
    tags: dict[int, list[tuple[int, str]]] = {}
    for item in links:
        tags.setdefault(item.first, []).append((item.offset, f'<a class="term auto" href="{item.target}">'))
        tags.setdefault(item.last, []).append((item.end, "</a>"))
    written = HtmlOptions(lambda index: (f"written-{index}", ""), lambda index: None, str, automatic=tags)
    return to_html(glossary.terms["page"].body.parts, written)


def page_links(glossary: Glossary) -> tuple[AutoLink, ...]:
    return glossary.links.automatic[Key("term", "page")]


@given(chosen_names, bodies, budgets)
def test_without_its_automatic_links_a_page_is_the_unlinked_page(
    names: list[str], text: str, budget: str
) -> None:
    glossary = bank(names, text, budget)
    linked = page_html(glossary, page_links(glossary))
    bare = re.sub(r'<a class="term auto" href="[^"]*">(.*?)</a>', r"\1", linked, flags=re.DOTALL)
    assert bare == page_html(glossary, ())


@given(chosen_names, bodies, budgets)
@settings(max_examples=200)
def test_automatic_links_are_well_formed_and_never_inside_a_link(
    names: list[str], text: str, budget: str
) -> None:
    glossary = bank(names, text, budget)
    open_tags: list[str] = []
    for slash, name in re.findall(
        r"<(/?)(a|em|strong|code|p|h\d)\b", page_html(glossary, page_links(glossary))
    ):
        if slash:
            assert open_tags.pop() == name
        else:
            assert name != "a" or "a" not in open_tags
            open_tags.append(name)
    assert not open_tags


@given(chosen_names, bodies, budgets)
def test_offsets_slice_to_the_name_that_matched(names: list[str], text: str, budget: str) -> None:
    glossary = bank(names, text, budget)
    for item in page_links(glossary):
        said = re.sub(r"\((e?s|en)\)$", "", _plain(text[item.start : item.stop]))
        title = glossary.terms[item.named].fields.title
        forms = {normalize(title).folded, normalize(title).folded + "s", title[:-1].lower() + "ies"}
        assert normalize(said).folded in forms


def _plain(written: str) -> str:
    """A written name as readers see it: no emphasis, no entities, no soft line breaks in quotes."""
    return re.sub(r"\n(> |- )?", "\n", written.replace("*", "").replace("_", "").replace("&amp;", "&"))


@given(chosen_names, st.sampled_from(NAMES), bodies, budgets)
def test_a_new_term_changes_no_page_without_its_names(
    names: list[str], new: str, text: str, budget: str
) -> None:
    if normalize(new).folded in normalize(_plain(text)).folded.replace("\n", " "):
        return
    before = bank([name for name in names if name != new], text, budget)
    after = bank([*(name for name in names if name != new), new], text, budget)
    assert page_links(before) == page_links(after)


@given(st.permutations(NAMES), bodies)
def test_the_order_of_files_does_not_matter(names: list[str], text: str) -> None:
    assert page_links(bank(names, text)) == page_links(bank(sorted(names), text))


@given(chosen_names, bodies, budgets)
def test_linking_twice_is_linking_once(names: list[str], text: str, budget: str) -> None:
    glossary = bank(names, text, budget)
    assert link(glossary).links == glossary.links


@given(st.text(max_size=60))
def test_every_normalized_character_maps_back_to_the_text(text: str) -> None:
    normal = normalize(text)
    for index in range(len(normal.folded)):
        start, end = normal.original(index, index + 1)
        assert 0 <= start <= end <= len(text)


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        target = folder / "content" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder / "content"


RUBRIC = "---\ntitle: Rubric\naliases:\n  - Scoring Guide\n---\nA tool.\n"


def test_m24_derived_forms_are_never_shown(tmp_path: Path) -> None:
    content = _write(tmp_path, {"terms/rubric.md": RUBRIC})
    build(Config(content, tmp_path / "site", cache=None))
    assert "ubrics" not in (tmp_path / "site/terms/rubric.html").read_text(encoding="utf-8")


def test_a_mention_by_an_alias_appears_under_used_in_with_its_sentence(tmp_path: Path) -> None:
    page = "---\ntitle: Zz\n---\nFirst. Hand out the scoring guides early. Last.\n"
    glossary = load(_write(tmp_path, {"terms/rubric.md": RUBRIC, "terms/zz.md": page}))
    (mention,) = glossary.links.backlinks[Key("term", "rubric")]
    assert sentence_of(glossary, mention) == ("Hand out the ", "scoring guides", " early.")


def test_a_page_lists_each_user_of_a_term_once(tmp_path: Path) -> None:
    page = "---\ntitle: Zz\n---\nA rubric, a [rubric](rubric.md), a [[rubric]].\n"
    glossary = load(_write(tmp_path, {"terms/rubric.md": RUBRIC, "terms/zz.md": page}))
    assert len(glossary.links.backlinks[Key("term", "rubric")]) == 1


def test_m34_automatic_links_are_relative(tmp_path: Path) -> None:
    page = "---\ntitle: Zz\n---\nA rubric.\n"
    content = _write(tmp_path, {"terms/rubric.md": RUBRIC, "terms/zz.md": page})
    build(Config(content, tmp_path / "site", cache=None))
    html = (tmp_path / "site/terms/zz.html").read_text(encoding="utf-8")
    assert 'A <a class="term auto" href="../terms/rubric.html">rubric</a>.' in html


def test_a_summary_carries_no_link(tmp_path: Path) -> None:
    page = "---\ntitle: Zz\n---\nA rubric and a [rubric](rubric.md).\n"
    glossary = load(_write(tmp_path, {"terms/rubric.md": RUBRIC, "terms/zz.md": page}))
    assert glossary.terms["zz"].summary == "A rubric and a rubric."


def test_explain_says_why_for_every_zone(tmp_path: Path) -> None:
    text = "rubric rubric `rubric` [rubric]() [rubric](rubric.md) example.org/rubric\n\n## rubric\n"
    page = f"---\ntitle: Zz\n---\n{text}\n| rubric |\n|---|\n| x |\n"
    glossary = load(_write(tmp_path, {"terms/rubric.md": RUBRIC, "terms/zz.md": page}))
    reasons = [decision.reason for _, decision in explain(glossary, Key("term", "zz"))]
    assert reasons == ["", "budget", "code", "escaped", "link", "address", "heading", "table heading"]


def test_explaining_a_term_covers_all_pages(tmp_path: Path) -> None:
    files = {f"terms/z{number}.md": f"---\ntitle: Z{number}\n---\nA rubric.\n" for number in range(3)}
    glossary = load(_write(tmp_path, {"terms/rubric.md": RUBRIC, **files}))
    assert [record.slug for record, _ in explain(glossary, term="rubric")] == ["z0", "z1", "z2"]


def test_forms_are_cached_between_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = _write(tmp_path, {"terms/rubric.md": RUBRIC, "terms/zz.md": "---\ntitle: Zz\n---\nRubrics.\n"})
    build(Config(content, tmp_path / "site", cache=tmp_path / "cache"))
    monkeypatch.setattr(inflection, "_form", lambda name: pytest.fail(f"{name} was asked for again"))
    store = Store(tmp_path / "cache")
    assert Inflector(store).form("rubric") == "rubrics"


@given(chosen_names, bodies)
def test_few_texts_are_searched_as_many_are(names: list[str], text: str) -> None:
    one, many = (collect(bank(names, "")) for _ in range(2))
    folded = normalize(text).folded
    assert many.matcher
    assert sorted(one.places(folded)) == sorted(many.places(folded))
    assert "matcher" not in vars(one)


def test_names_are_kept_until_one_changes(tmp_path: Path) -> None:
    glossary, store = bank(NAMES, ""), Store(tmp_path / "cache")
    learned = LinkCache.load(store)
    link(glossary, cache=learned)
    learned.save(store)
    store.save()
    kept = LinkCache.load(Store(tmp_path / "cache"))
    assert kept.names_or(lambda: pytest.fail("they are kept")) == collect(glossary)
    kept = LinkCache.load(Store(tmp_path / "cache"))
    other = link(bank(NAMES[1:], ""), cache=kept)
    assert kept.names == collect(other)


def test_an_empty_body_has_no_mentions() -> None:
    assert bank(["rubric"], "").terms["page"].body == Body(line_starts=(0,))


CALIBRATED = {
    "terms/calibration.md": record(
        "title: Calibration",
        "Teachers score the same work with a rubric and compare.\n\nCalibration needs a rubric, and a shared view of"
        " each competency.\nJonsson and Svingby (2007) found that a rubric alone is not enough.",
    ),
    "terms/competencies.md": record("title: Competencies\naliases:\n  - Competency"),
    "terms/rubric.md": record("title: Rubric"),
    "resources/jonsson-svingby-2007.md": record(
        "title: The Use of Scoring Rubrics\nauthor:\n  - Anders Jonsson\n  - Gunilla Svingby\nyear: 2007"
    ),
}


def test_the_manual_shows_the_output_of_explain(tmp_path: Path) -> None:
    project(tmp_path, CALIBRATED)
    said = run("explain", "terms/calibration", cwd=tmp_path).stdout
    manual = (Path(__file__).parent.parent / "docs/linking.md").read_text(encoding="utf-8")
    assert "".join(f"    {line}\n" for line in said.splitlines()) in manual
