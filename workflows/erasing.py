"""Having a case erased, from outside."""

from __future__ import annotations

import asyncio

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.service import RPCError

from models.errors import RefusedError, ServerError
from models.messages import ErasedCase, ErasureOf
from workflows.naming import erasure_id


async def erase(client: Client, wanted: ErasureOf, *, task_queue: str, patience: float = 60.0) -> ErasedCase:
    """
    Erase a case; returns when nobody can read any more what was told in it. Again: does what is left to do.

    Args:
        client: of the server where the case runs.
        wanted: which case, by whom, for which reason.
        task_queue: where its workers are.
        patience: seconds to wait. The erasure goes on by itself afterwards.

    Raises:
        RefusedError: a legal hold lies on it, or there is no such case. Nothing was erased.
        ServerError: it is not done yet, or the server or every worker is away.
    """
    reference = wanted.case
    try:
        async with asyncio.timeout(patience):
            handle: WorkflowHandle[object, ErasedCase] = await client.start_workflow(
                "Erasure",
                wanted,
                id=erasure_id(reference),
                task_queue=task_queue,
                result_type=ErasedCase,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
            return await handle.result()
    except TimeoutError:
        raise ServerError(
            f"case {reference} is not erased yet: a worker or a database is away. What was begun goes on by itself "
            "when they are back; ask again with the same command"
        ) from None
    except RPCError as error:
        raise ServerError(
            f"the Temporal server did not take the erasure of case {reference}: {error.message.splitlines()[0][:160]}"
        ) from None
    except WorkflowFailureError as error:
        raise RefusedError(_reason(error, reference)) from None


def _reason(error: WorkflowFailureError, reference: str) -> str:
    cause: BaseException | None = error.cause
    if isinstance(cause, ActivityError):
        cause = cause.cause
    text = cause.message if isinstance(cause, ApplicationError) else str(cause or error)
    return text if reference in text else f"case {reference}: {text}"
