"""A closed case, and a run that has ended, leave their Temporal history in the store, sealed and named on record."""

from __future__ import annotations

import asyncio
import json
import time
from hashlib import sha256

import pytest
from temporalio.client import Client, WorkflowHistory

from activities.sealing import Sealing, opened
from ledger.disclosure import disclose, payload_digest
from models.errors import StoreError
from models.events import Event
from models.messages import SealRun
from models.records import Entry, RecordKind, SealedHistory
from store.histories import Histories
from store.opening import Store
from tests.replay.replaying import replay
from tests.workflows.stories import PERSONAL, event, folded, lodged, noted, opening
from workflows.desk import Desk, workflow_id

pytestmark = pytest.mark.server


def closing(name: str, day: str = "2024-06-01") -> tuple[Event, ...]:
    """A refusal to open, after which the case is closed."""
    refused = event("e02", "opening_refused", "2024-03-05", by="city-police")
    return (refused, event(name, "closed", day, by={"role": "victim"}))


async def sealed(store: Store, reference: str, count: int, patience: float = 20.0) -> list[Entry]:
    """The records that name a sealed history, as soon as there are so many."""
    until = time.monotonic() + patience
    while True:
        entries = await store.ledger.entries(reference)
        found = [entry for entry in entries if entry.record.kind is RecordKind.SEALED]
        if len(found) >= count:
            return found
        assert time.monotonic() < until, f"{len(found)} histories are on record"
        await asyncio.sleep(0.05)


def named(entry: Entry) -> SealedHistory:
    """The history that a record names."""
    assert entry.payload is not None
    assert entry.payload.history is not None
    return entry.payload.history


async def test_a_closed_case_is_sealed(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """Closing puts the history so far into the store, opened, replayable, and on record with its digest, once."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    assert not [one for one in await store.ledger.entries(reference) if one.record.kind is RecordKind.SEALED]
    await desk.tell(reference, closing("e03"))
    (entry,) = await sealed(store, reference, 1)

    history = named(entry)
    text = await store.histories.get(reference, history.run)
    assert text is not None
    assert sha256(text).hexdigest() == history.sha256
    assert len(json.loads(text)["events"]) == history.events
    assert history.run == (await desk.health(reference)).runs_on
    health = await replay(WorkflowHistory.from_json(workflow_id(reference), text.decode()))
    assert health.records == entry.record.seq - 1

    assert PERSONAL.encode() not in text  # payloads of Temporal's JSON are base64
    live = client.get_workflow_handle(workflow_id(reference))
    plain = json.loads(await opened(client, await live.fetch_history()))
    assert plain["events"][: history.events] == json.loads(text)["events"]

    await desk.tell(reference, [noted(1)])
    await folded(store, reference, 5)
    assert len(await sealed(store, reference, 1)) == 1


async def test_what_a_sealed_record_shows(desk: Desk, store: Store, reference: str) -> None:
    """A record of a sealed history is disclosed field by field, under the names that the bundle's page tells."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged(), *closing("e03")])
    (entry,) = await sealed(store, reference, 1)
    assert entry.payload is not None
    assert entry.record.payload == payload_digest(entry.payload)
    shown = disclose(entry.payload, {"history.run"})
    assert set(shown.shown) == {"history.sha256", "history.events"}
    assert set(shown.withheld) == {"history.run"}


async def test_sealing_again_changes_nothing(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """The activity run twice gives the same digest and one row; a shorter history does not take the place of it."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    await folded(store, reference, 2)
    run = (await desk.health(reference)).runs_on
    asked = SealRun(case=reference, workflow=workflow_id(reference), run=run)
    activity = Sealing(client, store.histories)
    first = await activity.seal_history(asked)
    assert await activity.seal_history(asked) == first
    assert await store.histories.runs(reference) == (run,)
    await store.histories.put(reference, run, b"{}")
    kept = await store.histories.get(reference, run)
    assert kept is not None
    assert sha256(kept).hexdigest() == first.sha256


async def test_the_store_is_away(desk: Desk, store: Store, reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While histories cannot be kept a case goes on; when they can, the history follows and is put on record."""
    put, refused = Histories.put, asyncio.Event()

    async def away(self: Histories, case: str, run: str, history: bytes) -> None:
        if not refused.is_set():
            refused.set()
            raise StoreError("the disk is full")
        await put(self, case, run, history)

    monkeypatch.setattr(Histories, "put", away)
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged(), *closing("e03")])
    await asyncio.wait_for(refused.wait(), 20)
    assert (await desk.tell(reference, [noted(1)]))[0].record
    (entry,) = await sealed(store, reference, 1)
    assert await store.histories.runs(reference) == (named(entry).run,)
