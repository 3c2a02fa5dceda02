"""Bringing in glossaries and reading lists of other tools: what arrives, what is named as lost, what is left alone."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from trees import run

from termbank import Glossary, load


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def imported(folder: Path, *words: str) -> tuple[str, Glossary]:
    """What `import` says, and the glossary that it wrote."""
    done = run("import", *words, "--write", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, load(folder / "content")


TABLE = (
    "\ufeffTerm;Definition;Synonyms;See also;Source\r\n"
    '"Access Control List (ACL)";"A list of <b>rules</b>, also referred to as filter list, for ""doors"".";'
    '"Door List; Rule List";Rubric;us\r\n'
    'Rubric;"See <a href=""#acl"">the list</a>.";;access control list | Nothing;\r\n'
    ";A text without a title;;;\r\n"
    "rubric;Another meaning.;;;\r\n"
    ";;;;\r\n"
)


def test_a_table(tmp_path: Path) -> None:
    write(tmp_path, {"words.csv": TABLE})
    said, glossary = imported(tmp_path, "words.csv")
    assert sorted(glossary.terms) == ["a-text-without-a-title", "access-control-list", "rubric", "rubric-2"]
    listed = glossary.terms["access-control-list"].fields
    assert (listed.title, listed.abbreviations, listed.related) == (
        "Access Control List",
        ("ACL",),
        ("rubric",),
    )
    assert listed.aliases == ("Door List", "Rule List", "filter list")
    text = (tmp_path / "content/terms/access-control-list.md").read_text()
    assert text.endswith('---\n\nA list of **rules**, also referred to as filter list, for "doors".\n')
    assert "See [the list](access-control-list.md)." in (tmp_path / "content/terms/rubric.md").read_text()
    assert glossary.terms["rubric-2"].fields.qualifier == "2"
    assert "4 of 4 entries can be imported (100 %)" in said
    for lost in (
        "1 × the field `Source` has no place here: words.csv:2",
        "1 × `related` names 'Nothing', which is no term here: words.csv:3",
        "1 × no title: the beginning of the text is used: words.csv:4",
        "1 × a title that is there twice: told apart by a qualifier, please look: words.csv:5",
    ):
        assert lost in said
    assert run("--allow", "all", cwd=tmp_path).returncode == 0


def test_an_excel_file_is_read_as_a_table_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Our words"],
        ["Wort", "Bedeutung", "Jahr"],
        ["Rubrik", "Ein Raster.", 2020],
        ["'=Formel", "Text", 1.5],
    ):
        sheet.append(row)
    book.save(tmp_path / "words.xlsx")
    refused = run("import", "words.xlsx", cwd=tmp_path)
    assert refused.returncode == 1
    assert "Say which one it is: `--map 'Your column=title'`" in refused.stderr
    choice = ["--map", "Wort=title", "--map", "Bedeutung=body", "--map", "Jahr=-", "--language", "de"]
    _, glossary = imported(tmp_path, "words.xlsx", *choice)
    assert [term.fields.title for term in glossary.terms.values()] == ["=Formel", "Rubrik"]
    assert glossary.site.language == "de"


def test_what_spreadsheets_add_to_a_table_is_read_or_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cover, words, away = book.active, book.create_sheet("Words"), book.create_sheet("Old")
    assert cover is not None
    cover["A1"] = "Read me first"
    day = datetime(2024, 1, 2)
    for row in (
        ["Our words"],
        ["Term", "Definition", "Category", "Reviewed"],
        ["Rubric", "A guide for grading.", "Grading", day],
        ["Portfolio", "Works of a learner.", None, day.date()],
        ["Quiz", "Few questions.", "Tests", day.replace(hour=9, minute=30)],
        ["Exam", '=CONCATENATE("Many ", "questions.")', None, None],
    ):
        words.append(row)
    for area in ("A1:D1", "C3:C4"):
        words.merge_cells(area)
    for number in range(50):
        away.append([f"Hidden {number}", "Put away.", "", "", ""])
    away.sheet_state = "hidden"
    book.save(tmp_path / "words.xlsx")
    said, glossary = imported(tmp_path, "words.xlsx")
    fields = {term.fields.title: term.fields for term in glossary.terms.values()}
    assert list(fields) == ["Exam", "Portfolio", "Quiz", "Rubric"]
    assert fields["Rubric"].category == fields["Portfolio"].category == "Grading"
    assert str(fields["Rubric"].reviewed) == str(fields["Portfolio"].reviewed) == "2024-01-02"
    assert fields["Exam"].category is None
    for lost in (
        "the sheet `Sheet` is not read: words.xlsx",
        "the hidden sheet `Old` is not read: words.xlsx",
        "a formula without a result: save the file in Excel once: words.xlsx:6",
        "`2024-01-02 09:30:00` is not a date: words.xlsx:5",
    ):
        assert lost in said


VAULT = {
    "Peanut Butter.md": "---\naliases: [PB]\ntags: [food]\n---\n# Peanut Butter\n\nSee [[Jelly|the jelly]], [[Nope]] and `[[Jelly]]`. ==Hot.== %%secret%%\n\n![[jar.png]]\n\n> [!note] Mind\n> the nuts ^block\n",
    "sub/Jelly.md": "Goes with [[peanut butter]] and [it](../Peanut%20Butter.md).\n",
    "README.md": "# Read me\n",
    ".obsidian/app.md": "no",
}  # fmt: skip


def test_an_obsidian_vault(tmp_path: Path) -> None:
    write(tmp_path / "vault", VAULT)
    said, glossary = imported(tmp_path, "vault")
    assert sorted(glossary.terms) == ["jelly", "peanut-butter"]
    butter = (tmp_path / "content/terms/peanut-butter.md").read_text()
    assert "See [the jelly](jelly.md), Nope and `[[Jelly]]`. Hot." in butter
    assert "> **Mind**\n> \n> the nuts\n" in butter
    assert "secret" not in butter
    assert (
        "[peanut butter](peanut-butter.md) and [it](peanut-butter.md)"
        in (tmp_path / "content/terms/jelly.md").read_text()
    )
    assert glossary.terms["peanut-butter"].fields.category == "food"
    assert "1 × a link to `Nope`, which is not here: its text stays: Peanut Butter.md" in said
    assert "1 × the picture `jar.png`: copy it to `media/` and show it again: Peanut Butter.md" in said
    assert not glossary.diagnostics


HUGO = {
    "pod.md": '---\ntitle: Pod\nid: pod\ndate: 2018-04-12\nfull_link: /docs/pods/\nshort_description: >\n  The smallest *object*.\naka:\n- Whale Group\ntags:\n- core\n- core-object\n---\nThe smallest object.\n\n<!--more-->\n\nRuns {{< glossary_tooltip text="containers" term_id="container" >}}. {{< feature-state for="x" >}}\n',
    "container.md": '+++\ntitle = "Container"\ndraft = true\n+++\nSee [pods]({{< ref "pod" >}}) and [docs](/docs/other/).\n',
    "_index.md": "---\ntitle: Glossary\n---\n",
}  # fmt: skip


def test_hugo_files_with_shortcodes(tmp_path: Path) -> None:
    write(tmp_path / "glossary", HUGO)
    said, _ = imported(tmp_path, "markdown", "glossary")
    pod = (tmp_path / "content/terms/pod.md").read_text()
    assert "summary: The smallest object.\n" in pod
    assert "aliases:\n- Whale Group\n" in pod
    assert "Runs [containers](container.md)." in pod
    container = (tmp_path / "content/terms/container.md").read_text()
    assert "status: draft\n" in container
    assert "See [pods](pod.md) and docs." in container
    assert "1 × the shortcode `feature-state` of another tool: pod.md" in said
    assert "1 × `category` takes one value: the others are left out: pod.md" in said
    assert "1 × a link to `/docs/other/`, which is not here: its text stays: container.md" in said


def test_pages_with_macros_in_a_folder_each(tmp_path: Path) -> None:
    page = '---\ntitle: {}\nslug: Glossary/{}\npage-type: glossary-definition\nsidebar: glossarysidebar\n---\n\nA **{}** is {{{{Glossary("api", "an interface")}}}} of {{{{domxref("Window")}}}} and {{{{HTMLElement("a")}}}}. {{{{GlossarySidebar}}}}\n\n## See also\n\n- [API](/en-US/docs/Glossary/API)\n'
    write(
        tmp_path / "glossary",
        {f"{name.lower()}/index.md": page.format(name, name, name) for name in ("API", "DOM")},
    )
    _, glossary = imported(tmp_path, "glossary")
    assert sorted(glossary.terms) == ["api", "dom"]
    text = (tmp_path / "content/terms/dom.md").read_text()
    assert "A **DOM** is [an interface](api.md) of `Window` and `<a>`." in text
    assert "- [API](api.md)" in text


def test_one_file_with_a_heading_for_each_term(tmp_path: Path) -> None:
    terms = "".join(f"## Term {number}\n\nText {number}, see [one](#term-1).\n\n" for number in range(1, 8))
    write(tmp_path, {"glossary.md": f"# Glossary\n\nAll our words.\n\n{terms}"})
    said, glossary = imported(tmp_path, "glossary.md")
    assert len(glossary.terms) == 7
    assert "[one](term-1.md)" in (tmp_path / "content/terms/term-3.md").read_text()
    assert "7 of 7 entries" in said


DATA = """\
- slug: absolute_error
  ref: [relative_error]
  en:
    term: absolute error
    acronym: AE
    def: >
      The difference from [the truth](#relative_error).
  fr:
    term: erreur absolue
- slug: relative_error
  en:
    term: "relative error"
    def: A share.
- slug: only_french
  fr: {term: mot, def: Un mot.}
"""
CONCEPT = """\
termid: 12
eng:
  terms:
    - {type: expression, designation: axis, normative_status: preferred}
    - {type: abbreviation, designation: AX}
    - {type: expression, designation: pivot, normative_status: deprecated}
  definition:
    - content: line that things turn on
  notes:
    - content: It may move.
fra:
  terms:
    - {designation: axe}
"""


def test_data_in_several_languages(tmp_path: Path) -> None:
    write(tmp_path, {"a/glossary.yml": DATA, "b/concepts/12.yaml": CONCEPT})
    said, glossary = imported(tmp_path, "a/glossary.yml")
    assert sorted(glossary.terms) == ["absolute-error", "relative-error"]
    assert "[the truth](relative-error.md)" in (tmp_path / "content/terms/absolute-error.md").read_text()
    assert glossary.terms["absolute-error"].fields.abbreviations == ("AE",)
    assert "no title in the language `en`: glossary.yml#3" in said
    _, glossary = imported(tmp_path, "b")
    axis = glossary.terms["axis"]
    assert (axis.fields.abbreviations, axis.fields.hidden_aliases) == (("AX",), ("pivot",))
    assert axis.body.first_paragraph == "line that things turn on"
    assert [section.text for section in axis.body.sections] == ["Notes"]


TURTLE = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .
ex:scheme a skos:ConceptScheme ; skos:prefLabel "Scheme"@en .
ex:animal a skos:Concept ; skos:prefLabel "Animal"@en, "Tier"@de ; skos:definition "A living thing."@en ;
  skos:narrower ex:cat ; skos:changeNote "x"@en .
ex:cat a skos:Concept ; skos:prefLabel "Cat"@en ; skos:altLabel "Kitty"@en ; skos:related ex:dog ;
  skos:exactMatch <http://www.wikidata.org/entity/Q146> ; skos:scopeNote "Tame."@en .
ex:dog a skos:Concept ; skos:prefLabel "Hund"@de .
"""
TBX = """\
<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1"><descrip type="subjectField">Cars</descrip>
<langSec xml:lang="en"><descripGrp><descrip type="definition">A thing that rolls.</descrip></descripGrp>
<termSec><term>wheel</term></termSec>
<termSec><term>WH</term><termNote type="termType">abbreviation</termNote></termSec>
<termSec><term>roller</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec></langSec>
<langSec xml:lang="de"><descrip type="definition">Ein Ding.</descrip><termSec><term>Rad</term></termSec></langSec>
</conceptEntry></body></text></tbx>
"""


def test_skos_and_tbx(tmp_path: Path) -> None:
    write(tmp_path, {"words.ttl": TURTLE, "words.tbx": TBX})
    said, glossary = imported(tmp_path, "words.ttl")
    cat = glossary.terms["cat"].fields
    assert (cat.aliases, cat.broader, cat.same_as) == (
        ("Kitty",),
        ("animal",),
        ("http://www.wikidata.org/entity/Q146",),
    )
    assert "1 × no label in the language `en`: http://example.org/dog" in said
    assert "1 × `skos:changeNote` has no place here: http://example.org/animal" in said
    assert said.count("has no place here") == 1
    _, glossary = imported(tmp_path, "words.tbx")
    wheel = glossary.terms["wheel"]
    assert (wheel.fields.abbreviations, wheel.fields.hidden_aliases) == (("WH",), ("roller",))
    assert (wheel.fields.category, wheel.body.first_paragraph) == ("Cars", "A thing that rolls.")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    write(tmp_path, {"words.tbx": TBX.replace("<tbx", '<!DOCTYPE tbx [<!ENTITY a "aaaa">]><tbx')})
    done = run("import", "words.tbx", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "Error: words.tbx declares entities, which are not read\n")


BIBTEX = r"""
@string{er = {Educational Researcher}}
@article{bloom1984, title = {The 2 {S}igma Problem}, journal = er, year = 1984, volume = 13, number = {6},
  author = {Bloom, Benjamin S. and van der Rohe, Ludwig and {RAND Corporation} and M{\"u}ller-Schmidt, J{\'e}r\^ome
    and Garc{\'\i}a M{\'a}rquez, Gabriel and Stigler, Jr., James W.},
  doi = {https://doi.org/10.3102/0013189X013006004}, foo = {x}}
@book{doe, title = {A \emph{Book}}, subtitle = {Of Things}, editor = {Doe, J.}, isbn = {978-0-674-57629-2},
  year = {n.d.}, url = {nope}, abstract = {Long \& good.}}
@misc{none, year = 2000}
"""
RIS = """\
TY  - JOUR
AU  - García Márquez, Gabriel
AU  - Smith, John, Jr.
TI  - A title
T2  - A Journal
PY  - 2001/05//
VL  - 3
IS  - 4
SN  - 0013-189X
DO  - 10.1000/abc
ER  -\x20
"""
CSL = [
    {"id": "rohe", "type": "book", "title": "T & <i>U</i>", "DOI": "10.1000/x", "issued": {"date-parts": [[1999, 2]]},
     "author": [{"family": "Rohe", "given": "L.", "non-dropping-particle": "van der"}, {"literal": "RAND"}]},
]  # fmt: skip


def test_reading_lists(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.bib": BIBTEX,
            "b.ris": RIS,
            "c.json": json.dumps(CSL),
            "content/terms/a.md": "---\ntitle: A\n---\n\nA.\n",
        },
    )
    said, glossary = imported(tmp_path, "a.bib")
    bloom = glossary.resources["bloom1984"].fields
    assert bloom.author == (
        "Benjamin S. Bloom", "Ludwig van der Rohe", "RAND Corporation", "Jérôme Müller-Schmidt",
        "Gabriel García Márquez", "James W. Stigler, Jr.",
    )  # fmt: skip
    assert (bloom.title, bloom.published_in) == ("The 2 Sigma Problem", "Educational Researcher")
    assert (bloom.volume, bloom.issue, bloom.doi) == ("13", "6", "10.3102/0013189X013006004")
    assert glossary.resources["doe"].fields.title == "A Book: Of Things"
    assert "2 of 3 entries can be imported (66 %)" in said
    for lost in (
        "the field `foo`",
        "`year`: 'n.d.' is none",
        "`url`: 'nope' is none",
        "a work without a title: a.bib:9",
    ):
        assert lost in said
    _, glossary = imported(tmp_path, "b.ris")
    work = glossary.resources["a-title"].fields
    assert (work.author, work.year, work.isbn) == (("Gabriel García Márquez", "John Smith, Jr."), 2001, None)
    _, glossary = imported(tmp_path, "c.json")
    assert glossary.resources["rohe"].fields.author == ("L. van der Rohe", "RAND")
    assert not glossary.diagnostics


