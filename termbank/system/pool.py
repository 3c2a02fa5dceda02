"""Work over several processes: the same function over chunks of items."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from termbank.text.source import digest

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[Sequence[T]], R]
Done = Callable[[int], object]
"""Called with the number of items that are finished so far."""

CHUNKS = 64
"""Chunks for each process: few enough to cost nothing, enough that all processes end at about the same time."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Who does the work: this process alone, `processes` forked from it, or any `executor`.

    A forked process shares the memory of this one, so work may be a closure and items cost nothing to hand over. What
    an executor gets must be picklable, and so must its answers: it may lead to other machines.
    """

    processes: int = 1
    executor: Executor | None = None

    def map(
        self, work: Work[T, R], items: Sequence[T], least: int = 1, done: Done | None = None
    ) -> Iterator[R]:
        """What `work` makes of each chunk of `items`, in order; chunks have `least` items or more, if there are more.

        Errors of the work are raised here. The chunks of a process that died are done by this one. An executor gets
        chunks of at most `least` items, so that no answer is too large to travel, and of its answers only those that
        are not used yet are held.
        """
        report = done or (lambda _: None)
        if self.executor and items:
            # A schedule of many small chunks suits a cluster, where one machine may be slower than another.
            size = min(-(-len(items) // (self.processes * CHUNKS)), max(least, 1))
            pieces = _pieces(items, size)
            answers = self.executor.map(_Packed.of(work), pieces)
        else:
            wanted = self.processes * CHUNKS if self._forks else 1
            pieces = _pieces(items, max(-(-len(items) // wanted), least, 1))
            # With one chunk there is nothing to share: a fork would only cost its start, some 10 ms.
            if self._forks and len(pieces) > 1:
                yield from _forked(work, pieces, min(self.processes, len(pieces)), report)
                return
            answers = map(work, pieces)
        finished = 0
        for piece, answer in zip(pieces, answers, strict=True):
            yield answer
            finished += len(piece)
            report(finished)

    @contextlib.contextmanager
    def alongside(self, work: Callable[[], T]) -> Iterator[list[T]]:
        """While the block runs, a forked process does `work`; the list holds its answer when the block has ended.

        Where nothing can be forked, the work is not done, and its errors are passed over: either way the list stays
        empty, and this process does the work when it needs the answer, where errors come up again.
        """
        answers: list[T] = []
        if self.executor or not self._forks:
            yield answers
            return
        import multiprocessing

        def send() -> None:
            # Ctrl-C reaches the whole group: the process that forked says what there is to say.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            with contextlib.suppress(Exception):
                writer.send(work())

        context = multiprocessing.get_context("fork")
        reader, writer = context.Pipe(duplex=False)
        child = context.Process(target=send, daemon=True)
        child.start()
        # While this end stays open here too, a child that dies leaves `recv` waiting for ever.
        writer.close()
        try:
            yield answers
            with contextlib.suppress(EOFError):
                answers.append(reader.recv())
        finally:
            reader.close()
            child.terminate()
            child.join()

    @property
    def local(self) -> Pool:
        """Who does work that needs the memory of this process: without an executor, the same."""
        return ALONE if self.executor else self

    @property
    def _forks(self) -> bool:
        # Elsewhere than on Linux, a fork of a process that has used the system's frameworks may not run.
        return self.processes > 1 and sys.platform.startswith("linux")


ALONE = Pool()


def cores() -> int:
    """How many processors this process may use."""
    # A container that may use two of sixteen cores gains nothing from sixteen processes.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pieces(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


@dataclass(frozen=True, slots=True)
class _Packed(Generic[T, R]):
    """Work that is pickled once for all chunks, and unpickled once by each process that does it."""

    name: str
    data: bytes = field(repr=False, compare=False)

    @classmethod
    def of(cls, work: Work[T, R]) -> _Packed[T, R]:
        data = pickle.dumps(work)
        return cls(digest(data), data)

    def __call__(self, chunk: Sequence[T]) -> R:
        answer: R = _unpacked(self)(chunk)
        return answer


# One process does one kind of work at a time; a second entry would keep a whole glossary alive for nothing.
@lru_cache(maxsize=1)
def _unpacked(packed: _Packed[Any, Any]) -> Work[Any, Any]:
    # The program that sent it packed what is in it, as with all that an executor sends.
    work: Work[Any, Any] = pickle.loads(packed.data)  # noqa: S301
    return work


def _forked(work: Work[T, R], pieces: Sequence[Sequence[T]], processes: int, report: Done) -> Iterator[R]:
    """The work done by this process and `processes - 1` children: each takes the next piece that nobody has taken."""
    import multiprocessing

    # A fork shares the glossary as it is; handing it to fresh processes would pickle it (8.5 s against 2.2 s at 10,000
    # terms), and with it every closure of the work.
    context = multiprocessing.get_context("fork")
    # The pipe holds the numbers of all pieces, and reading from a pipe is atomic: no lock, and nobody to hand out work.
    # Chunks differ in cost: whoever is done first takes the next, so no process waits for the unlucky one.
    waiting, entry = os.pipe()
    os.write(entry, b"".join(index.to_bytes(2) for index in range(len(pieces))))
    os.close(entry)
    answers: dict[int, R] = {}
    children: list[tuple[Any, Connection]] = []
    for _ in range(processes - 1):
        reader, writer = context.Pipe(duplex=False)
        child = context.Process(target=_send_all, args=(work, pieces, waiting, writer), daemon=True)
        child.start()
        writer.close()
        children.append((child, reader))
    try:
        # This process works as well. With two cores, one child is forked, not two that would share one core's time.
        for index in _taken(waiting):
            answers[index] = work(pieces[index])
            # A child whose pipe is full holds its answers in memory; taking them now keeps that small.
            for _, reader in children:
                answers.update(_received(reader, wait=False))
            report(sum(len(pieces[number]) for number in answers))
        for _, reader in children:
            answers.update(_received(reader))
    finally:
        os.close(waiting)
        for child, reader in children:
            reader.close()
            child.terminate()
            child.join()
    # The kernel kills a child for its memory: what it had taken is done here, and the site is as complete as ever.
    for index, piece in enumerate(pieces):
        yield answers[index] if index in answers else work(piece)


def _taken(waiting: int) -> Iterator[int]:
    """The numbers of the pieces that this process gets, one by one, from a pipe that holds them all."""
    while number := os.read(waiting, 2):
        yield int.from_bytes(number)


def _send_all(work: Work[T, R], pieces: Sequence[Sequence[T]], waiting: int, writer: Connection) -> None:
    from concurrent.futures import ThreadPoolExecutor

    # Ctrl-C reaches the whole group: the process that forked says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A pipe holds little: the thread waits for the reader, so that the work does not.
    with ThreadPoolExecutor(1) as sender:
        for index in _taken(waiting):
            answer: R | Exception
            try:
                answer = work(pieces[index])
            except Exception as error:  # noqa: BLE001  raised again where the answer is awaited
                answer = error
            sender.submit(writer.send, (index, answer))


def _received(reader: Connection, wait: bool = True) -> Iterator[tuple[int, R]]:
    """What a child sends until it has ended, well or not; without `wait`, what it has sent so far."""
    while wait or reader.poll():
        try:
            index, answer = reader.recv()
        except (EOFError, OSError):
            # The child ended, or was killed in the middle of an answer: what is missing is done by the caller.
            return
        if isinstance(answer, Exception):
            raise answer
        yield index, answer
