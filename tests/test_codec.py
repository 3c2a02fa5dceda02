"""Parsed files as bytes: decoding restores what was encoded, and damage is noticed."""

from __future__ import annotations

import copy
import pickle
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest
from casefiles import CASES, read_case
from hypothesis import given
from hypothesis import strategies as st
from test_properties import BODY, MANGLED, QUICK, REFERENCE, TEXT, fields
from trees import CORPORA, ROOT

from termbank import fast
from termbank.content.codec import dumps, loads
from termbank.content.key import Kind
from termbank.content.model import Parsed, Record
from termbank.content.parser import parse
from termbank.content.schema import Fields, ResourceFields, TermFields
from termbank.text.front_matter import write

FILE = "---\ntitle: A\naliases:\n  - B\n---\nText with [a link](b.md).\n\n## Heading\n\nMore.\n"


def parsed(data: bytes | str, kind: Kind = "term") -> Parsed:
    path = f"{kind}s/a.md"
    return parse(kind, "a", path, data.encode() if isinstance(data, str) else data, "en")


def decoded(data: bytes | str) -> Record:
    """The record of a file after encoding and decoding."""
    record = loads(dumps(parsed(data))).record
    assert record
    return record


def written() -> Iterator[tuple[Kind, bytes]]:
    """Every content file of the flagship, the corpora, and the case documents."""
    for folder in (ROOT / "content", *(CORPORA.glob("*/content"))):
        for kind in ("term", "resource"):
            yield from ((kind, file.read_bytes()) for file in sorted(folder.glob(f"{kind}s/*.md")))
    for document in sorted(CASES.rglob("*.md")):
        for file in read_case(document.read_text(encoding="utf-8")).files:
            yield "resource" if file.path.startswith("resources/") else "term", file.data()


BOTH = pytest.mark.parametrize("quick", [True, False], ids=["fast", "plain"])


@BOTH
def test_real_content_comes_back_as_it_was_parsed(quick: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "ENABLED", quick)
    files = [parsed(data, kind) for kind, data in written()]
    assert len(files) > 300
    assert [file for file in files if loads(dumps(file)) != file] == []


@QUICK
@given(data=st.builds(str.encode, st.builds(write, fields(TEXT, REFERENCE), BODY)) | MANGLED)
def test_generated_content_comes_back_as_it_was_parsed(data: bytes) -> None:
    file = parsed(data)
    assert loads(dumps(file)) == file


def examples(kind: type[Fields]) -> dict[str, Any]:
    """Every field of a record type with its documented example."""
    return {name: (declared.examples or [""])[0] for name, declared in kind.model_fields.items()}


@BOTH
@pytest.mark.parametrize(("kind", "declared"), [("term", TermFields), ("resource", ResourceFields)])
def test_every_field_comes_back_with_its_type(
    kind: Kind, declared: type[Fields], quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast, "ENABLED", quick)
    file = parsed(write(examples(declared), "Text."), kind)
    assert file.record
    back = loads(dumps(file)).record
    assert back
    assert file.record.fields.model_fields_set == back.fields.model_fields_set == declared.model_fields.keys()
    assert [type(value) for _, value in back.fields] == [type(value) for _, value in file.record.fields]


@QUICK
@given(at=st.integers(min_value=0), change=st.integers(1, 255))
def test_a_changed_byte_is_noticed(at: int, change: int) -> None:
    data = bytearray(dumps(parsed(FILE)))
    data[at % len(data)] ^= change
    with pytest.raises(ValueError, match="damaged"):
        loads(bytes(data))


@QUICK
@given(kept=st.integers(min_value=0))
def test_truncation_is_noticed(kept: int) -> None:
    data = dumps(parsed(FILE))
    with pytest.raises(ValueError, match="damaged"):
        loads(data[: kept % len(data)])


def test_a_cache_from_somebody_else_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "ENABLED", False)
    data = pickle.dumps(shutil.rmtree)
    with pytest.raises(ValueError, match=r"shutil\.rmtree"):
        loads(zlib.crc32(data).to_bytes(4, "big") + data)


def test_a_body_is_decoded_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "ENABLED", True)
    record = decoded(FILE)
    assert [link.href for link in record.body.links] == ["b.md"]
    assert record.body.first_paragraph == "Text with a link."
    assert record.body.anchors == frozenset(["heading"])
    for value, name in ((record.body, "parts"), (record.front, "entries")):
        with pytest.raises(AttributeError):
            object.__getattribute__(value, name)
        assert getattr(value, name) == object.__getattribute__(value, name) != ()


def test_decoded_values_are_frozen() -> None:
    record = decoded(FILE)
    with pytest.raises(FrozenInstanceError):
        record.body.parts = ()  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        record.fields.title = "B"  # type: ignore[misc]


def test_a_decoded_body_has_no_other_fields_than_a_parsed_one() -> None:
    assert not hasattr(decoded(FILE).body, "nothing")


def test_a_decoded_record_can_be_copied_and_sent() -> None:
    record = parsed(FILE).record
    assert copy.deepcopy(decoded(FILE)) == record
    assert pickle.loads(pickle.dumps(decoded(FILE))) == record


def test_a_decoded_body_can_be_replaced_and_hashed() -> None:
    record = parsed(FILE).record
    assert record
    assert replace(decoded(FILE).body, sentence=3) == replace(record.body, sentence=3)
    assert hash(decoded(FILE).body) == hash(record.body)


def version(folder: Path) -> str:
    probe = "from termbank.content.codec import codec_version; print(codec_version())"
    return subprocess.run(
        [sys.executable, "-c", probe], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def test_an_edit_of_the_engine_changes_the_version(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "termbank", tmp_path / "termbank")
    before = version(tmp_path)
    assert before == version(tmp_path) == version(ROOT)
    with open(tmp_path / "termbank/text/markdown.py", "a", encoding="utf-8") as file:
        file.write("# another\n")
    assert version(tmp_path) != before
