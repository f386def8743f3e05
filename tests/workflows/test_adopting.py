"""The law of a case is moved to another day: tried, done, refused, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from law.published import BOOK
from models.errors import RefusedError
from models.records import RecordKind
from store.opening import Store
from tests.conftest import TELLER
from tests.workflows.conftest import BEFORE_ALL
from tests.workflows.stories import before_today, folded, kept, opening, refusal_and_appeal, today
from tests.workflows.test_telling import history_length, settled
from tests.workflows.test_trouble import forge, halted
from worker import working
from workflows.attributes import NEXT_DUE
from workflows.desk import Desk, workflow_id

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("long_known")]

LATEST = BOOK.latest_entry
PROSECUTOR = "cpc-105-2-prosecutor-terms general from e03"


@pytest.fixture
async def patient(skipping: WorkflowEnvironment, store: Store, task_queue: str) -> AsyncIterator[Desk]:
    """A desk on the server that skips time, with a worker behind it."""
    async with working(skipping.client, store, task_queue=task_queue):
        yield Desk(skipping.client, task_queue=task_queue, teller=TELLER, patience=30)


async def shown_due(client: Client, reference: str, *, wanted: bool) -> None:
    """Wait until the server shows that something is due in a case, or no longer does."""
    handle = client.get_workflow_handle(workflow_id(reference))

    async def shown() -> bool:
        return (await handle.describe()).typed_search_attributes.get(NEXT_DUE) is not None

    while await shown() is not wanted:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.05)


async def test_a_trial_changes_nothing(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """As a trial the case says what would change, term by term, and neither ledger nor terms are touched."""
    await desk.open(opening(reference))
    await desk.tell(reference, refusal_and_appeal(before_today(1)))
    state, due = await folded(store, reference, 4), await desk.due(reference)
    await settled(client, reference)
    said = await desk.adopt(reference, BEFORE_ALL, trial=True)

    assert (said.case, said.before, said.after, said.record) == (reference, LATEST, BEFORE_ALL, 0)
    assert any(line.startswith(f"no longer owed: {PROSECUTOR}") for line in said.changes)
    await settled(client, reference)
    assert await folded(store, reference, 4) == state
    assert await desk.due(reference) == due
    assert (await desk.health(reference)).head == state.head.hash


async def test_an_adoption_is_put_on_record(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """The record names both days, the terms are derived again, and moving the pin back gives the first terms again."""
    await desk.open(opening(reference))
    await desk.tell(reference, refusal_and_appeal(before_today(1)))
    before, due = await folded(store, reference, 4), await desk.due(reference)
    await shown_due(client, reference, wanted=True)
    said = await desk.adopt(reference, BEFORE_ALL)
    adopted = (await kept(store, reference, 5))[-1].record

    assert (adopted.kind, adopted.seq, adopted.teller) == (RecordKind.LAW_ADOPTED, said.record, TELLER)
    assert adopted.reason == f"law as known on {LATEST} -> {BEFORE_ALL}"
    assert await desk.due(reference) == ()
    state = await folded(store, reference, 5)
    assert state.opening.law_known_on == BEFORE_ALL
    assert state.timeline.standing.duties.running == ()
    await shown_due(client, reference, wanted=False)

    again = await desk.adopt(reference, LATEST)
    state = await folded(store, reference, 6)
    assert any(line.startswith(f"owed from now on: {PROSECUTOR}") for line in again.changes)
    assert await desk.due(reference) == due
    assert (state.timeline.standing, state.opening) == (before.timeline.standing, before.opening)
    health = await desk.health(reference)
    assert (health.head, health.waiting) == (state.head.hash, 0)


async def test_the_same_day_again_leaves_no_record(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """A pin that is there already is answered, and nothing is put on record."""
    await desk.open(opening(reference))
    await kept(store, reference, 1)
    said = await desk.adopt(reference, LATEST)
    await settled(client, reference)

    assert (said.record, said.changes) == (0, ())
    await kept(store, reference, 1)


async def test_a_day_to_come_is_refused(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """What will be known tomorrow is not known today; a refusal leaves no trace."""
    await desk.open(opening(reference))
    await settled(client, reference)
    before = await history_length(client, reference)
    tomorrow = before_today(-1)
    with pytest.raises(RefusedError, match=f"known_on {tomorrow} has not come yet"):
        await desk.adopt(reference, tomorrow)
    with pytest.raises(RefusedError, match="has not come yet"):
        await desk.adopt(reference, tomorrow, trial=True)

    assert await history_length(client, reference) == before
    await kept(store, reference, 1)


async def test_a_halted_case_adopts_nothing(desk: Desk, store: Store, reference: str) -> None:
    """A case whose ledger contradicts it accepts no other law either."""
    await desk.open(opening(reference))
    await kept(store, reference, 1)
    await forge(store, reference)
    await desk.adopt(reference, BEFORE_ALL)
    await halted(desk, reference, wanted=True)
    with pytest.raises(RefusedError, match="is halted"):
        await desk.adopt(reference, LATEST)


async def test_the_timer_follows_the_law(
    skipping: WorkflowEnvironment, patient: Desk, store: Store, reference: str
) -> None:
    """Under a law without terms nothing rings; with the terms back the bell rings at their end."""
    await patient.open(opening(reference))
    await patient.tell(reference, refusal_and_appeal(today()))
    await patient.adopt(reference, BEFORE_ALL)
    await kept(store, reference, 5)
    await skipping.sleep(timedelta(days=3))
    await kept(store, reference, 5)

    await patient.adopt(reference, LATEST)
    state = await folded(store, reference, 6)
    end = state.next_end()
    assert end is not None
    now = (await skipping.get_current_time()).astimezone(UTC)
    assert end > now
    await skipping.sleep(end - now + timedelta(seconds=75))
    passed = (await kept(store, reference, 7))[-1].record
    assert passed.kind is RecordKind.TERM_PASSED
    assert 0 <= (datetime.fromisoformat(passed.recorded_at) - end).total_seconds() < 2
