"""
Erasing a case, for as long as it takes.

It is a workflow of its own, `erase/REFERENCE`, because the one of the case cannot outlive its key. Nothing of the case
is told to it but the reference, and a reason code: what it sends is sealed under the general key.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy

from workflows.naming import erasure_id, workflow_id
from workflows.noting import refuse_if
from workflows.reading import NOTHING, asked
from workflows.refusing import why_not_from

with workflow.unsafe.imports_passed_through():
    from models.messages import EndCase, ErasedCase, ErasureOf

_TRY: Final = timedelta(seconds=60)
_PATIENT: Final = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    non_retryable_error_types=["Refused"],
)


@workflow.defn(name="Erasure")
class Erasure:
    """The end of a case and of everything that was told in it. Run again, it does what is left to do."""

    @workflow.run
    async def run(self, sent: RawValue = NOTHING) -> ErasedCase:
        """End the case on its record, destroy its key, take out of the store what was told, and say what was done."""
        wanted = asked(sent, ErasureOf)
        refuse_if(why_not_from(wanted.teller))
        called = erasure_id(wanted.case)
        refuse_if(None if workflow.info().workflow_id == called else f"this erasure must be called {called}")
        end = EndCase(case=wanted.case, workflow=workflow_id(wanted.case), reason=wanted.reason, teller=wanted.teller)
        record: int = await workflow.execute_activity(
            "end_case", end, result_type=int, start_to_close_timeout=_TRY, retry_policy=_PATIENT
        )
        erased: ErasedCase = await workflow.execute_activity(
            "destroy_key",
            args=[end, record],
            result_type=ErasedCase,
            start_to_close_timeout=_TRY,
            retry_policy=_PATIENT,
        )
        erased = await workflow.execute_activity(
            "take_out", erased, result_type=ErasedCase, start_to_close_timeout=_TRY, retry_policy=_PATIENT
        )
        await workflow.execute_activity("empty_log", start_to_close_timeout=_TRY, retry_policy=_PATIENT)
        return erased
