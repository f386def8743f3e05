"""
Mail, for as long as the installation runs: every quarter of an hour one round.

It knows nothing: who is told of what, and what was sent already, the activity finds in the store. A round that fails is
tried again until the mail server takes mails; the rounds that were missed meanwhile are the next one.

There is one, `notices`. It belongs to no case; its payloads hold counts, and are sealed under the general key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy

from workflows.naming import NOTICES
from workflows.noting import refuse_if
from workflows.reading import NOTHING

with workflow.unsafe.imports_passed_through():
    from models.notices import Sent

QUARTER: Final = timedelta(minutes=15)
_AFTER: Final = timedelta(seconds=5)
"""A round begins a little after the quarter: the worker's clock may be behind the server's."""

_TRY: Final = timedelta(minutes=10)
_PATIENT: Final = RetryPolicy(initial_interval=timedelta(seconds=10), maximum_interval=timedelta(minutes=10))


@workflow.defn(name="Notices")
class Notices:
    """The rounds of mail."""

    @workflow.run
    async def run(self, _: RawValue = NOTHING) -> None:
        """Send what is due, wait for the next quarter of an hour, and so on."""
        refuse_if(None if workflow.info().workflow_id == NOTICES else f"notices are sent by one workflow: {NOTICES}")
        while not workflow.info().is_continue_as_new_suggested():
            await workflow.execute_activity(
                "send_notices", result_type=Sent, start_to_close_timeout=_TRY, retry_policy=_PATIENT
            )
            await workflow.sleep(until_next(workflow.now()))
        workflow.continue_as_new()


def until_next(moment: datetime) -> timedelta:
    """How long it is to a little after the next quarter of an hour."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return QUARTER - (moment - hour) % QUARTER + _AFTER
