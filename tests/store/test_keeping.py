"""The activity `keep`: its answer, and how its failures reach a workflow."""

from __future__ import annotations

import pytest
from temporalio import activity
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.keeping import Keeping
from ledger.chain import Head, seal, verify
from lifecycle.kept import kept_up_to
from models.records import FIRST_PREVIOUS, RecordKind
from models.register import Append, Outlook
from store.opening import Store
from store.writer import GroupWriter
from tests.store.telling import TOLD, append, chain, entry


async def test_records_travel_and_are_kept(store: Store) -> None:
    """What the converter carried is kept record by record as it was sealed, and the answer names the last."""
    entries = chain("abaev", 3)
    carried = await pydantic_data_converter.encode([append(*entries)])
    (received,) = await pydantic_data_converter.decode(carried, [Append])
    async with GroupWriter(store.ledger) as writer:
        answer = await ActivityEnvironment().run(Keeping(writer).keep, received)
    assert answer == kept_up_to(received)
    assert (answer.records, answer.head) == (3, entries[-1].hash)
    assert await store.ledger.entries("abaev") == entries


async def test_a_conflict_is_final(store: Store) -> None:
    """A conflict is never retried, and says where without saying what was told."""
    async with GroupWriter(store.ledger) as writer:
        with pytest.raises(ApplicationError) as raised:
            await ActivityEnvironment().run(Keeping(writer).keep, append(entry("abaev", 1, "f" * 64)))
    assert (raised.value.type, raised.value.non_retryable) == ("LedgerConflict", True)
    assert "case abaev, record 1" in raised.value.message
    assert TOLD not in raised.value.message
    assert raised.value.__cause__ is None


async def test_an_unavailable_store_passes(store: Store) -> None:
    """A store that is closed for now is worth another try."""
    writer = GroupWriter(store.ledger)
    await store.close()
    with pytest.raises(ApplicationError) as raised:
        await ActivityEnvironment().run(Keeping(writer).keep, append(*chain("abaev", 1)))
    assert (raised.value.type, raised.value.non_retryable) == ("StoreUnavailable", False)


def test_the_name_of_the_activity() -> None:
    """Recorded histories name the activity `keep`: it never changes."""
    definition = activity._Definition.from_callable(Keeping.keep)
    assert definition is not None
    assert definition.name == "keep"


async def test_nothing_to_keep_is_answered(store: Store) -> None:
    """A case that only wants its outlook back gets it, and the ledger stays as it is."""
    outlook = Outlook(shows={"AryzOverdue": True})
    whole = append(*chain("abaev", 2)).model_copy(update={"outlook": outlook})
    async with GroupWriter(store.ledger) as writer:
        answer = await ActivityEnvironment().run(Keeping(writer).keep, whole.model_copy(update={"entries": ()}))
    assert (answer.records, answer.head, answer.outlook) == (whole.row.records, whole.row.head, whole.outlook)
    assert await store.ledger.entries("abaev") == ()


async def test_what_stands_in_other_words_is_gone_on_from(store: Store) -> None:
    """Handed over again by another version of the program, records take what the ledger has, and the rest follows."""
    entries = chain("abaev", 3)
    async with GroupWriter(store.ledger) as writer:
        keep = Keeping(writer).keep
        first = seal(entries[0].record.model_copy(update={"reason": "in other words"}), entries[0].payload)
        await ActivityEnvironment().run(keep, append(first))
        answer = await ActivityEnvironment().run(keep, append(*entries).model_copy(update={"again": True}))
    kept = await store.ledger.entries("abaev")
    assert kept[0] == first
    assert [entry.payload for entry in kept] == [entry.payload for entry in entries]
    assert verify(kept) == Head(answer.records, answer.head) == Head(3, kept[-1].hash)


async def test_findings_are_counted_as_the_ledger_has_them(store: Store) -> None:
    """Where the ledger has another judgement than the one handed over again, the board counts the ledger's."""
    first = entry("abaev", 1, FIRST_PREVIOUS)
    judged = {"seq": 2, "previous": first.hash, "kind": RecordKind.JUDGED, "payload": None, "event": None}
    stands, ours = (
        seal(first.record.model_copy(update=judged | {"raised": raised}))
        for raised in (("delay:certain", "silence:possible"), ("delay:certain", "forwarded_back:certain"))
    )
    async with GroupWriter(store.ledger) as writer:
        await ActivityEnvironment().run(Keeping(writer).keep, append(first, stands, findings=1))
        again = append(ours, entry("abaev", 3, ours.hash), findings=2).model_copy(update={"again": True})
        await ActivityEnvironment().run(Keeping(writer).keep, again)
    row = await store.register.row("abaev")
    assert row is not None
    assert (row.records, row.findings) == (3, 1)
