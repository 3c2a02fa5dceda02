"""A Dask cluster as the executor of a build."""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any, TypeVar

from termbank.config import Config
from termbank.content import codec
from termbank.remote.storage import EXTRA, RemoteError

R = TypeVar("R")
_TRIES = 3


@contextlib.contextmanager
def connected(config: Config, address: str) -> Iterator[Config]:
    """`config` with the Dask cluster at `address` as its executor.

    If a worker dies, the others do its work again. Raises RemoteError, also for a cluster whose workers have another
    version of Termbank, of Python or of a library. Side effect: connects to the cluster.
    """
    try:
        import dask
        import distributed
    except ImportError as error:
        raise RemoteError(EXTRA) from error
    try:
        # How long a cluster may take to answer is Dask's own setting `distributed.comm.timeouts.connect`, 30 s without
        # one: a scheduler that starts, or is far away and busy, takes many.
        client: Any = distributed.Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise RemoteError(f"no cluster answers at {address}: {error}") from error
    # Dask warns of tasks over 10 MB because most carry data by mistake. A glossary is sent whole on purpose, once.
    with client, dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
        # Work is sent as pickled objects. Another version would read them wrongly and build a wrong site in silence.
        versions = client.run(codec.codec_version, on_error="return")
        if not versions:
            raise RemoteError(f"{address}: the cluster has no workers")
        if others := sorted(worker for worker, found in versions.items() if found != codec.codec_version()):
            raise RemoteError(
                f"{address}: {', '.join(others)} must have the Termbank, Python and libraries of this machine"
            )
        threads = sum(client.nthreads().values())
        try:
            yield replace(config, executor=_Cluster(client), workers=threads)
        except distributed.scheduler.KilledWorker as error:
            raise RemoteError(f"{address}: {error}") from error


class _Cluster(Executor):
    """The cluster's own executor, but a function is sent once, however often it is called."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False, retries=_TRIES)
        self._function: Any = None
        self._sent: Any = None

    def submit(self, fn: Callable[..., R], /, *args: Any, **named: Any) -> Future[R]:
        if fn is not self._function:
            # The result of a task, not scattered data: if the worker that has it dies, Dask runs the task again.
            self._function, self._sent = fn, self._client.submit(_itself, fn, pure=False)
        future: Future[R] = self._inner.submit(operator.call, self._sent, *args, **named)
        return future


def _itself(function: Callable[..., R]) -> Callable[..., R]:
    return function
