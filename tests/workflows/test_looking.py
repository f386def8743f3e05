"""What can be seen of a case: queries, search attributes, and that nothing personal stands where anybody may look."""

from __future__ import annotations

import asyncio
import json

import pytest
from google.protobuf.json_format import MessageToJson
from temporalio.client import Client
from temporalio.worker import Worker

from activities.keeping import Keeping
from models.messages import DueLine, TimelineLine
from store.opening import Store
from store.writer import GroupWriter
from tests.conftest import TELLER
from tests.workflows.stories import PERSONAL, before_today, event, folded, lodged, noted, opening, refusal_and_appeal
from workflows.attributes import FINDINGS, HALTED, NEXT_DUE, OPEN_SINCE, OVERDUE, PHASE, REGION, STATE
from workflows.complaint_case import ComplaintCase
from workflows.desk import Desk, workflow_id
from workflows.sandbox import runner

pytestmark = pytest.mark.server


async def test_what_may_be_asked(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """Posture, timeline, due, next and health answer from the state that the ledger tells."""
    await desk.open(opening(reference))
    await desk.tell(reference, refusal_and_appeal(before_today(1)))
    state = await folded(store, reference, 4)
    handle = client.get_workflow_handle_for(ComplaintCase.run, workflow_id(reference))

    posture = await handle.query(ComplaintCase.posture)
    standing = state.timeline.standing.postures["main"]
    assert (posture["main"].phase, posture["main"].state) == (standing.phase, standing.name)
    timeline = await desk.timeline(reference)
    assert [(line.event, line.kind, line.record) for line in timeline] == [
        ("e01", "complaint_lodged", 2),
        ("e02", "opening_refused", 3),
        ("e03", "appeal_filed", 4),
    ]
    assert isinstance(timeline[0], TimelineLine)
    due = await desk.due(reference)
    assert isinstance(due[0], DueLine)
    assert ("cpc-105-2-prosecutor-terms", "e03", "city-prosecutor") in {
        (line.rule, line.anchor, line.owed_by) for line in due
    }
    assert "quashed" in await desk.next(reference)
    health = await desk.health(reference)
    assert (health.head, health.waiting, health.halted) == (state.head.hash, 0, None)
    assert health.records == state.head.length == 5


async def test_cases_are_found_by_their_attributes(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """The server lists a case by phase, state, region and flags, as soon as it stands there."""
    await desk.open(opening(reference, region="KZ-10"))
    await desk.tell(
        reference,
        [
            lodged("e01", before_today(200)),
            event("e02", "investigation_opened", before_today(190), by="city-police", form="preliminary"),
        ],
    )
    found: list[str] = []
    asked = f"AryzPhase = 'investigation' AND AryzOverdue = true AND WorkflowId = '{workflow_id(reference)}'"
    while not found:
        found = [one.id async for one in client.list_workflows(asked)]
        await asyncio.sleep(0.1)

    described = await client.get_workflow_handle(workflow_id(reference)).describe()
    shown = described.typed_search_attributes
    assert (shown[PHASE], shown[STATE], shown[REGION]) == ("investigation", "opened", "KZ-10")
    certain = [finding for finding in (await folded(store, reference, 3)).found if finding.endswith(":certain")]
    assert (shown[OVERDUE], shown[HALTED], shown[FINDINGS]) == (True, False, len(certain))
    assert shown[OPEN_SINCE].date() == before_today(200)
    next_due = shown.get(NEXT_DUE)
    assert next_due is None or next_due.date() > before_today(1)


async def test_nothing_personal_stands_in_the_clear(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """No word that a person typed is in ids, attributes, memo, names of messages, the register or an answer."""
    await desk.open(opening(reference))
    await desk.tell(reference, refusal_and_appeal(before_today(1)))
    await folded(store, reference, 4)
    handle = client.get_workflow_handle(workflow_id(reference))
    described = await handle.describe()

    clear = MessageToJson(described.raw_description)
    assert PERSONAL not in clear
    assert await described.memo() == {}
    for sent in (await desk.timeline(reference), await desk.due(reference), await store.register.row(reference)):
        assert PERSONAL not in str(sent)
    history = json.loads((await handle.fetch_history()).to_json())
    names = {
        str(attributes.get(key))
        for one in history["events"]
        for attributes in one.values()
        if isinstance(attributes, dict)
        for key in ("activityId", "identity", "signalName", "timerId", "workflowId", "taskQueue")
    }
    assert PERSONAL not in str(names)


async def test_a_worker_without_memory(client: Client, store: Store, task_queue: str, reference: str) -> None:
    """Every task replayed from the start, and another worker half way: the same case, the same chain."""
    desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=30)
    async with GroupWriter(store.ledger) as writer:

        def worker() -> Worker:
            return Worker(
                client,
                task_queue=task_queue,
                workflows=[ComplaintCase],
                activities=[Keeping(writer).keep],
                workflow_runner=runner(),
                max_cached_workflows=0,
            )

        async with worker():
            await desk.open(opening(reference))
            first = await desk.tell(reference, refusal_and_appeal(before_today(1)))
            await folded(store, reference, 4)
        async with worker():
            again = await desk.tell(reference, refusal_and_appeal(before_today(1)))
            await asyncio.gather(*(desk.tell(reference, [noted(number)]) for number in range(6)))
            state = await folded(store, reference, 10)
            health = await desk.health(reference)

    assert [one.hash for one in again] == [one.hash for one in first]
    assert (health.head, health.records, health.waiting) == (state.head.hash, state.head.length, 0)
