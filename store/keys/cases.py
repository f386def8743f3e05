"""The data keys of cases: made, found again, rotated, wrapped anew under another master key, destroyed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from lifecycle.telling import instant_text
from models.errors import KeysError, NoKey, StoreError
from store.closing import Closing
from store.database import Database
from store.keys import rows
from store.keys.data_key import DataKey, KeyMemory, key_id, read_key_id
from store.keys.masters import KEY_BYTES, MasterKeys
from store.keys.rows import Tombstone, Wrapped

_BATCH: Final = 200


class CaseKeys(Closing):
    """
    The key store, for one event loop. Close it, or use it as an asynchronous context manager.

    What is destroyed here is forgotten at once in this process, and within `store.keys.data_key.LASTING` seconds in
    every other one.
    """

    def __init__(self, database: Database, masters: MasterKeys, memory: KeyMemory | None = None) -> None:
        self.database = database
        self.masters = masters
        self._memory = memory or KeyMemory()

    def at_hand(self, case: str) -> DataKey | None:
        """The key of a case, if it is in memory: for those who cannot wait."""
        return self._memory.newest(case)

    def at_hand_by_id(self, named: str) -> DataKey | None:
        """The key with this id, if it is in memory."""
        return self._memory.by_id(named)

    async def data_key(self, case: str, *, create: bool = True) -> DataKey:
        """
        The key under which a case is sealed now. Its first is made here: of two processes at once, one makes it.

        Raises:
            Erased: the keys of the case were destroyed.
            NoKey: it has none and `create` is false.
            KeysError: its master key is not known.
            StoreError: the key store cannot be read or written.
        """
        if (known := self._memory.newest(case)) is not None:
            return known
        epoch = self._memory.epoch
        stored = await self.database.read(lambda connection: rows.newest(connection, case))
        if stored is None:
            if not create:
                raise NoKey(f"case {case}: has no key; nothing of it was ever sealed here, or its keys are elsewhere")
            stored = await self._put(case, 1)
        return self._opened(stored, epoch, newest=True)

    async def by_id(self, named: str) -> DataKey:
        """
        The key that an id names, of whatever generation.

        Raises:
            Erased: the keys of its case were destroyed.
            KeysError: there is no such key; or its master key is not known.
            StoreError: the key store cannot be read.
        """
        if (known := self._memory.by_id(named)) is not None:
            return known
        epoch = self._memory.epoch
        case, number = read_key_id(named) or ("", 0)
        stored = await self.database.read(lambda connection: rows.generation(connection, case, number))
        if stored is None:
            raise KeysError(
                "a data key is named that this key store does not hold; name the key store that was in use then"
            )
        return self._opened(stored, epoch)

    async def rotate_data_key(self, case: str) -> DataKey:
        """
        A new key for what is sealed from now on. The older ones stay and open what they sealed.

        Other processes go on with the older one until theirs is looked up again.

        Raises:
            Erased: the keys of the case were destroyed.
            StoreError: the key store cannot be read or written.
        """
        self._memory.forget(case)
        epoch = self._memory.epoch
        stored = await self.database.read(lambda connection: rows.newest(connection, case))
        return self._opened(await self._put(case, stored.generation + 1 if stored else 1), epoch, newest=True)

    async def rewrap(self) -> int:
        """
        Wrap every data key under the current master key; returns how many were wrapped anew.

        Nobody has to stop for it: a process that knows only the older master keys reads its file again when the new id
        turns up. Interrupted, it is simply run again.

        Raises:
            KeysError: an older master key is not known any more.
            StoreError: the key store cannot be read or written.
        """
        done = 0
        self.masters.look_again()
        current = self.masters.current
        while True:
            old = await self.database.read(lambda connection: rows.wrapped_elsewhere(connection, current, _BATCH))
            if not old:
                return done
            pairs = [(key, self._rewrapped(key)) for key in old]
            done += await self.database.write(partial(_replaced, pairs=pairs))

    async def wrapped_under(self) -> dict[str, int]:
        """How many data keys each master key wraps: one that is not named may be removed."""
        return await self.database.read(rows.by_master)

    async def of_no_case(self) -> int:
        """How many data keys belong to no case: those of the people who work here, and of what is told of no case."""
        return await self.database.read(rows.of_no_case)

    async def destroy(self, case: str, reason: str, at: datetime, *, record: int | None = None) -> Tombstone:
        """
        Destroy every key of a case and leave a tombstone. Again: changes nothing and returns the first tombstone.

        Args:
            case: the reference.
            reason: a code.
            at: when.
            record: the number of the record of the ledger that says so.

        Raises:
            Held: a legal hold forbids it. Nothing was destroyed.
            KeysError: the reason is no code.
            StoreError: nothing was destroyed; or, as it then says, all was, but SQLite's log could not be emptied yet.
        """
        stone = Tombstone(case, instant_text(at), rows.code(reason), record)

        def destroyed(connection: Connection) -> Tombstone:
            rows.refuse_held(connection, case)
            return rows.bury(connection, stone)

        standing = await self.database.write(destroyed)
        self._memory.forget(case)
        await self.database.read(_empty_log)
        return standing

    async def reconcile(self, tombstones: Iterable[Tombstone]) -> tuple[str, ...]:
        """
        Teach a key store that was restored from an older backup what has been destroyed since.

        A legal hold in that backup does not prevent it: it was lifted when the keys were destroyed.

        Returns:
            The cases that were not known here as erased.

        Raises:
            StoreError: as `destroy`.
        """
        stones = tuple(tombstones)

        def destroyed(connection: Connection) -> tuple[str, ...]:
            known = {stone.case for stone in rows.buried(connection)}
            for stone in sorted(stones, key=lambda stone: stone.case):
                rows.bury(connection, replace(stone, reason=rows.code(stone.reason)))
            return tuple(sorted({stone.case for stone in stones} - known))

        learned = await self.database.write(destroyed)
        self._memory.forget()
        await self.database.read(_empty_log)
        return learned

    async def tombstones(self) -> tuple[Tombstone, ...]:
        """Every case that was erased, by reference."""
        return await self.database.read(rows.buried)

    async def hold(self, case: str, reason: str, at: datetime) -> None:
        """
        Forbid to destroy the keys of a case, until `release`.

        Raises:
            Erased: they were destroyed already.
            KeysError: the reason is no code.
        """
        named = rows.code(reason)
        await self.database.write(lambda connection: rows.hold(connection, case, instant_text(at), named))

    async def release(self, case: str) -> bool:
        """Allow it again; returns whether it was forbidden."""
        return await self.database.write(lambda connection: rows.release(connection, case))

    async def held(self) -> dict[str, str]:
        """The cases under a legal hold, with its reason code."""
        return await self.database.read(rows.held)

    async def close(self) -> None:
        """Forget every key and close the key store."""
        self._memory.forget()
        await self.database.close()

    async def _put(self, case: str, number: int) -> Wrapped:
        """A new key is wrapped before the transaction begins: a key management service may take its time."""
        self.masters.look_again()
        wrapped = self.masters.wrap(secrets.token_bytes(KEY_BYTES), _context(case, number))
        key = Wrapped(case, number, self.masters.current, wrapped, instant_text(datetime.now(UTC)))
        return await self.database.write(lambda connection: rows.put(connection, key))

    def _opened(self, stored: Wrapped, epoch: int, *, newest: bool = False) -> DataKey:
        context = _context(stored.case, stored.generation)
        secret = self.masters.unwrap(stored.master, stored.wrapped, context)
        key = DataKey(stored.case, stored.generation, AESGCM(secret))
        self._memory.keep(key, epoch, newest=newest)
        return key

    def _rewrapped(self, key: Wrapped) -> Wrapped:
        context = _context(key.case, key.generation)
        secret = self.masters.unwrap(key.master, key.wrapped, context)
        return replace(key, master=self.masters.current, wrapped=self.masters.wrap(secret, context))


def _context(case: str, number: int) -> bytes:
    return b"aryz data key\n" + key_id(case, number).encode()


def _replaced(connection: Connection, pairs: list[tuple[Wrapped, Wrapped]]) -> int:
    return rows.replace(connection, pairs)


def _empty_log(connection: Connection) -> None:
    if (
        connection.dialect.name == "sqlite"
        and connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    ):
        raise StoreError(
            "destroyed, but a reader still keeps the old log of SQLite's key store in use; do it again when it is done"
        )
