"""A case is erased: its last record says so, its key is gone, and neither desk nor stock client goes on with it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.client import Client, WorkflowExecutionStatus

from ledger.chain import verify
from models.errors import RefusedError, StoreError
from models.messages import Tell
from models.records import RecordKind
from store.histories import Histories
from store.keys.data_key import DataKey
from store.opening import Store
from tests.conftest import TELLER
from tests.servers import DevServer
from tests.workflows.stories import event, folded, kept, lodged, noted, opening
from tests.workflows.test_sealing import closing, sealed
from tests.workflows.test_trouble import forge
from workflows.comparing import compared
from workflows.desk import Desk, workflow_id
from workflows.naming import erasure_id

pytestmark = pytest.mark.server

WHY = "consent_withdrawn"


async def last(store: Store, reference: str) -> tuple[RecordKind, str | None, int]:
    """Kind, reason and number of the last record; the chain is verified."""
    entries = await store.ledger.entries(reference)
    verify(entries)
    assert not any(entry.payload for entry in entries)
    return entries[-1].record.kind, entries[-1].record.reason, len(entries)


async def test_a_case_is_erased(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """The case ends by itself with a record; payloads, histories, lawyer and key are gone; the counts stay."""
    await desk.open(opening(reference))
    given = event("e09", "assigned", "2024-03-02", by={"role": "counsel", "name": "u7"})
    await desk.tell(reference, [lodged(), *closing("e03"), given])
    await sealed(store, reference, 1)
    before = await store.register.row(reference)
    assert before is not None
    assert before.lawyer == "u7"

    done = await desk.erase(reference, WHY)
    assert (done.case, done.reason, done.histories) == (reference, WHY, 1)
    assert done.payloads == len(await store.ledger.entries(reference)) - 1 - _derived(
        await store.ledger.entries(reference)
    )
    assert await last(store, reference) == (RecordKind.ERASED, WHY, done.record)
    assert await store.histories.runs(reference) == ()
    (stone,) = await store.keys_at_hand().tombstones()
    assert (stone.case, stone.reason, stone.record) == (reference, WHY, done.record)

    row = await store.register.row(reference)
    assert row is not None
    assert row.erased_at is not None
    assert row.lawyer is None
    assert (row.phase, row.events, row.records) == (before.phase, before.events, done.record)
    described = await client.get_workflow_handle(workflow_id(reference)).describe()
    assert described.status is WorkflowExecutionStatus.COMPLETED
    again = await desk.erase(reference, "another_reason")
    assert (again.record, again.reason, again.erased_at) == (done.record, WHY, done.erased_at)


def _derived(entries: object) -> int:
    return sum(entry.record.kind in (RecordKind.JUDGED, RecordKind.TERM_PASSED) for entry in entries)  # type: ignore[attr-defined]


async def test_an_erased_case_takes_nothing_more(desk: Desk, store: Store, reference: str) -> None:
    """Telling and opening are refused with one clear line, also where the key is not asked for; nothing is recorded."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    done = await desk.erase(reference, WHY)
    for asked in (desk.tell(reference, [noted(1)]), desk.open(opening(reference)), desk.due(reference)):
        with pytest.raises(RefusedError, match=rf"case {reference}.* was erased"):
            await asked
    with (
        patch.object(type(store.keys_at_hand()), "at_hand", lambda *_: _a_key()),
        pytest.raises(RefusedError, match=rf"case {reference} takes nothing more: it was erased on .* \(UTC\)"),
    ):
        await desk.tell(reference, [noted(1)])
    assert (await store.ledger.heads())[reference].length == done.record


def _a_key() -> object:
    return DataKey("some", 1, AESGCM(b"k" * 32))


