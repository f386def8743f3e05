"""
Erasing a case: it is ended on its own record, its key is destroyed, and what was told goes out of the store.

Each step can be done again and leaves the same. They come in this order because a case can only write its last record
while it has its key, and because nothing else may be lost where a legal hold keeps the key.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, Final

from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError, RPCStatusCode

from activities.keeping import STORE_UNAVAILABLE
from ledger.chain import seal
from lifecycle.telling import instant_text
from models.errors import Erased, Held, IntegrityError, StoreError
from models.messages import EndCase, Erase, ErasedCase, OnRecord
from models.records import Record, RecordKind
from models.register import Append, BoardRow, RegisterRow
from store.opening import Store
from store.writer import GroupWriter

REFUSED: Final = "Refused"
"""The type of the failure that ends an erasure: it may not be, or there is nothing to erase."""

ERASED: Final = "erased by Aryz"
"""Why the workflow of a case was terminated that could not end by itself."""

_NOT_YET: Final = "NotYet"
_HALTED: Final = "Halted"
_LOOKS: Final = 40
_PAUSE: Final = 0.25


class Erasing:
    """What the workflow that erases a case asks the world to do."""

    def __init__(self, client: Client, store: Store, writer: GroupWriter) -> None:
        self._client = client
        self._store = store
        self._writer = writer

    @activity.defn(name="end_case")
    async def end_case(self, asked: EndCase) -> int:
        """
        End a case for good; returns the number of the record that says so.

        A case that runs writes that record itself, when the ledger has everything that it was told. One that does not
        run any more, is halted, or has no key left is ended from here.

        Raises:
            ApplicationError: of type `Refused` (final): a legal hold lies on it, or there is no such case. Others pass.
        """
        try:
            await self._refuse_held(asked.case)
            record = await self._recorded(asked.case) or await self._told_to_end(asked)
            await self._ended(asked)
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None
        return record

    @activity.defn(name="destroy_key")
    async def destroy_key(self, asked: EndCase, record: int) -> ErasedCase:
        """
        Destroy the key of a case that has ended.

        Raises:
            ApplicationError: of type `Refused` (final) where a legal hold came meanwhile. Others pass.
        """
        keys = self._store.keys_at_hand()
        try:
            stone = await keys.destroy(asked.case, asked.reason, datetime.now(UTC), record=record)
        except Held as error:
            raise _refused(str(error)) from None
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None
        return ErasedCase(case=asked.case, record=record, erased_at=stone.erased_at, reason=stone.reason)

    @activity.defn(name="take_out")
    async def take_out(self, erased: ErasedCase) -> ErasedCase:
        """Take out of the store what was told in the case, histories, documents, its lawyer, and who was reminded."""
        try:
            documents = await self._store.documents.erase(erased.case, erased.erased_at)
            gone = await self._store.histories.erase(erased.case)
            await self._store.notices.mails.forget(erased.case)
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None
        counts = {"payloads": gone.payloads, "histories": gone.histories, "documents": documents}
        return erased.model_copy(update=counts)

    @activity.defn(name="empty_log")
    async def empty_log(self) -> None:
        """Leave nothing of it in the log of the database."""
        try:
            await self._store.histories.empty_log()
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None

    async def _refuse_held(self, case: str) -> None:
        reason = (await self._store.keys_at_hand().held()).get(case)
        if reason is not None:
            raise _refused(f"case {case}: may not be erased, a legal hold lies on it ({reason}); release it first")

    async def _recorded(self, case: str) -> int | None:
        row = await self._store.register.row(case)
        return row.records if row is not None and row.erased_at is not None else None

    async def _told_to_end(self, asked: EndCase) -> int:
        handle = self._client.get_workflow_handle(asked.workflow)
        try:
            await handle.describe()  # or sealing a message for a case that is none would make a key for it
            message = Erase(teller=asked.teller, reason=asked.reason)
            await handle.execute_update("erase", message, result_type=OnRecord)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
            return await self._ended_from_here(asked)
        except WorkflowUpdateFailedError as error:
            if not isinstance(error.cause, ApplicationError) or error.cause.type != _HALTED:
                raise _refused(str(error.cause)) from None
            return await self._ended_from_here(asked)
        except Erased:
            return await self._ended_from_here(asked)
        for _ in range(_LOOKS):
            if (record := await self._recorded(asked.case)) is not None:
                return record
            await asyncio.sleep(_PAUSE)
        raise _not_yet("the ledger does not have the record of it yet")

    async def _ended_from_here(self, asked: EndCase) -> int:
        """The case takes no messages: its record is written here, after the last one that the ledger holds."""
        if (record := await self._recorded(asked.case)) is not None:
            return record
        row = await self._store.register.row(asked.case)
        if row is None:
            raise _refused(f"no case {asked.case}; `aryz case list` shows those there are")
        await self._terminate(self._client.get_workflow_handle(asked.workflow))
        try:
            await self._writer.keep(_last(asked, row))
        except IntegrityError as error:
            raise _refused(f"{error}; see `aryz audit reconcile {asked.case}`") from None
        return row.records + 1

    async def _terminate(self, handle: WorkflowHandle[Any, Any]) -> None:
        try:
            await handle.terminate(reason=ERASED)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise

    async def _ended(self, asked: EndCase) -> None:
        """
        See that the workflow has ended: without its key it could not even do that.

        Raises:
            ApplicationError: it still runs.
        """
        handle = self._client.get_workflow_handle(asked.workflow)
        for _ in range(_LOOKS):
            try:
                if (await handle.describe()).status != WorkflowExecutionStatus.RUNNING:
                    return
            except RPCError as error:
                if error.status != RPCStatusCode.NOT_FOUND:
                    raise
                return
            if await self._keyless(asked.case):
                await self._terminate(handle)
            await asyncio.sleep(_PAUSE)
        raise _not_yet("its workflow still runs")

    async def _keyless(self, case: str) -> bool:
        """Whether the key is gone already, as after an older copy of the data was restored."""
        return any(stone.case == case for stone in await self._store.keys_at_hand().tombstones())


def _last(asked: EndCase, row: BoardRow) -> Append:
    record = Record(
        case=asked.case,
        seq=row.records + 1,
        recorded_at=instant_text(datetime.now(UTC)),
        teller=asked.teller,
        kind=RecordKind.ERASED,
        reason=asked.reason,
        previous=row.head,
    )
    entry = seal(record)
    values = row.model_dump(include=set(RegisterRow.model_fields)) | {"records": record.seq, "head": entry.hash}
    return Append(case=asked.case, entries=(entry,), row=RegisterRow.model_validate(values))


def _refused(why: str) -> ApplicationError:
    """Benign: whoever asked is told, and it is nothing for the log of the worker."""
    return ApplicationError(why, type=REFUSED, non_retryable=True, category=ApplicationErrorCategory.BENIGN)


def _not_yet(why: str) -> ApplicationError:
    return ApplicationError(why, type=_NOT_YET, category=ApplicationErrorCategory.BENIGN)
