"""
The histories of Temporal that were sealed into the store, and what erasing a case takes out of the store.

A history is kept as JSON with its payloads opened, so that it can be shown and replayed, compressed and sealed under
the key of its case. A record of kind `sealed` names its digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from models.errors import Erased, KeysError, StoreError
from store.database import Database
from store.keys.cases import CaseKeys
from store.keys.data_key import DataKey
from store.schema import histories, payloads, receipt_codes, register
from store.sealing import Place, seal, sealed_under, unseal

HISTORY: Final = "history"
"""What sealed histories are for: they open in no other column."""

_OF: Final = histories.c.reference == bindparam("of")
_RUN: Final = histories.c.run == bindparam("in")
_BODY: Final = select(histories.c.body).where(_OF, _RUN)
_RUNS: Final = select(histories.c.run).where(_OF).order_by(histories.c.run)
_DROP: Final = delete(histories).where(_OF, _RUN)
_KEEP: Final = insert(histories)
_ERASE: Final = delete(histories).where(_OF)
_UNTELL: Final = delete(payloads).where(payloads.c.reference == bindparam("of"))
_VOID: Final = delete(receipt_codes).where(receipt_codes.c.reference == bindparam("of"))
_UNASSIGN: Final = update(register).where(register.c.reference == bindparam("of")).values(lawyer=None)


@dataclass(frozen=True, slots=True)
class Gone:
    """How many payloads and sealed histories were taken out."""

    payloads: int
    histories: int


class Histories:
    """The sealed histories of all cases, for one event loop."""

    def __init__(self, database: Database, keys: CaseKeys | None) -> None:
        self._database = database
        self._keys = keys

    async def put(self, reference: str, run: str, history: bytes) -> None:
        """
        Keep a history. One that is kept already stays, unless this one is longer: a history only grows.

        Raises:
            Erased: the case was erased.
            KeysError: the store was opened without keys.
            StoreError: it cannot be written.
        """
        standing = await self.get(reference, run)
        if standing is not None and len(standing) >= len(history):
            return
        body = seal(await self._at_hand().data_key(reference), history, Place(reference, 0, HISTORY))

        def kept(connection: Connection) -> None:
            connection.execute(_DROP, {"of": reference, "in": run})
            connection.execute(_KEEP, {"reference": reference, "run": run, "body": body})

        await self._database.write(kept)

    async def get(self, reference: str, run: str) -> bytes | None:
        """
        A history as JSON; None where none was sealed, or nobody can read it any more.

        Raises:
            SealedError: it does not open at this place.
            KeysError: there is one, and no keys to open it.
            StoreError: the database cannot be read.
        """
        parameters = {"of": reference, "in": run}
        row = await self._database.read(lambda connection: connection.execute(_BODY, parameters).first())
        return await self.opened(reference, row[0]) if row is not None else None

    async def opened(self, reference: str, body: bytes) -> bytes | None:
        """A history as JSON, from what is stored; None where its key was destroyed. It raises what `get` does."""
        place = Place(reference, 0, HISTORY)
        try:
            key = await self._key(sealed_under(body, place))
        except Erased:
            return None
        return unseal(key, body, place)

    async def runs(self, reference: str) -> tuple[str, ...]:
        """The runs of a case whose histories are kept."""
        rows = await self._database.read(lambda connection: connection.execute(_RUNS, {"of": reference}).all())
        return tuple(row[0] for row in rows)

    async def erase(self, reference: str) -> Gone:
        """
        Take out of the store all that was told in a case, its histories, who its lawyer is, and the victim's code.

        Records stay.

        The words may still lie in SQLite's log: `empty_log` afterwards.

        Raises:
            StoreError: nothing was taken out.
        """

        def gone(connection: Connection) -> Gone:
            told = connection.execute(_UNTELL, {"of": reference}).rowcount
            connection.execute(_UNASSIGN, {"of": reference})
            connection.execute(_VOID, {"of": reference})
            return Gone(told, connection.execute(_ERASE, {"of": reference}).rowcount)

        return await self._database.write(gone)

    async def empty_log(self) -> None:
        """
        Move what SQLite's write-ahead log holds into the file, so that no erased words stay in the log.

        Raises:
            StoreError: a reader keeps the log in use; do it again.
        """
        if await self._database.read(_log_in_use):
            raise StoreError("a reader still keeps the old log of SQLite in use; erase again when it is done")

    async def _key(self, named: str) -> DataKey:
        keys = self._at_hand()
        return keys.at_hand_by_id(named) or await keys.by_id(named)

    def _at_hand(self) -> CaseKeys:
        if self._keys is None:
            raise KeysError(f"{self._database.name}: was opened without keys: no history can be kept or read")
        return self._keys


def _log_in_use(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one())
