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

from models.errors import StoreError
from store.keys.opening import Place, make_keys
from store.migrate import migrate
from store.signing import make_signer


async def make_store(url: str, keys: Place, name: str | None = None) -> None:
    """
    Make what is missing of a store and of its keys. Safe to run again.

    Args:
        url: the store.
        keys: where its keys are.
        name: what the ledger is called in its checkpoints.

    Raises:
        StoreError: the database cannot be made, or is of a newer Aryz.
        KeysError: keys are missing that once were there; none are made in their place.
    """
    await make_keys(keys)
    make_signer(keys, name)
    await migrate(url)


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
