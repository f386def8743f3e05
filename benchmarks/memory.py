"""What an open case costs a worker that keeps it in memory."""

from __future__ import annotations

import asyncio
import gc
import uuid
from pathlib import Path

from temporalio.worker import Worker

from activities.keeping import Keeping
from benchmarks.stage import TELLER, Stage, opening, story
from store.writer import GroupWriter
from workflows.complaint_case import ComplaintCase
from workflows.desk import Desk
from workflows.sandbox import runner

_QUEUE = "bench-memory"
_EVENTS = 40


async def memory(on: Stage, *, cases: int = 150) -> float:
    """KiB of resident memory for each cached case of 40 events, from the growth between 50 cases and all of them."""
    async with GroupWriter(on.store.ledger) as writer:
        worker = Worker(
            on.client,
            task_queue=_QUEUE,
            workflows=[ComplaintCase],
            activities=[Keeping(writer).keep],
            workflow_runner=runner(),
            max_cached_workflows=cases * 2,
        )
        async with worker:
            desk = Desk(on.client, task_queue=_QUEUE, teller=TELLER)
            await _open(desk, 50)
            before = _resident()
            await _open(desk, cases - 50)
            return (_resident() - before) / (cases - 50)


async def _open(desk: Desk, cases: int) -> None:
    gate = asyncio.Semaphore(8)

    async def one() -> None:
        reference = f"m{uuid.uuid4().hex[:12]}"
        async with gate:
            await desk.open(opening(reference))
            await desk.tell(reference, story(_EVENTS))

    await asyncio.gather(*(one() for _ in range(cases)))
    await asyncio.sleep(1)
    gc.collect()


def _resident() -> float:
    """Resident memory of this process in KiB (Linux)."""
    status = Path("/proc/self/status").read_text("utf-8")
    return float(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])
