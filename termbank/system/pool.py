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

CHUNKS = 64
"""Pieces of work for each process: few enough to cost nothing, enough to end at about the same time."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Who does the work: this process alone, `processes` forked from it, or any `executor` from elsewhere.

    A forked process has all that this one holds, so a function may be a closure; what an executor is given must be
    picklable, its answers too.
    """

    processes: int = 1
    executor: Executor | None = None

    def map(self, work: Work[T, R], items: Sequence[T], least: int = 1) -> list[R]:
        """What `work` makes of each chunk of `items`, in order; chunks of at least `least` items where there are more.

        An error is raised here, wherever it came up. What a process that died did not finish is done here.
        """
        if self.executor:
            return list(self.each(work, items, least))
        chunks = list(_chunks(items, self.processes * CHUNKS if self._forks else 1, least))
        if self._forks and len(chunks) > 1:
            return _forked(work, chunks, min(self.processes, len(chunks)))
        return [work(chunk) for chunk in chunks]

    def each(self, work: Work[T, R], items: Sequence[T], least: int = 1) -> Iterator[R]:
        """As `map`, one by one: of what an executor sends, only what is not used yet is held.

        Chunks for an executor have at most `least` items, so that no answer is too large to travel.
        """
        if not self.executor:
            yield from self.map(work, items, least)
        elif items:
            size = min(-(-len(items) // (self.processes * CHUNKS)), max(least, 1))
            yield from self.executor.map(_Parcel.of(work), list(_pieces(items, size)))

    @contextlib.contextmanager
    def beside(self, work: Callable[[], object]) -> Iterator[None]:
        """While the block runs, a process forked from this one does `work`; the block ends no sooner than that.

        Of use is only what `work` leaves on the disk. Where nothing can be forked, nothing of it is done, and errors
        are not told: what is missing then is made here, where they come up again.
        """
        if self.executor or not self._forks:
            yield
            return
        import multiprocessing

        child = multiprocessing.get_context("fork").Process(target=_alone, args=(work,), daemon=True)
        child.start()
        try:
            yield
            child.join()
        finally:
            child.terminate()
            child.join()

    @property
    def elsewhere(self) -> bool:
        """Whether those who work may have neither the memory nor the files of this process."""
        return self.executor is not None

    @property
    def _forks(self) -> bool:
        # Elsewhere than on Linux, a fork of a process that has used the system's frameworks may not run.
        return self.processes > 1 and sys.platform.startswith("linux")


ALONE = Pool()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(items: Sequence[T], wanted: int, least: int) -> Iterator[Sequence[T]]:
    return _pieces(items, max(-(-len(items) // wanted), least, 1))


def _pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


@dataclass(frozen=True, slots=True)
class _Parcel(Generic[T, R]):
    """Work packed once for all chunks, and unpacked once by each process that does it."""

    name: str
    data: bytes = field(repr=False, compare=False)

    @classmethod
    def of(cls, work: Work[T, R]) -> _Parcel[T, R]:
        data = pickle.dumps(work)
        return cls(digest(data), data)

    def __call__(self, chunk: Sequence[T]) -> R:
        answer: R = _unpacked(self)(chunk)
        return answer


@lru_cache(maxsize=1)
def _unpacked(parcel: _Parcel[Any, Any]) -> Work[Any, Any]:
    # What is in it was packed by the program that sent it, as is all that an executor sends.
    work: Work[Any, Any] = pickle.loads(parcel.data)  # noqa: S301
    return work


def _forked(work: Work[T, R], chunks: Sequence[Sequence[T]], processes: int) -> list[R]:
    """This process is one of them: each takes the next chunk that nobody has taken."""
    import multiprocessing

    context = multiprocessing.get_context("fork")
    waiting, entry = os.pipe()
    os.write(entry, b"".join(index.to_bytes(2) for index in range(len(chunks))))
    os.close(entry)
    answers: dict[int, R] = {}
    children = []
    for _ in range(processes - 1):
        reader, writer = context.Pipe(duplex=False)
        child = context.Process(target=_send_all, args=(work, chunks, waiting, writer), daemon=True)
        child.start()
        writer.close()
        children.append((child, reader))
    try:
        answers.update((index, work(chunks[index])) for index in _taken(waiting))
        for _, reader in children:
            answers.update(_received(reader))
    finally:
        os.close(waiting)
        for child, reader in children:
            reader.close()
            child.terminate()
            child.join()
    return [answers[index] if index in answers else work(chunk) for index, chunk in enumerate(chunks)]


def _taken(waiting: int) -> Iterator[int]:
    """The numbers of the chunks that this process gets, one by one, from a pipe that holds them all."""
    while number := os.read(waiting, 2):
        yield int.from_bytes(number)


def _send_all(work: Work[T, R], chunks: Sequence[Sequence[T]], waiting: int, writer: Connection) -> None:
    from concurrent.futures import ThreadPoolExecutor

    # Ctrl-C reaches the whole group: the process that forked says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A pipe holds little: the thread waits for the reader, so that the work does not.
    with ThreadPoolExecutor(1) as sender:
        for index in _taken(waiting):
            sender.submit(writer.send, (index, _attempt(work, chunks[index])))


def _alone(work: Callable[[], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(Exception):
        work()


def _attempt(work: Work[T, R], chunk: Sequence[T]) -> R | Exception:
    try:
        return work(chunk)
    except Exception as error:  # noqa: BLE001  raised again where the answer is awaited
        return error


def _received(reader: Connection) -> Iterator[tuple[int, R]]:
    """What a child sends until it has ended, well or not."""
    while True:
        try:
            index, answer = reader.recv()
        except EOFError:
            return
        if isinstance(answer, Exception):
            raise answer
        yield index, answer
