"""Making an installation: its tables, its keys, and the key of its ledger."""

from __future__ import annotations

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
