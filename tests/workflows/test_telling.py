"""Opening a case and telling it events: once, twice, at the same time, and what is refused."""

from __future__ import annotations

import asyncio

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError

from models.errors import RefusedError, ServerError, UnknownCase
from models.messages import Tell
from models.records import RecordKind
from store.opening import Store
from tests.conftest import TELLER
from tests.workflows.stories import answer, event, folded, kept, lodged, noted, opening, refusal_and_appeal, today
from workflows.desk import Desk, workflow_id

pytestmark = pytest.mark.server


async def history_length(client: Client, reference: str) -> int:
    """How many events Temporal holds of a case."""
    return len((await client.get_workflow_handle(workflow_id(reference)).fetch_history()).events)


async def settled(client: Client, reference: str) -> None:
    """Wait until the history of a case has come to rest."""
    before = -1
    while before != (before := await history_length(client, reference)):  # noqa: ASYNC110 (the server tells nobody)
        await asyncio.sleep(0.3)


async def test_a_case_is_opened_once(desk: Desk, store: Store, reference: str) -> None:
    """Opened twice, also at the same moment, a case has one first record, and each caller gets it."""
    receipts = await asyncio.gather(*(desk.open(opening(reference)) for _ in range(4)))
    again = await desk.open(opening(reference))

    assert {(receipt.record, receipt.hash) for receipt in (*receipts, again)} == {(1, receipts[0].hash)}
    assert [entry.record.kind for entry in await kept(store, reference, 1)] == [RecordKind.OPENED]


async def test_a_header_is_amended(desk: Desk, store: Store, reference: str) -> None:
    """Opening with a further body amends the case, and the body can then act; a body once named cannot vanish."""
    more = {"id": "ksu", "kind": "internal_security", "under": "mia"}
    forwarded = event("e02", "forwarded", "2024-03-03", by="city-police", to="ksu")
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    with pytest.raises(RefusedError, match="to ksu is no body of this case; its bodies are"):
        await desk.tell(reference, [forwarded])

    before = (await desk.health(reference)).records
    amended = await desk.open(opening(reference, more))
    assert (amended.record, amended.repeated) == (before + 1, False)
    (receipt,) = await desk.tell(reference, [forwarded])
    assert receipt.phase == "forwarding"
    with pytest.raises(RefusedError, match=r"stay in the case; missing here: ksu"):
        await desk.open(opening(reference))
    assert "ksu" in (await folded(store, reference, 4)).timeline.scene.bodies


async def test_a_case_keeps_its_region_and_its_law(desk: Desk, store: Store, reference: str) -> None:
    """Amending changes the header only: region and law stay as they were pinned, also when named again."""
    first = opening(reference, region="KZ-10")
    await desk.open(first)
    with pytest.raises(RefusedError, match="keeps the region"):
        await desk.open(opening(reference, region="KZ-27"))

    older = opening(reference, {"id": "ksu", "kind": "internal_security"}).model_copy(
        update={"law_known_on": today().replace(year=2020)}
    )
    assert (await desk.open(older)).record == 2
    state = await folded(store, reference, 2)
    assert (state.opening.region, state.opening.law_known_on) == ("KZ-10", first.law_known_on)


async def test_an_event_is_told_once(desk: Desk, store: Store, reference: str) -> None:
    """The same event told again, also at the same moment, gets its first receipt; other content is refused."""
    await desk.open(opening(reference))
    told = await asyncio.gather(*(desk.tell(reference, [lodged()]) for _ in range(4)))
    later = await desk.tell(reference, [lodged()])

    assert {(receipt.record, receipt.hash) for (receipt,) in (*told, later)} == {(2, told[0][0].hash)}
    assert sorted(receipt.repeated for (receipt,) in told) == [False, True, True, True]
    assert later[0].repeated
    with pytest.raises(RefusedError, match="this id was told before with other content"):
        await desk.tell(reference, [lodged(day="2024-03-02")])
    await kept(store, reference, 2)


async def test_a_receipt_is_followed_by_its_record(desk: Desk, store: Store, reference: str) -> None:
    """The record that a receipt names is in the ledger within moments, with its hash, and the register shows it."""
    await desk.open(opening(reference))
    for number, told in enumerate(refusal_and_appeal(today()), start=2):
        (receipt,) = await desk.tell(reference, [told])
        last = (await kept(store, reference, number, patience=2))[-1]
        whole = await store.ledger.entries(reference)
        row = await store.register.row(reference)
        assert row is not None
        assert (receipt.event, receipt.record, receipt.hash) == (last.record.event, last.record.seq, last.hash)
        assert (row.phase, row.state) == (receipt.phase, receipt.state)
        assert (row.records, row.head) == (len(whole), whole[-1].hash)
        assert number < 4 or receipt.due[0].owed_by == "city-prosecutor"


