"""Many callers, few transactions: whatever gathers while one commit runs is the next commit."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final

from models.errors import StoreError
from models.records import Entry
from models.register import Append
from store.closing import Closing
from store.ledger import Ledger

MOST: Final = 128
"""How many appends one transaction takes at most: bounds how long the first of them waits for the others."""


class GroupWriter(Closing):
    """
    Hands the appends of many callers to one ledger, in groups.

    It belongs to the event loop in which `keep` is first called: one writer for each process and database, used from
    one loop only. There is no delay: a lone append is committed at once, and under load a group forms by itself while
    the commit before it runs. Appends of one case are committed in the order in which they were handed over.
    """

    def __init__(self, ledger: Ledger, *, most: int = MOST) -> None:
        self._ledger = ledger
        self._most = most
        self._waiting: deque[tuple[Append, asyncio.Future[None]]] = deque()
        self._work: asyncio.Task[None] | None = None
        self._closed = False

    async def keep(self, append: Append) -> None:
        """
        Return when the ledger durably holds the append.

        A caller that is cancelled while waiting does not take its append back; handing it over again is harmless.

        Raises:
            IntegrityError: the ledger refuses these records; trying again will not help.
            StoreError: the database could not commit, or the writer is closed; nothing was written, try again.
        """
        if self._closed:
            raise StoreError("the ledger is being closed; hand the records over again when it runs")
        outcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((append, outcome))
        if self._work is None:
            self._work = asyncio.create_task(self._commit_all(), name="aryz ledger writer")
        await outcome

    async def standing(self, case: str, seq: int) -> tuple[Entry, ...]:
        """
        The records that the ledger holds of a case, from number `seq` on.

        Raises:
            IntegrityError: one of them is no record at all.
            StoreError: the database cannot be read.
        """
        return await self._ledger.entries(case, from_seq=seq)

    async def close(self) -> None:
        """Take nothing more, and return when everything taken is committed or its caller has been told why not."""
        self._closed = True
        if self._work is not None:
            await asyncio.shield(self._work)

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
                await self._commit(group)
                await asyncio.sleep(0)  # callers that were answered may hand over their next before the group closes
        finally:
            self._work = None
            for _, outcome in self._waiting:  # only when this task itself was cancelled
                outcome.cancel()
            self._waiting.clear()

    async def _commit(self, group: list[tuple[Append, asyncio.Future[None]]]) -> None:
        results: Sequence[Exception | None]
        try:
            results = await self._ledger.append([append for append, _ in group])
        except Exception as error:  # noqa: BLE001 (whatever it is, each caller must hear of it)
            results = (error,) * len(group)
        except BaseException:
            for _, outcome in group:
                outcome.cancel()
            raise
        for (_, outcome), result in zip(group, results, strict=True):
            if outcome.done():
                continue
            if result is None:
                outcome.set_result(None)
            else:
                outcome.set_exception(result)
