"""One suite, two stores: every test that asks for `store` or `url` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from store.keys.opening import Place, make_keys
from store.migrate import migrate
from store.opening import Store, database_url, open_store
from store.signing import make_signer

POSTGRES = "ARYZ_TEST_POSTGRES"
WHY = f"{POSTGRES} is not set: name a server, postgresql+asyncpg://user@host/name, whose user may create databases"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of this test alone."""
    if request.param == "sqlite":
        yield database_url(tmp_path)
        return
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(WHY)
    name = f"aryz_{uuid.uuid4().hex}"
    await _administer(server, f"CREATE DATABASE {name} TEMPLATE template0")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    await _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def keys(tmp_path: Path) -> Place:
    """The keys of this test's installation, made."""
    place = Place(tmp_path / "keys", environment={})
    await make_keys(place)
    make_signer(place, "tests.example.org")
    return place


@pytest.fixture
async def store(url: str, keys: Place) -> AsyncIterator[Store]:
    """An open store with its tables and keys made."""
    await migrate(url)
    async with await open_store(url, keys=keys) as opened:
        yield opened


@pytest.fixture
async def sqlite_url(tmp_path: Path) -> str:
    """A SQLite database with its tables made, for what only SQLite does."""
    await migrate(database_url(tmp_path))
    return database_url(tmp_path)


async def _administer(server: str, statement: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()
