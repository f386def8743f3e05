"""The day of an upgrade: another version of the program takes up cases that the one before it has written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.keeping import Keeping
from ledger.chain import verify
from lifecycle import decision, telling
from lifecycle.decision import Refused
from lifecycle.state import CaseState
from models.assessment import Finding
from models.messages import Receipt, Tell
from store.opening import Store
from store.writer import GroupWriter
from tests.conftest import TELLER
from tests.workflows.stories import before_today, lodged, noted, opening, refusal_and_appeal, told_by
from tests.workflows.test_trouble import Away
from workflows.attributes import FINDINGS
from workflows.complaint_case import ComplaintCase
from workflows.desk import Desk, workflow_id
from workflows.sandbox import runner

pytestmark = pytest.mark.server

Patch = Callable[[pytest.MonkeyPatch], None]
EARLIER = [*refusal_and_appeal(before_today(1)), noted(1), noted(2), noted(3)]
LATER = [noted(4), noted(5)]


def worded_otherwise(patch: pytest.MonkeyPatch) -> None:
    """A version that names no transitions in its records."""
    patch.setattr(telling, "_transitions", lambda *_: ())


def finds_more(patch: pytest.MonkeyPatch) -> None:
    """A version with a further rule: it raises a finding at the fifth event, where nothing else changes."""
    find: Callable[..., tuple[Finding, ...]] = vars(telling)["find"]

    def more(facts: Any, as_of: Any) -> tuple[Finding, ...]:
        found = find(facts, as_of)
        new = Finding(rule="further_rule", certainty="certain", since="2024-03-01", issue="delay", evidence=("n1",))
        return (*found, new) if len(facts.events) >= 5 else found

    patch.setattr(telling, "find", more)


def finds_nothing(patch: pytest.MonkeyPatch) -> None:
    """A version that has lost its rules."""
    patch.setattr(telling, "find", lambda *_: ())


def counts_otherwise(patch: pytest.MonkeyPatch) -> None:
    """A version that puts the passing of every term on record twice, and knows of no term's end."""
    patch.setattr(CaseState, "next_end", lambda _: None)
    patch.setattr(CaseState, "silent", lambda state, _: state.timeline.standing.duties.running)


def refuses_more(patch: pytest.MonkeyPatch) -> None:
    """A version in which nothing can happen any more."""
    patch.setattr(decision, "decide", lambda *_: Refused("e", "nothing can happen"))


@asynccontextmanager
async def a_worker(client: Client, queue: str, keeping: Keeping) -> AsyncIterator[None]:
    """A worker without memory: every task repeats the case from its first message."""
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[ComplaintCase],
        activities=[keeping.keep],
        workflow_runner=runner(),
        max_cached_workflows=0,
    )
    async with worker:
        yield


async def at_rest(desk: Desk, reference: str) -> None:
    """Wait until everything is in the ledger."""
    while (await desk.health(reference)).waiting:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.05)


async def assert_the_ledgers(desk: Desk, client: Client, store: Store, reference: str) -> CaseState:
    """The chain holds, and the case says of itself what its ledger tells; returns the state that it tells."""
    await at_rest(desk, reference)
    entries = await store.ledger.entries(reference)
    state, health = told_by(entries), await desk.health(reference)
    assert verify(entries) == state.head
    assert (health.head, health.records, health.halted) == (state.head.hash, state.head.length, None)
    again = await desk.tell(reference, [told.event for told in state.told.values()])
    assert [(one.record, one.hash, one.repeated) for one in again] == [
        (told.seq, told.hash, True) for told in state.told.values()
    ]
    assert {line.event: line.record for line in await desk.timeline(reference)} == {
        name: told.seq for name, told in state.told.items()
    }
    certain = sum(finding.endswith(":certain") for finding in state.found)
    described = await client.get_workflow_handle(workflow_id(reference)).describe()
    assert described.typed_search_attributes[FINDINGS] == certain
    return state


@pytest.mark.parametrize("version", [worded_otherwise, finds_more, finds_nothing, counts_otherwise])
async def test_a_later_version_goes_on(  # noqa: PLR0917 (fixtures arrive as arguments)
    client: Client, store: Store, task_queue: str, reference: str, monkeypatch: pytest.MonkeyPatch, version: Patch
) -> None:
    """A case told event by event goes on under a version that derives otherwise, and then under the first again."""
    desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=20)
    async with GroupWriter(store.ledger) as writer:
        async with a_worker(client, task_queue, Keeping(writer)):
            await desk.open(opening(reference))
            for one in EARLIER:
                await desk.tell(reference, [one])
            before = await assert_the_ledgers(desk, client, store, reference)
        with monkeypatch.context() as patch:
            version(patch)
            async with a_worker(client, task_queue, Keeping(writer)):
                told = await desk.tell(reference, LATER[:1])
                between = await assert_the_ledgers(desk, client, store, reference)
        async with a_worker(client, task_queue, Keeping(writer)):
            await desk.retry(reference)
            told += await desk.tell(reference, LATER[1:])
            after = await assert_the_ledgers(desk, client, store, reference)

    assert dict(before.told).items() <= dict(between.told).items() <= dict(after.told).items()
    assert [(one.record, one.hash) for one in told] == [
        (after.told[one.id].seq, after.told[one.id].hash) for one in LATER
    ]
    assert after.found == before.found
    assert (between.found != before.found) is (version in {finds_more, finds_nothing})


