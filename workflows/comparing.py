"""Looking at one case in all three places: ledger, register and Temporal."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from hashlib import sha256
from typing import Final

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from lifecycle.comparing import Difference, Runs, Seen, differences
from lifecycle.state import CaseState
from lifecycle.telling import fold
from models.errors import Erased, IntegrityError, SealedError
from models.messages import Health
from models.records import Entry
from store.opening import Store
from workflows.complaint_case import ComplaintCase
from workflows.naming import workflow_id
from workflows.pinned import norms_of

_RUNS: Final = {
    WorkflowExecutionStatus.RUNNING: Runs.RUNNING,
    WorkflowExecutionStatus.CONTINUED_AS_NEW: Runs.RUNNING,
    WorkflowExecutionStatus.COMPLETED: Runs.COMPLETED,
    WorkflowExecutionStatus.TERMINATED: Runs.TERMINATED,
    WorkflowExecutionStatus.FAILED: Runs.FAILED,
    WorkflowExecutionStatus.CANCELED: Runs.CANCELLED,
    WorkflowExecutionStatus.TIMED_OUT: Runs.TIMED_OUT,
}
_PREFIX: Final = "case/"
_PATIENCE: Final = 15.0
_LOOKS: Final = 3
_PAUSE: Final = 1.0


async def compared(client: Client, store: Store, reference: str, buried: Collection[str]) -> tuple[Difference, ...]:
    """
    In what the three differ about a case. What is only under way is given some seconds to arrive.

    Args:
        client: of the server.
        store: open, with keys.
        reference: the case.
        buried: the cases whose keys were destroyed.

    Raises:
        ServerError: the server went away.
        StoreError: the store cannot be read.
    """
    found: tuple[Difference, ...] = ()
    for look in range(_LOOKS):
        if look:
            await asyncio.sleep(_PAUSE)
        try:
            found = differences(await _seen(client, store, reference, keyless=reference in buried))
        except (IntegrityError, SealedError) as error:
            return (
                Difference(reference, f"cannot be compared: {error}", f"look with `aryz audit verify {reference}`"),
            )
        if not found:
            break
    return found


async def running(client: Client) -> set[str]:
    """The references of all cases that have an open run."""
    query = "WorkflowType = 'ComplaintCase' AND ExecutionStatus = 'Running'"
    return {one.id.removeprefix(_PREFIX) async for one in client.list_workflows(query) if one.id.startswith(_PREFIX)}


async def _seen(client: Client, store: Store, reference: str, *, keyless: bool) -> Seen:
    runs = await _runs(client, reference)
    health = await _health(client, reference) if runs is Runs.RUNNING and not keyless else None
    row = await store.register.row(reference)
    entries = await store.ledger.entries(reference)
    return Seen(
        case=reference,
        entries=entries,
        state=await asyncio.to_thread(_told, entries),
        row=row,
        runs=runs,
        health=health,
        kept=await _kept(store, reference),
        keyless=keyless,
    )


def _told(entries: tuple[Entry, ...]) -> CaseState | None:
    """The case that the records tell, if it can be told; whether each holds, `aryz audit verify` says."""
    first = entries[0].payload if entries else None
    return fold(entries, norms_of(first.opening)) if first is not None and first.opening is not None else None


async def _runs(client: Client, reference: str) -> Runs:
    try:
        described = await client.get_workflow_handle(workflow_id(reference)).describe()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return Runs.UNKNOWN
        raise
    return _RUNS.get(described.status, Runs.UNKNOWN) if described.status is not None else Runs.UNKNOWN


async def _health(client: Client, reference: str) -> Health | None:
    handle = client.get_workflow_handle_for(ComplaintCase.run, workflow_id(reference))
    try:
        async with asyncio.timeout(_PATIENCE):
            return await handle.query(ComplaintCase.health)
    except (TimeoutError, WorkflowQueryFailedError, RPCError, Erased):
        return None


async def _kept(store: Store, reference: str) -> dict[str, str | None]:
    """The digests of the sealed histories in the store, by run; None where one does not open."""
    kept: dict[str, str | None] = {}
    for run in await store.histories.runs(reference):
        try:
            history = await store.histories.get(reference, run)
        except SealedError:
            history = None
        kept[run] = sha256(history).hexdigest() if history is not None else None
    return kept
