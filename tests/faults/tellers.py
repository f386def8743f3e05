"""People who tell cases events, and tell again until they are answered."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from temporalio.client import Client

from models.errors import RefusedError, ServerError, UnknownCase
from models.events import Event
from models.messages import Receipt
from tests.conftest import TELLER
from tests.faults.stage import QUEUE
from tests.workflows.stories import noted, opening
from workflows.desk import Desk


@dataclass
class Told:
    """What was acknowledged in one case, by each of its tellers in the order of telling."""

    reference: str
    by: list[list[Receipt]] = field(default_factory=list)

    @property
    def receipts(self) -> list[Receipt]:
        """All receipts."""
        return [receipt for told in self.by for receipt in told]


class Crowd:
    """Tellers of `cases` cases, every third with two at once, until `stop` is set. `again` counts why they retry."""

    def __init__(self, client: Client, cases: int, chance: Random) -> None:
        self.stop = asyncio.Event()
        self.again: Counter[str] = Counter()
        self.cases = [Told(f"fault-{number:03}") for number in range(cases)]
        self._desk = Desk(client, task_queue=QUEUE, teller=TELLER, patience=8)
        self._chance = chance

    async def tell(self) -> None:
        """Tell all cases, at the same time."""
        await asyncio.gather(*(self._case(told, 1 + (number % 3 == 0)) for number, told in enumerate(self.cases)))

    async def _case(self, told: Told, tellers: int) -> None:
        while not await self._opened(told.reference):  # noqa: ASYNC110 (asked until it is answered)
            await asyncio.sleep(0.2)
        told.by = [[] for _ in range(tellers)]
        await asyncio.gather(*(self._teller(told, number) for number in range(tellers)))

    async def _teller(self, told: Told, teller: int) -> None:
        number = 0
        while not self.stop.is_set():
            size = self._chance.choice([1, 1, 1, 1, 5, 20])
            events = [noted(teller * 100_000 + number + one) for one in range(size)]
            number += size
            while not (receipts := await self._told(told.reference, events)):  # noqa: ASYNC110 (as above)
                await asyncio.sleep(0.2)
            told.by[teller] += receipts
            await asyncio.sleep(self._chance.uniform(0.05, 0.6))

    async def _told(self, reference: str, events: list[Event]) -> tuple[Receipt, ...]:
        try:
            return await self._desk.tell(reference, events)
        except (ServerError, UnknownCase) as error:
            self.again[type(error).__name__] += 1
            return ()

    async def _opened(self, reference: str) -> bool:
        try:
            await self._desk.open(opening(reference))
        except (ServerError, RefusedError) as error:
            self.again[type(error).__name__] += 1
            return False
        return True

    async def settle(self, patience: float) -> list[str]:
        """Wait until no record waits any more; returns the cases in which some still do, and why."""
        until = asyncio.get_running_loop().time() + patience
        left = [told.reference for told in self.cases]
        why: dict[str, str] = {}
        while left and asyncio.get_running_loop().time() < until:
            for reference in list(left):
                try:
                    health = await self._desk.health(reference)
                except ServerError as error:
                    why[reference] = str(error)
                    continue
                why[reference] = f"{health.waiting} records wait, halted: {health.halted}"
                if health.waiting == 0:
                    left.remove(reference)
            await asyncio.sleep(0.2)
        return [f"{reference}: {why[reference]}" for reference in left]
