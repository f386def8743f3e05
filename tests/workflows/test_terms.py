"""Silence is an event: the end of a term rings by itself, is put on record once, and at the right instant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from models.records import Record, RecordKind
from store.opening import Store
from tests.conftest import TELLER
from tests.workflows.stories import answer, before_today, event, folded, kept, opening, refusal_and_appeal, today
from worker import working
from workflows.desk import Desk, workflow_id

pytestmark = pytest.mark.server

PROSECUTOR = ("cpc-105-2-prosecutor-terms", "general", "e03")
MINUTE = timedelta(seconds=75)
"""The settling minute, and what the server's clock needs besides."""


@pytest.fixture
async def desk(skipping: WorkflowEnvironment, store: Store, task_queue: str) -> AsyncIterator[Desk]:
    """A desk on the server that skips time, with a worker behind it."""
    async with working(skipping.client, store, task_queue=task_queue):
        yield Desk(skipping.client, task_queue=task_queue, teller=TELLER, patience=30)


async def history(env: WorkflowEnvironment, reference: str) -> WorkflowHistory:
    """What the server holds of a case."""
    return await env.client.get_workflow_handle(workflow_id(reference)).fetch_history()


def timers(of: WorkflowHistory) -> list[int]:
    """How many timers ran after each event that started or ended one."""
    steps = {
        EventType.EVENT_TYPE_TIMER_STARTED: 1,
        EventType.EVENT_TYPE_TIMER_FIRED: -1,
        EventType.EVENT_TYPE_TIMER_CANCELED: -1,
    }
    running, counts = 0, []
    for one in of.events:
        if one.event_type in steps:
            running += steps[one.event_type]
            counts.append(running)
    return counts


def overdue_flags(of: WorkflowHistory) -> list[bool]:
    """The values that the overdue flag took."""
    shown = [
        one.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields for one in of.events
    ]
    return [fields["AryzOverdue"].data == b"true" for fields in shown if "AryzOverdue" in fields]


async def passed(store: Store, reference: str) -> list[Record]:
    """The records that say that terms have passed."""
    records = [entry.record for entry in await store.ledger.entries(reference)]
    return [record for record in records if record.kind is RecordKind.TERM_PASSED]


async def due_of(store: Store, reference: str, records: int) -> datetime:
    """When the prosecutor's term ends."""
    running = (await folded(store, reference, records)).timeline.standing.duties.running
    end = next(duty.latest for duty in running if duty.key == PROSECUTOR)
    assert end is not None
    return end.instant


def moment(record: Record) -> datetime:
    """When a record was recorded."""
    return datetime.strptime(record.recorded_at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


async def sleep_until(env: WorkflowEnvironment, instant: datetime) -> None:
    """Skip time to an instant."""
    await env.sleep(instant - await env.get_current_time())


async def test_an_unanswered_term_is_recorded_when_it_ends(
    skipping: WorkflowEnvironment, desk: Desk, store: Store, reference: str
) -> None:
    """When the prosecutor's days have passed in silence, a record says so at that instant, and the case is overdue."""
    await desk.open(opening(reference))
    await desk.tell(reference, refusal_and_appeal(today()))
    due = await due_of(store, reference, 4)
    await sleep_until(skipping, due - MINUTE)
    recorded_before = await passed(store, reference)
    await sleep_until(skipping, due + MINUTE)

    (record,) = [one for one in await passed(store, reference) if one not in recorded_before]
    assert PROSECUTOR in {(term.rule, term.term, term.anchor) for term in record.passed}
    assert record.teller.role.value == "system"
    assert timedelta(0) <= moment(record) - due < timedelta(seconds=2)
    assert all(PROSECUTOR[2] != term.anchor for one in recorded_before for term in one.passed)
    assert ("cpc-105-2-prosecutor-terms", "e03") in {(line.rule, line.anchor) for line in await desk.due(reference)}
    happened = await history(skipping, reference)
    assert overdue_flags(happened)[-1] is True
    assert max(timers(happened)) == 1


async def test_an_answered_term_leaves_no_record(
    skipping: WorkflowEnvironment, desk: Desk, store: Store, reference: str
) -> None:
    """Answered in time, the end of the term is not an event."""
    await desk.open(opening(reference))
    await desk.tell(reference, refusal_and_appeal(today()))
    due = await due_of(store, reference, 4)
    await sleep_until(skipping, due - timedelta(hours=30))
    before = len(await passed(store, reference))
    told = answer("e04", (await skipping.get_current_time()).date() - timedelta(days=1))
    await desk.tell(reference, [told])
    await kept(store, reference, 5 + before)
    await sleep_until(skipping, due + MINUTE)

    anchors = {(term.rule, term.anchor) for one in await passed(store, reference) for term in one.passed}
    assert ("cpc-105-2-prosecutor-terms", "e03") not in anchors
    assert max(timers(await history(skipping, reference))) == 1


async def test_terms_of_an_old_case_are_recorded_once(
    skipping: WorkflowEnvironment, desk: Desk, store: Store, reference: str
) -> None:
    """A case imported late says once which terms passed in silence, a minute after the last telling."""
    await desk.open(opening(reference))
    for told in refusal_and_appeal(before_today(200)):
        await desk.tell(reference, [told])
    silent = (await folded(store, reference, 4)).silent(datetime.now(UTC))
    assert await passed(store, reference) == []
    await skipping.sleep(MINUTE)

    (record,) = [entry.record for entry in (await kept(store, reference, 5))[4:]]
    assert PROSECUTOR in {duty.key for duty in silent}
    assert {(term.rule, term.term, term.anchor) for term in record.passed} == {duty.key for duty in silent}
    await skipping.sleep(timedelta(days=1))
    assert len(await passed(store, reference)) == 1
    assert overdue_flags(await history(skipping, reference)) == [False, True]


@pytest.mark.parametrize("days", [-3, 5])
async def test_a_correction_moves_the_end_of_a_term(
    skipping: WorkflowEnvironment, desk: Desk, store: Store, reference: str, days: int
) -> None:
    """A corrected date moves the end of its term, earlier or later, and the one timer with it."""
    day = before_today(5)
    await desk.open(opening(reference))
    await desk.tell(reference, refusal_and_appeal(day))
    first = await due_of(store, reference, 4)
    corrected = event("e04", "corrected", day + timedelta(days=days), target="e03")
    await desk.tell(reference, [corrected])
    due = await due_of(store, reference, 5)
    assert (due > first) is (days > 0)
    await sleep_until(skipping, max(due, first) + MINUTE)

    (record,) = [
        one for one in await passed(store, reference) if PROSECUTOR in {(t.rule, t.term, t.anchor) for t in one.passed}
    ]
    told_at = moment((await store.ledger.entries(reference))[4].record)
    assert timedelta(0) <= moment(record) - max(due, told_at) < MINUTE
    assert max(timers(await history(skipping, reference))) == 1
