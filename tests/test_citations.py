"""Works are cited as the manuals of the styles say; the cases can be read by a librarian."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml
from bibtexparser.entrypoint import parse_string
from casefiles import CASES
from hypothesis import given
from hypothesis import strategies as st
from trees import ROOT

from termbank.bank import load
from termbank.citations import STYLES, Name, Run, Work, bibtex, csl, entry_of, name_of, work_of

DOCUMENTS = sorted((CASES / "citations").glob("*.txt"))
SITE, ADDRESS = "A Bank of Words", "https://example.org/bank/terms/a.html"


def shown(runs: tuple[Run, ...]) -> str:
    """A citation with stars around what is italic."""
    return "".join(f"*{run.text}*" if run.italic else run.text for run in runs)


def cited(work: Work) -> str:
    """Everything that is said of a work, as the cases write it."""
    styles = [f"{name}: {shown(style(work))}" for name, style in STYLES]
    return "\n".join([*styles, "", bibtex(work)])


def work_in(front: str, folder: Path) -> Work:
    """The one resource or term that a case is about."""
    kind = "terms" if yaml.safe_load(front).get("definition") else "resources"
    lines = [line for line in front.splitlines() if not line.startswith("definition")]
    for path, text in (
        ("terms/a.md", "---\ntitle: A\n---\nText.\n"),
        (f"{kind}/a.md", "---\n" + "\n".join(lines) + "\n---\nText.\n"),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    glossary = load(folder)
    assert not glossary.diagnostics
    if kind == "terms":
        return entry_of(glossary.terms["a"], SITE, ADDRESS)
    return work_of(glossary.resources["a"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.stem for path in DOCUMENTS])
def test_a_work_is_cited_as_the_case_says(document: Path, tmp_path: Path) -> None:
    text = document.read_text(encoding="utf-8")
    intro, front, _ = re.split(r"^===.*\n", text, flags=re.M)
    said = f"{intro}=== the work\n{front}=== is cited\n{cited(work_in(front, tmp_path))}\n"
    if os.environ.get("REWRITE_CASES"):
        document.write_text(said, encoding="utf-8")
    assert said == text


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Robert E. Slavin", Name("Slavin", "Robert E.")),
        ("Benjamin S. Bloom", Name("Bloom", "Benjamin S.")),
        ("Kurt VanLehn", Name("VanLehn", "Kurt")),
        ("Ludwig van der Rohe", Name("van der Rohe", "Ludwig")),
        ("Henry L. Roediger III", Name("Roediger", "Henry L.", "III")),
        ("James W. Stigler, Jr.", Name("Stigler", "James W.", "Jr.")),
        ("Mary-Anne O’Neill", Name("O’Neill", "Mary-Anne")),
        ("María José García", Name("García", "María José")),
        ("RAND Corporation", Name("RAND Corporation")),
        ("CAST", Name("CAST")),
        ("CAST Professional", Name("CAST Professional")),
        ("Khan Academy", Name("Khan Academy")),
        ("U.S. Department of Education", Name("U.S. Department of Education")),
        ("Great Schools Partnership", Name("Great Schools Partnership")),
        ("bell hooks", Name("bell hooks")),
        ("Plato", Name("Plato")),
        ("Area 51", Name("Area 51")),
        ("王小明", Name("王小明")),
    ],
)
def test_a_name_is_parted_only_where_it_is_a_persons_beyond_doubt(author: str, name: Name) -> None:
    assert name_of(author) == name


def test_an_author_that_is_the_publisher_is_an_organization() -> None:
    assert name_of("Jobs Forward", publisher="Jobs Forward") == Name("Jobs Forward")


def test_keys_are_ascii_and_those_of_different_slugs_differ() -> None:
    keys = [Work(slug, "book", "T").key for slug in ("größe", "grösse", "grosse", "سلم")]
    assert all(key.isascii() for key in keys)
    assert len(set(keys)) == 4


TITLES = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="\\{}") | st.just(" "), min_size=1
).map(lambda text: " ".join(text.split()) or "x")


@given(TITLES)
def test_a_parser_of_bibtex_reads_back_any_title(title: str) -> None:
    library = parse_string(bibtex(Work("a-work", "book", title)))
    assert not library.failed_blocks
    value = library.entries[0]["title"]
    value = value.replace(r"\textasciitilde{}", "~").replace(r"\textasciicircum{}", "^")
    assert re.sub(r"\\([&%$#_])", r"\1", value) == f"{{{title}}}"


def test_braces_and_backslashes_are_escaped() -> None:
    assert r"{{a\{b\}c\textbackslash{}d}}" in bibtex(Work("a", "book", r"a{b}c\d"))


def test_every_resource_of_the_flagship_is_cited_with_its_year() -> None:
    for resource in load(ROOT / "content").resources.values():
        work = work_of(resource)
        for name, style in STYLES:
            text = shown(style(work))
            assert str(resource.fields.year or "") in text, name
            assert ".." not in text.replace("Teacher...", "").replace(". . .", ""), text
            assert "  " not in text


def test_an_item_of_csl_says_nothing_of_what_is_not_known() -> None:
    assert csl(Work("a", "document", "T")) == {"id": "a", "type": "document", "title": "T"}
