"""A request to cancel does not end a case: it goes on, and nothing of it is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.worker import Worker

from activities.keeping import Keeping
from models.messages import Start
from store.opening import Store
from store.writer import GroupWriter
from tests.conftest import TELLER
from tests.workflows.stories import PERSONAL, folded, kept, lodged, noted, opening
from tests.workflows.test_trouble import Away
from worker import working
from workflows.complaint_case import ComplaintCase
from workflows.desk import Desk, workflow_id
from workflows.sandbox import runner

pytestmark = pytest.mark.server

IGNORED = "a request to cancel this case was ignored"


@asynccontextmanager
async def remembering(client: Client, task_queue: str, keeping: Keeping, cases: int) -> AsyncIterator[Desk]:
    """A desk before a worker with so many cases in memory; with none every step is a replay and ends in an eviction."""
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[ComplaintCase],
        activities=[keeping.keep],
        workflow_runner=runner(),
        max_cached_workflows=cases,
    )
    async with worker:
        yield Desk(client, task_queue=task_queue, teller=TELLER, patience=30)


async def cancelled(client: Client, reference: str) -> None:
    """Ask a case's workflow to cancel, twice, and let it hear that."""
    for _ in range(2):
        await client.get_workflow_handle(workflow_id(reference)).cancel()
        await asyncio.sleep(0.3)


async def still_running(client: Client, reference: str) -> bool:
    """Whether the server takes the case's workflow for running."""
    return (await client.get_workflow_handle(workflow_id(reference)).describe()).status is (
        WorkflowExecutionStatus.RUNNING
    )


async def test_a_case_at_rest_goes_on(
    desk: Desk, client: Client, store: Store, reference: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A case that waits for nothing stays, says once that it was asked, and takes what is told next."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    await kept(store, reference, 2)
    with caplog.at_level(logging.WARNING):
        await cancelled(client, reference)

    assert await still_running(client, reference)
    assert [line.message.count(IGNORED) for line in caplog.records] == [1]
    assert PERSONAL not in caplog.text
    assert (await desk.tell(reference, [noted(1)]))[0].repeated is False
    state = await folded(store, reference, 3)
    assert (await desk.health(reference)).head == state.head.hash


@pytest.mark.parametrize("cases", [0, 10])
async def test_nothing_is_lost_while_the_ledger_is_away(  # noqa: PLR0917 (fixtures arrive as arguments)
    client: Client, store: Store, task_queue: str, reference: str, caplog: pytest.LogCaptureFixture, cases: int
) -> None:
    """Asked to cancel while `keep` is tried again and again, a case hands over all it has when the ledger is back."""
    async with GroupWriter(store.ledger) as writer:
        away = Away(writer)
        async with remembering(client, task_queue, away, cases) as desk:
            await desk.open(opening(reference))
            told = [(await desk.tell(reference, [noted(number)]))[0] for number in range(3)]
            await cancelled(client, reference)
            told += [(await desk.tell(reference, [noted(number)]))[0] for number in range(3, 6)]
            assert (await desk.health(reference)).waiting == 7
            away.back.set()
            state = await folded(store, reference, 7)
            told += await desk.tell(reference, [noted(6)])
            state = await folded(store, reference, 8)

    assert [one.hash for one in told] == [state.told[f"n{number:05}"].hash for number in range(7)]
    assert "Eviction" not in caplog.text
    assert "Failed" not in caplog.text


async def test_a_long_telling_goes_on(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """Asked to cancel while records gather, a case hands over those and what presses after them, each once."""
    await desk.open(opening(reference))
    await kept(store, reference, 1)
    await desk.tell(reference, [noted(1)], gather=True)
    await cancelled(client, reference)
    await desk.tell(reference, [noted(2)], gather=True)
    (last,) = await desk.tell(reference, [noted(3)])

    assert (await folded(store, reference, 4)).told["n00003"].hash == last.hash


async def test_cancelled_before_it_began(client: Client, store: Store, task_queue: str, reference: str) -> None:
    """A case that was asked to cancel before any worker saw it is opened all the same."""
    start = Start(opening=opening(reference), teller=TELLER)
    handle = await client.start_workflow("ComplaintCase", start, id=workflow_id(reference), task_queue=task_queue)
    await handle.cancel()
    async with working(client, store, task_queue=task_queue):
        await kept(store, reference, 1)
        desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=30)
        assert (await desk.tell(reference, [lodged()]))[0].record == 2

    async with working(client, store, task_queue=task_queue):
        assert (await desk.tell(reference, [noted(1)]))[0].repeated is False
    assert await still_running(client, reference)
