"""
Calling programs: one workflow watches the ledger, `calls`; for each program that is behind, `call/HOOK` calls it.

Each program has a workflow of its own, so that one that does not answer holds up nobody else: Temporal tries it again,
at first after seconds, later every hour, until it answers or is given up. Nothing but the id of a hook is told to them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from workflows.naming import CALLS, call_id
from workflows.noting import refuse_if
from workflows.reading import NOTHING, asked

with workflow.unsafe.imports_passed_through():
    from models.notices import CallOf

_SOON: Final = timedelta(seconds=1)
_LATER: Final = timedelta(seconds=15)
"""Who is behind is being called already, and has much to hear."""

_ALIVE: Final = timedelta(seconds=60)
_WATCH: Final = timedelta(minutes=15)
_CALL: Final = timedelta(hours=1)
_PATIENT: Final = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))
_BACKING_OFF: Final = RetryPolicy(
    initial_interval=timedelta(seconds=5), backoff_coefficient=2.0, maximum_interval=timedelta(hours=1)
)


@workflow.defn(name="Calls")
class Calls:
    """Watches the ledger, and has every program called that has not been told of everything."""

    @workflow.run
    async def run(self, _: RawValue = NOTHING) -> None:
        """Watch, have those called that are behind, and so on."""
        refuse_if(None if workflow.info().workflow_id == CALLS else f"the ledger is watched by one workflow: {CALLS}")
        while not workflow.info().is_continue_as_new_suggested():
            behind: list[str] = await workflow.execute_activity(
                "watch_ledger",
                result_type=list[str],
                start_to_close_timeout=_WATCH,
                heartbeat_timeout=_ALIVE,
                retry_policy=_PATIENT,
            )
            begun = [await self._call(hook) for hook in behind]
            await workflow.sleep(_SOON if any(begun) or not begun else _LATER)
        workflow.continue_as_new()

    async def _call(self, hook: str) -> bool:
        """Have a program called, unless that is under way; returns whether it was not."""
        try:
            await workflow.start_child_workflow(
                "Call",
                CallOf(hook=hook),
                id=call_id(hook),
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            )
        except WorkflowAlreadyStartedError:
            return False
        return True


@workflow.defn(name="Call")
class Call:
    """Calls one program until it has been told of everything."""

    @workflow.run
    async def run(self, sent: RawValue = NOTHING) -> int:
        """Call it, as often as it takes; returns how many calls it answered at the last try."""
        wanted = asked(sent, CallOf)
        called = call_id(wanted.hook)
        refuse_if(None if workflow.info().workflow_id == called else f"this workflow must be called {called}")
        answered: int = await workflow.execute_activity(
            "call_hook",
            wanted,
            result_type=int,
            start_to_close_timeout=_CALL,
            heartbeat_timeout=_ALIVE,
            retry_policy=_BACKING_OFF,
        )
        return answered
