"""
Who has had a document in hand: rows that are only added, each naming the hash of the one before it in its case.

A row is hashed as a record is: SHA-256 of its canonical JSON (RFC 8785). Rows stay when a case is erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Final, Literal

from sqlalchemy import Connection, insert, select, text

from ledger.canonical import encode
from models.records import FIRST_PREVIOUS, Teller
from store.document_tables import custody

Act = Literal["arrived", "read", "refused", "withdrawn", "erased"]
"""
What was done: `withdrawn` is one that arrived and was taken out again, because the case did not take it on record.

`refused` was never kept; its `reason` says why.
"""

_ROWS: Final = select(custody).order_by(custody.c.reference, custody.c.seq)
_LOCK: Final = text("SELECT pg_advisory_xact_lock(:key)")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to be written down: who did what with which document, when (as records write it), and why."""

    reference: str
    at: str
    by: Teller
    act: Act
    document: str | None = None
    sha256: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of custody as it is stored."""

    reference: str
    seq: int
    at: str
    account: str
    role: str
    act: str
    document: str | None
    sha256: str | None
    reason: str | None
    previous: str
    hash: str

    def own_hash(self) -> str:
        """The hash of what the row says."""
        said = asdict(self)
        del said["hash"]
        return sha256(encode({name: value for name, value in said.items() if value is not None})).hexdigest()


def write_down(connection: Connection, deed: Deed) -> Row:
    """Add a row in the transaction of what it is about."""
    _one_by_one(connection, deed.reference)
    last = connection.execute(
        select(custody.c.seq, custody.c.hash)
        .where(custody.c.reference == deed.reference)
        .order_by(custody.c.seq.desc())
        .limit(1)
    ).first()
    row = Row(
        reference=deed.reference,
        seq=last[0] + 1 if last else 1,
        at=deed.at,
        account=deed.by.id,
        role=deed.by.role.value,
        act=deed.act,
        document=deed.document,
        sha256=deed.sha256,
        reason=deed.reason,
        previous=last[1] if last else FIRST_PREVIOUS,
        hash="",
    )
    values = asdict(row) | {"hash": row.own_hash()}
    connection.execute(insert(custody), values)
    return Row(**values)


def rows_of(connection: Connection, reference: str | None = None) -> Iterator[Row]:
    """The rows of a case in their order, or those of all."""
    query = _ROWS if reference is None else _ROWS.where(custody.c.reference == reference)
    for row in connection.execute(query):
        yield Row(*row)


def faults(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """The cases whose rows do not follow from each other, with what is wrong first: rows as `rows_of` gives them."""
    bad: set[str] = set()
    case, number, last = "", 0, FIRST_PREVIOUS
    for row in rows:
        if row.reference != case:
            case, number, last = row.reference, 0, FIRST_PREVIOUS
        number += 1
        if case in bad:
            continue
        if what := _fault(row, number, last):
            bad.add(case)
            yield case, what
        last = row.hash


def _fault(row: Row, number: int, last: str) -> str | None:
    if row.seq != number:
        return f"row {row.seq} of its custody stands where row {number} must stand; one was taken out"
    try:
        own = row.own_hash()
    except (ValueError, TypeError):
        own = ""
    if own != row.hash:
        return f"row {number} of its custody is not what its hash says; it was rewritten"
    return f"row {number} of its custody does not continue the one before it" if row.previous != last else None


def _one_by_one(connection: Connection, reference: str) -> None:
    """SQLite has one writer anyway; on PostgreSQL two rows of one case would otherwise take the same number."""
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(sha256(f"custody|{reference}".encode()).digest()[:8], signed=True)
        connection.execute(_LOCK, {"key": key})
