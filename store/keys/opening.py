"""Opening the keys of an installation, and making them once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from models.errors import KeysError
from store.database import Database
from store.engine import DEFAULTS, Settings, is_missing, parsed
from store.keys import making, master_file, rows, schema
from store.keys.cases import CaseKeys
from store.keys.data_key import KeyMemory
from store.keys.masters import MasterKeys, Ring

_DATABASE: Final = "cases.db"


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where the keys of an installation are: a folder, unless `url` names another database for the data keys.

    `environment` is where a master key may be given instead of in the folder.
    """

    folder: Path
    url: str | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    @property
    def master(self) -> Path:
        """The file of master keys."""
        return self.folder / master_file.FILE

    @property
    def database(self) -> URL:
        """The database of data keys."""
        return parsed(self.url or f"sqlite+aiosqlite:///{self.folder / _DATABASE}")

    def masters(self) -> Ring:
        """
        The master keys: those of the environment, or else those of the file.

        Raises:
            KeysError: there are none, or they cannot be read.
        """
        return master_file.ring_of_environment(self.environment) or master_file.ring_of_file(self.master)


async def has_keys(place: Place) -> bool:
    """
    Whether there are master keys and a key store.

    Raises:
        StoreError: the key store cannot be read.
    """
    if master_file.ring_of_environment(place.environment) is None and not place.master.exists():
        return False
    where = place.database
    if is_missing(where):
        return False
    database = _database(where, DEFAULTS)
    try:
        return await database.read(schema.version) is not None
    finally:
        await database.close()


async def make_keys(place: Place) -> None:
    """
    Make what is missing: the key store, and a master key for it. Safe to run again, and when two do so at once.

    Raises:
        KeysError: the master keys are gone but the key store holds keys wrapped under them. A new one would not open
            them; nothing is made.
        StoreError: the key store cannot be made.
    """
    await making.make_tables(place.database)
    if master_file.ring_of_environment(place.environment) is not None:
        return
    if not place.master.exists():
        database = _database(place.database, DEFAULTS)
        try:
            wrapping = await database.read(rows.by_master)
        finally:
            await database.close()
        if wrapping:
            raise KeysError(
                f"{place.master}: is gone, and {sum(wrapping.values())} data keys are wrapped under "
                f"{', '.join(wrapping)}; restore it from its backup or set {master_file.VARIABLE}. "
                "A new master key would open none of them, so none was made"
            )
    master_file.make_file(place.master)


async def open_keys(
    place: Place,
    settings: Settings = DEFAULTS,
    *,
    masters: MasterKeys | None = None,
    memory: KeyMemory | None = None,
) -> CaseKeys:
    """
    Open the keys of an installation.

    Args:
        place: where they are.
        settings: of the database.
        masters: other master keys than those of the place, for example of a key management service.
        memory: other limits of what is remembered.

    Raises:
        KeysError: there is no master key, no key store, or it was made by a newer Aryz.
        StoreError: the key store cannot be read.
    """
    where = place.database
    name = schema.named(where)
    _refuse_missing(where, name)
    known = masters or place.masters()
    database = _database(where, settings)
    try:
        await database.read(lambda connection: schema.check(connection, name))
    except BaseException:
        await database.close()
        raise
    return CaseKeys(database, known, memory)


async def remove_master(place: Place, keys: CaseKeys, master: str) -> None:
    """
    Take an older master key out of the file, when nothing is wrapped under it any more.

    Raises:
        KeysError: something is, or it is the newest, or not there. The file is as it was.
    """
    wrapping = await keys.wrapped_under()
    if master in wrapping:
        raise KeysError(f"master key {master} still wraps {wrapping[master]} data keys; rewrap first")
    master_file.remove_master(place.master, master)


def _refuse_missing(where: URL, name: str) -> None:
    """SQLite would make an empty file; a mistyped folder must not look like an installation without cases."""
    if is_missing(where):
        raise KeysError(f"{name}: there is no such file; run `aryz up`, or restore it from its backup")


def _database(where: URL, settings: Settings) -> Database:
    database = Database(where, settings)
    database.name = schema.named(where)
    return database