def test_nothing_is_written_unless_asked_and_nothing_is_overwritten(tmp_path: Path) -> None:
    write(tmp_path, {"words.csv": TABLE, "content/terms/rubric.md": "---\ntitle: Rubric\n---\n\nMine.\n"})
    shown = run("import", "words.csv", cwd=tmp_path)
    assert "nothing is written yet: add --write to the command" in shown.stdout
    assert [path.name for path in (tmp_path / "content/terms").iterdir()] == ["rubric.md"]
    said, _ = imported(tmp_path, "words.csv")
    assert "there already, and left as they are: 1 file, such as terms/rubric.md" in said
    assert (tmp_path / "content/terms/rubric.md").read_text().endswith("Mine.\n")
    again, _ = imported(tmp_path, "words.csv")
    assert "wrote 0 files" in again


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing.csv"], "there is no file or folder `nothing.csv`"),
        (["cvs", "words.csv"], "the formats are table, markdown"),
        (["words.csv", "--map", "title"], "`title` is not of the form `Column=field`"),
        (["picture.png"], "has no form that is known; name one"),
        (
            ["words.xls"],
            "`words.xls` cannot be imported as it is: open it in a spreadsheet program, and save it as .xlsx",
        ),
        (["Words.RST"], "copy its entries into a table with the columns Term and Definition"),
        (["works.nbib"], "and export it as RIS"),
        (["bibtex", "words.csv"], "no work was found in words.csv"),
        (["skos", "words.csv"], "words.csv cannot be read"),
        (["tbx", "words.csv"], "words.csv is no XML"),
        (["csl", "words.csv"], "words.csv is no JSON: line 1, column 1"),
    ],
)
def test_what_cannot_be_imported_says_why(tmp_path: Path, words: list[str], message: str) -> None:
    write(tmp_path, {"words.csv": TABLE.lstrip("\ufeff"), "picture.png": "\x89PNG"})
    write(tmp_path, dict.fromkeys(["words.xls", "Words.RST", "works.nbib"], "any"))
    done = run("import", *words, cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert not (tmp_path / "content").exists()


TWICE = """\
@article{a, title = {First}, year = 2000, year = {2001}, pages = {1--2}, eprint = {arXiv:1101.3015}}
@article{a, title = {Second}, year = 2002}
"""


def test_a_key_or_a_field_that_stands_there_twice_loses_no_work(tmp_path: Path) -> None:
    write(tmp_path, {"a.bib": TWICE, "content/terms/a.md": "---\ntitle: A\n---\n\nA.\n"})
    said, glossary = imported(tmp_path, "a.bib")
    works = {slug: (work.fields.title, work.fields.year) for slug, work in glossary.resources.items()}
    assert works == {"a": ("First", 2001), "a-2": ("Second", 2002)}
    assert glossary.resources["a"].fields.url == "https://arxiv.org/abs/1101.3015"
    for lost in ("`year` twice: the later one is taken", "the key `a` is used twice", "the field `pages`"):
        assert lost in said


def test_every_field_that_does_not_arrive_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(json.dumps([{**CSL[0], "event-place": "Paris"}]))
    tbx = TBX.replace("</termSec>", '<termNote type="partOfSpeech">noun</termNote></termSec>', 1)
    turtle = TURTLE.replace("skos:changeNote", "<http://purl.org/dc/terms/source>")
    write(tmp_path, {"b.ris": RIS.replace("VL", "KW  - a\nVL"), "d.tbx": tbx, "e.ttl": turtle})
    for file, lost in (
        ("b.ris", "`keywords`"),
        ("c.json", "`event-place`"),
        ("d.tbx", "`partOfSpeech`"),
        ("e.ttl", "`dcterms:source`"),
    ):
        assert f"{lost} has no place here" in run("import", file, cwd=tmp_path).stdout


def test_a_context_on_the_web_is_not_fetched(tmp_path: Path) -> None:
    concepts = [
        {"id": "https://example.invalid/#a", "type": "Concept", "prefLabel": "Ball", "definition": "It is round."},
        {"id": "https://example.invalid/#b", "type": "Concept", "prefLabel": {"en": "Foot", "de": "Fuß"},
         "broader": ["https://example.invalid/#a"]},
    ]  # fmt: skip
    write(tmp_path, {"a.jsonld": json.dumps({"@context": "https://example.invalid/", "concept": concepts})})
    said, glossary = imported(tmp_path, "a.jsonld")
    assert glossary.terms["foot"].fields.broader == ("ball",)
    assert glossary.terms["ball"].body.first_paragraph == "It is round."
    assert "1 × the context `https://example.invalid/` is not fetched" in said


def test_columns_whose_names_say_nothing_are_told_apart_by_what_is_in_them(tmp_path: Path) -> None:
    rows = (
        "1,用語,説明",
        "C1,ラック,物を置くための棚である。",
        "C2,棚,板でできた家具の一種である。",
        "C3,箱,物を入れるものである。",
    )
    write(tmp_path, {"words.csv": "\n".join(rows)})
    said, glossary = imported(tmp_path, "words.csv")
    assert [term.fields.title for term in glossary.terms.values()] == ["ラック", "棚", "箱"]
    assert "1 × no column is named like the term itself: `用語` is taken, and `説明` for the text" in said


def test_links_by_the_word_that_stands_there_and_properties_that_name_notes(tmp_path: Path) -> None:
    files = {
        "notes/party.md": "---\nterm: Party\n---\nA party has [goals](@), and so have [its members](member@).",
        "notes/goal.md": "---\nterm: Goal\nrelated: '[[party|Parties]]'\n---\nAn aim. Write to [us](mailto:a@example.org).",
        "notes/member.md": "---\nterm: Member\nrelated: ['[[goal]]', '[[Nothing]]']\n---\nPart of a [party](@).",
    }
    write(tmp_path, files)
    said, glossary = imported(tmp_path, "notes")
    text = (tmp_path / "content/terms/party.md").read_text()
    assert text.endswith("A party has [goals](goal.md), and so have [its members](member.md).\n")
    assert "[us](mailto:a@example.org)" in (tmp_path / "content/terms/goal.md").read_text()
    assert (glossary.terms["goal"].fields.related, glossary.terms["member"].fields.related) == (
        ("party",),
        ("goal",),
    )
    assert "1 × `related` names 'Nothing', which is no term here" in said


def test_a_reading_list_alone_is_a_site(tmp_path: Path) -> None:
    sheet = 'Item Type,Author,Title,Publication Title,Abstract Note\njournalArticle,"Bloom, B.; Doe, J.",Sigma,ER,Good.\n'
    write(tmp_path, {"library.csv": sheet})
    _, glossary = imported(tmp_path, "library.csv")
    work = glossary.resources["sigma"]
    assert (work.fields.author, work.fields.published_in) == (("B. Bloom", "J. Doe"), "ER")
    assert (work.fields.resource_type, work.body.first_paragraph) == (("journal-article",), "Good.")
    assert run("--no-cache", cwd=tmp_path).returncode == 0
