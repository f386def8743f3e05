"""Keeping records: the activity through which a case reaches the ledger."""

from __future__ import annotations

from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from models.errors import IntegrityError, StoreError
from models.register import Append, KeptUpTo
from store.writer import GroupWriter

LEDGER_CONFLICT: Final = "LedgerConflict"
"""The type of the failure that stops a case: the ledger holds other records than the case says. Never retried."""

STORE_UNAVAILABLE: Final = "StoreUnavailable"
"""The type of the failure that passes: the database could not commit for now. Retried."""


class Keeping:
    """Hands what cases have recorded to the ledger's writer."""

    def __init__(self, writer: GroupWriter) -> None:
        self._writer = writer

    @activity.defn(name="keep")
    async def keep(self, append: Append) -> KeptUpTo:
        """
        Return when the ledger durably holds these records. Running it again changes nothing.

        Raises:
            ApplicationError: of type `LedgerConflict` (final) or `StoreUnavailable` (passing).
        """
        try:
            await self._writer.keep(append)
        except IntegrityError as error:
            raise ApplicationError(str(error), type=LEDGER_CONFLICT, non_retryable=True) from None
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None
        return KeptUpTo(records=append.entries[-1].record.seq)
