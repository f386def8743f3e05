"""
Making an installation: its tables, its keys, and the key of its ledger: `python -m store.making`.

Safe to run again. What it makes and where is told by `ARYZ_DATABASE_URL`, `ARYZ_KEYS`, `ARYZ_KEYS_URL`,
`ARYZ_LEDGER_NAME`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select

from models.errors import KeysError, StoreError
from store.database import Database
from store.engine import is_missing, parsed, shown
from store.keys.opening import Place, has_keys, make_keys
from store.migrate import migrate
from store.schema import leaves
from store.signing import has_signer, make_signer


async def make_store(url: str, keys: Place, name: str | None = None) -> bool:
    """
    Make what is missing of a store and of its keys. Safe to run again.

    Args:
        url: the store.
        keys: where its keys are.
        name: what the ledger is called in its checkpoints.

    Returns:
        Whether keys were made: they are in no backup yet.

    Raises:
        StoreError: the database cannot be made, or is of a newer Aryz.
        KeysError: keys are missing that once were there; none are made in their place.
    """
    new = not (await has_keys(keys) and has_signer(keys))
    if new:
        await _refuse_orphaned(url, keys)
    await make_keys(keys)
    make_signer(keys, name)
    await migrate(url)
    return new


async def _refuse_orphaned(url: str, keys: Place) -> None:
    """New keys would open nothing of a ledger that has records, and nobody could tell it from a forged one."""
    where = parsed(url)
    if is_missing(where):
        return
    database = Database(where)
    try:
        count = await database.read(_records)
    finally:
        await database.close()
    if count:
        raise KeysError(
            f"the {shown(where)} has {count} signed records, and its keys are not in {keys.folder}; restore the "
            "archive of the keys (`aryz restore` of it into this data folder, or of both files into an empty one), or "
            "copy the folder of keys there. New keys would open none of it, so none were made"
        )


def _records(connection: Connection) -> int:
    if not inspect(connection).has_table(leaves.name):
        return 0
    return connection.execute(select(func.count()).select_from(leaves)).scalar_one()


def main() -> int:
    """The command; returns its exit status: 0 done, 1 failed with one line on stderr, 2 not told what to make."""
    url, folder = os.environ.get("ARYZ_DATABASE_URL"), os.environ.get("ARYZ_KEYS")
    if not url or not folder:
        print("set ARYZ_DATABASE_URL (postgresql://user@host/name) and ARYZ_KEYS (a folder)", file=sys.stderr)  # noqa: T201
        return 2
    keys = Place(Path(folder), os.environ.get("ARYZ_KEYS_URL"))
    try:
        asyncio.run(make_store(url, keys, os.environ.get("ARYZ_LEDGER_NAME")))
    except StoreError as error:
        print(error, file=sys.stderr)  # noqa: T201 (the command's answer)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
