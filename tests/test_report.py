"""Problems as people and machines read them: marks under places, limits, escapes."""

from __future__ import annotations

import json
import os
import re
import tracemalloc
import unicodedata
from pathlib import Path

import pytest
from trees import Tree, record, write_tree

from termbank import Config, Diagnostic, check, load
from termbank.text.report import FORMATS, SHOWN, as_concise, as_github, as_json, as_text, plain_style

GOOD = record("title: Good")

# Names in a pull request that try to put a command, a color, or an extra line into a log.
FORGED = "x\n::error file=a,line=1::forged\r\n::add-mask::y%0A::warning::z\x1b[31m"
QUOTED = FORGED.replace("\n", "\\n").replace("\r", "\\r").replace("\x1b", "\\e")
HOSTILE: dict[str, Tree] = {
    "file name": {"terms/good.md": GOOD, f"terms/{FORGED.replace('/', '')}.md": GOOD},
    "file name that is no UTF-8": {"terms/good.md": GOOD, os.fsdecode(b"terms/caf\xe9.md"): GOOD},
    "file name with separators": {"terms/good.md": GOOD, "terms/a,b:c=d;e%0Af.md": GOOD},
    "folder name": {"terms/good.md": GOOD, f"terms/{FORGED}/a.md": GOOD},
    "ending": {"terms/good.md": GOOD, f"terms/{FORGED}.mdx": GOOD},
    "title": {
        "terms/good.md": record(f'title: "{QUOTED}"'),
        "terms/twin.md": record(f'title: "{QUOTED}"'),
    },
    "value": {"terms/good.md": record(f'title: Good\nstatus: "{QUOTED}"')},
    "unknown field": {"terms/good.md": record(f'title: Good\n"{QUOTED}": 1')},
    "key of a map": {"terms/good.md": record(f'title: Good\nconfused_with:\n  "{QUOTED}": []')},
    "front matter without fields": {
        "terms/good.md": GOOD,
        "terms/text.md": record(f'"key:{QUOTED}"'),
    },
    "image name": {
        "images/level\n::error::forged.png": "",
        "terms/good.md": record("title: Good", "![A](../images/level.png)"),
    },
    "image name that is no UTF-8": {
        os.fsdecode(b"images/level\xff.png"): "",
        "terms/good.md": record("title: Good", "![A](../images/level.png)"),
    },
    "value of a vocabulary": {
        "site.yaml": f'vocabularies:\n  category:\n    "values{QUOTED}":\n      label: Values\n',
        "terms/good.md": record("title: Good\ncategory: values"),
    },
    "link": {"terms/good.md": record("title: Good", "[[a%0A::error::forged]] [b](c%0A%1b[31m)")},
}


def problems(folder: Path, tree: Tree) -> tuple[Diagnostic, ...]:
    return check(load(write_tree(folder, tree)))


def said(folder: Path, tree: Tree) -> str:
    return as_text(problems(folder, tree), folder)


def columns(text: str) -> int:
    """The number of terminal columns of `text`: two for wide characters, none for combining marks."""
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def marked(block: str) -> str:
    """The text right above the marks of a block."""
    lines = block.splitlines()
    marks = next(index for index, line in enumerate(lines) if re.fullmatch(r" *\| *\^+", line))
    begin, end = lines[marks].index("^"), len(lines[marks])
    shown = lines[marks - 1]
    covered = [index for index in range(len(shown)) if begin <= columns(shown[:index]) < end]
    return "".join(shown[index] for index in covered if columns(shown[: index + 1]) > begin)


def test_a_block_shows_the_line_with_a_mark_under_the_place_and_hints(tmp_path: Path) -> None:
    block = said(
        tmp_path,
        {
            "terms/rubric.md": record("title: Rubric\nrelated:\n  - learning-target"),
            "terms/learning-targets.md": record("title: Learning Targets"),
        },
    )
    assert block == (
        f"{tmp_path}/terms/rubric.md:4:5: error[unknown-term]: `learning-target` is not a term\n"
        "  4 |   - learning-target\n"
        "    |     ^^^^^^^^^^^^^^^\n"
        "  hint: did you mean `learning-targets`?\n"
    )


@pytest.mark.parametrize(
    "before",
    [
        "",
        "a\tb\t",
        "学習目標と",
        "ｆｕｌｌ",
        "한국어 ",
        "e\u0301le\u0300ve ",
        "หนี้ที่ ",
        "हिन्दी ",
        "😀 ",
        "a\u00adb ",
    ],
    ids=[
        "nothing",
        "tabs",
        "Chinese",
        "full width",
        "Korean",
        "combining",
        "Thai",
        "Hindi",
        "emoji",
        "soft hyphen",
    ],
)
@pytest.mark.parametrize("link", ["[x](nowhere)", "[学習](無い)", "[e\u0301](nowhere)"])
def test_the_mark_is_under_the_place(before: str, link: str, tmp_path: Path) -> None:
    block = said(tmp_path, {"terms/a.md": record("title: A", f"{before}{link} after it.")})
    assert marked(block) == link


@pytest.mark.parametrize("begin", [0, 40, 99, 100, 150, 400])
def test_a_long_line_is_cut_around_the_place(begin: int, tmp_path: Path) -> None:
    line = f"{'before ' * 60}"[:begin] + "[x](nowhere) " + "after " * 60
    block = said(tmp_path, {"terms/a.md": record("title: A", line)})
    assert marked(block) == "[x](nowhere)"
    assert max(map(len, block.splitlines()[1:3])) <= 110


