"""
The tables of the key store. They lie apart from the ledger: another file, another backup.

`case_keys` holds wrapped data keys, `tombstones` which cases were erased, `holds` which may not be, `key_store` the
version of these tables. There is one version so far; a second one brings the change from the first with it, in
`store.keys.making`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Table, inspect, select
from sqlalchemy.engine import URL

from models.errors import KeysError
from store.schema import TEXT

VERSION: Final = 1

metadata: Final = MetaData()

case_keys: Final = Table(
    "case_keys",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("master", TEXT, nullable=False, index=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", TEXT, nullable=False),
)

tombstones: Final = Table(
    "tombstones",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("erased_at", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
    Column("record", Integer),
)

holds: Final = Table(
    "holds",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("held_at", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
)

key_store: Final = Table("key_store", metadata, Column("version", Integer, primary_key=True, autoincrement=False))


def named(url: URL) -> str:
    """What messages call the key store: never with a user or a password."""
    return f"key store {url.database}"


def check(connection: Connection, name: str) -> None:
    """
    See that the tables are those of this code.

    Raises:
        KeysError: there are none, or those of a newer Aryz.
    """
    found = version(connection)
    if found is None:
        raise KeysError(f"{name}: holds no keys yet; run `aryz up`, or restore it from its backup")
    if found != VERSION:
        raise KeysError(
            f"{name}: was made by a newer Aryz (schema {found}, this one knows {VERSION}); use that version"
        )


def version(connection: Connection) -> int | None:
    """The version of the tables. None: there are none."""
    if not inspect(connection).has_table(key_store.name):
        return None
    return connection.execute(select(key_store.c.version)).scalar_one_or_none()
