"""What must be true after everything went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from temporalio.client import Client

from ledger.chain import Head, verify
from models.errors import IntegrityError
from models.records import Entry, RecordKind
from store.opening import Store
from tests.faults.tellers import Told
from tests.replay.replaying import replay
from workflows.desk import workflow_id


async def wrongs(told: Told, client: Client, store: Store) -> list[str]:
    """Everything that is not as it must be in one case; empty where all is well."""
    entries = await store.ledger.entries(told.reference)
    try:
        head = verify(entries)
    except IntegrityError as error:
        return [str(error)]
    found = [*_ledger(told, entries), *await _register(told.reference, head, store)]
    found += await _history(told.reference, head, client)
    return [f"{told.reference}: {wrong}" for wrong in found]


def _ledger(told: Told, entries: tuple[Entry, ...]) -> Iterator[str]:
    """Each acknowledged event once, at the place and with the hash of its receipt, in the order of its teller."""
    kept = [entry for entry in entries if entry.record.kind is RecordKind.TOLD]
    names = [entry.record.event for entry in kept]
    if len(names) != len(set(names)):
        yield "an event is in the ledger twice"
    places = {(entry.record.event, entry.record.seq, entry.hash) for entry in kept}
    for receipt in told.receipts:
        if (receipt.event, receipt.record, receipt.hash) not in places:
            yield f"event {receipt.event} was acknowledged as record {receipt.record} and is not there"
    for by in told.by:
        if [receipt.record for receipt in by] != sorted(receipt.record for receipt in by):
            yield "the records are not in the order of the telling"


async def _register(reference: str, head: Head, store: Store) -> list[str]:
    row = await store.register.row(reference)
    if row is None or (row.records, row.head) != (head.length, head.hash) or row.halted:
        return [f"the register says {row and (row.records, row.halted)}, the ledger {head.length}"]
    return []


async def _history(reference: str, head: Head, client: Client) -> list[str]:
    """Replayed from Temporal's own history, run after run, the case comes to the same head."""
    asked = f"WorkflowId = '{workflow_id(reference)}'"
    runs = sorted([one async for one in client.list_workflows(asked)], key=lambda one: one.start_time)
    last = client.get_workflow_handle(workflow_id(reference), run_id=runs[-1].run_id)
    health = await replay(await last.fetch_history(), client.data_converter)
    if (health.records, health.head) != (head.length, head.hash):
        return [f"history tells {health.records} records, the ledger {head.length}"]
    return []