async def test_a_legal_hold(desk: Desk, store: Store, reference: str) -> None:
    """Under a legal hold nothing is erased and the case goes on; released, it can be."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    await store.keys_at_hand().hold(reference, "court_order", datetime.now(UTC))
    await desk.hold(reference, "court_order")
    with pytest.raises(RefusedError, match=rf"{reference}: may not be erased, a legal hold lies on it \(court_order\)"):
        await desk.erase(reference, WHY)
    await desk.tell(reference, [noted(1)])
    await store.keys_at_hand().release(reference)
    await desk.release(reference)
    kinds = [entry.record.kind for entry in await kept(store, reference, 5)]
    assert kinds[2:] == [RecordKind.HELD, RecordKind.TOLD, RecordKind.RELEASED]
    assert (await folded(store, reference, 5)).head.length >= 5
    assert (await desk.erase(reference, WHY)).record == (await store.ledger.heads())[reference].length


async def test_erasing_waits_for_what_is_away(desk: Desk, store: Store, reference: str) -> None:
    """A store that fails in the middle delays an erasure, and what is left to do is done when it is back."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    erase, failed = Histories.erase, asyncio.Event()

    async def away(self: Histories, case: str) -> object:
        if not failed.is_set():
            failed.set()
            raise StoreError("the disk is full")
        return await erase(self, case)

    with patch.object(Histories, "erase", away):
        done = await desk.erase(reference, WHY)
    assert failed.is_set()
    assert done.payloads == 2
    assert (await last(store, reference))[0] is RecordKind.ERASED


@pytest.mark.parametrize("how", ["terminated", "halted"])
async def test_a_case_that_cannot_end_by_itself(
    desk: Desk, client: Client, store: Store, reference: str, how: str
) -> None:
    """A case that was terminated or is halted is erased all the same; its last record follows those of the ledger."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    await kept(store, reference, 2)
    if how == "terminated":
        await client.get_workflow_handle(workflow_id(reference)).terminate()
    else:
        await forge(store, reference)
        await desk.tell(reference, [noted(1)])
        while not (await desk.health(reference)).halted:  # noqa: ASYNC110 (asked, not told)
            await asyncio.sleep(0.05)
    records = (await store.ledger.heads())[reference].length
    done = await desk.erase(reference, WHY)
    assert done.record == records + 1
    assert (await store.ledger.heads())[reference].length == done.record
    described = await client.get_workflow_handle(workflow_id(reference)).describe()
    assert described.status is WorkflowExecutionStatus.TERMINATED


async def test_what_is_refused(desk: Desk, client: Client, task_queue: str, reference: str) -> None:
    """A case that nobody opened, an unreadable start and a start under another name are refused, nothing is made."""
    with pytest.raises(RefusedError, match=f"no case {reference}"):
        await desk.erase(reference, WHY)
    for sent, called in (({"case": "x"}, erasure_id(reference)), (_wanted(reference), erasure_id("another-case"))):
        handle = await client.start_workflow("Erasure", sent, id=called, task_queue=task_queue)
        with pytest.raises(Exception, match="failed"):
            await handle.result()
        assert (await handle.describe()).status is WorkflowExecutionStatus.FAILED


def _wanted(reference: str) -> dict[str, object]:
    return {"case": reference, "reason": WHY, "teller": TELLER.model_dump(mode="json")}


async def test_nothing_of_an_erasure_is_sealed_under_the_case(
    desk: Desk, client: Client, store: Store, reference: str
) -> None:
    """The history of an erasure can be read when the case cannot: it holds a reference, a code and counts."""
    await desk.open(opening(reference))
    await desk.erase(reference, WHY)
    history = await client.get_workflow_handle(erasure_id(reference)).fetch_history()
    assert f"{reference}.1".encode() not in b"".join(one.SerializeToString() for one in history.events)
    assert (await client.get_workflow_handle(erasure_id(reference)).result())["case"] == reference
    handle = client.get_workflow_handle(workflow_id(reference))
    with pytest.raises(Exception, match=r"erased|completed"):
        await handle.signal("inform", Tell(teller=TELLER, events=(noted(1),)))
    assert store.keys is not None


async def test_a_stock_client_does_not_begin_it_again(
    desk: Desk, server: DevServer, client: Client, store: Store, reference: str
) -> None:
    """A workflow that a stock client starts under an erased reference gets no key and records nothing; it is named."""
    await desk.open(opening(reference))
    done = await desk.erase(reference, WHY)
    stock, queue = (
        await server.client(),
        (await client.get_workflow_handle(workflow_id(reference)).describe()).task_queue,
    )
    start = {"opening": opening(reference).model_dump(mode="json"), "teller": TELLER.model_dump(mode="json")}
    handle = await stock.start_workflow("ComplaintCase", start, id=workflow_id(reference), task_queue=queue)
    await asyncio.sleep(2)
    assert (await store.ledger.heads())[reference].length == done.record
    (found,) = await compared(client, store, reference, {reference})
    assert found.what == "is on record as erased, and its workflow runs"
    await handle.terminate()
    assert await compared(client, store, reference, {reference}) == ()
