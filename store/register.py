"""The register: one row a case, for boards. It follows from the ledger; what is overdue is worked out when read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from models.base import Frozen
from models.records import Instant, RecordKind
from models.register import BoardRow, RegisterRow
from store.database import Database
from store.schema import duties, ledger, register

_UPDATE: Final = update(register).where(register.c.reference == bindparam("of"))
_INSERT: Final = insert(register)
_OWE: Final = insert(duties)
_PRESENT: Final = select(register.c.reference, register.c.records).where(
    register.c.reference.in_(bindparam("of", expanding=True))
)
_VOID: Final = delete(duties).where(duties.c.reference.in_(bindparam("of", expanding=True)))
_ERASED: Final = (
    select(ledger.c.reference, ledger.c.recorded_at)
    .join(register, and_(register.c.reference == ledger.c.reference, register.c.records == ledger.c.seq))
    .where(ledger.c.kind == RecordKind.ERASED.value, ledger.c.reference.in_(bindparam("of", expanding=True)))
)
"""When cases were erased: nothing is recorded after that."""

_AT_ONCE: Final = 500
"""How many cases' duties are asked for in one statement: far below the parameter limit of either database."""


class Sort(StrEnum):
    """The order of a board. Ties are in the order of references."""

    REFERENCE = "reference"
    OPENED = "opened"
    UPDATED = "updated"
    DUE = "due"


class Board(Frozen):
    """
    Which cases a board shows, and in which order. None: not asked.

    `overdue_at`: only cases in which a duty of an authority has ended unanswered at that instant. `halted`: only those
    halted, or only those not. `Sort.OPENED` puts the oldest first and unknown days last, `Sort.UPDATED` the latest
    first, `Sort.DUE` what ends (or ended) first, and cases in which nothing is due last. `limit` None: all.
    """

    phase: str | None = None
    state: str | None = None
    jurisdiction: str | None = None
    region: str | None = None
    lawyer: str | None = None
    halted: bool | None = None
    overdue_at: Instant | None = None
    sort: Sort = Sort.REFERENCE
    limit: Annotated[int, Field(ge=1)] | None = None
    offset: Annotated[int, Field(ge=0)] = 0


EVERYTHING: Final = Board()


class Register:
    """The rows that boards read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cases(self, board: Board = EVERYTHING) -> tuple[BoardRow, ...]:
        """
        The cases of a board, each with its duties in the order of their ends.

        Raises:
            StoreError: the database cannot be read.
        """
        ordered = select(register).where(*_asked(board)).order_by(*_order(board.sort), register.c.reference)
        return await self._database.read(lambda connection: _cases(connection, _page(ordered, board)))

    async def count(self, board: Board = EVERYTHING) -> int:
        """How many cases the board has on all its pages."""
        query = select(func.count()).select_from(register).where(*_asked(board))
        return await self._database.read(lambda connection: connection.execute(query).scalar_one())

    async def row(self, reference: str) -> BoardRow | None:
        """One case, or None where the register does not know it."""
        return await self._database.read(lambda connection: read_row(connection, reference))

    async def lift_halt(self, reference: str) -> None:
        """A person has looked at a halted case and found the ledger right: take the mark away."""
        lifted = _UPDATE.values(halted=None)
        await self._database.write(lambda connection: connection.execute(lifted, {"of": reference}))


def read_row(connection: Connection, reference: str) -> BoardRow | None:
    """The row of one case as it stands at the moment of a transaction."""
    return next(iter(_cases(connection, select(register).where(register.c.reference == reference))), None)


def replace_rows(connection: Connection, rows: Mapping[str, tuple[RegisterRow, str]]) -> None:
    """Put rows (each with the instant of its last record) in place of older ones; newer ones stay."""
    if not rows:
        return
    present = {row[0]: row[1] for row in connection.execute(_PRESENT, {"of": list(rows)})}
    newer = [(row, at) for reference, (row, at) in rows.items() if row.records > present.get(reference, 0)]
    fresh = [_values(row, at) for row, at in newer if row.reference not in present]
    known = [_values(row, at) | {"of": row.reference} for row, at in newer if row.reference in present]
    for each in known:
        del each["reference"]
    if fresh:
        connection.execute(_INSERT, fresh)
    if known:
        connection.execute(_UPDATE, known)
        connection.execute(_VOID, {"of": [each["of"] for each in known]})
    owed = [_owed(row, place) for row, _ in newer for place in range(len(row.duties))]
    if owed:
        connection.execute(_OWE, owed)


def _values(row: RegisterRow, at: str) -> dict[str, Any]:
    return row.model_dump(exclude={"duties"}, include=set(RegisterRow.model_fields)) | {"updated_at": at}


def _owed(row: RegisterRow, place: int) -> dict[str, Any]:
    return row.duties[place].model_dump() | {"reference": row.reference, "place": place}


def _asked(board: Board) -> list[ColumnElement[bool]]:
    columns = ("phase", "state", "jurisdiction", "region", "lawyer")
    asked = [register.c[name] == value for name in columns if (value := getattr(board, name)) is not None]
    if board.halted is not None:
        asked.append(register.c.halted.is_not(None) if board.halted else register.c.halted.is_(None))
    if board.overdue_at is not None:
        overdue = and_(duties.c.due_at <= board.overdue_at, duties.c.own.is_(False))
        asked.append(exists().where(duties.c.reference == register.c.reference, overdue))
    return asked


def _order(sort: Sort) -> tuple[ColumnElement[Any], ...]:
    if sort is Sort.OPENED:
        return (register.c.opened_first.asc().nulls_last(),)
    if sort is Sort.UPDATED:
        return (register.c.updated_at.desc(),)
    if sort is Sort.DUE:
        first = select(func.min(duties.c.due_at)).where(duties.c.reference == register.c.reference).scalar_subquery()
        return (first.asc().nulls_last(),)
    return ()


def _page(query: Select[Any], board: Board) -> Select[Any]:
    if board.limit is not None:
        return query.limit(board.limit).offset(board.offset)
    return query.limit(2**31 - 1).offset(board.offset) if board.offset else query


def _cases(connection: Connection, query: Select[Any]) -> tuple[BoardRow, ...]:
    rows = connection.execute(query).all()
    names = [row.reference for row in rows]
    owed, erased = _duties(connection, names), _erased(connection, names)
    return tuple(_row(row, owed, erased.get(row.reference)) for row in rows)


def _erased(connection: Connection, references: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(references), _AT_ONCE):
        rows = connection.execute(_ERASED, {"of": references[start : start + _AT_ONCE]})
        found.update({row[0]: row[1] for row in rows})
    return found


def _duties(connection: Connection, references: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    owed: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(references), _AT_ONCE):
        asked = duties.c.reference.in_(references[start : start + _AT_ONCE])
        query = select(duties).where(asked).order_by(duties.c.reference, duties.c.due_at, duties.c.place)
        for row in connection.execute(query).mappings():
            values = dict(row)
            del values["place"]
            owed.setdefault(values.pop("reference"), []).append(values)
    return owed


def _row(row: Row[Any], owed: Mapping[str, list[dict[str, Any]]], erased_at: str | None) -> BoardRow:
    values = {**row._mapping, "duties": owed.get(row.reference, []), "erased_at": erased_at}  # noqa: SLF001 (public in SQLAlchemy)
    return BoardRow.model_validate(values)
