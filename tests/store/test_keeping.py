"""The activity `keep`: its answer, and how its failures reach a workflow."""

from __future__ import annotations

import pytest
from temporalio import activity
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.keeping import Keeping
from models.register import Append, KeptUpTo
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
    assert answer == KeptUpTo(records=3, head=entries[-1].hash)
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
