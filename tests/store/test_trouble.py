"""What goes wrong around a store: locked, full, missing, damaged, unreachable. One clear line, and it recovers."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from models.errors import StoreError
from store.engine import Settings, parsed
from store.keys.opening import Place
from store.migrate import migrate
from store.opening import Store, database_url, open_store
from store.writer import GroupWriter
from tests.store.conftest import POSTGRES, WHY
from tests.store.telling import append, chain


def _lock(url: str) -> sqlite3.Connection:
    other = sqlite3.connect(str(make_url(url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_locked_for_a_while(sqlite_url: str, keys: Place) -> None:
    """While another program writes, an append waits; when that is done it is kept, and readers never waited."""
    other = _lock(sqlite_url)
    async with await open_store(sqlite_url, keys=keys) as store:
        waiting = asyncio.create_task(store.ledger.append([append(*chain("abaev", 1))]))
        await asyncio.sleep(0.2)
        assert await store.ledger.heads() == {}
        assert not waiting.done()
        other.execute("COMMIT")
        other.close()
        assert await waiting == (None,)


async def test_locked_for_too_long(sqlite_url: str, keys: Place) -> None:
    """After the busy time every caller of the group is told to try again; the retry is kept."""
    other = _lock(sqlite_url)
    async with (
        await open_store(sqlite_url, Settings(busy_seconds=0.05), keys=keys) as store,
        GroupWriter(store.ledger) as writer,
    ):
        cases = [append(*chain(f"case-{number}", 1)) for number in range(3)]
        outcomes = await asyncio.gather(*map(writer.keep, cases), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [StoreError] * 3
        assert "database is locked; another program is writing to it" in str(outcomes[0])
        other.execute("ROLLBACK")
        other.close()
        await asyncio.gather(*map(writer.keep, cases))
        assert len(await store.ledger.heads()) == 3


async def test_a_full_disk(sqlite_url: str, keys: Place) -> None:
    """A full disk refuses the group and leaves nothing of it; with room again the same records are kept."""
    entries = chain("abaev", 300)
    async with await open_store(sqlite_url, keys=keys) as store:
        await store.ledger.append([append(entries[0])])
        await _limit(store, 60)
        with pytest.raises(StoreError, match="database or disk is full; free space"):
            await store.ledger.append([append(*entries)])
        assert await store.ledger.entries("abaev") == entries[:1]
        row = await store.register.row("abaev")
        assert row is not None
        assert row.records == 1
        await _limit(store, 10_000)
        assert await store.ledger.append([append(*entries)]) == (None,)
        assert await store.ledger.entries("abaev") == entries


async def _limit(store: Store, pages: int) -> None:
    await store.database.write(lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A mistyped folder is not an empty ledger: nothing is made, and the remedy is named."""
    with pytest.raises(StoreError, match=r"there is no such file; run `aryz up`"):
        await open_store(database_url(tmp_path / "nowhere"))
    assert os.listdir(tmp_path) == []  # noqa: PTH208 (an empty folder, asked at once)


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """Another file in its place is left as it is, by opening and by migrating."""
    (tmp_path / "aryz.db").write_text("This is a letter, not a ledger. " * 40)
    for attempt in (open_store, migrate):
        with pytest.raises(StoreError, match="file is not a database; the file is something else"):
            await attempt(database_url(tmp_path))
    assert (tmp_path / "aryz.db").read_text().startswith("This is a letter")


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where a file stands in the way of the data folder, one line says so."""
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="Not a directory"):
        await migrate(database_url(tmp_path / "data" / "deeper"))


@pytest.mark.parametrize("attempt", [open_store, migrate])
async def test_a_server_that_is_not_there(attempt: object) -> None:
    """An unreachable PostgreSQL is named by host and database, never with its password or user."""
    assert callable(attempt)
    with pytest.raises(StoreError) as raised:
        await attempt("postgresql://keeper:hush@127.0.0.1:1/aryz")
    assert str(raised.value).startswith("ledger aryz on 127.0.0.1:1: ")
    assert "hush" not in str(raised.value)
    assert "keeper" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.postgres
async def test_a_database_that_is_not_there() -> None:
    """A wrong database name on a running server says what to check."""
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(WHY)
    with pytest.raises(StoreError, match='database "nowhere" does not exist; check the name of the database'):
        await open_store(make_url(server).set(database="nowhere").render_as_string(hide_password=False))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "the database URL cannot be read"),
        ("my secret words", "the database URL cannot be read"),
        ("mysql://host/name", "mysql: is no database that Aryz knows"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
async def test_a_wrong_url(url: str, why: str) -> None:
    """What is wrong with a URL is said without repeating it."""
    with pytest.raises(StoreError, match=why) as raised:
        await open_store(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("given", ["postgres://h/n", "postgresql://h/n", "postgresql+asyncpg://h/n"])
def test_the_driver_is_chosen_here(given: str) -> None:
    """Whatever way a PostgreSQL URL is commonly written is understood."""
    assert parsed(given).drivername == "postgresql+asyncpg"


async def test_an_older_schema(url: str, keys: Place) -> None:
    """A database without tables is refused with the remedy, and the remedy works."""
    if url.startswith("sqlite"):
        sqlite3.connect(str(make_url(url).database)).close()
    with pytest.raises(StoreError, match=r"holds no tables yet; run `aryz up`, or `python -m store.migrate"):
        await open_store(url, keys=keys)
    await migrate(url)
    async with await open_store(url, keys=keys) as store:
        assert await store.ledger.heads() == {}


async def test_a_newer_schema(store: Store, url: str) -> None:
    """A database of a newer Aryz is neither opened nor migrated."""
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    await store.database.write(lambda connection: connection.execute(newer))
    for attempt in (open_store, migrate):
        with pytest.raises(StoreError, match="was made by a newer Aryz"):
            await attempt(url)


async def test_a_closed_store(store: Store) -> None:
    """After closing, reading and writing say so, and closing again is harmless."""
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="is closed"):
        await store.ledger.append([append(*chain("abaev", 1))])
    with pytest.raises(StoreError, match="is closed"):
        await store.ledger.heads()


async def test_the_promises_of_sqlite(sqlite_url: str) -> None:
    """Readers and writer alike: a write-ahead log, waiting for the disk, foreign keys, overwriting what is deleted."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000}
    async with await open_store(sqlite_url) as store:
        for reach in (store.database.read, store.database.write):
            assert await reach(lambda connection: {name: _pragma(connection, name) for name in wanted}) == wanted


def _pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize("url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_careless_server_is_told_of(store: Store, url: str, caplog: pytest.LogCaptureFixture) -> None:
    """PostgreSQL set to acknowledge before writing is opened with a warning that names the setting."""
    name = make_url(url).database
    careless = text(f"ALTER DATABASE {name} SET synchronous_commit = off")
    await store.database.write(lambda connection: connection.execute(careless))
    with caplog.at_level(logging.WARNING, logger="store"):
        await (await open_store(url)).close()
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert sum("synchronous_commit = off" in message for message in said) == 1
