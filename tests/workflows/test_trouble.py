"""The ledger is away, locked, or says something else: nothing is lost, and what cannot be healed is loud."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.keeping import STORE_UNAVAILABLE, Keeping
from ledger.chain import seal
from models.errors import RefusedError
from models.messages import Tell
from models.register import Append, KeptUpTo, RegisterRow
from store.engine import Settings
from store.keys.opening import Place
from store.opening import Store, open_store
from store.writer import GroupWriter
from tests.conftest import TELLER
from tests.workflows.stories import event, folded, kept, lodged, noted, opening
from workflows.complaint_case import ComplaintCase
from workflows.desk import Desk, workflow_id
from workflows.sandbox import runner

pytestmark = pytest.mark.server


class Away(Keeping):
    """A ledger that cannot be reached until `back` is set."""

    def __init__(self, writer: GroupWriter) -> None:
        super().__init__(writer)
        self.back = asyncio.Event()
        self.asked = 0

    @activity.defn(name="keep")
    async def keep(self, append: Append) -> KeptUpTo:
        """Fail while away."""
        self.asked += 1
        if not self.back.is_set():
            raise ApplicationError("the disk is full", type=STORE_UNAVAILABLE)
        return await super().keep(append)


@asynccontextmanager
async def worker_with(client: Client, task_queue: str, keeping: Keeping) -> AsyncIterator[Desk]:
    """A desk before a worker that keeps records in this way."""
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[ComplaintCase],
        activities=[keeping.keep],
        workflow_runner=runner(),
    )
    async with worker:
        yield Desk(client, task_queue=task_queue, teller=TELLER, patience=30)


async def test_telling_goes_on_while_the_ledger_is_away(
    client: Client, store: Store, task_queue: str, reference: str
) -> None:
    """Events are accepted and wait in the case; when the ledger is back all of them arrive, once and in order."""
    async with GroupWriter(store.ledger) as writer:
        away = Away(writer)
        async with worker_with(client, task_queue, away) as desk:
            await desk.open(opening(reference))
            receipts = [(await desk.tell(reference, [noted(number)]))[0] for number in range(120)]
            health = await desk.health(reference)
            assert (health.records, health.waiting, health.halted) == (121, 121, None)
            assert await store.ledger.entries(reference) == ()
            away.back.set()

            state = await folded(store, reference, 121)
            assert away.asked >= 2
    assert [one.hash for one in receipts] == [state.told[f"n{number:05}"].hash for number in range(120)]


async def test_a_locked_database(  # noqa: PLR0917 (fixtures arrive as arguments)
    client: Client, store_url: str, keys: Place, tmp_path: Path, task_queue: str, reference: str
) -> None:
    """While another program holds the write lock, telling answers; when it lets go the records arrive."""
    async with (
        await open_store(store_url, Settings(busy_seconds=0.05), keys=keys) as store,
        GroupWriter(store.ledger) as writer,
        worker_with(client, task_queue, Keeping(writer)) as desk,
    ):
        await desk.open(opening(reference))
        await kept(store, reference, 1)
        other = sqlite3.connect(tmp_path / "aryz.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for number in range(5):
            await desk.tell(reference, [noted(number)])
        await asyncio.sleep(0.3)
        assert len(await store.ledger.entries(reference)) == 1
        other.execute("ROLLBACK")
        other.close()
        assert (await folded(store, reference, 6)).head.hash == (await desk.health(reference)).head


async def halted(desk: Desk, reference: str, *, wanted: bool) -> None:
    """Wait until a case is halted, or goes on."""
    while ((await desk.health(reference)).halted is not None) is not wanted:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.05)


async def shown_as_halted(client: Client, reference: str, *, wanted: bool) -> None:
    """Wait until the server lists a case as halted, or no longer does."""
    asked = f"AryzHalted = {str(wanted).lower()} AND WorkflowId = '{workflow_id(reference)}'"
    while (await client.count_workflows(asked)).count == 0:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.05)


async def forge(store: Store, reference: str) -> tuple[str, int]:
    """Put a well-formed record of a stranger at the end of a case in the ledger; returns its place."""
    last = (await store.ledger.entries(reference))[-1]
    forged = seal(last.record.model_copy(update={"seq": last.record.seq + 1, "previous": last.hash}), last.payload)
    row = await store.register.row(reference)
    assert row is not None
    values = row.model_dump(include=set(RegisterRow.model_fields))
    values |= {"records": forged.record.seq, "head": forged.hash}
    append = Append.model_validate({"case": reference, "entries": (forged,), "row": values})
    assert await store.ledger.append([append]) == (None,)
    return reference, forged.record.seq


async def test_another_record_halts_the_case(  # noqa: PLR0917 (fixtures arrive as arguments)
    desk: Desk, client: Client, store: Store, tmp_path: Path, reference: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A record that is not the case's own stops it loudly; once the ledger is put right, it goes on when told."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged()])
    await kept(store, reference, 2)
    before = await store.tree.edge()
    forged = await forge(store, reference)
    with caplog.at_level(logging.ERROR):
        accepted = await desk.tell(reference, [noted(1)])
        await shown_as_halted(client, reference, wanted=True)

    assert "case halted: the ledger holds another record in this place" in caplog.text
    with pytest.raises(
        RefusedError, match=f"is halted: case .*, record {forged[1]}: another record already stands in this place"
    ):
        await desk.tell(reference, [noted(2)])
    with pytest.raises(RefusedError, match="is halted"):
        await desk.open(opening(reference, {"id": "ksu", "kind": "internal_security"}))
    health = await desk.health(reference)
    assert (health.waiting, health.records) == (1, forged[1])
    assert accepted[0].record == forged[1]
    assert "another record" in (health.halted or "")
    row = await store.register.row(reference)
    assert row is not None
    assert row.halted is not None
    assert [line.event for line in await desk.timeline(reference)] == ["e01", "n00001"]

    await desk.retry(reference)
    await asyncio.sleep(0.5)
    assert (await desk.health(reference)).halted is not None
    with sqlite3.connect(tmp_path / "aryz.db") as connection:
        connection.execute("DELETE FROM payloads WHERE reference = ? AND seq = ?", forged)
        connection.execute("DELETE FROM leaves WHERE reference = ? AND seq = ?", forged)
        connection.execute("DELETE FROM ledger WHERE reference = ? AND seq = ?", forged)
        connection.execute("UPDATE tree SET size = ?, edge = ?", (before.size, before.to_bytes()))
        connection.execute("DELETE FROM checkpoints WHERE size > ?", (before.size,))
        connection.execute("UPDATE register SET records = ?, head = ''", (forged[1] - 1,))
    connection.close()
    await store.register.lift_halt(reference)
    await desk.retry(reference)

    await halted(desk, reference, wanted=False)
    state = await folded(store, reference, 3)
    assert state.told["n00001"].hash == accepted[0].hash
    assert state.head.hash == (await desk.health(reference)).head
    assert (await desk.tell(reference, [event("e04", "noted", "2024-03-02")]))[0].record == state.head.length + 1
    await shown_as_halted(client, reference, wanted=False)


async def test_a_halted_case_still_hears(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """What programs send to a halted case waits with the rest, and the refusal says it is halted, whoever tells."""
    await desk.open(opening(reference))
    await kept(store, reference, 1)
    await forge(store, reference)
    await desk.tell(reference, [noted(1)])
    handle = client.get_workflow_handle(workflow_id(reference))
    await halted(desk, reference, wanted=True)
    await handle.signal("inform", Tell(teller=TELLER, events=(noted(2),)))
    await handle.signal("inform", "words")

    health = await desk.health(reference)
    assert (health.waiting, health.records) == (3, 4)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update("tell", Tell(teller=TELLER, events=(noted(3),)))
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "Halted"
