"""The workers of a Dask cluster as the executor of a build."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any, TypeVar

from termbank.config import Config
from termbank.content import codec
from termbank.remote.storage import EXTRA, DistantError

R = TypeVar("R")
_TRIES = 3


@contextlib.contextmanager
def joined(config: Config, address: str) -> Iterator[Config]:
    """`config` with the work done by the cluster at `address`, whose workers must have this very Termbank.

    What a worker that died did not finish is done by the others. Raises DistantError.
    """
    try:
        import dask
        import distributed
    except ImportError as error:
        raise DistantError(EXTRA) from error
    try:
        client: Any = distributed.Client(address, timeout="5s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise DistantError(f"no cluster answers at {address}: {error}") from error
    # The glossary is sent whole on purpose: the warning that it is large is for others.
    with client, dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
        _refuse_strangers(client, address)
        threads = sum(client.nthreads().values())
        try:
            yield replace(config, executor=_Cluster(client), workers=threads)
        except distributed.scheduler.KilledWorker as error:
            raise DistantError(f"{address}: {error}") from error


def _refuse_strangers(client: Any, address: str) -> None:
    engines = client.run(codec.codec_version, on_error="return")
    if not engines:
        raise DistantError(f"{address}: the cluster has no workers")
    strangers = sorted(worker for worker, engine in engines.items() if engine != codec.codec_version())
    if strangers:
        raise DistantError(
            f"{address}: {', '.join(strangers)} must have the Termbank, Python and libraries of this machine"
        )


class _Cluster(Executor):
    """Sends what is called once, however many calls of it there are; a worker that lost it gets it again."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False, retries=_TRIES)
        self._called: Any = None
        self._held: Any = None

    def submit(self, fn: Callable[..., R], /, *args: Any, **named: Any) -> Future[R]:
        if fn is not self._called:
            self._called, self._held = fn, self._client.submit(_given, fn, pure=False)
        future: Future[R] = self._inner.submit(_call, self._held, *args, **named)
        return future


def _given(function: Callable[..., R]) -> Callable[..., R]:
    return function


def _call(function: Callable[..., R], *args: Any, **named: Any) -> R:
    return function(*args, **named)
