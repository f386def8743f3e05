"""
A worker: it runs cases and keeps their ledger. `python worker.py`, as many as wanted, on any machine.

Only wiring: what a case does is in `workflows`, what the world does for it in `activities`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from temporalio.client import Client
from temporalio.worker import Worker

from activities.calling import Calling
from activities.erasing import Erasing
from activities.keeping import Keeping
from activities.mailing import Mailing
from activities.outward import Outward
from activities.sealing import Sealing
from logs import to_lines
from models.errors import AryzError, ServerError
from settings import Settings
from store.opening import Store, open_store
from store.writer import GroupWriter
from workflows.calls import Call, Calls
from workflows.complaint_case import ComplaintCase
from workflows.connecting import connect
from workflows.erasure import Erasure
from workflows.leaving import leave
from workflows.notices import Notices
from workflows.notifying import ensure_running
from workflows.sandbox import runner

__all__ = ["leave", "main", "outward_of", "run_beside", "work", "working"]

VERSION: Final = "0.1.0"
_CASES_IN_MEMORY: Final = 1000
_GRACE: Final = timedelta(seconds=5)
QUIET: Final = Outward()
"""No mail is sent, and programs are called in the open internet only."""


@contextlib.asynccontextmanager
async def working(client: Client, store: Store, *, task_queue: str, outward: Outward = QUIET) -> AsyncIterator[Worker]:
    """A running worker on this client and store; when left, it finishes what is under way."""
    async with GroupWriter(store.ledger) as writer:
        erasing, calling = Erasing(client, store, writer), Calling(store, outward)
        worker = Worker(
            client,
            task_queue=task_queue,
            workflows=[ComplaintCase, Erasure, Notices, Calls, Call],
            activities=[
                Keeping(writer).keep,
                Sealing(client, store.histories).seal_history,
                erasing.end_case,
                erasing.destroy_key,
                erasing.take_out,
                erasing.empty_log,
                Mailing(store, outward).send_notices,
                calling.watch_ledger,
                calling.call_hook,
            ],
            workflow_runner=runner(),
            max_cached_workflows=_CASES_IN_MEMORY,
            # Named, or the SDK would hash every module that is loaded: a second or two of each start.
            build_id=f"aryz-{VERSION}",
            graceful_shutdown_timeout=_GRACE,
        )
        async with run_beside(worker):
            yield worker


@contextlib.asynccontextmanager
async def run_beside(worker: Worker) -> AsyncIterator[None]:
    """
    Run a worker while the block runs; when it fails, the block is given up.

    `async with worker` also cancels who is already leaving the block, when the server is gone: what the block raised
    would then be lost behind a CancelledError.

    Raises:
        ServerError: the worker ended by itself, and why.
    """
    running, block = asyncio.create_task(worker.run()), asyncio.current_task()

    def give_up(_: asyncio.Task[None]) -> None:
        if block is not None:
            block.cancel()

    running.add_done_callback(give_up)
    try:
        yield
    except asyncio.CancelledError:
        if block is not None and running.done() and (failure := running.exception()):
            block.uncancel()
            raise ServerError(f"the worker ended by itself: {failure}") from failure
        raise
    finally:
        running.remove_done_callback(give_up)
        await worker.shutdown()
        await asyncio.wait({running})
        running.exception()  # looked at, or asyncio would report that nobody did


def outward_of(settings: Settings, pages: str | None = None) -> Outward:
    """
    What the operator allows towards the world outside. `pages`: where they are, where no public URL is set.

    Raises:
        ServerError: the mail server that is named is none.
    """
    public = settings.public_url or pages or QUIET.public_url
    outward = Outward(public, settings.smtp_url, settings.mail_from, settings.webhooks_internal)
    outward.postbox()
    return outward


async def work(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with await open_store(settings.store_url, keys=settings.keys_place) as store:
        client = await connect(settings.running_address, keys=store.keys_at_hand())
        async with working(client, store, task_queue=settings.task_queue, outward=outward_of(settings)):
            await ensure_running(client, settings.task_queue)
            logging.getLogger("aryz").info("working on task queue %s", settings.task_queue)
            await stop.wait()


def main() -> None:
    """Run a worker with the settings of the environment."""
    to_lines(logging.INFO)
    try:
        asyncio.run(work(Settings()))
    except AryzError as error:
        print(f"worker: {error}", file=sys.stderr)  # noqa: T201 (the one line that an operator needs)
        leave(1)
    leave(0)


if __name__ == "__main__":
    main()
