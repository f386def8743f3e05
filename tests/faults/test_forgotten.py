"""Temporal's database is put back to an older state: what a power cut, or a restored copy, could do."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from ledger.chain import verify
from models.errors import RefusedError
from store.opening import Store
from tests.conftest import TELLER
from tests.servers import DevServer
from tests.workflows.stories import kept, lodged, noted, opening
from worker import working
from workflows.desk import Desk


@pytest.mark.server
@pytest.mark.slow
async def test_temporal_forgets_what_the_ledger_holds(tmp_path: Path, store: Store) -> None:
    """The ledger keeps what Temporal forgot; at the next telling the case halts rather than tell another story."""
    server = DevServer(tmp_path)
    database, copy = tmp_path / "temporal.db", tmp_path / "older.db"
    with server.running():
        async with working(await server.client(), store, task_queue="forget"):
            desk = Desk(await server.client(), task_queue="forget", teller=TELLER, patience=20)
            await desk.open(opening("forgetful"))
            await desk.tell("forgetful", [lodged()])
            await kept(store, "forgetful", 2)
            await _at_rest(desk)
    await asyncio.to_thread(shutil.copy, database, copy)
    with server.running():
        async with working(await server.client(), store, task_queue="forget"):
            desk = Desk(await server.client(), task_queue="forget", teller=TELLER, patience=20)
            (forgotten,) = await desk.tell("forgetful", [noted(1)])
            await kept(store, "forgetful", 3)
        server.kill()
    await asyncio.to_thread(_put_back, copy, database)
    with server.running():
        async with working(await server.client(), store, task_queue="forget"):
            desk = Desk(await server.client(), task_queue="forget", teller=TELLER, patience=20)
            await _at_rest(desk)
            assert (await desk.health("forgetful")).records == forgotten.record - 1
            await desk.tell("forgetful", [noted(2)])
            while (await desk.health("forgetful")).halted is None:  # noqa: ASYNC110 (asked, not told)
                await asyncio.sleep(0.1)
            with pytest.raises(RefusedError, match=f"record {forgotten.record}: another record already stands"):
                await desk.tell("forgetful", [noted(3)])

    entries = await store.ledger.entries("forgetful")
    assert verify(entries).hash == forgotten.hash
    assert entries[-1].record.event == noted(1).id


async def _at_rest(desk: Desk) -> None:
    """Wait until nothing of the case waits for the ledger."""
    while (await desk.health("forgetful")).waiting:  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.1)


def _put_back(copy: Path, database: Path) -> None:
    for left in database.parent.glob(f"{database.name}-*"):
        left.unlink()
    shutil.copy(copy, database)
