"""A worker that fails: what the block beside it raised is never lost, and the block does not run on alone."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from temporalio.worker import Worker

from models.errors import ServerError
from worker import run_beside


class Failing:
    """Stands for a worker that loses its server: it fails a moment after it was told to stop, or by itself."""

    def __init__(self, *, by_itself: bool) -> None:
        self._told, self._over = asyncio.Event(), asyncio.Event()
        self._by_itself = by_itself

    async def run(self) -> None:
        """Run until told, then fail, as the SDK does when its last request finds no server."""
        if not self._by_itself:
            await self._told.wait()
        await asyncio.sleep(0)
        self._over.set()
        raise RuntimeError("connection refused")

    async def shutdown(self) -> None:
        """Return when `run` is over."""
        self._told.set()
        await self._over.wait()


def beside(*, by_itself: bool) -> Worker:
    """Such a worker, for what takes one."""
    return cast("Worker", Failing(by_itself=by_itself))


async def test_what_the_block_raised_is_kept() -> None:
    """A block that ends because the server died says so, though the worker fails while it is left."""
    with pytest.raises(ServerError, match="the Temporal server ended"):
        async with run_beside(beside(by_itself=False)):
            raise ServerError("the Temporal server ended")


async def test_an_end_that_was_asked_for_is_an_end() -> None:
    """A block that ends in order does so, though the worker fails while it is left."""
    async with run_beside(beside(by_itself=False)):
        pass
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_a_worker_that_ends_by_itself_takes_the_block_along() -> None:
    """Nobody waits on for a worker that is gone, and the reason is told."""
    with pytest.raises(ServerError, match="the worker ended by itself: connection refused"):
        async with run_beside(beside(by_itself=True)):
            await asyncio.sleep(60)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_a_cancelled_block_is_cancelled() -> None:
    """Who cancels the block from outside gets the cancellation, not the worker's failure."""

    async def block() -> None:
        async with run_beside(beside(by_itself=False)):
            await asyncio.sleep(60)

    task = asyncio.create_task(block())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
