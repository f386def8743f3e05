"""
Waiting that a request to cancel does not end.

A complaint is not over because somebody asks its workflow to be: what waits for the ledger would be lost, and nobody
could tell the case anything any more. The SDK delivers such a request once a run, as `CancelledError` in whatever `run`
waits for; it delivers the same error where a worker only puts the case out of its memory, which must be obeyed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from temporalio import workflow


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, also if the workflow is asked to cancel meanwhile."""
    while True:
        try:
            await workflow.wait_condition(condition)
        except asyncio.CancelledError:
            if not _only_asked():
                raise
            workflow.logger.warning("a request to cancel this case was ignored: a case goes on, nothing of it is lost")
        else:
            return


def _only_asked() -> bool:
    """Whether the error is the one request; a second cancellation of the task puts the case out of memory."""
    task = asyncio.current_task()
    return workflow.cancellation_reason() is not None and task is not None and task.cancelling() <= 1
