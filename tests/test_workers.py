"""Several processes give the same result as one, whatever happens to any of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from termbank.system.pool import Pool

ITEMS = list(range(1000))
HERE = os.getpid()


def total(numbers: Sequence[int]) -> tuple[int, int]:
    return sum(numbers), len(numbers)


def children() -> set[str]:
    """The child processes of this process, including zombies."""
    return {
        child for file in Path("/proc/self/task").glob("*/children") for child in file.read_text().split()
    }


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_every_item_is_processed_once_and_answers_keep_their_order(processes: int) -> None:
    assert [item for chunk in Pool(processes).map(list, ITEMS) for item in chunk] == ITEMS


def test_a_large_answer_does_not_wait_for_its_reader() -> None:
    answers = list(Pool(2).map(lambda chunk: "x" * 1_000_000, ITEMS))
    assert {len(answer) for answer in answers} == {1_000_000}


def test_several_processes_share_the_work() -> None:
    both = list(Pool(2).map(lambda chunk: (os.getpid(), sum(n * n for n in range(300_000))), ITEMS))
    assert len({process for process, _ in both}) == 2


def test_no_chunk_is_shorter_than_requested() -> None:
    assert [count for _, count in Pool(2).map(total, ITEMS, least=300)] == [300, 300, 300, 100]


def test_an_error_in_a_process_is_raised_here() -> None:
    def fail(chunk: Sequence[int]) -> None:
        raise LookupError(f"from {chunk[0]}")

    with pytest.raises(LookupError, match="from"):
        list(Pool(2).map(fail, ITEMS))


def test_the_work_of_a_process_that_dies_is_still_done() -> None:
    def die(chunk: Sequence[int]) -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return sum(chunk)

    assert sum(Pool(2).map(die, ITEMS)) == sum(ITEMS)


def test_any_executor_may_do_the_work() -> None:
    with ProcessPoolExecutor(2) as executor:
        answers = list(Pool(2, executor).map(total, ITEMS))
    assert sum(part for part, _ in answers) == sum(ITEMS)


def test_no_process_is_left_behind() -> None:
    before = children()
    list(Pool(3).map(total, ITEMS))
    assert children() == before


def test_a_process_alongside_answers_and_ends_when_its_block_ends() -> None:
    before = children()
    with Pool(2).alongside(os.getpid) as answers:
        assert answers == []
    assert len(answers) == 1
    assert answers != [HERE]
    assert children() == before


def test_a_process_alongside_ends_with_a_block_that_fails() -> None:
    before = children()
    with pytest.raises(LookupError), Pool(2).alongside(signal.pause):
        raise LookupError
    assert children() == before


def test_a_process_alongside_that_fails_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with Pool(2).alongside(lambda: 1 / 0):
        pass
    assert "".join(capfd.readouterr()) == ""


def test_one_process_and_executors_run_nothing_in_the_background(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2) as executor:
        for pool in (Pool(1), Pool(2, executor)):
            with pool.alongside((tmp_path / "made").touch):
                pass
    assert not (tmp_path / "made").exists()
