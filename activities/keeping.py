"""Keeping records: the activity through which a case reaches the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from lifecycle.board import certain
from lifecycle.kept import continued_by, kept_up_to
from models.errors import IntegrityError, StoreError
from models.records import Entry
from models.register import Append, KeptUpTo
from store.writer import GroupWriter

LEDGER_CONFLICT: Final = "LedgerConflict"
"""The type of the failure that stops a case: the ledger holds other records than the case says. Never retried."""

STORE_UNAVAILABLE: Final = "StoreUnavailable"
"""The type of the failure that passes: the database could not commit for now. Retried."""


LINGER: Final = 5.0
"""Seconds for which records of a long telling gather."""


class Keeping:
    """Hands what cases have recorded to the ledger's writer. `linger`: seconds for which long tellings gather."""

    def __init__(self, writer: GroupWriter, *, linger: float = LINGER) -> None:
        self._writer = writer
        self._linger = linger

    @activity.defn(name="keep")
    async def keep(self, append: Append) -> KeptUpTo:
        """
        Return when the ledger durably holds these records. Running it again changes nothing.

        While more is being told it returns a little later: what is recorded meanwhile leaves in one piece, which costs
        a long telling far less of Temporal (docs/performance.md).

        Raises:
            ApplicationError: of type `LedgerConflict` (final) or `StoreUnavailable` (passing).
        """
        try:
            append = await self._continuing(append) if append.again else append
            if append.entries:
                await self._writer.keep(append)
        except IntegrityError as error:
            raise ApplicationError(str(error), type=LEDGER_CONFLICT, non_retryable=True) from None
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None
        if append.linger:
            await asyncio.sleep(self._linger)
        return kept_up_to(append)

    async def _continuing(self, append: Append) -> Append:
        """The append in the words of what the ledger has of it already: another version may have handed that over."""
        standing = await self._writer.standing(append.case, append.entries[0].record.seq)
        entries = continued_by(standing, append.entries)
        last = entries[-1]
        counted = max(append.row.findings + _judged(entries) - _judged(append.entries), 0)
        row = append.row.model_copy(update={"records": last.record.seq, "head": last.hash, "findings": counted})
        return append.model_copy(update={"entries": entries, "row": row})


def _judged(entries: Iterable[Entry]) -> int:
    """By how much records change the number of certain findings."""
    return sum(certain(entry.record.raised) - certain(entry.record.cleared) for entry in entries)
