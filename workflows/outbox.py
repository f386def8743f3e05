"""
Records on their way from a case to the ledger.

They leave through an ordinary activity, never a local one: a local activity runs before Temporal has stored the
message that caused it. A worker killed between the two would leave a record in the ledger that the repeated telling,
recorded at another instant, contradicts. An activity is scheduled together with the acceptance of the message, so that
what reaches the ledger is always what history says.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from ledger.chain import Head
    from models.records import Entry
    from models.register import Append, KeptUpTo, RegisterRow

_AT_ONCE: Final = 100
_BYTES_AT_ONCE: Final = 1_000_000
_BYTES_BESIDE: Final = 200_000
_TRY: Final = timedelta(seconds=20)
"""After this the server takes the worker for lost and lets another one try: long for a commit, short for a person."""
_PATIENT: Final = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    non_retryable_error_types=["LedgerConflict"],
)


class Outbox:
    """
    The records of one case that the ledger has not confirmed yet, oldest first.

    `halted` says why the ledger cannot take them; `retry` that an operator wants it tried again.
    """

    def __init__(self, waiting: tuple[Entry, ...] = (), halted: str | None = None) -> None:
        self.entries = list(waiting)
        self.halted = halted
        self.retry = False
        self._pressing = waiting[-1].record.seq if waiting else 0

    def put(self, entry: Entry, *, gather: bool = False) -> None:
        """Add a record. `gather`: it belongs to a long telling, and may leave together with what follows."""
        self.entries.append(entry)
        if not gather:
            self._pressing = entry.record.seq

    @property
    def ready(self) -> bool:
        """Whether records can leave now."""
        return bool(self.entries) and (self.halted is None or self.retry)

    @property
    def light(self) -> bool:
        """Whether what waits is little enough to stand beside the case in the start of its next run."""
        return len(self._batch(_BYTES_BESIDE)) == len(self.entries)

    def replace(self, entries: list[Entry]) -> None:
        """Put the same records, numbered anew, in place of those that wait."""
        self.entries = entries
        self._pressing = entries[-1].record.seq if entries else 0

    async def send(self, row: RegisterRow) -> Head | None:
        """
        Hand the oldest records over and wait until the ledger has them, however long it is away.

        Records of a long telling leave with an activity that lingers, so that what follows gathers. If something
        presses meanwhile, all of them are handed over again together with it: what the ledger has stays as it is.

        Returns where the ledger stands then, if that is not where these records led: another version of this program
        worded them when they were kept, and history tells it now. None where all is as expected, or the case halts.
        """
        batch = self._batch()
        alone = len(batch) == len(self.entries) and batch[0].record.seq > self._pressing
        append = Append(case=row.reference, entries=batch, row=row, linger=alone)
        self.retry = False
        try:
            handle = workflow.start_activity(
                "keep",
                append,
                result_type=KeptUpTo,
                start_to_close_timeout=_TRY,
                retry_policy=_PATIENT,
                cancellation_type=workflow.ActivityCancellationType.ABANDON,
            )
            await workflow.wait_condition(lambda: handle.done() or (alone and self._pressing > batch[-1].record.seq))
            if not handle.done():
                handle.cancel()
                return None
            kept = await handle
        except ActivityError as error:
            self.halted = _why(error)
            workflow.logger.error("case halted: the ledger holds another record in this place")
            return None
        self.halted = None
        del self.entries[: len(batch)]
        stands = Head(kept.records, kept.head)
        return None if stands == Head(batch[-1].record.seq, batch[-1].hash) else stands

    def _batch(self, limit: int = _BYTES_AT_ONCE) -> tuple[Entry, ...]:
        size = 0
        for count, entry in enumerate(self.entries[:_AT_ONCE]):
            size += len(entry.model_dump_json(exclude_defaults=True))
            if count and size > limit:
                return tuple(self.entries[:count])
        return tuple(self.entries[:_AT_ONCE])


def _why(error: ActivityError) -> str:
    cause = error.cause
    return cause.message if isinstance(cause, ApplicationError) else str(cause or error)
