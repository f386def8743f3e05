"""A case that outgrows one history goes on in the next run, and nobody notices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

import pytest
from temporalio.client import Client, WorkflowHistory

from law.published import BOOK
from lifecycle.assessment import assess, assess_case
from models.case import Chronology
from models.events import Event
from models.messages import Receipt, Tell
from store.opening import Store
from tests.conftest import TELLER
from tests.replay.replaying import replay
from tests.servers import DevServer
from tests.workflows.conftest import BEFORE_ALL
from tests.workflows.stories import event, folded, noted, opening, refusal_and_appeal
from tests.workflows.test_sealing import named, sealed
from workflows.complaint_case import ComplaintCase
from workflows.desk import Desk, workflow_id
from workflows.pinned import norms_of

pytestmark = [pytest.mark.server, pytest.mark.slow]

LONG = 3_000
SOON = "limit.historyCount.suggestContinueAsNew=250"
"""A sixteenth of what the server is set to otherwise, so that a test sees many runs."""

DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    """A server that asks cases to continue as new early."""
    with DevServer(tmp_path_factory.mktemp("eager"), f"--dynamic-config-value={SOON}").running() as running:
        yield running


async def runs(client: Client, reference: str) -> int:
    """How many runs a case has had."""
    return len({one.run_id async for one in client.list_workflows(f"WorkflowId = '{workflow_id(reference)}'")})


def long_story() -> list[Event]:
    """Three thousand events: a refusal and an appeal, quashed and refused again every hundred events."""
    told = list(refusal_and_appeal(DAY))
    while len(told) < LONG:
        number = len(told)
        if number % 100 == 0:
            told.append(event(f"r{number}", "quashed", DAY, by="city-prosecutor", target="e02"))
        else:
            told.append(noted(number, DAY))
    return told


async def test_three_thousand_events(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """A case of 3,000 events, told in pieces and singly over several runs, is what its ledger and its law say."""
    told, first = long_story(), opening(reference)
    await desk.open(first)
    receipts: list[Receipt] = []
    for start in range(0, LONG - 300, 200):
        receipts += await desk.tell(reference, told[start : start + 200])
    await continued(desk, reference)
    for start in range(LONG - 300, LONG, 3):
        pieces = [[one] for one in told[start : start + 3]]
        answers = await asyncio.gather(*(desk.tell(reference, piece) for piece in pieces), desk.due(reference))
        receipts += [one for said in answers[:3] for one in said if isinstance(one, Receipt)]
    await continued(desk, reference)

    state = await folded(store, reference, LONG + 1)
    health = await desk.health(reference)
    assert (health.head, health.records, health.waiting) == (state.head.hash, state.head.length, 0)
    assert {one.event: (one.record, one.hash) for one in receipts} == {
        name: (known.seq, known.hash) for name, known in state.told.items()
    }
    again = await desk.tell(reference, told[:3] + told[-3:])
    known = {one.event: one for one in receipts}
    assert [(one.record, one.hash, one.repeated) for one in again] == [
        (known[one.event].record, known[one.event].hash, True) for one in again
    ]
    posture = await client.get_workflow_handle_for(ComplaintCase.run, workflow_id(reference)).query(
        ComplaintCase.posture
    )
    ordered = tuple(one.model_copy(update={"position": state.told[one.id].event.position}) for one in told)
    judged = assess(Chronology(header=first.header, events=ordered), norms_of(first), DAY)
    live = assess_case(state, DAY)
    assert posture == judged.posture == live.posture
    assert (judged.obligations, judged.counts) == (live.obligations, live.counts)
    assert await runs(client, reference) > 5


async def continued(desk: Desk, reference: str) -> None:
    """Wait until everything is in the ledger."""
    while (await desk.health(reference)).waiting:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.05)


async def test_a_case_goes_on_that_was_to_be_cancelled(
    desk: Desk, client: Client, store: Store, reference: str
) -> None:
    """A request to cancel is ignored in each run of a case, and the next runs begin all the same."""
    await desk.open(opening(reference))
    for number in range(60):
        if number in {20, 50}:
            await client.get_workflow_handle(workflow_id(reference)).cancel()
        await desk.tell(reference, [noted(number, DAY)])
    assert await runs(client, reference) > 1
    await client.get_workflow_handle(workflow_id(reference)).cancel()
    await desk.tell(reference, [noted(60, DAY)])
    while (health := await desk.health(reference)).waiting:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.05)
    assert (await folded(store, reference, 62)).head.hash == health.head


@pytest.mark.usefixtures("long_known")
async def test_an_adopted_law_goes_along(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """The law that a case was moved to, and the findings on record, hold in its next runs as in its ledger."""
    await desk.open(opening(reference))
    await desk.tell(reference, refusal_and_appeal(DAY))
    due = await desk.due(reference)
    await desk.adopt(reference, BEFORE_ALL)
    for number in range(60):
        await desk.tell(reference, [noted(number, DAY)])
    assert await runs(client, reference) > 1
    state = await folded(store, reference, 65)
    while (health := await desk.health(reference)).head != state.head.hash:  # a run that ended may still be sealed
        state = await folded(store, reference, 65)
    assert health.records == state.head.length
    assert (state.opening.law_known_on, await desk.due(reference)) == (BEFORE_ALL, ())

    said = await desk.adopt(reference, state.opening.law_known_on)
    assert (said.before, said.record) == (BEFORE_ALL, 0)
    adopted = await desk.adopt(reference, BOOK.latest_entry)
    assert adopted.record > state.head.length
    assert await desk.due(reference) == due
    while (state := await folded(store, reference, 66)).head.length < adopted.record:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.05)
    assert state.opening == opening(reference)


async def test_signals_at_the_boundary(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """Signals that arrive while one run ends and the next begins are all applied, each once."""
    await desk.open(opening(reference))
    handle = client.get_workflow_handle(workflow_id(reference))
    for start in range(0, 400, 4):
        signals = [Tell(teller=TELLER, events=(noted(number),)) for number in range(start, start + 4)]
        await asyncio.gather(*(handle.signal("inform", one) for one in signals), desk.health(reference))

    state = await folded(store, reference, 401)
    assert set(state.told) == {noted(number).id for number in range(400)}
    assert await runs(client, reference) > 1


async def test_the_runs_that_have_ended_are_sealed(desk: Desk, store: Store, client: Client, reference: str) -> None:
    """Each run seals the one before it: complete, on record, and it can be replayed."""
    await desk.open(opening(reference))
    for number in range(130):
        await desk.tell(reference, [noted(number, DAY)])
    ended = await runs(client, reference) - 1
    assert ended >= 2
    entries = await sealed(store, reference, ended)
    assert len({named(entry).run for entry in entries}) == ended
    assert (await desk.health(reference)).runs_on not in {named(entry).run for entry in entries}
    for history in map(named, entries):
        text = await store.histories.get(reference, history.run)
        assert text is not None
        assert sha256(text).hexdigest() == history.sha256
        assert b"EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW" in text
        await replay(WorkflowHistory.from_json(workflow_id(reference), text.decode()))
