"""Reading a content folder: what the documents in cases/ can't show, because it isn't text."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import record, write_tree

from termbank import Config, build, check, load
from termbank.text.report import as_text
from termbank.text.sentences import ends

TERM = "---\ntitle: A\n---\nText.\n"


def _bank(folder: Path) -> Path:
    (folder / "content/terms").mkdir(parents=True)
    (folder / "content/terms/a.md").write_text(TERM, encoding="utf-8")
    return folder / "content"


def test_a_link_is_refused_and_its_target_is_not_shown(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    (tmp_path / "secret").write_text("a secret of this machine\n", encoding="utf-8")
    (content / "terms/b.md").symlink_to(tmp_path / "secret")
    diagnostics = check(load(content))
    assert [item.code for item in diagnostics] == ["not-a-file"]
    assert "secret" not in as_text(diagnostics, content)


def test_a_file_over_the_limit_is_refused_without_reading_it(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    with open(content / "terms/b.md", "wb") as file:
        file.truncate(2**31)
    assert [item.code for item in check(load(content))] == ["too-large"]


def test_a_folder_instead_of_a_file_is_named(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    (content / "site.yaml").mkdir()
    assert [item.code for item in check(load(content))] == ["not-a-file"]


def test_loading_writes_nothing(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    load(content)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.md", "content", "terms"]


def test_deep_nesting_is_refused_at_once(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    (content / "terms/b.md").write_text(
        f"---\ntitle: B\nrelated: {'[' * 7_000}\n---\nText.\n", encoding="utf-8"
    )
    assert {item.code for item in check(load(content))} <= {"yaml-feature", "front-matter-syntax"}


def test_a_site_that_allows_everything_is_published_around_what_is_bad(tmp_path: Path) -> None:
    write_tree(
        tmp_path / "content",
        {
            "terms/good.md": record(
                "title: Good\nrelated:\n  - Exit Ticket", "See [tickets](Exit%20Ticket.md)."
            ),
            "terms/Exit Ticket.md": record("title: Exit Ticket"),
            "terms/index.md": record("title: Index"),
            "terms/long.md": record("title: Long", "See [good](good.md). " + "words " * 20_000),
            "terms/control.md": record("title: Con\x07trol", "A b\x1bell; see [[good]]."),
            "terms/address.md": record(
                "title: Address\nsame_as:\n  - javascript:alert(1)",
                "See [x](javascript:alert(2)) and ![y](data:z).",
            ),
            "terms/broken.md": "---\ntitle: Broken\nsummary: a: b\n---\nStill here.\n",
            "terms/bare.md": "No front matter.\n",
            "terms/latin.md": b"---\ntitle: Caf\xe9\n---\nText.\n",
            "terms/anchor.md": record("title: Anchor\nsummary: &a x"),
            "terms/huge.md": record("title: Huge", "x" * 1_100_000),
        },
    )
    config = Config(tmp_path / "content", tmp_path / "site", None, allow=("all",))
    result = build(config)
    assert result.published
    pages = {path.stem for path in (tmp_path / "site/terms").iterdir()}
    left_out = {"latin", "huge"}
    assert {
        "good",
        "exit-ticket",
        "index-term",
        "long",
        "control",
        "address",
        "broken",
        "bare",
        "anchor",
    } <= pages
    assert not pages & left_out
    assert 'terms/exit-ticket.html">tickets</a>' in (tmp_path / "site/terms/good.html").read_text(
        encoding="utf-8"
    )
    assert "javascript:" not in (tmp_path / "site/terms/address.html").read_text(encoding="utf-8")
    assert "A bell" in (tmp_path / "site/terms/control.html").read_text(encoding="utf-8")
    assert "Still here." in (tmp_path / "site/terms/broken.html").read_text(encoding="utf-8")


def test_a_file_that_is_refused_gives_one_message(tmp_path: Path) -> None:
    tree = {
        f"terms/t{number}.md": record(f"title: T{number}\nrelated:\n  - long", "[[long]]")
        for number in range(9)
    }
    write_tree(tmp_path, {**tree, "terms/long.md": record("title: Long", "words " * 20_000)})
    assert [item.code for item in check(load(tmp_path))] == ["too-large"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("As Bloom et al. (1971) say, it helps. More.", "As Bloom et al. (1971) say, it helps."),
        ("A title that Prof. Lee and Rev. Smith hold. More.", "A title that Prof. Lee and Rev. Smith hold."),
        (
            "Fig. 2 on pp. 12 of No. 5, cf. Table 3 there. More.",
            "Fig. 2 on pp. 12 of No. 5, cf. Table 3 there.",
        ),
        (
            "Ein Ziel, z. B. Lesen bzw. Rechnen, vgl. Klafki. Mehr.",
            "Ein Ziel, z. B. Lesen bzw. Rechnen, vgl. Klafki.",
        ),
        ("Une note, p. ex. Bien, suffit. Plus.", "Une note, p. ex. Bien, suffit."),
        ("Am 3. Oktober begann es. Mehr.", "Am 3. Oktober begann es."),
        ("It takes approx. 300 hours. More.", "It takes approx. 300 hours."),
        ("The U.S. Department of J. Dewey says so. More.", "The U.S. Department of J. Dewey says so."),
        ("She asked “Why?” Nobody knew.", "She asked “Why?”"),
        ("It was new in 1986. Then came more.", "It was new in 1986."),
        ("It costs $5. Some pay less.", "It costs $5."),
        ("学習の目標である。次に進む。", "学習の目標である。"),
    ],
)
def test_a_sentence_ends_only_where_that_is_certain(text: str, first: str) -> None:
    end = next(ends(text), (len(text), 0))[0]
    assert text[:end] == first


def test_lines_wrapped_in_chinese_or_japanese_are_joined(tmp_path: Path) -> None:
    body = "教師は学習\n目標に照らして、\n到達度を見る。"
    folded = "title: 評価\naliases:\n  - >-\n    一つの\n    評価"
    tree = {"site.yaml": "language: ja\n", "terms/評価.md": record(folded, body)}
    glossary = load(
        write_tree(tmp_path, {**tree, "terms/学習目標.md": record("title: 学習目標", "短い文\nである。")})
    )
    term = glossary.terms["評価"]
    assert term.summary == "教師は学習目標に照らして、到達度を見る。"
    assert term.fields.aliases == ("一つの評価",)
    assert [link.target for link in glossary.links.automatic[term.key]] == ["学習目標"]
    assert glossary.terms["学習目標"].body.sentence == 0


def test_a_term_may_be_called_license(tmp_path: Path) -> None:
    tree = {f"terms/{name}.md": record(f"title: {name}") for name in ("license", "readme")}
    write_tree(tmp_path, tree | {"terms/README.md": "How to write terms.\n", "terms/LICENSE": "MIT\n"})
    assert sorted(load(Config(content=tmp_path, cache=None)).terms) == ["license", "readme"]


def test_comments_are_for_authors(tmp_path: Path) -> None:
    body = "<!-- TODO -->\nA word <!-- which? --> here.\n\n```\n<!-- kept -->\n```"
    term = load(write_tree(tmp_path, {"terms/a.md": record("title: A", body)})).terms["a"]
    assert term.summary == "A word here."
    said = "".join(part.text for part in term.body.parts)
    assert "TODO" not in said
    assert "kept" in said
