"""Seeing that notices go out: the two workflows that run for as long as the installation does."""

from __future__ import annotations

from typing import Final

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from models.errors import ServerError
from workflows.naming import CALLS, NOTICES

_SINGLE: Final = (("Notices", NOTICES), ("Calls", CALLS))


async def ensure_running(client: Client, task_queue: str) -> None:
    """
    Start what sends mail and what calls programs, unless it runs. Again, and by many at once: changes nothing.

    Args:
        client: of the server.
        task_queue: where the workers are.

    Raises:
        ServerError: the server does not take it.
    """
    try:
        for kind, named in _SINGLE:
            await client.start_workflow(
                kind,
                id=named,
                task_queue=task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
    except RPCError as error:
        said = error.message.partition("\n")[0][:160]
        raise ServerError(f"the Temporal server did not start what sends notices: {said}") from None
