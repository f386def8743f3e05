"""How long one event takes in a case that already has many, against one that has few."""

from __future__ import annotations

import statistics
import time
import uuid
from dataclasses import dataclass

from temporalio.worker import Worker

from activities.keeping import Keeping
from benchmarks.stage import TELLER, Stage, opening, story
from models.messages import BATCH_LIMIT
from store.writer import GroupWriter
from workflows.complaint_case import ComplaintCase
from workflows.desk import Desk
from workflows.sandbox import runner

_QUEUE = "bench-latency"
_PROBES = 60


@dataclass(frozen=True, slots=True)
class Latency:
    """Median milliseconds from telling to receipt."""

    few: float
    many: float

    @property
    def ratio(self) -> float:
        """How many times as long it takes in the longer case."""
        return self.many / self.few


async def latency(on: Stage, *, few: int = 10, many: int = 1000) -> Latency:
    """Tell one event at a time, in turn, to a case with `few` and to one with `many` events."""
    async with GroupWriter(on.store.ledger) as writer:
        worker = Worker(
            on.client,
            task_queue=_QUEUE,
            workflows=[ComplaintCase],
            activities=[Keeping(writer).keep],
            workflow_runner=runner(),
        )
        async with worker:
            desk = Desk(on.client, task_queue=_QUEUE, teller=TELLER)
            cases = {few: await _case(desk, few), many: await _case(desk, many)}
            times: dict[int, list[float]] = {few: [], many: []}
            for number in range(_PROBES):
                for length, reference in cases.items():
                    event = story(length + _PROBES)[length + number]
                    began = time.perf_counter()
                    await desk.tell(reference, [event])
                    times[length].append((time.perf_counter() - began) * 1000)
    return Latency(statistics.median(times[few]), statistics.median(times[many]))


async def _case(desk: Desk, length: int) -> str:
    reference = f"l{uuid.uuid4().hex[:12]}"
    await desk.open(opening(reference))
    told = story(length)
    for first in range(0, length, BATCH_LIMIT):
        await desk.tell(reference, told[first : first + BATCH_LIMIT])
    return reference