def test_a_place_longer_than_the_excerpt_is_marked_to_its_end(tmp_path: Path) -> None:
    block = said(tmp_path, {"terms/a.md": record(f"title: A\nstatus: {'x' * 300}")})
    shown, marks = block.splitlines()[1:3]
    assert len(marks) == len(shown)


def test_the_related_place_of_a_problem_is_shown(tmp_path: Path) -> None:
    block = said(tmp_path, {"terms/a.md": record("title: Same"), "terms/b.md": record("title: Same")})
    assert f"  note: the other term: {tmp_path}/terms/a.md:2:8\n" in block


def test_a_file_that_was_refused_for_its_size_is_not_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"terms/a.md": GOOD, "terms/b.md": GOOD})
    os.truncate(tmp_path / "terms/b.md", 300_000_000)
    tracemalloc.start()
    text = as_text(check(load(Config(tmp_path)), Config(tmp_path)), tmp_path, plain_style)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "b.md" in text
    assert peak < 100_000_000


def test_a_place_in_an_unreadable_file_has_no_excerpt(tmp_path: Path) -> None:
    block = said(tmp_path, {"terms/a.md": GOOD, "terms/b.md": b"caf\xe9"})
    assert block == (
        f"{tmp_path}/terms/b.md:1:4: error[not-utf-8]: byte 0xe9 is not UTF-8 text: in an older encoding it is `é`\n"
        "  hint: save the file with the encoding UTF-8\n"
    )


@pytest.mark.parametrize("more", [0, 1, 10])
def test_at_most_50_problems_are_shown_as_blocks(more: int, tmp_path: Path) -> None:
    wrong = "\n".join(f"[x](nowhere-{number})" for number in range(50 + more))
    text = said(tmp_path, {"terms/a.md": record("title: A", wrong)})
    assert SHOWN == 50
    assert text.count("error[dead-link]") == 50
    assert (f"… and {more} more; `--format concise` lists all of them" in text) == bool(more)


@pytest.mark.parametrize("form", FORMATS)
def test_what_stopped_the_build_comes_first_and_is_never_cut(form: str, tmp_path: Path) -> None:
    warnings = "\n\n".join(f"<div id={number}>" for number in range(60))
    tree: Tree = {
        "terms/a.md": record("title: A", f"{warnings}\n\n[x](nowhere)"),
        "terms/b.md": b"caf\xe9",
    }
    text = FORMATS[form](problems(tmp_path, tree), tmp_path, plain_style)
    assert re.findall("not-utf-8|dead-link|raw-html", text)[:3] == ["not-utf-8", "dead-link", "raw-html"]


def test_one_slip_in_many_files_is_one_block(tmp_path: Path) -> None:
    tree: Tree = {
        f"terms/t{number:03}.md": record(f"title: T{number}\nhoverText: x", "<b>") for number in range(150)
    }
    text = said(tmp_path, tree)
    assert text.count("error[unknown-field]") == 1
    assert "note: the same in 149 other places: " in text
    assert "and 146 more" in text
    assert "errors: 150 unknown-field\n" in text


def test_the_concise_form_has_one_line_for_each_problem(tmp_path: Path) -> None:
    found = problems(tmp_path, {"terms/a.md": record("title: A", "[x](nowhere)\n" * 60)})
    lines = as_concise(found, tmp_path).splitlines()
    assert len(lines) == 60
    assert lines[0] == f"{tmp_path}/terms/a.md:4:1: error[dead-link]: `nowhere` leads to no page"


def test_the_json_form_has_all_fields(tmp_path: Path) -> None:
    found = problems(tmp_path, {"terms/a.md": record("title: Same"), "terms/b.md": record("title: Same")})
    assert json.loads(as_json(found, tmp_path)) == [
        {
            "code": "duplicate-label",
            "severity": "error",
            "message": "`Same` is also the title of `a`",
            "file": f"{tmp_path}/terms/b.md",
            "line": 2,
            "column": 8,
            "length": 4,
            "hints": [
                "give both a `qualifier`, such as `qualifier: of learning`",
                "or make one term of the two, if they mean one thing",
            ],
            "related": [
                {"message": "the other term", "file": f"{tmp_path}/terms/a.md", "line": 2, "column": 8}
            ],
        }
    ]


def test_the_github_form_is_an_annotation(tmp_path: Path) -> None:
    found = problems(tmp_path, {"terms/a.md": record("title: A", "<b>")})
    assert as_github(found, Path("content")) == (
        "::warning file=content/terms/a.md,line=4,col=1,title=raw-html::"
        "HTML is not rendered: `<b>` will stand on the page as text%0Ahint: write `**text**`\n"
    )


def test_the_github_form_escapes_what_would_end_a_property(tmp_path: Path) -> None:
    found = problems(tmp_path, HOSTILE["file name with separators"])
    assert "file=content/terms/a%2Cb%3Ac=d;e%250Af.md,line=1," in as_github(found, Path("content"))


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("form", FORMATS)
def test_content_cannot_break_out_of_a_report(form: str, case: str, tmp_path: Path) -> None:
    found = problems(tmp_path / "content", HOSTILE[case])
    report = FORMATS[form](found, tmp_path / "content", plain_style)
    invisible = {char for char in report if not char.isprintable()} - {"\n"}
    commands = [line for line in report.split("\n") if line.lstrip().startswith("::")]
    assert found
    assert invisible == set()
    assert len(commands) == (len(found) if form == "github" else 0)
    assert report.encode("utf-8")
