"""Opening a store for somebody who checks it: also a copy that cannot be written, and also without its keys."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL

from models.errors import StoreError
from store.database import Database
from store.engine import parsed, shown
from store.keys.cases import CaseKeys
from store.keys.opening import Place, open_keys
from store.ledger import Ledger
from store.opening import Store
from store.register import Register
from store.schema import ledger
from store.tree import Tree
from store.versions import REMEDY, check_version, version

_LOG: Final = "-wal"


@dataclass(frozen=True, slots=True)
class Opened:
    """A store to be read, and why it was opened without keys, if it was."""

    store: Store
    no_keys: str | None = None


@contextlib.asynccontextmanager
async def open_to_read(url: str, keys: Place) -> AsyncIterator[Opened]:
    """
    The store while the block runs. Nothing of it is written; where its file or folder cannot be, none is tried.

    Raises:
        StoreError: there is none, it cannot be read, or its schema is not the one of this code.
    """
    where = parsed(url)
    if not _there(where):
        raise StoreError(f"{shown(where)}: there is no such file; {REMEDY}")
    with _readable(where) as readable:
        database = Database(readable)
        database.name = shown(where)
        try:
            await _check(database)
            async with _keys(keys) as (known, why):
                store = Store(database, Ledger(database, known), Register(database), Tree(database), known)
                yield Opened(store, why)
        finally:
            await database.close()


def _there(where: URL) -> bool:
    return where.get_backend_name() != "sqlite" or Path(str(where.database)).exists()


async def _check(database: Database) -> None:
    """A ledger whose mark of version was taken away is still one to be checked; no tables at all are none."""
    found = await database.read(version)
    if found is None and await database.read(_has_records):
        return
    check_version(database.name, found)


def _has_records(connection: Connection) -> bool:
    return inspect(connection).has_table(ledger.name)


@contextlib.asynccontextmanager
async def _keys(place: Place) -> AsyncIterator[tuple[CaseKeys | None, str | None]]:
    with contextlib.ExitStack() as copies:
        where = place.database
        if not _there(where):
            yield None, "no keys here"
            return
        readable = copies.enter_context(_readable(where, copied=True))
        known, why = await _opened(replace(place, url=readable.render_as_string(hide_password=False)))
        try:
            yield known, why
        finally:
            if known is not None:
                await known.close()


async def _opened(place: Place) -> tuple[CaseKeys | None, str | None]:
    try:
        return await open_keys(place), None
    except StoreError as error:
        return None, str(error)


@contextlib.contextmanager
def _readable(url: URL, *, copied: bool = False) -> Iterator[URL]:
    """
    The URL under which the database can be read without being written.

    SQLite wants to make files beside one that it opens. Where it cannot, the file is opened as one that never changes;
    if its log holds what is not in it yet, both are copied first. `copied`: copy in any case.
    """
    path = Path(str(url.database))
    if url.get_backend_name() != "sqlite" or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        yield url
        return
    log = path.with_name(path.name + _LOG)
    if not copied and (not log.exists() or not log.stat().st_size):
        query = {"mode": "ro", "immutable": "1", "uri": "true"}
        yield url.set(database=f"file:{quote(str(path.absolute()))}", query=query)
        return
    with tempfile.TemporaryDirectory(prefix="aryz-") as folder:
        for one in filter(Path.exists, (path, log)):
            shutil.copyfile(one, Path(folder) / one.name)
        yield url.set(database=str(Path(folder) / path.name))
