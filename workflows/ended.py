"""
A case that does not run: never opened, only ever refused, or ended by somebody outside of Aryz.

A start that was refused leaves nothing in the ledger, and its reference may be opened. A case that lived and was
terminated has records there: begun again, it would tell another story from its first record on.
"""

from __future__ import annotations

from typing import Final

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistoryEventFilterType
from temporalio.service import RPCError, RPCStatusCode

from activities.erasing import ERASED
from models.errors import AryzError, RefusedError, ServerError, UnknownCase
from workflows.naming import workflow_id
from workflows.reading import REFUSED

_HOW: Final = {
    WorkflowExecutionStatus.CANCELED: "cancelled",
    WorkflowExecutionStatus.COMPLETED: "completed",
    WorkflowExecutionStatus.FAILED: "failed",
    WorkflowExecutionStatus.TERMINATED: "terminated",
    WorkflowExecutionStatus.TIMED_OUT: "timed out",
}
_LIVED: Final = "('Terminated', 'Canceled', 'Completed', 'TimedOut', 'ContinuedAsNew')"


async def not_running(client: Client, reference: str) -> AryzError:
    """
    What to say of a case whose workflow takes no messages.

    Returns:
        `UnknownCase` where the reference is free, `RefusedError` where a case has ended, `ServerError` where it runs
        again meanwhile.
    """
    handle = client.get_workflow_handle(workflow_id(reference))
    try:
        last = await handle.describe()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return _unknown(reference)
        raise
    if last.status is None or last.status not in _HOW:
        return ServerError(f"case {reference} was opened anew at this moment; try again")
    day = f" on {last.close_time:%Y-%m-%d} (UTC)" if last.close_time else ""
    closing = (await handle.fetch_history(event_filter_type=WorkflowHistoryEventFilterType.CLOSE_EVENT)).events[-1]
    ended_here = closing.workflow_execution_terminated_event_attributes.reason == ERASED
    if last.status is WorkflowExecutionStatus.COMPLETED or ended_here:
        return _erased(reference, day)
    if not _refused(closing):
        return _over(reference, f"its workflow was {_HOW[last.status]}{day} outside of Aryz")
    if await _lived(client, reference):
        return _over(reference, "its workflow had ended outside of Aryz before, and a new start was refused")
    return _unknown(reference)


def _refused(closing: HistoryEvent) -> bool:
    """Whether a run ended because its start was refused."""
    failed = closing.workflow_execution_failed_event_attributes
    return failed.failure.application_failure_info.type == REFUSED


async def _lived(client: Client, reference: str) -> bool:
    """Whether an earlier workflow of this case did more than to be refused, as far as the server remembers."""
    query = f"WorkflowId = '{workflow_id(reference)}' AND ExecutionStatus IN {_LIVED}"
    return (await client.count_workflows(query)).count > 0


def _unknown(reference: str) -> UnknownCase:
    return UnknownCase(f"no case {reference}; `aryz case list` shows those there are, `aryz case open` opens one")


def _erased(reference: str, day: str) -> RefusedError:
    """A case completes by being erased, and in no other way."""
    return RefusedError(
        f"case {reference} takes nothing more: it was erased{day}. `aryz case show {reference}` says by which record; "
        "go on under another reference (`aryz case open`)"
    )


def _over(reference: str, why: str) -> RefusedError:
    return RefusedError(
        f"case {reference} takes nothing more: {why}. What it kept stays in the ledger (`aryz case show {reference}`, "
        "`aryz audit verify`); go on under another reference (`aryz case open`)"
    )
