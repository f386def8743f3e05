"""Sealed histories in the store, and what erasing a case takes out of it, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, update

from models.errors import Erased, KeysError, SealedError
from store.histories import Gone, Histories
from store.opening import Store, open_store
from store.schema import histories
from tests.store.telling import append, chain

RUN, OTHER = "run-1", "run-2"
LONG = b'{"events":[' + b'"the same words", ' * 200 + b'"end"]}'


async def test_a_history_comes_back(store: Store) -> None:
    """What was put is got again by run; it lies sealed and compressed; what was never put is None."""
    await store.histories.put("abaev", RUN, LONG)
    await store.histories.put("abaev", OTHER, b"{}")
    assert await store.histories.get("abaev", RUN) == LONG
    assert await store.histories.runs("abaev") == (RUN, OTHER)
    assert await store.histories.get("abaev", "run-3") is None
    assert await store.histories.runs("nobody") == ()
    (body,) = await store.database.read(lambda one: one.execute(select(histories.c.body).limit(1)).one())
    assert b"the same words" not in body
    assert len(body) < len(LONG) / 4


async def test_a_longer_one_takes_its_place(store: Store) -> None:
    """A history that has grown is kept; a shorter one, of an attempt that came late, is not."""
    await store.histories.put("abaev", RUN, b"12")
    await store.histories.put("abaev", RUN, b"123")
    await store.histories.put("abaev", RUN, b"1")
    assert await store.histories.get("abaev", RUN) == b"123"


async def test_a_moved_history_does_not_open(store: Store) -> None:
    """A body that was put under another case is refused with the place of it."""
    await store.histories.put("abaev", RUN, LONG)
    moved = update(histories).values(reference="bairamov")
    await store.database.write(lambda one: one.execute(moved))
    with pytest.raises(SealedError, match="case bairamov, history 0"):
        await store.histories.get("bairamov", RUN)


async def test_without_keys(store: Store, url: str) -> None:
    """A store that was opened without keys neither takes nor shows a history."""
    await store.histories.put("abaev", RUN, LONG)
    async with await open_store(url) as blind:
        with pytest.raises(KeysError, match="without keys"):
            await blind.histories.get("abaev", RUN)
        with pytest.raises(KeysError, match="without keys"):
            await blind.histories.put("abaev", OTHER, LONG)


async def test_what_erasing_takes_out(store: Store) -> None:
    """Payloads, histories and the lawyer of one case are gone, those of another stay, and the records of both."""
    for case in ("abaev", "bairamov"):
        assert await store.ledger.append([append(*chain(case, 3), lawyer="l1")]) == (None,)
        await store.histories.put(case, RUN, LONG)
    assert await store.histories.erase("abaev") == Gone(payloads=3, histories=1)
    await store.histories.empty_log()
    assert await store.histories.erase("abaev") == Gone(payloads=0, histories=0)
    rows = {row.reference: row.lawyer for row in await store.register.cases()}
    assert rows == {"abaev": None, "bairamov": "l1"}
    assert [len(await store.ledger.entries(case)) for case in rows] == [3, 3]
    assert await store.histories.get("bairamov", RUN) == LONG


async def test_an_erased_case(store: Store) -> None:
    """Without its key a history reads as gone, and none is taken any more."""
    await store.histories.put("abaev", RUN, LONG)
    await store.keys_at_hand().destroy("abaev", "asked", datetime.now(UTC))
    assert await Histories(store.database, store.keys).get("abaev", RUN) is None
    with pytest.raises(Erased, match="case abaev: was erased"):
        await store.histories.put("abaev", OTHER, LONG)
    broken = insert(histories).values(reference="bairamov", run=RUN, body=b"none")
    await store.database.write(lambda one: one.execute(broken))
    with pytest.raises(SealedError, match="is not sealed"):
        await store.histories.get("bairamov", RUN)