async def test_what_was_accepted_is_not_asked_again(
    client: Client, store: Store, task_queue: str, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that would refuse what was told keeps it, and what it has contested stays so under the next."""
    desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=20)
    signal = client.get_workflow_handle(workflow_id(reference)).signal
    async with GroupWriter(store.ledger) as writer:
        async with a_worker(client, task_queue, Keeping(writer)):
            await desk.open(opening(reference))
            await desk.tell(reference, [lodged()])
            await signal("inform", Tell(teller=TELLER, events=(noted(1),)))
            await assert_the_ledgers(desk, client, store, reference)
        with monkeypatch.context() as patch:
            refuses_more(patch)
            async with a_worker(client, task_queue, Keeping(writer)):
                await signal("inform", Tell(teller=TELLER, events=(noted(2),)))
                await at_rest(desk, reference)
                assert [line.event for line in await desk.timeline(reference)] == ["e01", "n00001"]
        async with a_worker(client, task_queue, Keeping(writer)):
            await desk.tell(reference, [noted(3)])
            state = await assert_the_ledgers(desk, client, store, reference)

    assert list(state.told) == ["e01", "n00001", "n00003"]
    assert [(kept.event, kept.reason) for kept in state.contested] == [(noted(2), "nothing can happen")]


@pytest.mark.parametrize("version", [worded_otherwise, finds_more, finds_nothing])
async def test_an_upgrade_while_the_ledger_is_away(  # noqa: PLR0917 (fixtures arrive as arguments)
    client: Client, store: Store, task_queue: str, reference: str, monkeypatch: pytest.MonkeyPatch, version: Patch
) -> None:
    """Records under way when the version changes are kept as they left; those that waited follow in the new words."""
    desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=20)
    async with GroupWriter(store.ledger) as writer:
        away = Away(writer)
        async with a_worker(client, task_queue, away):
            await desk.open(opening(reference))
            for one in EARLIER:
                await desk.tell(reference, [one])
            assert await store.ledger.entries(reference) == ()
        version(monkeypatch)
        async with a_worker(client, task_queue, away):
            await desk.tell(reference, LATER[:1])
            away.back.set()
            await desk.tell(reference, LATER[1:])
            state = await assert_the_ledgers(desk, client, store, reference)

    assert list(state.told) == [one.id for one in (*EARLIER, *LATER)]


async def test_an_upgrade_while_records_gather(
    client: Client, store: Store, task_queue: str, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a long telling has handed over in the old words stands, when the next version hands it over again."""
    desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=20)
    async with GroupWriter(store.ledger) as writer:
        patient = Keeping(writer, linger=15)
        async with a_worker(client, task_queue, patient):
            await desk.open(opening(reference))
            await at_rest(desk, reference)
            await desk.tell(reference, EARLIER, gather=True)
            while len(await store.ledger.entries(reference)) < 1 + len(EARLIER):  # noqa: ASYNC110 (asked, not told)
                await asyncio.sleep(0.05)
        began = datetime.now(UTC)
        worded_otherwise(monkeypatch)
        async with a_worker(client, task_queue, patient):
            await desk.tell(reference, LATER)
            state = await assert_the_ledgers(desk, client, store, reference)

    assert (datetime.now(UTC) - began).total_seconds() < 10
    assert list(state.told) == [one.id for one in (*EARLIER, *LATER)]


async def test_every_worker_without_memory_makes_the_same_records(
    client: Client, store: Store, task_queue: str, reference: str
) -> None:
    """A worker killed while the ledger is away: the next one gives the receipts that the first would have given."""
    desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=20)
    async with GroupWriter(store.ledger) as writer:
        away = Away(writer)
        receipts: list[Receipt] = []
        for events in (EARLIER[:2], EARLIER[2:4], EARLIER[4:]):
            async with a_worker(client, task_queue, away):
                await desk.open(opening(reference))
                for one in events:
                    receipts += await desk.tell(reference, [one])
        async with a_worker(client, task_queue, away):
            away.back.set()
            state = await assert_the_ledgers(desk, client, store, reference)

    assert [(one.event, one.record, one.hash) for one in receipts] == [
        (name, told.seq, told.hash) for name, told in state.told.items()
    ]
