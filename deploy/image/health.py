"""
Health of the worker in this container: does the Temporal server see it polling for work?

A process that lives but polls no more is what a health check has to find, so the question is put to the server: among
those who poll the queue, is one with this machine's name, seen within the last two minutes? Exit status 0 yes, 1 no.
Connection settings are those of the worker itself (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS: temporalio.envconfig).
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

# A poll lasts one minute at most; the server names everybody who polled within the last five.
FRESH = timedelta(minutes=2)


async def polls(client: Client, queue: str, host: str, now: datetime) -> bool:
    """Whether a worker of `host` has asked for workflow tasks of `queue` since `now` less two minutes."""
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    return any(
        poller.identity.endswith(f"@{host}") and now - poller.last_access_time.ToDatetime(tzinfo=UTC) < FRESH
        for poller in answer.pollers
    )


async def check() -> str | None:
    """What is wrong, in one line; None where the worker is well."""
    queue, host = os.environ.get("ARYZ_TASK_QUEUE", "aryz"), socket.gethostname()
    try:
        client = await Client.connect(**ClientConfig.load_client_connect_config())
        well = await polls(client, queue, host, datetime.now(UTC))
    except (RPCError, RuntimeError) as error:  # a refusal; a server that cannot be reached
        return f"the Temporal server does not answer: {error}"
    return None if well else f"no worker of {host} has polled the queue {queue} for {FRESH.total_seconds():.0f} s"


if __name__ == "__main__":
    wrong = asyncio.run(check())
    if wrong:
        sys.stdout.write(wrong + "\n")
    sys.stdout.flush()
    # The SDK's threads can abort the interpreter after its work is done (temporalio/sdk-python#300).
    os._exit(1 if wrong else 0)
