"""
One database, its readers and its writer.

Work is given as a function of a plain SQLAlchemy connection. For SQLite, writing work runs as a whole in one thread of
its own: handing each statement to a thread and back costs three times the processor time of the statements themselves
(docs/store.md). For PostgreSQL it runs in the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from models.errors import StoreError
from store.engine import DEFAULTS, Settings, blocking_engine, make_engine, reading, shown, writing
from store.faults import as_store_error

T = TypeVar("T")


class Database:
    """
    Readers and the writer of one database, for one event loop. Nothing is opened before it is used.

    `name` is how messages call it. `engine` reads; `writer` is the engine through which everything is written.
    """

    def __init__(self, url: URL, settings: Settings = DEFAULTS) -> None:
        self.name = shown(url)
        self.engine = make_engine(url, settings)
        self._thread: ThreadPoolExecutor | None = None
        self._writing = writing(self.engine)
        self.writer = self.engine.sync_engine
        if url.get_backend_name() == "sqlite":
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="aryz-ledger")
            self.writer = blocking_engine(url, settings)
        self._closed = False

    async def read(self, work: Callable[[Connection], T]) -> T:
        """
        What `work` reads, in a transaction of its own.

        Raises:
            StoreError: the database cannot be read.
        """
        self._check_open()
        with as_store_error(self.name):
            async with self.engine.connect() as connection:
                return await connection.run_sync(work)

    async def read_at_once(self, work: Callable[[Connection], T]) -> T:
        """
        The same as `read`, for work of a few short statements: SQLite's run in one thread, and not each in one.

        Raises:
            StoreError: the database cannot be read.
        """
        if self._thread is None:
            return await self.read(work)
        self._check_open()
        with as_store_error(self.name):
            return await asyncio.to_thread(self._read, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """
        Do `work` in one transaction and return its result when the database has committed it.

        A caller that is cancelled meanwhile does not know whether it was committed.

        Raises:
            StoreError: the database could not do it; nothing of it was kept.
        """
        self._check_open()
        with as_store_error(self.name):
            if self._thread is not None:
                return await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, work)
            async with self._writing.begin() as connection:
                return await connection.run_sync(work)

    async def close(self) -> None:
        """Let the running transaction end, then close every connection."""
        self._closed = True
        if self._thread is not None:
            await asyncio.to_thread(self._thread.shutdown)
            self.writer.dispose()
        await self.engine.dispose()

    def _commit(self, work: Callable[[Connection], T]) -> T:
        with self.writer.begin() as connection:
            return work(connection)

    def _read(self, work: Callable[[Connection], T]) -> T:
        with reading(self.writer).connect() as connection:
            return work(connection)

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self.name}: is closed; open it again")
