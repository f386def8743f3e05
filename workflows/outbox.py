"""
Records on their way from a case to the ledger.

They leave through an ordinary activity, never a local one: a local activity runs before Temporal has stored the
message that caused it. A worker killed between the two would leave a record in the ledger that the repeated telling,
recorded at another instant, contradicts. An activity is scheduled together with the acceptance of the message, so that
what reaches the ledger is always what history says.

How many records leave at once, and whether any do, follows from what was told and never from what was derived of it:
records that the system writes by itself ride along uncounted. A later version of this program may derive more of them
or fewer, and must still schedule what history says.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from workflows.staying import until

with workflow.unsafe.imports_passed_through():
    from models.records import Entry, Payload
    from models.register import Append, KeptUpTo, Outlook, RegisterRow

_AT_ONCE: Final = 100
_BYTES_AT_ONCE: Final = 750_000
_BYTES_BESIDE: Final = 150_000
_TRY: Final = timedelta(seconds=20)
"""After this the server takes the worker for lost and lets another one try: long for a commit, short for a person."""
_PATIENT: Final = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    non_retryable_error_types=["LedgerConflict"],
)


class Outbox:
    """
    The records of one case that the ledger has not confirmed yet, oldest first; the first `leaving` are under way.

    `halted` says why the ledger cannot take them; `retry` that an operator wants it tried again.
    """

    def __init__(self, waiting: tuple[Entry, ...] = (), halted: str | None = None) -> None:
        self.entries = list(waiting)
        self.halted = halted
        self.retry = False
        self.leaving = 0
        self._pressing = len(waiting)  # so many of the first must not linger
        self._sizes: dict[str, int] = {}
        self._wanted = False
        self._again = False

    def put(self, entry: Entry, *, gather: bool = False) -> None:
        """Add a record. `gather`: it may leave together with what follows a little later."""
        self.entries.append(entry)
        if not gather:
            self._pressing = len(self.entries)

    def ask(self) -> None:
        """Ask the ledger also if nothing is to be kept, for its answer brings the outlook."""
        self._wanted = True

    @property
    def ready(self) -> bool:
        """Whether records can leave now."""
        return (bool(self.entries) or self._wanted) and (self.halted is None or self.retry)

    @property
    def light(self) -> bool:
        """Whether what waits is little enough to stand beside the case in the start of its next run."""
        return self._fitting(_BYTES_BESIDE) == len(self.entries)

    @property
    def lingers(self) -> bool:
        """Whether more is being told, so that what leaves next may gather."""
        return bool(self.entries) and not self._pressing and not self._wanted and self.clears

    @property
    def clears(self) -> bool:
        """Whether nothing will wait any more when what leaves next has left."""
        return self._fitting() == len(self.entries)

    def add_to_leaving(self, entry: Entry, after: list[Entry]) -> None:
        """Add a record to those under way; `after` are the records that wait behind it."""
        self._pressing += self._pressing > self.leaving
        self.entries = [*self.entries[: self.leaving], entry, *after]
        self.leaving += 1

    def left(self, waiting: list[Entry]) -> None:
        """Those under way have arrived; `waiting` are the records that are left."""
        self._pressing = max(0, self._pressing - self.leaving)
        self.entries, self.leaving = waiting, 0
        if not waiting:
            self._sizes.clear()

    async def send(self, row: RegisterRow, outlook: Outlook) -> KeptUpTo | None:
        """
        Hand the oldest records over and wait until the ledger has them, however long it is away.

        Records of a long telling leave with an activity that lingers, so that what follows gathers. If something
        presses meanwhile, all of them are handed over again together with it: what the ledger has stays as it is.

        Returns what the ledger answered; None where the case halts, or where nobody waited for the answer.
        """
        lingers, self.leaving = self.lingers, self._fitting()
        batch = tuple(self.entries[: self.leaving])
        append = Append(
            case=row.reference,
            entries=batch,
            row=row,
            linger=lingers,
            again=self._again and bool(batch),
            outlook=outlook,
        )
        self.retry = self._wanted = self._again = False
        try:
            handle = workflow.start_activity(
                "keep",
                append,
                result_type=KeptUpTo,
                start_to_close_timeout=_TRY,
                retry_policy=_PATIENT,
                cancellation_type=workflow.ActivityCancellationType.ABANDON,
            )
            await until(lambda: handle.done() or (lingers and bool(self._pressing or self._wanted)))
            if not handle.done():
                handle.cancel()
                handle.add_done_callback(_unheard)
                self._again = True
                return None
            kept: KeptUpTo = await handle
        except ActivityError as error:
            self.halted = _why(error)
            workflow.logger.error("case halted: the ledger holds another record in this place")
            return None
        self.halted = None
        return kept

    def _fitting(self, limit: int = _BYTES_AT_ONCE) -> int:
        """How many records go together: so many that were told, and those of the system after them."""
        told = size = 0
        for count, entry in enumerate(self.entries):
            if entry.payload is None:
                continue
            told += 1
            size += self._size(entry.payload)
            if told > _AT_ONCE or (size > limit and told > 1):
                return count
        return len(self.entries)

    def _size(self, payload: Payload) -> int:
        if payload.salt not in self._sizes:
            self._sizes[payload.salt] = len(payload.model_dump_json(exclude_defaults=True))
        return self._sizes[payload.salt]


def _unheard(handle: asyncio.Future[object]) -> None:
    """Look at what an activity that nobody waits for answered, or Python would complain that nobody did."""
    if not handle.cancelled():
        handle.exception()


def _why(error: ActivityError) -> str:
    cause = error.cause
    return cause.message if isinstance(cause, ApplicationError) else str(cause or error)
