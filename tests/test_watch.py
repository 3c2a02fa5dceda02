"""The preview follows every save: a turn may fail at any step, and folders may come and go."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from programs import LIMIT
from trees import project, record, write_tree

from termbank import Config
from termbank.builder.result import Result
from termbank.preview.server import Board
from termbank.preview.watch import Follower

GOOD = {"terms/rubric.md": record("title: Rubric", "First words."), "terms/goal.md": record("title: Goal")}

STEPS = (
    "termbank.preview.watch.Preview.__init__",
    "termbank.preview.watch.Preview.follow",
    "termbank.preview.watch.Preview.build",
    "termbank.preview.watch.Preview.settle",
    "termbank.preview.follow.Preview._edits",
    "termbank.preview.follow.Preview._apply",
    "termbank.preview.follow.Preview._publish",
    "termbank.preview.follow.check",
    "termbank.preview.warm.Warm.prepare",
    "termbank.builder.outputs.Outputs.keys_after_edit",
    "termbank.builder.outputs.Outputs.make",
    "termbank.builder.pipeline.publish",
    "termbank.builder.pipeline.patch",
    "termbank.builder.pipeline.fingerprints.take",
    "termbank.builder.state.BuildState.published",
    "termbank.system.publish._publishing",
    "termbank.system.publish.os.replace",
)


class Following:
    """A follower of a project in `folder`, what it said and how often it reported and reloaded."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said, self.reports, self.reloads = folder, list[str](), list[Result](), 0
        config = Config(folder / "content", folder / ".cache/preview", folder / ".cache", drafts=True)
        self.board = Board()
        self.follower = Follower(config, self.reports.append, self.said.append, self.reload, self.board)
        self.follower.start()

    def reload(self) -> None:
        self.reloads += 1

    def save(self, text: str) -> None:
        """Save the body of a term and let the follower take its turn."""
        file = self.folder / "content/terms/rubric.md"
        file.write_text(record("title: Rubric", text), encoding="utf-8")
        self.follower.turn({file})

    def shows(self, text: str) -> bool:
        page = self.folder / ".cache/preview/terms/rubric.html"
        return page.is_file() and text in page.read_text(encoding="utf-8")

    @contextmanager
    def watching(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self.follower.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(LIMIT)
            assert not thread.is_alive()

    def wait_until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + 40
        while not true():
            assert time.monotonic() < end, self.said
            time.sleep(0.01)


@pytest.mark.parametrize("kind", [OSError, RecursionError])
@pytest.mark.parametrize("step", STEPS)
def test_the_save_after_a_turn_that_failed_is_followed(
    step: str, kind: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = Following(project(tmp_path, GOOD))
    following.follower.turn(set())
    following.save("Second words.")
    assert following.shows("Second words.")

    def fail(*_: object, **__: object) -> Any:
        raise kind("a picture was here a moment ago")

    with monkeypatch.context() as patched:
        patched.setattr(step, fail)
        following.save("Third words.")
        following.save("Fourth words.")
    assert len(following.said) <= 1
    following.save("Fifth words.")
    assert following.shows("Fifth words.")
    following.save("Sixth words.")
    assert following.shows("Sixth words.")


def test_what_went_wrong_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    following = Following(project(tmp_path, GOOD))

    def fail(*_: object) -> Any:
        raise ValueError("no such picture")

    monkeypatch.setattr("termbank.preview.watch.Preview.build", fail)
    for _ in range(3):
        following.save("Second words.")
    assert len(following.said) == 1
    assert "ValueError: no such picture" in following.said[0]


def test_a_turn_that_failed_is_tried_again_without_a_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = Following(project(tmp_path, GOOD))

    def fail(*_: object) -> Any:
        raise PermissionError("unreadable for a moment")

    with following.watching():
        following.wait_until(lambda: not following.follower.pending)
        with monkeypatch.context() as patched:
            patched.setattr("termbank.preview.watch.Preview.follow", fail)
            patched.setattr("termbank.preview.watch.Preview.build", fail)
            write_tree(tmp_path / "content", {"terms/rubric.md": record("title: Rubric", "Second words.")})
            following.wait_until(lambda: bool(following.said))
        following.wait_until(lambda: following.shows("Second words."))


@pytest.mark.parametrize("name", ["assets/css/custom.css", "templates/words.en.yaml"])
def test_a_folder_that_is_made_while_the_preview_runs_is_watched(name: str, tmp_path: Path) -> None:
    following = Following(project(tmp_path, GOOD))
    with following.watching():
        following.wait_until(lambda: not following.follower.pending)
        (tmp_path / name).parent.mkdir(parents=True)
        following.wait_until(lambda: not following.follower.pending)
        before = following.reloads
        text = "body { color: red }" if name.endswith("css") else "home: Start here\n"
        write_tree(tmp_path, {name: text})
        following.wait_until(lambda: following.reloads > before)


def test_a_branch_without_content_and_back(tmp_path: Path) -> None:
    following = Following(project(tmp_path, GOOD))
    with following.watching():
        following.wait_until(lambda: not following.follower.pending)
        for text in ("Second words.", "Third words."):
            shutil.rmtree(tmp_path / "content")
            following.wait_until(lambda: not following.reports[-1].published)
            assert [problem.code for problem in following.reports[-1].diagnostics] == ["empty-content"]
            assert [hint for problem in following.reports[-1].diagnostics for hint in problem.hints] == [
                "put it back, or name the folder that holds `terms/` with `--content`"
            ]
            write_tree(tmp_path / "content", {**GOOD, "terms/rubric.md": record("title: Rubric", text)})
            following.wait_until(lambda text=text: following.shows(text))  # type: ignore[misc]


def test_a_folder_that_is_gone_is_told_once(tmp_path: Path) -> None:
    following = Following(project(tmp_path, GOOD))
    shutil.rmtree(tmp_path / "content")
    for _ in range(3):
        following.follower.pending = True
        following.follower.turn(set())
    assert [result.published for result in following.reports if not result.published] == [False]


def test_a_content_folder_that_is_swapped_is_followed(tmp_path: Path) -> None:
    following = Following(project(tmp_path, GOOD))
    write_tree(tmp_path / "other", {**GOOD, "terms/rubric.md": record("title: Rubric", "Second words.")})
    with following.watching():
        following.wait_until(lambda: not following.follower.pending)
        (tmp_path / "content").rename(tmp_path / "content.old")
        (tmp_path / "other").rename(tmp_path / "content")
        following.wait_until(lambda: following.shows("Second words."))
        write_tree(tmp_path / "content", {"terms/rubric.md": record("title: Rubric", "Third words.")})
        following.wait_until(lambda: following.shows("Third words."))
