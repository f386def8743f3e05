"""Bringing chronologies into cases through Temporal: several cases at once, each in the order of telling."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from cli.files import Source, told_of
from cli.telling_order import batches, groups
from law.published import BOOK
from models.errors import Fault, RefusedError, UnknownCase
from models.events import Event
from models.messages import BATCH_LIMIT, Receipt
from models.records import Opening
from workflows.desk import Desk

CASES_AT_ONCE: Final = 8
EVENTS_AT_ONCE: Final = 25
"""How many events an import tells together: few enough that no case keeps a worker from the others."""

_REASONS: Final = 20
_ABOUT: Final = re.compile(r"event ([^\s:]+): ")
_SETTLED: Final = 10.0
_LOOK_AGAIN: Final = 0.1


@dataclass(frozen=True, slots=True)
class Brought:
    """
    What became of one file.

    `told` and `known` count its events; `refused` says why the rest was not told, a line for each reason; `settled`
    whether the ledger has all that was accepted.
    """

    source: Source
    opened: bool = False
    amended: bool = False
    told: int = 0
    known: int = 0
    refused: tuple[str, ...] = ()
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
    Open or find each case and tell it what the file holds: all of it, or nothing where the case knows it otherwise.

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
            return await _Bringing(desk, Brought(source), most, told).all(region)

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(one(source)) for source in sources]
    return [task.result() for task in running]


@dataclass(slots=True)
class _Bringing:
    """One file on its way into its case."""

    desk: Desk
    brought: Brought
    most: int
    advance: Callable[[int], None]
    exists: bool = False
    left: int = 0

    async def all(self, region: str | None) -> Brought:
        """
        What the case knows already is told first: if the file says it otherwise, nothing of the file is told.

        What is new was judged before, see `cli.refusals`.
        """
        source = self.brought.source
        self.left = len(source.chronology.events)
        try:
            known = await self._known()
            self._note(refused=await self._repeated([one for one in source.chronology.events if one.id in known]))
            if not self.brought.refused:
                await self._open(region)
                await self._tell([one for one in source.chronology.events if one.id not in known])
        except (RefusedError, ValueError) as error:
            self._note(refused=(str(_fault(source, str(error))),))
        if self.exists:
            self._note(settled=await settled(self.desk, source.case, _SETTLED))
        self.advance(self.left)
        return self.brought

    async def _known(self) -> frozenset[str]:
        try:
            known = frozenset(line.event for line in await self.desk.timeline(self.brought.source.case))
        except UnknownCase:
            return frozenset()
        self.exists = True
        return known

    async def _repeated(self, events: Sequence[Event]) -> tuple[str, ...]:
        """Tell what the case knows; returns why it is not what the case knows, for each event of which that holds."""
        source, reasons = self.brought.source, list[str]()
        for start in range(0, len(events), BATCH_LIMIT):
            piece = events[start : start + BATCH_LIMIT]
            try:
                self._told(await self.desk.tell(source.case, piece))
            except RefusedError as error:
                reasons += await self._each(piece) or [str(error)]
        return tuple(str(_fault(source, reason)) for reason in reasons[:_REASONS])

    async def _each(self, events: Sequence[Event]) -> list[str]:
        reasons: list[str] = []
        for event in events:
            try:
                self._told(await self.desk.tell(self.brought.source.case, (event,)))
            except RefusedError as error:
                reasons.append(str(error))
                if f"event {event.id}: " not in reasons[-1]:  # the case as such takes nothing now
                    break
        return reasons

    async def _open(self, region: str | None) -> None:
        header = self.brought.source.chronology.header
        receipt = await self.desk.open(Opening(header=header, region=region, law_known_on=BOOK.latest_entry))
        self._note(opened=not self.exists, amended=self.exists and not receipt.repeated)
        self.exists = True

    async def _tell(self, events: Sequence[Event]) -> None:
        plan = list(batches(groups(events), self.most))
        for batch in plan:
            self._told(await self.desk.tell(self.brought.source.case, batch, gather=batch is not plan[-1]))

    def _told(self, receipts: Sequence[Receipt]) -> None:
        known = sum(receipt.repeated for receipt in receipts)
        self._note(told=self.brought.told + len(receipts) - known, known=self.brought.known + known)
        self.left -= len(receipts)
        self.advance(len(receipts))

    def _note(self, **what: Any) -> None:  # noqa: ANN401 (the fields of what became of a file)
        self.brought = replace(self.brought, **what)


def _fault(source: Source, reason: str) -> Fault:
    """What a running case says of a file, with the place in the file where it is about an event."""
    said = reason.removeprefix(f"case {source.case}: ")
    if about := _ABOUT.match(said):
        return told_of(source, about[1], said[about.end() :])
    return told_of(source, None, reason)


async def settled(desk: Desk, case: str, seconds: float) -> bool:
    """Wait until the ledger has all that a case has recorded; False if it has not after so many seconds."""
    until = time.monotonic() + seconds
    while (await desk.health(case)).waiting:
        if time.monotonic() > until:
            return False
        await asyncio.sleep(_LOOK_AGAIN)
    return True
