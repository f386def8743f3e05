"""The register: one row a case, for boards. It follows from the ledger; what is overdue is worked out when read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from models.register import BoardRow, RegisterRow
from store.boards import EVERYTHING, Board, Sort, asked, order, paged
from store.database import Database
from store.ends import ends
from store.schema import duties, register

__all__ = ["EVERYTHING", "Board", "Register", "Sort", "read_row", "replace_rows"]

_UPDATE: Final = update(register).where(register.c.reference == bindparam("of"))
_INSERT: Final = insert(register)
_OWE: Final = insert(duties)
_PRESENT: Final = select(register.c.reference, register.c.records).where(
    register.c.reference.in_(bindparam("of", expanding=True))
)
_VOID: Final = delete(duties).where(duties.c.reference.in_(bindparam("of", expanding=True)))
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_AT_ONCE: Final = 500
"""How many cases' duties are asked for in one statement: far below the parameter limit of either database."""


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
        if board.limit is None:
            return await self._database.read(lambda connection: _cases(connection, _ordered(select(register), board)))
        return await self._database.read(lambda connection: _page(connection, board))

    async def count(self, board: Board = EVERYTHING) -> int:
        """How many cases the board has on all its pages."""
        return await self._database.read(lambda connection: _count(connection, board))

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


def replace_rows(
    connection: Connection, rows: Mapping[str, tuple[RegisterRow, str]], erased: Mapping[str, str] = _NONE
) -> None:
    """
    Put rows (each with the instant of its last record) in place of older ones; newer ones stay.

    `erased` says of which cases the last record says that they are erased, and when.
    """
    if not rows:
        return
    present = {row[0]: row[1] for row in connection.execute(_PRESENT, {"of": list(rows)})}
    newer = [(row, at) for reference, (row, at) in rows.items() if row.records > present.get(reference, 0)]
    values = [_values(row, at) | {"erased_at": erased.get(row.reference)} for row, at in newer]
    fresh = [each for each in values if each["reference"] not in present]
    known = [each | {"of": each["reference"]} for each in values if each["reference"] in present]
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
    values = row.model_dump(exclude={"duties"}, include=set(RegisterRow.model_fields))
    return values | {"updated_at": at} | ends(row.duties, at)


def _owed(row: RegisterRow, place: int) -> dict[str, Any]:
    return row.duties[place].model_dump() | {"reference": row.reference, "place": place}


def _ordered(query: Select[Any], board: Board) -> Select[Any]:
    return paged(query.where(*asked(board)).order_by(*order(board)), board)


def _page(connection: Connection, board: Board) -> tuple[BoardRow, ...]:
    """Sorting whole rows takes many times as long as sorting what their index holds."""
    names = connection.execute(_ordered(select(register.c.reference), board)).scalars().all()
    found: dict[str, BoardRow] = {}
    for start in range(0, len(names), _AT_ONCE):
        part = register.c.reference.in_(names[start : start + _AT_ONCE])
        found.update({row.reference: row for row in _cases(connection, select(register).where(part))})
    return tuple(found[name] for name in names if name in found)


def _count(connection: Connection, board: Board) -> int:
    """Hidden cases are few: they are counted by themselves, or every case would be looked at for them."""
    shown = asked(board.model_copy(update={"hidden": ()}))
    query = select(func.count()).select_from(register).where(*shown)
    count = int(connection.execute(query).scalar_one())
    if board.hidden:
        count -= int(connection.execute(query.where(register.c.reference.in_(board.hidden))).scalar_one())
    return count


def _cases(connection: Connection, query: Select[Any]) -> tuple[BoardRow, ...]:
    rows = connection.execute(query).all()
    owed = _duties(connection, [row.reference for row in rows])
    return tuple(_row(row, owed) for row in rows)


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


def _row(row: Row[Any], owed: Mapping[str, list[dict[str, Any]]]) -> BoardRow:
    values = {name: cell for name, cell in row._mapping.items() if name in BoardRow.model_fields}  # noqa: SLF001 (public in SQLAlchemy)
    return BoardRow.model_validate(values | {"duties": owed.get(row.reference, [])})
