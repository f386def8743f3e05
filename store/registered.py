"""The register, its duties and the columns for people's eyes, set against the records that they follow from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Connection, LargeBinary, Select, Table, and_, cast, func, literal, or_, select
from sqlalchemy import case as case_

from ledger.audit import Heads
from models.records import RecordKind
from models.register import BoardRow
from store.cells import Cell, cells
from store.ends import ends
from store.found import Found
from store.schema import duties, ledger, register

_Condition = ColumnElement[bool]
_ENDS: Final = ("owed_first", "due_last", "next_at")
_REPEATED: Final = (ledger.c.previous, ledger.c.recorded_at, ledger.c.kind)


def registered(connection: Connection, heads: Heads, broken: Mapping[str, Found]) -> Iterator[Found]:
    """What is wrong with the register; of cases that are broken already, whether its row can be read at all."""
    owed: dict[Any, list[dict[str, Cell]]] = {}
    for row in _rows(connection, duties):
        del row["place"]
        owed.setdefault(row.pop("reference"), []).append(row)
    seen = set()
    for row in _rows(connection, register):
        case = row["reference"]
        seen.add(case)
        yield from _row(row, owed.pop(case, []), heads, broken)
    for case in owed:
        yield Found("terms stand in the register for it, and no row", str(case))
    for case in sorted(heads.keys() - seen - broken.keys()):
        yield Found("stands in the ledger, the register does not count it", case, 1)
    yield from _moments(connection, broken)


def _row(
    row: dict[str, Cell], owed: list[dict[str, Cell]], heads: Heads, broken: Mapping[str, Found]
) -> Iterator[Found]:
    case = str(row["reference"])
    kept = {name: row.pop(name) for name in _ENDS}
    try:
        read = BoardRow.model_validate({**row, "duties": owed})
    except ValidationError as error:
        part = "a term" if error.errors()[0]["loc"][:1] == ("duties",) else f"`{error.errors()[0]['loc'][0]}`"
        yield Found(f"its row in the register cannot be read ({part}); it was changed by something else", case)
        return
    if case in broken:
        return
    count, head = heads.get(case, (0, None))
    if head is None:
        yield Found("the register knows it, the ledger holds no record of it", case)
    elif read.records > count:
        yield Found(f"is missing; the register counts {read.records} records", case, count + 1)
    elif read.records < count:
        yield Found("stands in the ledger, the register does not count it", case, read.records + 1)
    elif read.head != head:
        yield Found("is not the one that the register names", case, count)
    else:
        told = ends(read.duties, read.updated_at)
        if wrong := [name for name in _ENDS if kept[name] != told[name]]:
            yield Found(f"the register says otherwise than its terms: {', '.join(wrong)}; it was changed", case)


def _moments(connection: Connection, broken: Mapping[str, Found]) -> Iterator[Found]:
    """Rows that say another moment of their last record than it does itself, or otherwise whether it is erased."""
    last = and_(ledger.c.reference == register.c.reference, ledger.c.seq == register.c.records)
    erased = case_((ledger.c.kind == RecordKind.ERASED.value, ledger.c.recorded_at))
    wrong = {
        "updated_at": register.c.updated_at != ledger.c.recorded_at,
        "erased_at": register.c.erased_at.is_distinct_from(erased),
    }
    for name, differs in wrong.items():
        columns = (register.c.reference,)
        joined = partial(_joined, last, differs)
        for (case,) in cells(connection, columns, joined):
            if case not in broken:
                yield Found(f"the register says another `{name}` than its last record; it was changed", str(case))


def _joined(
    last: ColumnElement[bool], differs: ColumnElement[bool], parts: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    return select(*parts).select_from(register.join(ledger, last)).where(differs).order_by(register.c.reference)


def repeated(connection: Connection) -> Iterator[Found]:
    """
    The records whose columns for people say something else than their bytes, the first of each case.

    A column is looked for in the bytes as the canonical form writes it: that takes the database a moment.
    """
    sqlite = connection.dialect.name == "sqlite"
    wrong = []
    for column in _REPEATED:
        text = literal(f'"{column.name}":"') + column + literal('"')
        wrong.append(
            func.instr(ledger.c.body, cast(text, LargeBinary)) == 0
            if sqlite
            else func.position(func.convert_to(text, "UTF8").op("in")(ledger.c.body)) == 0
        )
    query = select(ledger.c.reference, func.min(ledger.c.seq)).where(or_(*wrong)).group_by(ledger.c.reference)
    for case, seq in connection.execute(query):
        yield Found("its columns in the database say something else than its bytes; they were changed", str(case), seq)


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Cell]]:
    columns = list(table.columns)
    key = list(table.primary_key.columns)
    for row in cells(connection, columns, lambda parts: select(*parts).order_by(*key)):
        yield {column.name: cell for column, cell in zip(columns, row, strict=True)}
