"""The quick twins match their references: libyaml, markdown-it, and whole sites without twins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from casefiles import CASES, read_case
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_properties import BLOCKS, TRAPS, VISIBLE
from trees import CORPORA, CORPUS_NAMES, ROOT, needs_corpora, run, snapshot

from termbank.fast import markdown, yaml_reader
from termbank.text.front_matter import read
from termbank.text.markdown.parser import BodyParser
from termbank.text.source import Source
from termbank.text.yaml_reader import read_events

MANY = settings(max_examples=600)
PARSER = BodyParser()


def written() -> Iterator[Source]:
    """Every text file of the flagship, the corpora, and the case documents."""
    for folder in (ROOT / "content", *CORPORA.glob("*/content")):
        for file in sorted(folder.rglob("*.md")):
            yield Source.from_bytes(file.name, file.read_bytes())
    for document in sorted(CASES.rglob("*.md")):
        for case in read_case(document.read_text(encoding="utf-8")).files:
            if not case.escapes:
                yield Source.from_bytes(case.path, case.data())


SOURCES = list(written())


def same_front(block: str) -> bool:
    """Whether the fast reader declines `block` or agrees with libyaml's events."""
    source = Source("a.md", f"---\n{block}---\n")
    root = yaml_reader.read("a.md", block, 4, 2)
    return root is None or (root, frozenset(), []) == read_events(source, 4, 4 + len(block))


def same_body(text: str) -> bool:
    """Whether the fast reader declines `text` or gives the same tokens as markdown-it."""
    tokens = markdown.tokens(text, PARSER.inline)
    return tokens is None or tokens == PARSER.blocks(text, {})


def the_other_way(content: Path, site: Path) -> dict[str, bytes]:
    """The site of `content`, built with the twins if these tests run without them, else without."""
    choice = "0" if os.environ.get("TERMBANK_PLAIN") == "1" else "1"
    words = ("build", "--content", content, "--site", site, "--no-cache", "--allow", "all")
    done = run(*words, cwd=site.parent, env={"TERMBANK_PLAIN": choice})
    assert done.returncode == 0, done.stderr
    return snapshot(site)


def test_the_flagship_is_the_same_without_the_quick_twins(flagship: Path, tmp_path: Path) -> None:
    assert the_other_way(ROOT / "content", tmp_path / "site") == snapshot(flagship)


@needs_corpora
@pytest.mark.parametrize("name", CORPUS_NAMES)
def test_glossaries_of_others_are_the_same_without_the_quick_twins(
    name: str, corpus_site: Callable[[str], Path], tmp_path: Path
) -> None:
    content = CORPORA / name / "content"
    assert the_other_way(content, tmp_path / "site") == snapshot(corpus_site(name))


@pytest.mark.parametrize(("choice", "enabled"), [("", "True"), ("0", "True"), ("1", "False")])
def test_an_environment_variable_turns_the_twins_off(choice: str, enabled: str) -> None:
    words = [sys.executable, "-c", "from termbank import fast; print(fast.ENABLED)"]
    environment = os.environ | {"TERMBANK_PLAIN": choice}
    assert subprocess.check_output(words, cwd=ROOT, env=environment, text=True).strip() == enabled


def front_block(source: Source) -> str:
    return source.text[4 : source.text.find("\n---", 4) + 1]


def body(source: Source) -> str:
    return source.text[read(source).body_start :]


def test_both_readers_agree_on_real_front_matter() -> None:
    assert [source.path for source in SOURCES if not same_front(front_block(source))] == []


def test_both_readers_agree_on_real_bodies() -> None:
    assert [source.path for source in SOURCES if not same_body(body(source))] == []


def flagship() -> list[Source]:
    return [
        Source.from_bytes(file.name, file.read_bytes())
        for file in sorted(Path(ROOT, "content").rglob("*.md"))
    ]


def test_most_of_the_flagship_is_plain() -> None:
    files = flagship()
    fronts = [source for source in files if yaml_reader.read("", front_block(source), 4, 2)]
    bodies = [source for source in files if markdown.tokens(body(source), PARSER.inline) is not None]
    assert min(len(fronts), len(bodies)) > len(files) * 0.6


VALUE = st.sampled_from(
    (
        *(
            "a",
            "A b",
            "a: b",
            "a:",
            "http://a.b/c#d",
            "a #b",
            "a#b",
            "a ",
            " a",
            "- a",
            "-a",
            "[a]",
            "a, b",
            "(a)",
        ),
        *(
            "é",
            "学習",
            "\u00a0",
            "a\u00a0b",
            "a\u2003",
            "a\tb",
            "'a'",
            "it's",
            "<<",
            "=",
            "~",
            "1",
            "2024-01-01",
        ),
        *(
            ".",
            "...",
            "---",
            "a:b",
            "a :b",
            "x" * 2000,
            "?a",
            "a?",
            "%a",
            "\\n",
            "/",
            "😀",
            "\u0300",
            "\ue000",
        ),
    )
) | st.sampled_from(TRAPS)
NAME = st.sampled_from(("title", "a", "b", "学", "a-b", "1", "a b", "<<", "_", "-", "x_y", "y" * 101, "'a'"))
INDENT = st.sampled_from(("", " ", "  ", "    "))
YAML_LINE = st.one_of(
    st.builds("{}{}: {}".format, INDENT, NAME, VALUE),
    st.builds("{}{}:".format, INDENT, NAME),
    st.builds("{}- {}".format, INDENT, VALUE),
    st.sampled_from(("", "# note", "  # note", "-", "a", "title:x", "- a: b", "? a", "|")),
)
YAML_LIST = st.builds(
    lambda name, indent, values: "\n".join([f"{name}:", *(f"{indent}- {value}" for value in values)]),
    NAME, INDENT, st.lists(VALUE, max_size=3),
)  # fmt: skip
YAML_MAP = st.builds(
    lambda name, indent, pairs: "\n".join(
        [f"{name}:", *(f"{indent}{key}: {value}" for key, value in pairs.items())]
    ),
    NAME, INDENT, st.dictionaries(NAME, VALUE, max_size=3),
)  # fmt: skip
YAML = st.lists(YAML_LINE | YAML_LIST | YAML_MAP, max_size=4).map(lambda lines: "\n".join(lines) + "\n")


@MANY
@given(block=YAML | st.text("a:- #\n\t'\"[]é", max_size=16))
@example(block="a:\n  - b\n   - c\n")
@example(block="a:\n - b\n- c\n")
@example(block="a:\n  b: c\n   d: e\n")
@example(block="a: b\n  c\n")
@example(block="a: b\na: c\n")
@example(block="a:\n")
@example(block="\n")
def test_both_readers_agree_on_generated_front_matter(block: str) -> None:
    assert same_front(block)


MARKDOWN_LINE = st.sampled_from(
    (
        *("", "", "a", "Ab c.", "é x", "(p) q", "“q”", '"x"', "'y'", " a", "    c", "a  ", "a\\", "\u00a0a", "a\u00a0"),
        *("- x", "- ", "-", "- [a](b) c", "- *e* f", "- 1. x", "- # x", "- a  ", "-  a", "* a", "+ a", "  - b", "—x"),
        *("# H", "## H #", "##", "#x", "### *H*", "####### h", "##  h", "1. a", "12 a", "12. a", "1) x", "1.5 m", "12"),
        *("*e*", "**b** x", "***", "* * *", "_ _ _", "__x__", "_x_ y", "*a", "**", "a*b*c", "**1. x**", "~~x~~", "~ d"),
        *("`c` d", "``", "```", "[a](b)", "[a]", "[^1]", "[^1]: n", "[[w]]", "[[b|c]] d", "[x]: y", "![i](j)", "> q"),
        *(":", ": d", "| a |", "|---|", "a | b", "---", "===", "=", "a <b>", "<div>", "&amp; x", "<http://x.y>", "²"),
        *("a\x0bb", "a\x0c", "a\u2028z", "[ ] t", "[!NOTE]", "\t- x", "a\tb", "٣ x", "- a\\", "a\0b"),
    )
)  # fmt: skip
MARKDOWN = st.lists(MARKDOWN_LINE, max_size=7).map("\n".join)


@MANY
@given(text=MARKDOWN | st.lists(st.sampled_from(BLOCKS) | VISIBLE, max_size=5).map("\n".join))
@example(text="- a\n\n- b")
@example(text="- a\nb")
@example(text="- a\n\n\n\n")
@example(text="a\n- b")
@example(text="a\n# b\nc")
@example(text="- a\n# b")
@example(text="a\n---")
def test_both_readers_agree_on_generated_bodies(text: str) -> None:
    assert same_body(text)


INLINE = st.sampled_from(
    (
        *("a", "b c", "é", "学", "1", "_", "\u0301", "*", "**", "***", "*e*", "**s**", "[l](to.md)", "*e f*"),
        *("[", "](", "](b.md)", ")", "](<b>)", "](b c)", "[^n]", "[[w]]", "!", "![", "(", '"', "“", "”", "—", ".", ","),
        *(" ", "\u00a0", "\u3000", "\n", "\\", "`", "~", "<", ">", "&", "&amp;", "。", "¡", "$", "^", "'", ":", "-"),
    )
)  # fmt: skip


def block_text(pieces: list[str]) -> str:
    """A block neither begins nor ends with white space, and has no empty lines."""
    return re.sub(r"\n+", "\n", "".join(pieces).strip())


@MANY
@given(text=st.lists(INLINE, max_size=9).map(block_text).filter(bool))
@example(text="**a**\n**b** *c*")
@example(text="a*b*c")
@example(text="*a*b")
@example(text="*a*[b](c)")
def test_both_readers_agree_on_the_text_of_a_block(text: str) -> None:
    tokens = markdown.simple(text)
    assert tokens is None or tokens == PARSER.inline(text)


def test_simple_emphasis_and_links_are_read_without_the_parser() -> None:
    text = "One *word*, **two words**, and [a link](b.md)."
    assert markdown.simple(text) == PARSER.inline(text)


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_the_end_of_a_body_does_not_matter(end: str) -> None:
    assert markdown.tokens(f"Text.\n\n- a\n- b{end}", PARSER.inline) is not None
    assert same_body(f"Text.\n\n- a\n- b{end}")
