"""
Verifying a whole ledger: every record, its tree, everything that was signed, the payloads and the register.

What is wrong in one place stops nothing else from being looked at. All is read at one moment of the database, so that a
worker may go on writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, Table, and_, func, inspect, select, text
from sqlalchemy.schema import CreateColumn

from ledger.keytext import VerifierKey
from ledger.tree import EMPTY_ROOT
from models.errors import StoreError
from store.database import Database
from store.document_tables import documents
from store.faults import as_store_error
from store.following import AT_ONCE, Following
from store.found import Found, Held, Verified
from store.registered import registered, repeated
from store.schema import histories, leaves, ledger, metadata, payloads, tree
from store.signatures import Compared, Known, judged, signed_sizes

Step = Callable[[int], None]
"""Is told how many more records were looked at."""

_VERSION: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class Against:
    """
    What a ledger is checked against, all of it from outside its database.

    `log` are its public keys, `witnesses` those of witnesses, `since` checkpoints that others kept, `buried` the cases
    that were erased.
    """

    log: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...] = ()
    since: tuple[Known, ...] = ()
    buried: frozenset[str] = field(default_factory=frozenset)


async def size_of(database: Database) -> int:
    """How many records there are to be verified; 0 where that cannot be told."""
    try:
        return await database.read(lambda connection: _count(connection, ledger))
    except StoreError:
        return 0


async def verify_ledger(database: Database, against: Against, step: Step = lambda _: None) -> Verified:
    """Look at everything except inside payloads: those are opened by `store.opened_payloads`."""
    result = Verified()
    try:
        await database.read(lambda connection: _whole(connection, database.name, against, step, result))
    except StoreError as error:
        result.faults.append(unread(error))
    return result


def _whole(connection: Connection, name: str, against: Against, step: Step, result: Verified) -> None:
    with as_store_error(name):
        at_one_moment(connection)
        result.faults.extend(missing_tables(connection))
        known, faults = signed_sizes(connection, against.log, against.witnesses)
        result.faults.extend(faults)
        known += against.since
        size = _size(connection, [one.size for one in known])
        compared = Compared(frozenset(one.size for one in known), connection, {0: EMPTY_ROOT})
        following = Following(compared.sizes, compared.grown)
        for first in range(0, size, AT_ONCE):
            end = min(first + AT_ONCE, size)
            following.part(connection, first, end)
            step(end - first)
        compared.ended(following.edge)
        result.faults += [*following.broken.values(), *compared.faults]
        placed = {found.position for found in following.broken.values() if found.position is not None}
        result.faults += judged(connection, known, compared, following.edge, placed)
        _rest(connection, following, against.buried, result)
        _sum(following, known, compared, result)


def unread(error: StoreError) -> Found:
    """What is said where the database gives no answer: a damaged file, most often."""
    return Found(f"cannot be read to its end ({error})")


def _rest(connection: Connection, following: Following, buried: frozenset[str], result: Verified) -> None:
    result.faults += _missing(following, buried, result)
    result.faults += put_back(connection, following.erased)
    for rows in (_orphans(connection, following), registered(connection, following.heads, following.broken)):
        result.faults += rows
    result.faults += repeated(connection)


def _sum(following: Following, known: Iterable[Known], compared: Compared, result: Verified) -> None:
    for case, (records, head) in following.heads.items():
        held = result.cases.setdefault(case, Held())
        held.records, held.head = records, head
    for found in result.faults:
        if found.case is not None:
            result.cases.setdefault(found.case, Held())
    result.size, result.root = following.edge.size, following.edge.root()
    result.payloads = following.payloads
    for one in known:
        if one.where is None and compared.roots.get(one.size) == one.root:
            result.signed, result.witnesses = one.size, one.witnesses


def _missing(following: Following, buried: frozenset[str], result: Verified) -> Iterator[Found]:
    for case, places in following.missing.items():
        if case in buried or case in following.erased:
            result.cases.setdefault(case, Held()).erased = len(places)
        else:
            more = f" ({len(places) - 1} more of this case too)" if len(places) > 1 else ""
            seq, position = places[0]
            yield Found(f"its payload is gone{more}, and nothing says that the case was erased", case, seq, position)


def put_back(connection: Connection, erased: Iterable[str]) -> Iterator[Found]:
    """Words of cases that are on record as erased, which stand in the store (again)."""
    what = (
        "the case was erased, and words of it stand here: they were put back, or erasing did not come to its end; "
        "`aryz case erase` takes them out"
    )
    for case in sorted(erased):
        seq = connection.execute(select(func.min(payloads.c.seq)).where(payloads.c.reference == case)).scalar_one()
        if seq is not None:
            yield Found(what, case, seq)
        elif any(
            connection.execute(select(table).where(table.c.reference == case)).first() is not None
            for table in (histories, documents)
        ):
            yield Found(what, case)


def _orphans(connection: Connection, following: Following) -> Iterator[Found]:
    """Records outside the tree, places of the tree beyond its end, and payloads without a record."""
    if _count(connection, ledger) != following.rows:
        beside = and_(leaves.c.reference == ledger.c.reference, leaves.c.seq == ledger.c.seq)
        query = select(ledger.c.reference, func.min(ledger.c.seq)).select_from(ledger.outerjoin(leaves, beside))
        alone = query.where(leaves.c.position.is_(None)).group_by(ledger.c.reference)
        for case, seq in connection.execute(alone):
            yield Found("stands in the ledger and not in its tree; it was put in by something else", str(case), seq)
    beyond = (leaves.c.position >= following.edge.size) | (leaves.c.position < 0)
    for case, seq, place in connection.execute(
        select(leaves.c.reference, leaves.c.seq, leaves.c.position).where(beyond)
    ):
        yield Found("stands beyond the end of the tree; a place before it is empty", str(case), seq, place)
    if _count(connection, payloads) != following.payloads:
        beside = and_(ledger.c.reference == payloads.c.reference, ledger.c.seq == payloads.c.seq)
        both = payloads.outerjoin(ledger, beside)
        query = select(payloads.c.reference, func.min(payloads.c.seq)).select_from(both)
        for case, seq in connection.execute(query.where(ledger.c.seq.is_(None)).group_by(payloads.c.reference)):
            yield Found("a payload stands here, and no record that it was written for", str(case), seq)


def _size(connection: Connection, signed: Sequence[int]) -> int:
    """
    How many places of the tree are looked at: as many as hold a record, and as were signed and are counted still.

    So empty places are found, and a number that somebody wrote there does not make this endless.
    """
    counted = connection.execute(select(func.max(tree.c.size))).scalar_one()
    return max(_count(connection, leaves), min(counted if isinstance(counted, int) else 0, max([*signed, 0])))


def missing_tables(connection: Connection) -> Iterator[Found]:
    """Tables that are not there any more, or not whole. An empty one stands in for each: all else is checked."""
    there = set(inspect(connection).get_table_names())
    if _VERSION not in there:
        yield Found(f"its table {_VERSION} is missing; it was changed by something else")
    for table in metadata.sorted_tables:
        if table.name not in there:
            yield Found(f"its table {table.name} is missing; it was taken away")
        elif lost := _lost(connection, table):
            yield Found(f"its table {table.name} has lost {', '.join(sorted(lost))}")
        else:
            continue
        columns = ", ".join(str(CreateColumn(column).compile(dialect=connection.dialect)) for column in table.columns)
        connection.execute(text(f"CREATE TEMPORARY TABLE {table.name} ({columns})"))


def _lost(connection: Connection, table: Table) -> set[str]:
    return {column.name for column in table.columns} - {
        column["name"] for column in inspect(connection).get_columns(table.name)
    }


def at_one_moment(connection: Connection) -> None:
    """Let all that this transaction reads be of one moment; in SQLite it is so anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
