"""Accepted events a second through the whole path, as a ratio to a bare update, 16 cases at once."""

from __future__ import annotations

import asyncio
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from temporalio.client import WorkflowHandle
from temporalio.worker import Worker

from activities.keeping import Keeping
from benchmarks.stage import TELLER, Stage, opening, story
from benchmarks.yardsticks import AwaitedActivity, BareUpdate, note
from models.events import Event
from models.messages import Receipts, Start, Tell
from store.writer import GroupWriter
from workflows.complaint_case import ComplaintCase
from workflows.desk import workflow_id
from workflows.sandbox import runner

AT_ONCE = 16
_QUEUE = "bench"


@dataclass(frozen=True, slots=True)
class Rates:
    """Events a second in each round, in the order of the rounds."""

    bare: tuple[float, ...]
    case: tuple[float, ...]
    awaited: tuple[float, ...]

    @property
    def to_bare(self) -> float:
        """The median over rounds of the case's rate divided by the bare update's."""
        return statistics.median(case / bare for case, bare in zip(self.case, self.bare, strict=True))

    @property
    def to_awaited(self) -> float:
        """The median over rounds of the case's rate divided by that of an awaited activity for each event."""
        return statistics.median(case / awaited for case, awaited in zip(self.case, self.awaited, strict=True))


async def throughput(on: Stage, *, rounds: int, events: int) -> Rates:
    """Measure `rounds` rounds of the three variants in turn, each telling `events` events to each of 16 cases."""
    rates: dict[str, list[float]] = {name: [] for name in ("BareUpdate", "ComplaintCase", "AwaitedActivity")}
    async with GroupWriter(on.store.ledger) as writer:
        worker = Worker(
            on.client,
            task_queue=_QUEUE,
            workflows=[BareUpdate, AwaitedActivity, ComplaintCase],
            activities=[Keeping(writer).keep, note],
            workflow_runner=runner(),
        )
        async with worker:
            await _round(on, "BareUpdate", 5)
            await _round(on, "ComplaintCase", 5)
            for number in range(rounds):
                order = list(rates) if number % 2 == 0 else list(reversed(rates))
                for name in order:
                    rates[name].append(await _round(on, name, events))
    return Rates(tuple(rates["BareUpdate"]), tuple(rates["ComplaintCase"]), tuple(rates["AwaitedActivity"]))


async def _round(on: Stage, name: str, events: int) -> float:
    references = [f"b{uuid.uuid4().hex[:12]}" for _ in range(AT_ONCE)]
    handles = [await _started(on, name, reference) for reference in references]
    told = story(events)
    began = time.perf_counter()
    await asyncio.gather(*(_tell(handle, told) for handle in handles))
    if name == "ComplaintCase":
        await _kept(lambda: _all_kept(on, references, events))
    rate = AT_ONCE * events / (time.perf_counter() - began)
    for handle in handles:
        await handle.terminate()
    return rate


async def _started(on: Stage, name: str, reference: str) -> WorkflowHandle[object, object]:
    start = Start(opening=opening(reference), teller=TELLER)
    return await on.client.start_workflow(name, start, id=workflow_id(reference), task_queue=_QUEUE)


async def _tell(handle: WorkflowHandle[object, object], told: tuple[Event, ...]) -> None:
    for event in told:
        message = Tell(teller=TELLER, events=(event,), gather=event is not told[-1])
        await handle.execute_update("tell", message, result_type=Receipts)


async def _all_kept(on: Stage, references: list[str], events: int) -> bool:
    """Whether the register shows every event: a row is written with the last of the records that it stands on."""
    rows = {row.reference: row.events for row in await on.store.register.cases()}
    return all(rows.get(reference, 0) == events for reference in references)


async def _kept(done: Callable[[], Awaitable[bool]]) -> None:
    while not await done():  # noqa: ASYNC110 (the register is a database, it sets no event)
        await asyncio.sleep(0.01)
