"""What stock clients may start, and what becomes of a case that was ended outside of Aryz."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError

from models.errors import RefusedError, UnknownCase
from models.messages import Amend, Receipt, Start
from models.records import SYSTEM
from store.opening import Store
from tests.conftest import TELLER
from tests.workflows.stories import PERSONAL, folded, kept, lodged, noted, opening
from workflows.desk import Desk, workflow_id

pytestmark = pytest.mark.server


def started(reference: str, **changed: Any) -> dict[str, Any]:
    """The start of a case as JSON."""
    return Start(opening=opening(reference), teller=TELLER).model_dump(mode="json", exclude_unset=True) | changed


async def refused_start(client: Client, task_queue: str, reference: str, *sent: object, **options: Any) -> str:
    """Start a case as a stock client does; returns why its workflow failed. Nothing that was sent is in that."""
    handle = await client.start_workflow(
        "ComplaintCase", args=sent, id=workflow_id(reference), task_queue=task_queue, **options
    )
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result(rpc_timeout=timedelta(seconds=10))
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert (cause.type, cause.non_retryable) == ("Refused", True)
    events = [MessageToJson(event) for event in (await handle.fetch_history()).events]
    assert PERSONAL not in "".join(events[1:])
    return cause.message


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ([], "not readable as Start: 0 messages instead of one"),
        ([{}, {PERSONAL: 1}], "not readable as Start: 2 messages instead of one"),
        ([PERSONAL], "not readable as Start: message (model_type)"),
        ([{"opening": PERSONAL}], "not readable as Start: opening (model_type)"),
        ([{PERSONAL: PERSONAL}], "not readable as Start: ? (extra_forbidden)"),
        ([b"\xff" + PERSONAL.encode()], "not readable as Start: message (json_invalid)"),
        ([{}], "a case needs an opening"),
    ],
)
async def test_an_unreadable_start(  # noqa: PLR0917 (fixtures arrive as arguments)
    desk: Desk,
    client: Client,
    store: Store,
    task_queue: str,
    reference: str,
    caplog: pytest.LogCaptureFixture,
    sent: list[object],
    why: str,
) -> None:
    """It fails at once and for good, nothing that was sent stands in log or failure, and the reference stays free."""
    assert (await refused_start(client, task_queue, reference, *sent)).startswith(why)
    assert PERSONAL not in caplog.text
    with pytest.raises(UnknownCase, match=f"no case {reference}"):
        await desk.tell(reference, [lodged()])
    with pytest.raises(UnknownCase, match=f"no case {reference}"):
        await desk.due(reference)

    assert (await desk.open(opening(reference))).record == 1
    assert (await desk.tell(reference, [lodged()]))[0].record == 2
    await kept(store, reference, 2)


@pytest.mark.parametrize(
    ("changed", "options", "why"),
    [
        ({"opening": opening("asv").model_dump(mode="json")}, {}, "is called case/asv, and no other may be"),
        ({"teller": None}, {}, "needs a teller"),
        ({"teller": SYSTEM.model_dump(mode="json")}, {}, "the role system is that of the system itself"),
        ({"snapshot": "AAAA"}, {}, "begins with an opening and a teller"),
        ({"halted": "because"}, {}, "begins with an opening and a teller"),
        ({}, {"execution_timeout": timedelta(days=1)}, "without timeouts and without a schedule"),
        ({}, {"run_timeout": timedelta(days=1)}, "without timeouts and without a schedule"),
        ({"teller": None}, {"retry_policy": RetryPolicy(maximum_attempts=3)}, "needs a teller"),
    ],
)
async def test_a_start_that_opens_no_case(  # noqa: PLR0917 (fixtures arrive as arguments)
    desk: Desk,
    client: Client,
    store: Store,
    task_queue: str,
    reference: str,
    changed: dict[str, Any],
    options: dict[str, Any],
    why: str,
) -> None:
    """A start under a wrong id, from nobody, from the system, with a forged past or an end set is refused for good."""
    assert why in await refused_start(client, task_queue, reference, started(reference, **changed), **options)
    assert await store.ledger.entries("asv") == ()
    assert (await desk.open(opening(reference))).record == 1
    await kept(store, reference, 1)


async def test_a_law_of_which_nothing_was_known(desk: Desk, reference: str) -> None:
    """A case pinned to a day before the first entry of the law book would have no law at all."""
    early = opening(reference).model_copy(update={"law_known_on": date(2020, 1, 1)})
    with pytest.raises(RefusedError, match="nothing of the law had been entered by 2020-01-01; the first day"):
        await desk.open(early)
    assert (await desk.open(opening(reference))).record == 1


async def test_a_refused_start_answers_who_sent_it_along(
    desk: Desk, client: Client, task_queue: str, reference: str
) -> None:
    """An update that came with such a start is refused with the same reason."""
    start: WithStartWorkflowOperation[Any, None] = WithStartWorkflowOperation(
        "ComplaintCase",
        {"opening": PERSONAL},
        id=workflow_id(reference),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await client.execute_update_with_start_workflow(
            "open",
            Amend(teller=TELLER, opening=opening(reference)),
            start_workflow_operation=start,
            result_type=Receipt,
        )
    assert "not readable as Start: opening (model_type)" in str(refused.value.cause)
    assert (await desk.open(opening(reference))).record == 1


async def test_a_case_that_was_terminated(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """It is not begun again: opening, telling, adopting and a retry say what happened and what can be done."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    before = await folded(store, reference, 2)
    await client.get_workflow_handle(workflow_id(reference)).terminate("by hand")
    said = (
        rf"case {reference} takes nothing more: its workflow was terminated on \d{{4}}-.*outside of Aryz\. What it kept"
    )
    for asked in (
        lambda: desk.open(opening(reference)),
        lambda: desk.tell(reference, [noted(1)]),
        lambda: desk.adopt(reference, before.opening.law_known_on),
        lambda: desk.retry(reference),
    ):
        with pytest.raises(RefusedError, match=said):
            await asked()
    assert await folded(store, reference, 2) == before


async def test_a_refused_start_opens_no_way_to_begin_again(
    desk: Desk, client: Client, store: Store, task_queue: str, reference: str
) -> None:
    """Where a case was terminated, and a stock client's start was refused after it, the case is still over."""
    await desk.open(opening(reference))
    before = await folded(store, reference, 1)
    await client.get_workflow_handle(workflow_id(reference)).terminate()
    await refused_start(client, task_queue, reference, {}, id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE)
    query = f"WorkflowId = '{workflow_id(reference)}' AND ExecutionStatus = 'Terminated'"
    while (await client.count_workflows(query)).count == 0:  # noqa: ASYNC110 (the server tells nobody)
        await asyncio.sleep(0.05)
    with pytest.raises(RefusedError, match="had ended outside of Aryz before, and a new start was refused"):
        await desk.open(opening(reference))
    assert await folded(store, reference, 1) == before


async def test_begun_again_by_hand_it_halts(
    desk: Desk, client: Client, store: Store, task_queue: str, reference: str
) -> None:
    """A stock client can begin a terminated case again; the ledger holds its first record, and the case halts."""
    await desk.open(opening(reference))
    before = await folded(store, reference, 1)
    await client.get_workflow_handle(workflow_id(reference)).terminate()
    await client.start_workflow("ComplaintCase", started(reference), id=workflow_id(reference), task_queue=task_queue)
    while (await desk.health(reference)).halted is None:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.05)
    with pytest.raises(RefusedError, match=r"is halted: case .*, record 1: another record already stands"):
        await desk.tell(reference, [lodged()])
    assert await folded(store, reference, 1) == before
