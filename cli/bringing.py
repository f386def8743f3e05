"""Bringing chronologies into cases through Temporal: several cases at once, each in the order of telling."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cli.files import Source
from cli.telling_order import batches, groups
from law.published import BOOK
from models.errors import RefusedError, UnknownCase
from models.records import Opening
from workflows.desk import Desk

CASES_AT_ONCE: Final = 8
EVENTS_AT_ONCE: Final = 25
"""How many events an import tells together: few enough that no case keeps a worker from the others."""

_SETTLED: Final = 10.0
_LOOK_AGAIN: Final = 0.1


@dataclass(frozen=True, slots=True)
class Brought:
    """
    What became of one file.

    `told` and `known` count its events; `refused` says why the rest was not told; `settled` whether the ledger has all.
    """

    source: Source
    opened: bool = False
    amended: bool = False
    told: int = 0
    known: int = 0
    refused: str | None = None
    settled: bool = True

    @property
    def nothing_new(self) -> bool:
        """Whether the case knew all of it."""
        return not (self.opened or self.amended or self.told or self.refused)


async def bring(
    desk: Desk,
    sources: Sequence[Source],
    region: str | None = None,
    *,
    most: int = EVENTS_AT_ONCE,
    told: Callable[[int], None] = lambda _: None,
) -> list[Brought]:
    """
    Open or find each case and tell it what the file holds.

    Args:
        desk: where cases are told.
        sources: the files.
        region: the region code of the cases that are opened.
        most: how many events are told together.
        told: called with the number of events that were just told.

    Raises:
        ServerError: the server or every worker is away. What was acknowledged is kept; bringing it again is safe.
    """
    gate = asyncio.Semaphore(CASES_AT_ONCE)

    async def one(source: Source) -> Brought:
        async with gate:
            return await _bring(desk, source, region, most, told)

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(one(source)) for source in sources]
    return [task.result() for task in running]


async def _bring(desk: Desk, source: Source, region: str | None, most: int, told: Callable[[int], None]) -> Brought:
    brought = Brought(source)
    events = source.chronology.events
    left = len(events)
    try:
        plan = list(batches(groups(events), most))
        brought = await _opened(desk, brought, region)
        for batch in plan:
            receipts = await desk.tell(source.case, batch, gather=batch is not plan[-1])
            known = sum(receipt.repeated for receipt in receipts)
            brought = replace(brought, told=brought.told + len(batch) - known, known=brought.known + known)
            left -= len(batch)
            told(len(batch))
        brought = replace(brought, settled=await settled(desk, source.case, _SETTLED))
    except (RefusedError, ValueError) as error:
        brought = replace(brought, refused=str(error))
        told(left)
    return brought


async def settled(desk: Desk, case: str, seconds: float) -> bool:
    """Wait until the ledger has all that a case has recorded; False if it has not after so many seconds."""
    until = time.monotonic() + seconds
    while (await desk.health(case)).waiting:
        if time.monotonic() > until:
            return False
        await asyncio.sleep(_LOOK_AGAIN)
    return True


async def _opened(desk: Desk, brought: Brought, region: str | None) -> Brought:
    try:
        before = (await desk.health(brought.source.case)).records
    except UnknownCase:
        before = 0
    opening = Opening(header=brought.source.chronology.header, region=region, law_known_on=BOOK.latest_entry)
    receipt = await desk.open(opening)
    return replace(brought, opened=before == 0, amended=before > 0 and not receipt.repeated)
