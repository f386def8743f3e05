"""Engines: SQLite with the pragmas that keep what was acknowledged, PostgreSQL with time limits on everything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from models.errors import StoreError

_DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_WRITES: Final = "aryz_writes"


@dataclass(frozen=True, slots=True)
class Settings:
    """
    How an engine behaves.

    `synchronous` is SQLite's: FULL waits for the disk at every commit, NORMAL may lose the last commits in a power cut
    (docs/store.md tells how many). `busy_seconds` is how long a writer waits for another, `connect_seconds` how long
    PostgreSQL may take to answer the door.
    """

    synchronous: Literal["FULL", "NORMAL"] = "FULL"
    busy_seconds: float = 5.0
    connect_seconds: float = 10.0
    pool_size: int = 5


DEFAULTS: Final = Settings()


def database_url(data: Path) -> str:
    """The URL of the SQLite database in a data folder."""
    return f"sqlite+aiosqlite:///{data / 'aryz.db'}"


def parsed(url: str) -> URL:
    """
    The URL with its driver.

    Raises:
        StoreError: it is no URL, or of a database that Aryz does not know. The URL is not repeated: it may hold a
            password.
    """
    try:
        read = make_url(url)
    except ArgumentError:
        raise StoreError(
            "the database URL cannot be read; write postgresql://user@host/name or sqlite:///file"
        ) from None
    driver = _DRIVERS.get(read.drivername)
    if driver is None:
        raise StoreError(f"{read.drivername}: is no database that Aryz knows; use sqlite or postgresql")
    if driver.startswith("sqlite") and read.database in (None, "", ":memory:"):
        raise StoreError("the database URL names no file; a ledger in memory would be lost, write sqlite:///file")
    return read.set(drivername=driver)


def is_missing(url: URL) -> bool:
    """Whether SQLite would make an empty file here, because none is."""
    return url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()


def shown(url: URL) -> str:
    """The database as messages name it: never with a password or a user."""
    if url.get_backend_name() == "sqlite":
        return f"ledger {url.database}"
    return f"ledger {url.database} on {url.host or 'the local socket'}{f':{url.port}' if url.port else ''}"


def make_engine(url: URL, settings: Settings = DEFAULTS) -> AsyncEngine:
    """An engine for `url`; nothing is opened yet. Errors never show the values of a row."""
    common: dict[str, Any] = {"hide_parameters": True, "pool_size": settings.pool_size, "pool_timeout": 30}
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(url, connect_args={"timeout": settings.busy_seconds}, **common)
        _keep_promises(engine.sync_engine, settings)
        return engine
    arguments = {"timeout": settings.connect_seconds, "command_timeout": 60}
    return create_async_engine(url, pool_pre_ping=True, connect_args=arguments, **common)


def blocking_engine(url: URL, settings: Settings = DEFAULTS) -> Engine:
    """An engine for writing to SQLite from one thread; every transaction takes the write lock when it begins."""
    arguments = {"timeout": settings.busy_seconds}
    plain = url.set(drivername="sqlite")
    engine = create_engine(
        plain, connect_args=arguments, hide_parameters=True, pool_size=1, execution_options={_WRITES: True}
    )
    _keep_promises(engine, settings)
    return engine


def writing(engine: AsyncEngine) -> AsyncEngine:
    """
    The same engine for transactions that write.

    SQLite then takes the write lock at the beginning: a transaction that first reads and takes it later fails at once
    when another has written meanwhile, without waiting.
    """
    return engine.execution_options(**{_WRITES: True})


def reading(engine: Engine) -> Engine:
    """The engine that writes, for a transaction that only reads: SQLite then takes no lock that others wait for."""
    return engine.execution_options(**{_WRITES: False})


def _keep_promises(engine: Engine, settings: Settings) -> None:
    pragmas = (
        f"PRAGMA busy_timeout = {int(settings.busy_seconds * 1000)}",
        f"PRAGMA synchronous = {settings.synchronous}",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",  # erased payloads are overwritten in the file, not only unlinked
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, see below
        cursor = connection.cursor()
        try:
            for pragma in pragmas:
                cursor.execute(pragma)
        finally:
            cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
