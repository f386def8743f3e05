"""Making the tables of the key store."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert
from sqlalchemy.engine import URL

from store.engine import Settings, make_engine, writing
from store.faults import as_store_error
from store.keys.schema import VERSION, check, key_store, metadata, named, version
from store.migrate import alone, make_file, write_ahead

_PATIENT: Final = Settings(busy_seconds=60.0)


async def make_tables(url: URL) -> None:
    """
    Make the tables where they are missing. Safe to run again, and safe when two start at once.

    Raises:
        StoreError: the database cannot be reached or written.
        KeysError: it was made by a newer Aryz.
    """
    with as_store_error(named(url)):
        if url.get_backend_name() == "sqlite":
            make_file(Path(str(url.database)))
        engine = make_engine(url, _PATIENT)
        try:
            await write_ahead(engine)
            async with writing(engine).begin() as connection:
                await alone(connection)
                await connection.run_sync(lambda plain: _make(plain, named(url)))
        finally:
            await engine.dispose()


def _make(connection: Connection, name: str) -> None:
    if version(connection) is None:
        metadata.create_all(connection)
        connection.execute(insert(key_store).values(version=VERSION))
    check(connection, name)
