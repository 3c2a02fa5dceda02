"""New, rename, retire, merge, split: what must change changes, and every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import ROOT, run, write_tree

from termbank import Config, load
from termbank.content.key import Key
from termbank.edit.changes import EditError
from termbank.edit.fields import FrontEditor, styled
from termbank.edit.new import new_record
from termbank.edit.terms import merge, rename, retire, split
from termbank.text import front_matter
from termbank.text.source import Source

# As people write files: comments, every kind of quotes and lists, byte-order marks, and line ends of Windows.
CONTENT = ROOT / "tests/edited"
FILES = {
    path.relative_to(CONTENT).as_posix(): path.read_bytes().decode()
    for path in sorted((CONTENT).rglob("*.md"))
}
OLD = FILES["terms/exit-ticket.md"]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    write_tree(tmp_path / "content", FILES)
    return tmp_path / "content"


def texts(content: Path) -> dict[str, str]:
    return {
        path.relative_to(content).as_posix(): path.read_bytes().decode()
        for path in sorted(content.rglob("*.md"))
    }


def test_a_rename_changes_every_reference_and_nothing_else(content: Path) -> None:
    change = rename(load(content), content, Key("term", "exit-ticket"), "exit-card")
    change.apply(content)
    after = texts(content)
    expected = {
        path: text.replace("exit-ticket", "exit-card")
        for path, text in FILES.items()
        if path not in ("terms/other.md", "terms/exit-ticket.md")
    }
    expected["terms/other.md"] = FILES["terms/other.md"]
    assert after.pop("terms/exit-card.md") == OLD.replace(
        '["Exit Slip"]\r\n', '["Exit Slip"]\r\nformerly:\r\n  - exit-ticket\r\n'
    )
    assert after == dict(sorted(expected.items()))
    assert not load(content).diagnostics


def test_a_rename_there_and_back_leaves_the_old_name_only(content: Path) -> None:
    rename(load(content), content, Key("term", "exit-ticket"), "exit-card").apply(content)
    rename(load(content), content, Key("term", "exit-card"), "exit-ticket").apply(content)
    fields = load(content).terms["exit-ticket"].fields
    assert fields.formerly == ("exit-card",)
    changed = {path for path, text in texts(content).items() if text != FILES[path]}
    assert changed == {"terms/exit-ticket.md"}


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("Exit", "has upper-case letters"),
        ("con", "is a reserved name"),
        ("other", "there is a term `other` already"),
        ("exit-ticket", "is its slug already"),
    ],
)
def test_a_bad_slug_is_refused(content: Path, new: str, message: str) -> None:
    with pytest.raises(EditError, match=message):
        rename(load(content), content, Key("term", "exit-ticket"), new)
    assert texts(content) == dict(sorted(FILES.items()))


def test_a_file_in_the_way_is_kept(content: Path) -> None:
    change = rename(load(content), content, Key("term", "exit-ticket"), "exit-card")
    (content / "terms/exit-card.md").write_text("mine")
    with pytest.raises(EditError, match=r"there is a file `terms/exit-card\.md` already"):
        change.apply(content)
    (content / "terms/exit-card.md").unlink()
    assert texts(content) == dict(sorted(FILES.items()))


def test_a_file_that_could_not_be_read_is_named(content: Path) -> None:
    (content / "terms/broken.md").write_bytes(b"---\ntitle: \xff\n---\n")
    change = rename(load(content), content, Key("term", "exit-ticket"), "exit-card")
    assert change.notes == ["not looked at, because of mistakes in them: terms/broken.md"]


def test_a_retired_term_names_its_successor_and_the_reason(content: Path) -> None:
    retire(load(content), content, "exit-ticket", ["other"], "Nobody says it: not any more.").apply(content)
    assert texts(content)["terms/exit-ticket.md"] == OLD.replace(
        '["Exit Slip"]\r\n',
        '["Exit Slip"]\r\nstatus: deprecated\r\nreplaced_by:\r\n  - other\r\n'
        'reason: "Nobody says it: not any more."\r\n',
    )


def test_a_merge_moves_names_and_references(content: Path) -> None:
    merge(load(content), content, "exit-ticket", "other").apply(content)
    glossary = load(content)
    assert glossary.terms["other"].fields.aliases == ("Exit Ticket", "Exit Slip")
    assert glossary.terms["exit-ticket"].fields.merged_into == ("other",)
    assert glossary.terms["exit-ticket"].fields.aliases == ()
    after = texts(content)
    assert "related:\n# first\n- other\n# because\n---" in after["terms/block.md"]
    assert "related: [ other,block ]" in after["terms/flow.md"]
    assert "confused_with:\n    other: 'Another''s thing.'\n---" in after["terms/map.md"]
    assert 'related:\r\n  - "other"\r\n' in after["terms/crlf.md"]
    assert "See [[other]] and [[ other#content | this ]]." in after["terms/flow.md"]
    assert glossary.resources["book"].fields.terms == ("other",)


WORKS = {
    "terms/a.md": "---\ntitle: A\n---\n\nAs in [@one, p. 4; @three] and [@one], and [[one]] is "
    "not [it](../resources/one.md).\r\n",
    "resources/one.md": "---\ntitle: One\nterms: [a]\nformerly: [uno]\n---\n\nSee [@two].\n",
    "resources/two.md": "---\ntitle: Two\n# the other\n---\n\nText.\n",
    "resources/three.md": "---\ntitle: Three\n---\n\nText.\n",
}  # fmt: skip


def test_citations_follow_a_renamed_resource(tmp_path: Path) -> None:
    content = write_tree(tmp_path, WORKS)
    rename(load(content), content, Key("resource", "one"), "first-2001").apply(content)
    assert texts(content)["terms/a.md"] == WORKS["terms/a.md"].replace("@one", "@first-2001").replace(
        "resources/one.md", "resources/first-2001.md"
    ).replace("[[one]]", "[[first-2001]]")


def test_a_resource_that_was_listed_twice_becomes_one(tmp_path: Path) -> None:
    content = write_tree(tmp_path / "content", WORKS)
    shown = run("merge", "resources/one", "resources/two", "--dry-run", cwd=tmp_path).stdout
    assert "+++ /dev/null" in shown
    assert texts(content) == dict(sorted(WORKS.items()))
    done = run("merge", "resources/one", "resources/two", cwd=tmp_path)
    assert (done.returncode, "deleted content/resources/one.md" in done.stdout) == (0, True)
    after = texts(content)
    assert after["terms/a.md"].startswith("---\ntitle: A\n---\n\nAs in [@two, p. 4; @three] and [@two], and")
    assert after["resources/two.md"].startswith(
        "---\ntitle: Two\n# the other\nterms:\n  - a\nformerly:\n  - one\n  - uno\n---"
    )
    assert "resources/one.md" not in after
    assert not [item for item in load(content).diagnostics if item.severity == "error"]


RECORDS = {
    "a.bib": "@article{sadler1989, title={Formative {A}ssessment}, author={Sadler, D. Royce}, year=1989, url={nope}}",
    "a.ris": "TY  - JOUR\nID  - sadler1989\nTI  - Formative Assessment\nAU  - Sadler, D. Royce\nPY  - 1989\nER  - \n",
    "a.json": '{"id": "sadler1989", "type": "article-journal", "title": "Formative Assessment", '
    '"author": [{"family": "Sadler", "given": "D. Royce"}], "issued": {"date-parts": [[1989]]}}',
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_resource_is_filled_in_from_a_pasted_record(tmp_path: Path, name: str) -> None:
    write_tree(tmp_path, {"content/terms/a.md": "---\ntitle: A\n---\n\nA.\n", name: RECORDS[name]})
    done = run("new", "resource", "--from", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "wrote content/resources/sadler1989.md\n")
    fields = load(tmp_path / "content").resources["sadler1989"].fields
    assert (fields.title, fields.author, fields.year) == ("Formative Assessment", ("D. Royce Sadler",), 1989)
    assert "# terms:" in (tmp_path / "content/resources/sadler1989.md").read_text()
    assert ("note: not taken: `url`: 'nope' is none" in done.stderr) is (name == "a.bib")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sadler (1989). Formative assessment.", "this is neither BibTeX"),
        ("@book{a, title={A}}\n@book{b, title={B}}", "the record holds 2 works"),
    ],
)
def test_what_is_no_record_is_refused(tmp_path: Path, text: str, said: str) -> None:
    write_tree(tmp_path, {"content/terms/a.md": "---\ntitle: A\n---\n\nA.\n", "record": text})
    done = run("new", "resource", "--from", "record", cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (1, True)
    assert not (tmp_path / "content/resources").exists()


def test_a_split_begins_the_missing_terms_as_drafts(content: Path) -> None:
    change = split(load(content), content, "exit-ticket", ["other", "Entry Ticket"])
    change.apply(content)
    glossary = load(Config(content, drafts=True))
    assert glossary.terms["exit-ticket"].fields.split_into == ("other", "entry-ticket")
    assert glossary.terms["entry-ticket"].fields.status == "draft"
    assert "choose which of the terms these pages mean" in change.notes[-1]


@pytest.mark.parametrize("kind", ["term", "resource"])
@pytest.mark.parametrize("title", ["Exit Card", "C++: a “review”", "# 1 - [x]", "学習", "index", "?!"])
def test_what_is_begun_is_valid(content: Path, kind: str, title: str) -> None:
    new_record(load(content), kind, title).apply(content)  # type: ignore[arg-type]
    glossary = load(Config(content, drafts=True))
    assert not glossary.diagnostics
    assert title in [item.fields.title for item in glossary.records]


def test_near_duplicates_are_named(content: Path) -> None:
    assert new_record(load(content), "term", "Exit Tickets").notes == [
        "there is something like it: `Exit Ticket` in terms/exit-ticket.md"
    ]
    with pytest.raises(EditError, match="there is a term `exit-ticket` already"):
        new_record(load(content), "term", "exit ticket")


def test_the_commands(content: Path) -> None:
    folder = content.parent
    shown = run("rename", "exit-ticket", "exit-card", "--dry-run", cwd=folder)
    assert "--- a/terms/exit-ticket.md\n+++ b/terms/exit-card.md\n" in shown.stdout
    assert texts(content) == dict(sorted(FILES.items()))
    done = run("rename", "terms/exit-ticket.md", "exit-card.md", cwd=folder)
    assert done.stdout.splitlines()[0] == "renamed content/terms/exit-ticket.md to content/terms/exit-card.md"
    assert run("new", "term", "Warm", "Up", cwd=folder).stdout == "wrote content/terms/warm-up.md\n"
    assert run("retire", "flow", "--replaced-by", "block", cwd=folder).returncode == 0
    assert run("merge", "map", "block", cwd=folder).returncode == 0
    refused = run("merge", "map", "blok", cwd=folder)
    assert (refused.returncode, "there is no term `blok`" in refused.stderr) == (1, True)
    assert run("check", cwd=folder).returncode == 0


@pytest.mark.parametrize("title", ["The Words of Bread", 'C#: a "list" \u2013 [1]', "Дом"])
def test_a_glossary_is_begun_and_has_no_problem(tmp_path: Path, title: str) -> None:
    done = run("init", "words", "--title", title, cwd=tmp_path)
    assert done.stdout.endswith("\n\n  cd words\n  termbank serve\n")
    folder = tmp_path / "words"
    assert run("check", "--strict", cwd=folder).stdout == "6 terms, 4 resources: no problems\n"
    assert run("build", cwd=folder).returncode == 0
    assert load(folder / "content").site.title == title
    assert (folder / ".gitignore").read_text() == "/site/\n/.cache/\n"
    # What is there is never touched.
    refused = run("init", "words", cwd=tmp_path)
    assert (refused.returncode, "is not empty: it holds `README.md`" in refused.stderr) == (1, True)


MISTAKES = {
    "site.yaml": "vocabularies:\n  category:\n    formative:\n      label: Formative Work\n",
    "terms/rubric.md": "---\ntitle: Rubric\naliases: [Scoring Guide]\nformerly:\n- grid\n---\n\nA guide.\n",
    "terms/goal.md": "---\ntitle: Goal\nbroader: [rubric]\n---\n\nAn aim.\n",
    "terms/all.md": (
        "---\r\n# kept\r\ntitle: 'All'\r\ncategory: \"Formative Work\"\r\n"
        "relatd: [ rubrik , 'goal', goal,all ]\r\n---\r\n\r\n"
        "See [one](rubrics.md#x), [[gooal]], [two](../terms/grid.md) and [three](https://example.org/rubrik).\r\n\r\n"
        "## Designers Tipps\r\n\r\n- One\r\n"
    ),
    "terms/far.md": "---\ntitle: Far\nrelated:\n- something-else\n- Scoring Guide\n---\n\nText.\n",
}  # fmt: skip


def test_what_has_one_right_answer_is_mended(tmp_path: Path) -> None:
    write_tree(tmp_path / "content", MISTAKES)
    shown = run("check", "--fix", cwd=tmp_path)
    assert (shown.returncode, "nothing is written: add --yes" in shown.stderr) == (1, True)
    assert "-relatd: [" in shown.stdout
    assert texts(tmp_path / "content")["terms/all.md"] == MISTAKES["terms/all.md"]
    # A field that had the wrong name is read only now, and shows its own mistakes.
    for _ in range(3):
        run("check", "--fix", "--yes", cwd=tmp_path)
    after = texts(tmp_path / "content")
    assert after["terms/all.md"] == (
        "---\r\n# kept\r\ntitle: 'All'\r\ncategory: \"Formative Work\"\r\nrelated: [ rubric , 'goal' ]\r\n---\r\n\r\n"
        "See [one](rubric.md#x), [[goal]], [two](../terms/grid.md) and [three](https://example.org/rubrik).\r\n\r\n"
        "## Designer’s Tips\r\n\r\n- One\r\n"
    )
    # A name leads to its term; what is like nothing is left to a person.
    assert after["terms/far.md"] == MISTAKES["terms/far.md"].replace("Scoring Guide", "rubric")
    said = run("check", "--fix", "--yes", cwd=tmp_path)
    assert (said.returncode, "none has exactly one right answer" in said.stderr) == (1, True)


values = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), min_size=1
).filter(lambda text: text == text.strip())


@given(st.lists(values, unique=True, max_size=4), values, st.sampled_from(["block", "flow", "one", "none"]))
def test_a_value_that_is_added_is_read_back(names: list[str], new: str, style: str) -> None:
    lists = {
        "block": "".join(["aliases:\n", *(f"- {styled(name)}\n" for name in names)]),
        "flow": f"aliases: [{', '.join(styled(name, flow=True) for name in names)}]\n",
        "one": f"aliases: {styled(names[0]) if names else ''}\n",
        "none": "",
    }
    if style == "one":
        names = names[:1]
    known = names if style != "none" else []
    text = f"---\ntitle: Title\n{lists[style]}note: |\n  two\n  lines\n---\n\nBody\n"
    source = Source("terms/a.md", text)
    front = front_matter.read(source)
    assert front.root
    if front.diagnostics:
        return
    edits = FrontEditor(source, front.root).add("aliases", new)
    for start, end, piece in sorted(edits, reverse=True):
        text = text[:start] + piece + text[end:]
    again = front_matter.read(Source("terms/a.md", text))
    assert again.root
    node = again.root.entries["aliases"][1]
    read = [item.text for item in getattr(node, "items", (node,))]  # type: ignore[union-attr]
    assert read == list(dict.fromkeys([*known, new]))
    assert text.endswith("note: |\n  two\n  lines\n---\n\nBody\n") or style == "none"
