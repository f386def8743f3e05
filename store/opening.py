"""Opening a store: the engine, the check that its schema is the one this code needs, and what it is made of."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from models.errors import StoreError
from store.database import Database
from store.engine import DEFAULTS, Settings, database_url, parsed, shown
from store.ledger import Ledger
from store.migrations import REVISIONS
from store.register import Register

__all__ = ["Store", "check_version", "database_url", "open_store", "version"]

_REMEDY: Final = "run `aryz up`, or `python -m store.migrate --url URL`"
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """An open store, for one event loop. Close it, or use it as an asynchronous context manager."""

    database: Database
    ledger: Ledger
    register: Register

    async def close(self) -> None:
        """Close every connection. What was acknowledged is on disk already."""
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def open_store(url: str, settings: Settings = DEFAULTS) -> Store:
    """
    Open the store at `url`: `sqlite:///file` or `postgresql://user@host/name`, drivers are chosen here.

    Raises:
        StoreError: it cannot be reached, is no database, or its schema is older or newer than this code.
    """
    where = parsed(url)
    name = shown(where)
    _check_file(where, name)
    database = Database(where, settings)
    try:
        check_version(name, await database.read(version))
        await database.read(lambda connection: _warn_if_careless(connection, name))
    except BaseException:
        await database.close()
        raise
    return Store(database, Ledger(database), Register(database))


def version(connection: Connection) -> str | None:
    """The version of the schema, None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def check_version(name: str, found: str | None, *, older_is_well: bool = False) -> None:
    """
    Compare the version found with the one that this code needs.

    Raises:
        StoreError: it is newer; or it is older and that is not well.
    """
    if found == REVISIONS[-1]:
        return
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"{name}: was made by a newer Aryz (schema {found}, this one knows {REVISIONS[-1]}); "
            f"use that version, nothing was changed"
        )
    if not older_is_well:
        state = "holds no tables yet" if found is None else f"has schema {found}, this Aryz needs {REVISIONS[-1]}"
        raise StoreError(f"{name}: {state}; {_REMEDY}")


def _check_file(where: URL, name: str) -> None:
    """SQLite would make an empty file where none is; a mistyped folder must not look like an empty ledger."""
    if where.get_backend_name() == "sqlite" and not Path(str(where.database)).exists():
        raise StoreError(f"{name}: there is no such file; {_REMEDY}")


def _warn_if_careless(connection: Connection, name: str) -> None:
    """A PostgreSQL server can be set to acknowledge what it has not written to disk."""
    if connection.dialect.name != "postgresql":
        return
    for setting in ("fsync", "synchronous_commit"):
        if connection.execute(text(f"SHOW {setting}")).scalar_one() == "off":
            _log.warning("%s: the server runs with %s = off; a power cut can lose acknowledged records", name, setting)
