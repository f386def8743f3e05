"""
Bring a database to the schema of this code: `python -m store.migrate [--url URL]`.

Safe to run again, and safe when two start at once: the second waits for the first and finds nothing left to do.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.errors import StoreError
from store.engine import Settings, make_engine, parsed, shown, writing
from store.faults import as_store_error
from store.migrations import REVISIONS
from store.versions import check_version, version

if TYPE_CHECKING:
    from alembic.config import Config

_PATIENT: Final = Settings(busy_seconds=60.0)
_LOCK: Final = 0x4172797A  # "Aryz": the advisory lock of PostgreSQL under which versions are applied


async def migrate(url: str) -> None:
    """
    Create the tables, or change them to the form that this code needs.

    For SQLite the folder and the file are made where they are missing, readable by their owner only.

    Raises:
        StoreError: the database cannot be reached or written, or was made by a newer Aryz. Nothing was changed.
    """
    where = parsed(url)
    name = shown(where)
    with as_store_error(name):
        if where.get_backend_name() == "sqlite":
            make_file(Path(str(where.database)))
        engine = make_engine(where, _PATIENT)
        try:
            await write_ahead(engine)
            async with writing(engine).begin() as connection:
                await alone(connection)
                found = await connection.run_sync(version)
                check_version(name, found, older_is_well=True)
                if found != REVISIONS[-1]:
                    await connection.run_sync(_upgrade)
        finally:
            await engine.dispose()


def configuration(connection: Connection) -> Config:
    """Alembic's settings: the versions packaged beside this module, on a connection that is in a transaction."""
    from alembic.config import Config  # noqa: PLC0415 (half a second that a database of today's schema need not wait)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 (as above)

    command.upgrade(configuration(connection), "head")


def make_file(path: Path) -> None:
    """Made before SQLite does it, so that nobody else can read it even for a moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


async def write_ahead(engine: AsyncEngine) -> None:
    """
    Turn on SQLite's write-ahead log: readers then never wait for the writer. The file remembers it.

    Two that do this at once may find the file locked without being made to wait, therefore it is tried again.
    """
    if engine.dialect.name != "sqlite":
        return
    for left in range(100, -1, -1):
        try:
            async with engine.connect() as connection:
                raw = await connection.get_raw_connection()
                await raw.driver_connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[union-attr]  # aiosqlite's
                return
        except Exception as error:
            if left == 0 or "locked" not in str(error):
                raise
            await asyncio.sleep(0.05)


async def alone(connection: AsyncConnection) -> None:
    """On PostgreSQL, wait until nobody else changes a schema there; SQLite's write lock has done that already."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit status: 0 done, 1 failed with one line on stderr."""
    parser = argparse.ArgumentParser(prog="python -m store.migrate", description="Bring the database to this schema.")
    parser.add_argument(
        "--url",
        default=os.environ.get("ARYZ_DATABASE_URL"),
        help="postgresql://user@host/name or sqlite:///file (default: ARYZ_DATABASE_URL)",
    )
    url = parser.parse_args(arguments).url
    if not url:
        parser.error("no database named: give --url or set ARYZ_DATABASE_URL")
    try:
        asyncio.run(migrate(url))
    except StoreError as error:
        print(error, file=sys.stderr)  # noqa: T201 (the command's answer)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
