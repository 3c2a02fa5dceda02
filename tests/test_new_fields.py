"""A new field takes one row in the schema: it is read, cached, shown and documented by that row alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from trees import ROOT, record, write_tree

ROWS = """\
    motto: Text | None = Field(None, description="A motto.", examples=["Try again."])
    grades: Names = Field((), description="For whom it is.", examples=[["K-2"]])
    starts: Date | None = Field(None, description="Since when.", examples=["2026-03-31"])
    checkups: Annotated[tuple[Date, ...], Takes("a list of dates"), LIST] = Field((), description="Checks.")
    minutes: Number | None = Field(None, description="How long.", examples=["45"])
    level: Annotated[Level, choice(Level)] | None = Field(None, description="How hard.", examples=["hard"])
    graded: Flag = Field(False, description="Whether it counts.", examples=["true"])
    notes: Sentences = Field({}, description="Notes.", examples=[{"rubric": "See there."}])
    setting: Annotated[OneOrMore, Vocabulary("settings")] = Field((), description="Where.", examples=["lab"])
"""
CHOICE = 'class Level(StrEnum):\n    """How hard."""\n\n    EASY = "easy"\n    HARD = "hard"\n\n\n'
NAMES = "from termbank.content.field_types import LIST, Number\n"
FRONT = """
title: A
motto: Try again.
grades:
  - K-2
  - 3-5
starts: 2026-03-31
checkups:
  - 2026-01-01
  - 2026-02-02
minutes: 45
level: hard
graded: true
notes:
  a: See here.
setting:
  - lab
"""
CONTENT = {
    "content/terms/a.md": record(FRONT),
    "content/terms/b.md": record("title: B"),
    "content/site.yaml": "vocabularies:\n  setting:\n    lab:\n      label: The Lab\n",
    "templates/term.html": (
        '{% extends "default/term.html" %}{% block main %}<pre>'
        "{% for name, value in term.fields.items() if name in "
        '["motto", "grades", "starts", "checkups", "minutes", "level", "graded", "notes", "setting"] %}'
        "{{ name }}={{ value }};{% endfor %}</pre>{% endblock %}"
    ),
}
SHOWN = (
    "<pre>motto=Try again.;grades=[&#39;K-2&#39;, &#39;3-5&#39;];starts=2026-03-31;"
    "checkups=[&#39;2026-01-01&#39;, &#39;2026-02-02&#39;];minutes=45;level=hard;graded=True;"
    "notes={&#39;a&#39;: &#39;See here.&#39;};setting=[&#39;The Lab&#39;];</pre>"
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program whose schema declares a term's field of every type, and which is not touched elsewhere."""
    folder = tmp_path_factory.mktemp("engine")
    for name in ("termbank", "templates", "assets", "docs", "tests"):
        shutil.copytree(
            ROOT / name,
            folder / name,
            ignore=shutil.ignore_patterns("__pycache__", "node_modules", "browser"),
        )
    shutil.copy(ROOT / "build.py", folder)
    schema = folder / "termbank/content/schema.py"
    text = schema.read_text(encoding="utf-8")
    text = text.replace("from termbank.content.field_types", f"{NAMES}from termbank.content.field_types", 1)
    text = text.replace("class TermFields", f"{CHOICE}class TermFields", 1)
    title = text.index("    title: ", text.index("class TermFields"))
    schema.write_text(text[:title] + ROWS + text[title:], encoding="utf-8")
    return folder


def run(engine: Path, *words: str, plain: str = "") -> str:
    environment = {**os.environ, "TERMBANK_PLAIN": plain, "TERMBANK_DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=engine, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("plain", ["", "1"], ids=["fast", "plain"])
def test_a_new_field_is_read_cached_and_shown(engine: Path, tmp_path: Path, plain: str) -> None:
    project = write_tree(tmp_path, CONTENT)
    build = ("build.py", "build", "--content", str(project / "content"), "--site", str(project / "site"))
    run(engine, *build, plain=plain)
    page = project / "site/terms/a.html"
    assert SHOWN in page.read_text(encoding="utf-8")
    write_tree(project, {"content/terms/b.md": record("title: B\nrelated:\n  - a")})
    page.unlink()
    run(engine, *build, plain=plain)
    assert SHOWN in page.read_text(encoding="utf-8")


def test_a_new_field_is_checked(engine: Path, tmp_path: Path) -> None:
    wrong = FRONT.replace("hard", "hart").replace("45", "soon").replace("- lab", "- lob")
    project = write_tree(tmp_path, {**CONTENT, "content/terms/a.md": record(wrong)})
    done = subprocess.run(
        [sys.executable, "build.py", "check", "--content", str(project / "content")],
        cwd=engine,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    for message in (
        "`hart` is not one of",
        "`soon` is not a whole number",
        "`lob` is not a value of `setting`",
    ):
        assert message in done.stdout + done.stderr


def test_a_new_field_is_documented(engine: Path) -> None:
    run(engine, "docs/generate.py")
    manual = (engine / "docs/content.md").read_text(encoding="utf-8")
    for row in (
        "| `motto` | text | `Try again.` | A motto. |",
        "| `grades` | a list of texts | `- K-2` | For whom it is. |",
        "| `starts` | a date: year-month-day | `2026-03-31` | Since when. |",
        "| `checkups` | a list of dates |  | Checks. |",
        "| `minutes` | a whole number | `45` | How long. |",
        "| `level` | `easy` or `hard` | `hard` | How hard. |",
        "| `graded` | `true` or `false`; `false` if left out | `true` | Whether it counts. |",
        "| `notes` | a map: slug to one sentence | `rubric: See there.` | Notes. |",
        "| `setting` | text, or a list of texts | `lab` | Where. |",
        "| `setting` | a map: name to [a value](#a-value) |  | Values for `setting`. |",
    ):
        assert row in manual
