"""
Copies of a data folder that belong together, also while `aryz up` writes.

The ledger is held still (nobody else can write to it) while first Temporal's database and then the ledger are copied.
A case goes on meanwhile: what it accepts waits in its history. In the copy, what Temporal has not seen confirmed is
handed over again, and the ledger, which is never older than that, takes a record that it has already as what it is.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from models.errors import IntegrityError
from store.faults import as_store_error

LEDGER: Final = "aryz.db"
HISTORIES: Final = "temporal.db"
_PATIENCE: Final = 30.0


def copy_data(folder: Path, into: Path) -> list[Path]:
    """
    Copy ledger and histories of a data folder; returns the copies.

    Raises:
        StoreError: there is no ledger, another program keeps it locked for half a minute, or the disk is full.
    """
    ledger, histories = folder / LEDGER, folder / HISTORIES
    with as_store_error(f"ledger {ledger}"), _still(ledger):
        made = [_copied(histories, into)] if histories.exists() else []
        return [*made, _copied(ledger, into)]


def copy_database(path: Path, into: Path) -> Path:
    """
    Copy one SQLite database as it is at this moment.

    Raises:
        StoreError: it cannot be read, or the copy cannot be written.
    """
    with as_store_error(str(path)):
        return _copied(path, into)


def check_database(path: Path) -> None:
    """
    See that a database is whole.

    Raises:
        IntegrityError: SQLite finds a fault in it.
    """
    with contextlib.closing(sqlite3.connect(path)) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise IntegrityError(f"{path.name}: the database in this backup is damaged ({found}); take another backup")


@contextlib.contextmanager
def _still(ledger: Path) -> Iterator[None]:
    """Hold the write lock of the ledger, without writing."""
    if not ledger.exists():
        raise FileNotFoundError(2, "there is no such file; name the data folder with --data", str(ledger))
    with contextlib.closing(sqlite3.connect(ledger, timeout=_PATIENCE, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


def _copied(path: Path, into: Path) -> Path:
    copy = into / path.name
    copy.touch(mode=0o600)
    address = f"{path.absolute().as_uri()}?mode=ro"
    with (
        contextlib.closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy
