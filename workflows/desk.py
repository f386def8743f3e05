"""The desk: what people and programs do with running cases, in their own words, over a Temporal client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from typing import Final, TypeVar
from weakref import WeakValueDictionary

from temporalio.client import (
    Client,
    RPCTimeoutOrCancelledError,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import QueryRejectCondition, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from models.errors import Erased, RefusedError, ServerError, UnknownCase
from models.events import Event
from models.messages import (
    Adopt,
    Adopted,
    Amend,
    DueLine,
    ErasedCase,
    ErasureOf,
    Health,
    Noting,
    OnRecord,
    Receipt,
    Receipts,
    Start,
    Tell,
    TimelineLine,
)
from models.records import Opening, Teller, TellerRole
from workflows.answering import reason_of, silent, translated
from workflows.complaint_case import ComplaintCase
from workflows.ended import not_running
from workflows.erasing import erase
from workflows.naming import workflow_id
from workflows.pieces import pieces

__all__ = ["Desk", "workflow_id"]

_PATIENCE: Final = 60.0
_AT_ONCE: Final = 8
"""
How many messages one desk has under way in one case: a case answers them in one task, and more do not make it faster.

The server takes so many from all together as `history.maxInFlightUpdates` says, and throws work away beyond that. The
servers of Aryz are set to 200; on one that was left at 10, a desk alone still fits.
"""
_OPENS: Final = frozenset({TellerRole.COORDINATOR})
_TELLS: Final = frozenset({TellerRole.COORDINATOR, TellerRole.LAWYER, TellerRole.INTEGRATION})
_PAUSE: Final = 0.2
T = TypeVar("T")


class Desk:
    """
    Opens cases, tells them events, asks them questions. `patience`: seconds that a case may take to answer.

    What changes a case needs the role for it: coordinators open, adopt, hold and erase, lawyers and integrations tell.
    """

    def __init__(self, client: Client, *, task_queue: str, teller: Teller, patience: float = _PATIENCE) -> None:
        self._client = client
        self._task_queue = task_queue
        self._teller = teller
        self._patience = patience
        self._gates: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def open(self, opening: Opening) -> Receipt:
        """
        Open a case, or find it open: opening it again with the same header changes nothing, with another amends it.

        Raises:
            RefusedError: the header cannot be what this case becomes, or the case was ended outside of Aryz.
            ServerError: the server or every worker is away.
        """
        reference = opening.header.reference
        self._may(_OPENS)
        try:
            return await self._answered(reference, partial(self._open, opening, WorkflowIDReusePolicy.REJECT_DUPLICATE))
        except WorkflowAlreadyStartedError:
            ended = await self._answered(reference, partial(not_running, self._client, reference))
        if not isinstance(ended, UnknownCase):
            raise ended
        # All that ever ran under this reference are starts that were refused: they have failed, and left no record.
        return await self._answered(
            reference, partial(self._open, opening, WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY)
        )

    async def _open(self, opening: Opening, reuse: WorkflowIDReusePolicy) -> Receipt:
        start: WithStartWorkflowOperation[ComplaintCase, None] = WithStartWorkflowOperation(
            "ComplaintCase",
            Start(opening=opening, teller=self._teller),
            id=workflow_id(opening.header.reference),
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=reuse,
        )
        message = Amend(teller=self._teller, opening=opening)
        try:
            receipt: Receipt = await self._client.execute_update_with_start_workflow(
                "open", message, start_workflow_operation=start, result_type=Receipt
            )
        except WorkflowAlreadyStartedError:
            with contextlib.suppress(WorkflowAlreadyStartedError):
                await start.workflow_handle()  # or Python would log that nobody looked at it
            raise
        return receipt

    async def amend(self, opening: Opening) -> Receipt:
        """
        Name bodies or proceedings that an open case does not know yet, with the whole header as it is to be.

        Raises:
            UnknownCase: no such case is open.
            RefusedError: the header cannot be what this case becomes.
            ServerError: the server or every worker is away. Amending again is safe.
        """
        self._may(_TELLS)
        message, reference = Amend(teller=self._teller, opening=opening), opening.header.reference
        return await self._answered(
            reference, lambda: self._handle(reference).execute_update("open", message, result_type=Receipt)
        )

    async def tell(self, reference: str, events: Sequence[Event], *, gather: bool = False) -> tuple[Receipt, ...]:
        """
        Tell events in the order given. Of each piece (200 events or a megabyte) all are accepted or none.

        With `gather`, for long tellings, records leave for the ledger together with what follows within five seconds.

        Raises:
            UnknownCase: no such case is open.
            RefusedError: one of them cannot have happened; the message says why and what would be accepted.
            ServerError: the server or every worker is away. Telling again is safe.
        """
        self._may(_TELLS)
        receipts: list[Receipt] = []
        for piece in pieces(reference, events):
            message = Tell(teller=self._teller, events=piece, gather=gather)
            receipts += (await self._answered(reference, partial(self._told, reference, message))).receipts
        return tuple(receipts)

    def _told(self, reference: str, message: Tell) -> Awaitable[Receipts]:
        return self._handle(reference).execute_update("tell", message, result_type=Receipts)

    async def adopt(self, reference: str, known_on: date, *, trial: bool = False) -> Adopted:
        """
        Pin the law of a case to another day; as a `trial`, only say what would change.

        Raises:
            UnknownCase: no such case is open.
            RefusedError: the day has not come, or the case is halted.
            ServerError: the server or every worker is away.
        """
        self._may(_OPENS)
        message = Adopt(teller=self._teller, known_on=known_on, trial=trial)
        handle = self._handle(reference)
        return await self._answered(reference, lambda: handle.execute_update("adopt", message, result_type=Adopted))

    async def exported(self, reference: str, sha256: str, what: str = "bundle") -> OnRecord:
        """
        Put on record that something of a case was handed out, or read by an auditor.

        Args:
            reference: the case.
            sha256: the digest of the file.
            what: `bundle`, `log`, `replay`, or the id of a document.

        Raises:
            UnknownCase: no such case is open.
            RefusedError: the case is halted, or was erased.
            ServerError: the server or every worker is away.
        """
        return await self.note(reference, Noting(teller=self._teller, kind="exported", what=what, sha256=sha256))

    async def received(self, reference: str, document: str, sha256: str) -> OnRecord:
        """Put on record that a document, of this id and digest, was taken in. Raises as `exported`."""
        return await self.note(reference, Noting(teller=self._teller, kind="received", what=document, sha256=sha256))

    async def note(self, reference: str, noting: Noting) -> OnRecord:
        """Put on record what was done with a case. Raises as `exported`."""
        return await self._answered(
            reference, lambda: self._handle(reference).execute_update("note", noting, result_type=OnRecord)
        )

    async def hold(self, reference: str, reason: str) -> OnRecord:
        """Put on record that a legal hold was laid on a case. Raises as `exported`."""
        self._may(_OPENS)
        return await self.note(reference, Noting(teller=self._teller, kind="held", reason=reason))

    async def release(self, reference: str) -> OnRecord:
        """Put on record that the legal hold was taken off a case. Raises as `exported`."""
        self._may(_OPENS)
        return await self.note(reference, Noting(teller=self._teller, kind="released"))

    async def erase(self, reference: str, reason: str) -> ErasedCase:
        """Erase a case for a reason (a code). Raises as `workflows.erasing.erase`, RefusedError besides."""
        self._may(_OPENS)
        wanted = ErasureOf(case=reference, reason=reason, teller=self._teller)
        return await erase(self._client, wanted, task_queue=self._task_queue, patience=self._patience)

    def _may(self, roles: frozenset[TellerRole]) -> None:
        """
        See that whoever tells has a role that does this. The role `system` is refused by the case itself.

        Raises:
            RefusedError: another role.
        """
        if self._teller.role not in roles | {TellerRole.SYSTEM}:
            raise RefusedError(
                f"the role {self._teller.role.value} does not do this; who does: "
                f"{', '.join(sorted(role.value for role in roles))}. On this machine ARYZ_ROLE says who tells"
            )

    async def timeline(self, reference: str) -> tuple[TimelineLine, ...]:
        """The events of a case in their order."""
        return await self._asked(reference, ComplaintCase.timeline)

    async def due(self, reference: str) -> tuple[DueLine, ...]:
        """What is owed in a case."""
        return await self._asked(reference, ComplaintCase.due)

    async def next(self, reference: str) -> tuple[str, ...]:
        """What the law expects next in a case."""
        return await self._asked(reference, ComplaintCase.next)

    async def health(self, reference: str) -> Health:
        """How a case is kept."""
        return await self._asked(reference, ComplaintCase.health)

    async def retry(self, reference: str) -> None:
        """Let a halted case try its ledger again, after an operator has looked."""
        await self._answered(reference, lambda: self._handle(reference).signal(ComplaintCase.retry))

    async def _asked(self, reference: str, query: Callable[[ComplaintCase], T]) -> T:
        """A case that has ended is not asked: of one that was erased, no worker can read the history to answer."""
        handle, open_only = self._handle(reference), QueryRejectCondition.NOT_OPEN
        return await self._answered(reference, lambda: handle.query(query, reject_condition=open_only))

    def _handle(self, reference: str) -> WorkflowHandle[ComplaintCase, None]:
        return self._client.get_workflow_handle_for(ComplaintCase.run, workflow_id(reference))

    async def _answered(self, reference: str, ask: Callable[[], Awaitable[T]]) -> T:
        gate = self._gates.setdefault(reference, asyncio.Semaphore(_AT_ONCE))
        try:
            async with asyncio.timeout(self._patience), gate:
                return await _patiently(ask)
        except WorkflowUpdateFailedError as error:
            raise RefusedError(reason_of(error, reference)) from None
        except Erased as error:
            raise RefusedError(f"{error}; it takes nothing more, go on under another reference") from None
        except (TimeoutError, RPCTimeoutOrCancelledError, WorkflowUpdateRPCTimeoutOrCancelledError):
            if _cancelled():
                raise asyncio.CancelledError from None
            raise ServerError(silent(reference, self._patience)) from None
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError):
            raise await not_running(self._client, reference) from None
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                raise await not_running(self._client, reference) from None
            raise translated(error, reference) from None


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again while the server only has too much to do at once. Every message may be sent again."""
    while True:
        try:
            return await ask()
        except RPCError as error:
            if not _passing(error):
                raise
        await asyncio.sleep(_PAUSE)


def _cancelled() -> bool:
    """Whether somebody has cancelled the caller: the SDK reports that as if the server had been silent."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _passing(error: RPCError) -> bool:
    too_much = error.status == RPCStatusCode.RESOURCE_EXHAUSTED and "larger than" not in error.message
    return too_much or "update was aborted" in error.message
