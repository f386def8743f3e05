"""The ledger in SQL: many cases in one transaction, a repeat changes nothing, a different record is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Final

from pydantic import ValidationError
from sqlalchemy import BigInteger, Row, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.chain import Head
from models.errors import IntegrityError
from models.records import Entry, Payload, Record
from models.register import Append
from store.engine import shown, writing
from store.faults import as_store_error
from store.plan import Place, Plan, plan
from store.register import replace_rows
from store.schema import ledger, payloads, register

Outcome = IntegrityError | None
"""What became of one append: kept, or why nothing of it was written."""

_HALT: Final = update(register).where(register.c.reference == bindparam("of")).values(halted=bindparam("why"))


class Ledger:
    """
    The records of all cases, for one event loop.

    Guarantees: records of a case stand without gaps from 1; a record once kept is never changed here; what `append`
    answered is on disk; a payload can be erased and its record stays.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writer = writing(engine)
        self._name = shown(engine.url)

    async def append(self, batch: Sequence[Append]) -> tuple[Outcome, ...]:
        """
        Keep a batch in one transaction; returns one outcome for each append, in order.

        A record that already stands with the same hash is skipped. A record with another hash, a gap, or anything that
        does not continue the chain refuses that append as a whole and marks the case as halted in the register; the
        other appends are kept. When this returns, what was kept is durable.

        Raises:
            StoreError: the database could not commit. Nothing was written; the same batch can be handed over again.
        """
        with as_store_error(self._name):
            async with self._writer.begin() as connection:
                await _lock(connection, {append.case for append in batch})
                made = plan(batch, await _stored(connection, batch))
                await _write(connection, made)
                await _halt(connection, batch, made.outcomes)
        return tuple(made.outcomes)

    async def entries(self, reference: str, *, from_seq: int = 1) -> tuple[Entry, ...]:
        """
        The records of a case from `from_seq` on, with their payloads where they were not erased; empty if unknown.

        Nothing is verified here: that is `ledger.chain.verify`.

        Raises:
            IntegrityError: a row is no record at all.
            StoreError: the database cannot be read.
        """
        query = (
            select(ledger.c.seq, ledger.c.hash, ledger.c.body, payloads.c.body)
            .outerjoin(payloads, and_(payloads.c.reference == ledger.c.reference, payloads.c.seq == ledger.c.seq))
            .where(ledger.c.reference == reference, ledger.c.seq >= from_seq)
            .order_by(ledger.c.seq)
        )
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(_entry(reference, row) for row in rows)

    async def heads(self) -> dict[str, Head]:
        """Where the chain of every case stands, by reference in order."""
        last = select(ledger.c.reference, func.max(ledger.c.seq).label("seq")).group_by(ledger.c.reference).subquery()
        query = (
            select(ledger.c.reference, ledger.c.seq, ledger.c.hash)
            .join(last, and_(last.c.reference == ledger.c.reference, last.c.seq == ledger.c.seq))
            .order_by(ledger.c.reference)
        )
        async with self._reading() as connection:
            return {row[0]: Head(row[1], row[2]) for row in await connection.execute(query)}

    async def exists(self, reference: str) -> bool:
        """Whether the ledger holds a case of this name."""
        query = select(ledger.c.seq).where(ledger.c.reference == reference, ledger.c.seq == 1)
        async with self._reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def erase(self, reference: str) -> int:
        """
        Erase what was told in a case; returns how many payloads are gone. Its records stay and still verify.

        SQLite overwrites the freed space and empties the write-ahead log, so that the words are not left in the files.
        """
        with as_store_error(self._name):
            async with self._writer.begin() as connection:
                erased = await connection.execute(delete(payloads).where(payloads.c.reference == reference))
            if self._engine.dialect.name == "sqlite":
                async with self._engine.connect() as connection:
                    raw = await connection.get_raw_connection()
                    cursor = raw.cursor()
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    cursor.close()
        return erased.rowcount

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        with as_store_error(self._name):
            async with self._engine.connect() as connection:
                yield connection


async def _lock(connection: AsyncConnection, cases: set[str]) -> None:
    """
    Let no other process append to these cases until the end of the transaction.

    SQLite has one writer anyway. PostgreSQL gets one lock a case, taken in one order so that two can never wait for
    each other; without it the repeat of a slow append would fail the whole batch on the primary key.
    """
    if connection.dialect.name != "postgresql":
        return
    keys = sorted(int.from_bytes(sha256(case.encode()).digest()[:8], signed=True) for case in cases)
    each = func.unnest(bindparam("keys", keys, ARRAY(BigInteger))).table_valued("key").render_derived()
    await connection.execute(select(func.pg_advisory_xact_lock(each.c.key)))


async def _stored(connection: AsyncConnection, batch: Sequence[Append]) -> dict[Place, str]:
    """The hashes on which the batch builds or which it repeats: normally one row for each case."""
    spans = [
        and_(
            ledger.c.reference == append.case,
            ledger.c.seq.between(append.entries[0].record.seq - 1, append.entries[-1].record.seq),
        )
        for append in batch
        if append.entries
    ]
    if not spans:
        return {}
    rows = await connection.execute(select(ledger.c.reference, ledger.c.seq, ledger.c.hash).where(or_(*spans)))
    return {(row[0], row[1]): row[2] for row in rows}


async def _write(connection: AsyncConnection, made: Plan) -> None:
    if made.ledger:
        await connection.execute(insert(ledger), made.ledger)
    if made.payloads:
        await connection.execute(insert(payloads), made.payloads)
    await replace_rows(connection, made.rows)


async def _halt(connection: AsyncConnection, batch: Sequence[Append], outcomes: Sequence[Outcome]) -> None:
    """Mark refused cases, so that a board shows them even where nobody reads the log."""
    halted = [
        {"of": append.case, "why": str(outcome)} for append, outcome in zip(batch, outcomes, strict=True) if outcome
    ]
    if halted:
        await connection.execute(_HALT, halted)


def _entry(reference: str, row: Row[int, str, bytes, bytes | None]) -> Entry:
    seq, hashed, body, told = row
    try:
        payload = None if told is None else Payload.model_validate_json(told)
        return Entry(record=Record.model_validate_json(body), hash=hashed, payload=payload)
    except ValidationError:
        raise IntegrityError(
            f"case {reference}, record {seq}: what is stored is no record; it was rewritten or written by a newer Aryz"
        ) from None
