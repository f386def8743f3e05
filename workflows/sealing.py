"""
Seeing that the histories of a case are sealed into the store, while the case goes on.

Two occasions: a run that began after another one seals the one before it, which is complete; and a case that was closed
seals its run so far. Sealing that fails is tried again for as long as it takes, and nothing waits for it; what is not
done when a run ends goes with the case into its next run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from models.messages import SealRun
    from models.records import SealedHistory

_TRY: Final = timedelta(seconds=120)
_PATIENT: Final = RetryPolicy(
    initial_interval=timedelta(seconds=2),
    maximum_interval=timedelta(minutes=5),
    non_retryable_error_types=["HistoryGone"],
)


class Seals:
    """The runs of one case that are to be sealed; `heard` is told when one is."""

    def __init__(self, heard: Callable[[SealedHistory], None]) -> None:
        self._heard = heard
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def waiting(self) -> tuple[str, ...]:
        """The runs that are not sealed yet."""
        return tuple(self._tasks)

    def ask(self, case: str, run: str) -> None:
        """Have a run of a case sealed, unless that is under way."""
        if run not in self._tasks:
            self._tasks[run] = asyncio.create_task(self._seal(case, run))

    async def _seal(self, case: str, run: str) -> None:
        try:
            sealed: SealedHistory | None = await workflow.execute_activity(
                "seal_history",
                SealRun(case=case, workflow=workflow.info().workflow_id, run=run),
                result_type=SealedHistory,
                start_to_close_timeout=_TRY,
                retry_policy=_PATIENT,
            )
        except ActivityError:
            workflow.logger.warning("a history cannot be sealed: the server has it no more, or it does not open")
            sealed = None
        del self._tasks[run]
        if sealed is not None:
            self._heard(sealed)
