"""Opening a store: the engine, the check that its schema is the one this code needs, and what it is made of."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from models.errors import KeysError, StoreError
from store.closing import Closing
from store.database import Database
from store.documents import Documents
from store.engine import DEFAULTS, Settings, database_url, parsed, shown
from store.histories import Histories
from store.intakes import Intakes
from store.keys.cases import CaseKeys
from store.keys.opening import Place, open_keys
from store.ledger import Ledger
from store.notices import Notices
from store.people import People
from store.receipts import Receipts
from store.register import Register
from store.signing import signer_of
from store.tree import Tree
from store.versions import REMEDY, check_version, version

__all__ = ["Store", "database_url", "open_store"]

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store(Closing):
    """
    An open store, for one event loop. Close it, or use it as an asynchronous context manager.

    `url` and `place`: where it and its keys were opened, for whoever must open them once more.
    """

    database: Database
    ledger: Ledger
    register: Register
    tree: Tree
    keys: CaseKeys | None = None
    url: str = field(default="", repr=False)
    place: Place | None = None

    @property
    def histories(self) -> Histories:
        """The sealed histories of Temporal."""
        return Histories(self.database, self.keys)

    @property
    def notices(self) -> Notices:
        """Mails sent, addresses of calendars, programs to be called."""
        return Notices(self.database, self.keys)

    @property
    def documents(self) -> Documents:
        """The documents of cases."""
        return Documents(self.database, self.keys)

    @property
    def intakes(self) -> Intakes:
        """Which form opened which case."""
        return Intakes(self.database)

    @property
    def receipts(self) -> Receipts:
        """The codes with which victims follow their cases."""
        return Receipts(self.database, self.keys)

    @property
    def people(self) -> People:
        """Those who work here, and their rights."""
        return People(self.database, self.keys)

    def keys_at_hand(self) -> CaseKeys:
        """
        The keys of cases.

        Raises:
            KeysError: the store was opened without them.
        """
        if self.keys is None:
            raise KeysError(f"{self.database.name}: was opened without keys")
        return self.keys

    async def close(self) -> None:
        """Close every connection. What was acknowledged is on disk already."""
        await self.database.close()
        if self.keys is not None:
            await self.keys.close()


async def open_store(url: str, settings: Settings = DEFAULTS, *, keys: Place | None = None) -> Store:
    """
    Open the store at `url`: `sqlite:///file` or `postgresql://user@host/name`, drivers are chosen here.

    Without `keys` nothing that was told can be written or read, and nothing new is signed.

    Raises:
        StoreError: it cannot be reached, is no database, or its schema is older or newer than this code.
        KeysError: the keys cannot be read.
    """
    where = parsed(url)
    name = shown(where)
    _check_file(where, name)
    known, signer = (await open_keys(keys, settings), signer_of(keys)) if keys is not None else (None, None)
    database = Database(where, settings)
    try:
        check_version(name, await database.read(version))
        await database.read(lambda connection: _warn_if_careless(connection, name))
    except BaseException:
        await database.close()
        if known is not None:
            await known.close()
        raise
    return Store(database, Ledger(database, known, signer), Register(database), Tree(database), known, url, keys)


def _check_file(where: URL, name: str) -> None:
    """SQLite would make an empty file where none is; a mistyped folder must not look like an empty ledger."""
    if where.get_backend_name() == "sqlite" and not Path(str(where.database)).exists():
        raise StoreError(f"{name}: there is no such file; {REMEDY}")


def _warn_if_careless(connection: Connection, name: str) -> None:
    """A PostgreSQL server can be set to acknowledge what it has not written to disk."""
    if connection.dialect.name != "postgresql":
        return
    for setting in ("fsync", "synchronous_commit"):
        if connection.execute(text(f"SHOW {setting}")).scalar_one() == "off":
            _log.warning("%s: the server runs with %s = off; a power cut can lose acknowledged records", name, setting)