async def test_a_refusal_leaves_no_trace(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """What cannot have happened is refused with what may happen next, and neither Temporal nor the ledger grows."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    await settled(client, reference)
    before = await history_length(client, reference)
    with pytest.raises(RefusedError) as refused:
        await desk.tell(reference, [event("e02", "quashed", "2024-03-05", by="city-prosecutor", target="e01")])

    assert "target e01 is complaint_lodged, no decision or act of an authority" in str(refused.value)
    assert "what may happen next: " in str(refused.value)
    assert "registered" in str(refused.value)
    assert await history_length(client, reference) == before
    await kept(store, reference, 2)


async def test_a_batch_is_accepted_whole_or_not_at_all(desk: Desk, store: Store, reference: str) -> None:
    """Of events told together none is accepted if one is impossible; they may refer to each other."""
    await desk.open(opening(reference))
    told = refusal_and_appeal(today())
    with pytest.raises(RefusedError, match="event e09: target e08 was never told"):
        await desk.tell(reference, [*told, event("e09", "quashed", today(), by="city-prosecutor", target="e08")])
    await kept(store, reference, 1)

    receipts = await desk.tell(reference, [*told, answer("e04", today())])
    assert [receipt.record for receipt in receipts] == [2, 3, 4, 5]
    with pytest.raises(RefusedError, match="e05: told twice in one telling with different content"):
        await desk.tell(reference, [answer("e05", today()), noted(1).model_copy(update={"id": "e05"})])


async def test_many_tell_at_once(desk: Desk, client: Client, store: Store, task_queue: str, reference: str) -> None:
    """Forty tellings of two people at the same time are all kept, each once, in one chain."""
    await desk.open(opening(reference))
    other = Desk(client, task_queue=task_queue, teller=desk._teller, patience=30)
    tellings = [who.tell(reference, [noted(number)]) for number in range(20) for who in (desk, other)]
    receipts = [receipt for (receipt,) in await asyncio.gather(*tellings)]

    assert sorted(receipt.record for receipt in receipts) == sorted([*range(2, 22)] * 2)
    state = await folded(store, reference, 21)
    assert {receipt.event: receipt.hash for receipt in receipts} == {name: one.hash for name, one in state.told.items()}


async def test_an_event_without_a_place_comes_last(desk: Desk, reference: str) -> None:
    """Events of one day that name no place in the telling stay in the order in which they were told."""
    await desk.open(opening(reference))
    for name in ("zz", "mm", "aa"):
        await desk.tell(reference, [event(name, "noted", "2024-03-01")])

    assert [line.event for line in await desk.timeline(reference)] == ["zz", "mm", "aa"]


async def test_an_unknown_case(desk: Desk, reference: str) -> None:
    """Telling a case that was never opened names the remedy."""
    with pytest.raises(UnknownCase, match=f"no case {reference}; "):
        await desk.tell(reference, [lodged()])


async def test_who_is_cancelled_hears_of_it(client: Client, task_queue: str, reference: str) -> None:
    """A caller that is cancelled while it waits is cancelled, and not told that the server was silent."""
    desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=30)
    opened = asyncio.create_task(desk.open(opening(reference)))
    await asyncio.sleep(0.5)
    opened.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opened


async def test_without_a_worker(client: Client, task_queue: str, reference: str) -> None:
    """Where no worker runs, one line says so after the patience is over."""
    desk = Desk(client, task_queue=task_queue, teller=TELLER, patience=0.5)
    with pytest.raises(ServerError, match=f"case {reference} did not answer within 0.5 s: no worker runs"):
        await desk.open(opening(reference))


async def test_an_unreadable_update_is_the_senders_error(desk: Desk, client: Client, reference: str) -> None:
    """An update that is no telling fails for its sender; the case goes on as if nothing had come."""
    await desk.open(opening(reference))
    await settled(client, reference)
    before = await history_length(client, reference)
    handle = client.get_workflow_handle(workflow_id(reference))
    unreadable: list[object] = ["words", 7, None, [], {"events": "all"}, {"teller": {"id": "u1"}, "events": []}]
    for sent in unreadable:
        with pytest.raises(Exception, match=r".") as failed:
            await handle.execute_update("tell", sent)
        assert "Workflow update failed" in str(failed.value)
    with pytest.raises(Exception, match="update failed"):
        await handle.execute_update("tell", args=[{}, {}])
    with pytest.raises(Exception, match="update failed"):
        await handle.execute_update("dance")

    assert await history_length(client, reference) == before
    assert (await desk.tell(reference, [lodged()]))[0].record == 2


@pytest.mark.parametrize("size", [100_000, 2_500_000, 5_000_000])
async def test_an_event_too_large(desk: Desk, client: Client, reference: str, size: int) -> None:
    """An event too large is refused before it is sent, and by the case, where another client sends it."""
    large = event("e01", "noted", "2024-03-01", summary="x" * size)
    await desk.open(opening(reference))
    with pytest.raises(RefusedError, match=f"{reference}: event e01: has more than 100000 bytes; keep documents"):
        await desk.tell(reference, [large])
    if size == 100_000:
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await client.get_workflow_handle(workflow_id(reference)).execute_update(
                "tell", Tell(teller=TELLER, events=(large,))
            )
        assert "more than 100000 bytes" in str(refused.value.cause)
    assert (await desk.tell(reference, [lodged()]))[0].record == 2


async def test_a_long_telling_leaves_in_pieces(desk: Desk, store: Store, reference: str) -> None:
    """Events that do not fit into one message are told in several, in their order."""
    await desk.open(opening(reference))
    long = [event(f"n{number}", "noted", "2024-03-01", summary="ы" * 45_000) for number in range(30)]
    receipts = await desk.tell(reference, long)

    assert [(receipt.event, receipt.record) for receipt in receipts] == [(f"n{n}", n + 2) for n in range(30)]
    assert (await folded(store, reference, 31)).head.hash == receipts[-1].hash
