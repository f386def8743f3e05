"""The ledger in SQL: many cases in one transaction, a repeat changes nothing, a different record is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import BigInteger, Connection, Row, and_, bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError as ConstraintError

from ledger.chain import Head
from ledger.keytext import SignerKey
from models.errors import Erased, IntegrityError, KeysError, SealedError, StoreError
from models.records import Entry, Payload, Record, RecordKind
from models.register import Append
from store.database import Database
from store.keys.cases import CaseKeys
from store.keys.data_key import DataKey
from store.plan import Place as Standing
from store.plan import Plan, plan
from store.register import replace_rows
from store.schema import ledger, payloads, register
from store.sealing import Place, seal, sealed_under, unseal
from store.tree import grow

PAYLOAD: Final = "payload"
"""What sealed payloads are for: they open in no other column."""

Outcome = IntegrityError | None
"""What became of one append: kept, or why nothing of it was written."""

Stored = Row[int, str, bytes, bytes | None]
"""A record as it is read: number, hash, bytes, sealed payload."""

_AT_ONCE: Final = 500
"""How many places in chains are looked up in one statement: far below the parameter limit of either database."""

_KEYS: Final = func.unnest(bindparam("keys", type_=ARRAY(BigInteger))).table_valued("key").render_derived()
_ONE_BY_ONE: Final = select(func.pg_advisory_xact_lock(_KEYS.c.key))
_STANDING: Final = select(ledger.c.reference, ledger.c.seq, ledger.c.hash).where(
    tuple_(ledger.c.reference, ledger.c.seq).in_(bindparam("places", expanding=True))
)
_KEEP: Final = insert(ledger)
_TELL: Final = insert(payloads)
_ERASE: Final = delete(payloads).where(payloads.c.reference == bindparam("of"))
_HALT: Final = update(register).where(register.c.reference == bindparam("of")).values(halted=bindparam("why"))


class _Clash(Exception):
    """The database has a row already where one of these records, or what belongs to it, must go."""


class Ledger:
    """
    The records of all cases, for one event loop.

    `keys` seal what was told and open it again; without them records can be verified and no word be read. `signer` is
    the key of the ledger, with which every commit signs the tree; without it nothing new is signed.

    Guarantees: records of a case stand without gaps from 1; a record once kept is never changed here; what `append`
    answered is on disk; a payload can be erased and its record stays.
    """

    def __init__(self, database: Database, keys: CaseKeys | None = None, signer: SignerKey | None = None) -> None:
        self._database = database
        self._keys = keys
        self._signer = signer

    async def append(self, batch: Sequence[Append]) -> tuple[Outcome, ...]:
        """
        Keep a batch in one transaction; returns one outcome for each append, in order.

        A record that already stands with the same hash is skipped. A record with another hash, a gap, or anything that
        does not continue the chain refuses that append as a whole and marks the case as halted in the register; the
        other appends are kept. When this returns, what was kept is durable.

        Raises:
            StoreError: the database could not commit. Nothing was written; the same batch can be handed over again.
        """
        keys = await self._sealing(batch)
        try:
            made = await self._database.write(lambda connection: _append(connection, batch, keys, self._signer))
        except _Clash:
            return tuple([await self._alone(append, keys) for append in batch])
        return tuple(made.outcomes)

    async def _alone(self, append: Append, keys: Mapping[str, DataKey | IntegrityError]) -> Outcome:
        """One append by itself, after a batch met rows that nobody wrote here: only its own case is to suffer."""
        try:
            made = await self._database.write(lambda connection: _append(connection, [append], keys, self._signer))
        except _Clash:
            refused = IntegrityError(
                f"case {append.case}, record {append.entries[-1].record.seq}: the store holds rows in its place that "
                f"belong to no record of the case; nothing was written, see `aryz audit verify {append.case}`"
            )
            await self._database.write(lambda connection: _halt(connection, [append], [refused]))
            return refused
        return made.outcomes[0]

    async def entries(self, reference: str, *, from_seq: int = 1) -> tuple[Entry, ...]:
        """
        The records of a case from `from_seq` on, with their payloads where they were not erased; empty if unknown.

        Nothing is verified here: that is `ledger.chain.verify`.

        Raises:
            IntegrityError: a row is no record at all, or its payload does not open at this place.
            KeysError: there are payloads, and no keys to open them.
            StoreError: the database cannot be read.
        """
        rows = await self._database.read(lambda connection: stored_rows(connection, reference, from_seq))
        return await self.opened(reference, rows)

    async def opened(self, reference: str, rows: Sequence[Stored]) -> tuple[Entry, ...]:
        """The records that `stored_rows` read, with their payloads. It raises what `entries` does."""
        return tuple([_entry(reference, row, await self._opened(reference, row)) for row in rows])

    async def heads(self) -> dict[str, Head]:
        """Where the chain of every case stands, by reference in order."""
        last = select(ledger.c.reference, func.max(ledger.c.seq).label("seq")).group_by(ledger.c.reference).subquery()
        query = (
            select(ledger.c.reference, ledger.c.seq, ledger.c.hash)
            .join(last, and_(last.c.reference == ledger.c.reference, last.c.seq == ledger.c.seq))
            .order_by(ledger.c.reference)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {row[0]: Head(row[1], row[2]) for row in rows}

    async def exists(self, reference: str) -> bool:
        """Whether the ledger holds a case of this name."""
        query = select(ledger.c.seq).where(ledger.c.reference == reference, ledger.c.seq == 1)
        return await self._database.read(lambda connection: connection.execute(query).first()) is not None

    async def erase(self, reference: str) -> int:
        """
        Erase what was told in a case; returns how many payloads are gone. Its records stay and still verify.

        SQLite overwrites the freed space and empties the write-ahead log, so that the words are not left in the files.

        Raises:
            StoreError: nothing was erased; or, as it then says, all was, but the log could not be emptied yet.
        """
        erased = await self._database.write(lambda connection: connection.execute(_ERASE, {"of": reference}).rowcount)
        await self._database.read(_empty_log)
        return erased

    async def _sealing(self, batch: Sequence[Append]) -> dict[str, DataKey | IntegrityError]:
        """The key of each case of which something was told; why there is none where a case was erased."""
        found: dict[str, DataKey | IntegrityError] = {}
        for case in {append.case for append in batch if any(entry.payload for entry in append.entries)}:
            if self._keys is None:
                raise KeysError("this ledger was opened without keys: it takes nothing that was told")
            try:
                found[case] = self._keys.at_hand(case) or await self._keys.data_key(case)
            except Erased:
                found[case] = IntegrityError(f"case {case}: was erased; nothing more can be told in it")
        return found

    async def _opened(self, reference: str, row: Stored) -> bytes | None:
        """The bytes of a payload; None where it was erased."""
        place, sealed = Place(reference, row[0], PAYLOAD), row[3]
        if sealed is None:
            return None
        if self._keys is None:
            raise KeysError(f"{self._database.name}: was opened without keys: nothing that was told can be read")
        try:
            named = sealed_under(sealed, place)
            key = self._keys.at_hand_by_id(named) or await self._keys.by_id(named)
            return unseal(key, sealed, place)
        except Erased:
            return None
        except SealedError as error:
            raise IntegrityError(f"case {reference}, record {row[0]}: its payload does not open ({error})") from None


def stored_rows(connection: Connection, reference: str, from_seq: int = 1) -> Sequence[Stored]:
    """The records of a case as they stand at the moment of a transaction; `Ledger.opened` makes entries of them."""
    query = (
        select(ledger.c.seq, ledger.c.hash, ledger.c.body, payloads.c.body)
        .outerjoin(payloads, and_(payloads.c.reference == ledger.c.reference, payloads.c.seq == ledger.c.seq))
        .where(ledger.c.reference == reference, ledger.c.seq >= from_seq)
        .order_by(ledger.c.seq)
    )
    return connection.execute(query).all()


def _append(
    connection: Connection,
    batch: Sequence[Append],
    keys: Mapping[str, DataKey | IntegrityError],
    signer: SignerKey | None,
) -> Plan:
    """The whole of one transaction."""
    _lock(connection, {append.case for append in batch})
    barred = {case: key for case, key in keys.items() if isinstance(key, IntegrityError)}
    made = plan(batch, _stored(connection, batch), barred)
    try:
        if made.ledger:
            connection.execute(_KEEP, made.ledger)
            grow(connection, [(row["reference"], row["seq"], row["body"]) for row in made.ledger], signer)
        if made.payloads:
            connection.execute(_TELL, [_sealed(row, keys) for row in made.payloads])
    except ConstraintError:
        raise _Clash from None
    erased = {row["reference"]: row["recorded_at"] for row in made.ledger if row["kind"] == RecordKind.ERASED}
    replace_rows(connection, made.rows, erased)
    _halt(connection, batch, made.outcomes)
    return made


def _sealed(row: dict[str, Any], keys: Mapping[str, DataKey | IntegrityError]) -> dict[str, Any]:
    key = keys[row["reference"]]
    if isinstance(key, IntegrityError):
        raise key
    return row | {"body": seal(key, row["body"], Place(row["reference"], row["seq"], PAYLOAD))}


def _lock(connection: Connection, cases: set[str]) -> None:
    """
    Let no other process append to these cases until the end of the transaction.

    SQLite has one writer anyway. PostgreSQL gets one lock a case, taken in one order so that two can never wait for
    each other; without it the repeat of a slow append would fail the whole batch on the primary key.
    """
    if connection.dialect.name == "postgresql":
        keys = sorted(int.from_bytes(sha256(case.encode()).digest()[:8], signed=True) for case in cases)
        connection.execute(_ONE_BY_ONE, {"keys": keys})


def _stored(connection: Connection, batch: Sequence[Append]) -> dict[Standing, str]:
    """The hashes on which the batch builds or which it repeats: normally one row for each case."""
    places = sorted(
        {
            (append.case, seq)
            for append in batch
            for entry in append.entries
            for seq in (entry.record.seq - 1, entry.record.seq)
        }
    )
    found: dict[Standing, str] = {}
    for start in range(0, len(places), _AT_ONCE):
        rows = connection.execute(_STANDING, {"places": places[start : start + _AT_ONCE]})
        found.update({(row[0], row[1]): row[2] for row in rows})
    return found


def _halt(connection: Connection, batch: Sequence[Append], outcomes: Sequence[Outcome]) -> None:
    """Mark refused cases, so that a board shows them even where nobody reads the log."""
    halted = [
        {"of": append.case, "why": str(outcome)} for append, outcome in zip(batch, outcomes, strict=True) if outcome
    ]
    if halted:
        connection.execute(_HALT, halted)


def _empty_log(connection: Connection) -> None:
    """Move what SQLite's write-ahead log holds into the file, so that no erased words stay in the log."""
    if connection.dialect.name == "sqlite":
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        if busy:
            raise StoreError(
                "erased, but a reader still keeps the old log of SQLite in use; erase again when it is done"
            )


def _entry(reference: str, row: Stored, told: bytes | None) -> Entry:
    seq, hashed, body, _ = row
    try:
        payload = None if told is None else Payload.model_validate_json(told)
        return Entry(record=Record.model_validate_json(body), hash=hashed, payload=payload)
    except ValidationError:
        raise IntegrityError(
            f"case {reference}, record {seq}: what is stored is no record; it was rewritten or written by a newer Aryz"
        ) from None
