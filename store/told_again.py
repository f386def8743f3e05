"""
Telling each case again from its records, and holding to it what boards show of the case, and its sealed histories.

That takes the keys. A case of which a record does not hold, or whose words were erased, cannot be told again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, select

from ledger.chain import Head
from lifecycle.board import register_row
from lifecycle.comparing import wrong_columns, wrong_histories
from lifecycle.norms import Norms
from lifecycle.telling import fold
from models.errors import AryzError, KeysError, SealedError
from models.records import Entry, Opening
from models.register import BoardRow
from store.cells import Cell, cells
from store.found import Found, Verified
from store.ledger import Stored, stored_rows
from store.opening import Store
from store.register import read_row
from store.schema import duties, histories
from store.verifying import Step, at_one_moment

NormsOf = Callable[[Opening], Norms]
"""The law that an opening pins."""

_LOOKS: Final = 3
_PAUSE: Final = 1.0
"""Seconds until a history is looked for again: it is in the store a moment before its record is."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What is stored of one case at one moment."""

    row: BoardRow | None
    places: Sequence[Cell]
    records: Sequence[Stored]
    kept: Sequence[Sequence[Cell]]


async def tell_again(store: Store, norms_of: NormsOf, result: Verified, step: Step = lambda _: None) -> None:
    """
    Compare what can be compared of the cases of a result, and add to it what is wrong.

    Args:
        store: open, with keys.
        norms_of: the law that an opening pins.
        result: what was found so far; a case that is bad already is left as it is.
        step: is told after each case.
    """
    bad = result.bad()
    for case, held in sorted(result.cases.items()):
        if case not in bad and held.records and not held.erased:
            try:
                result.faults += await _compared(store, norms_of, case, result)
            except (AryzError, ValidationError) as error:
                what = error if isinstance(error, AryzError) else "its row in the register was changed meanwhile"
                result.faults.append(Found(f"cannot be compared with the register ({what})", case))
        step(1)


async def _compared(store: Store, norms_of: NormsOf, case: str, result: Verified) -> list[Found]:
    faults: list[Found] = []
    for look in range(_LOOKS):
        if look:
            await asyncio.sleep(_PAUSE)
        there = await store.database.read(lambda connection: _stored(connection, case))
        entries = await store.ledger.opened(case, there.records)
        if any(entry.record.payload is not None and entry.payload is None for entry in entries):
            return []  # it was erased just now
        faults = [*_registered(case, there, entries, norms_of)]
        wrong = [*wrong_histories(entries, await _digests(store, case, there.kept))]
        faults += [Found(f"{what}; {remedy}", case) for what, remedy in wrong]
        if not wrong:
            break
    result.compared += 1
    return faults


def _stored(connection: Connection, case: str) -> _Case:
    at_one_moment(connection)
    places = select(duties.c.place).where(duties.c.reference == case).order_by(duties.c.place)
    return _Case(
        read_row(connection, case),
        connection.execute(places).scalars().all(),
        stored_rows(connection, case),
        cells(
            connection,
            (histories.c.run, histories.c.body),
            lambda parts: select(*parts).where(histories.c.reference == case),
        ),
    )


def _registered(case: str, there: _Case, entries: Sequence[Entry], norms_of: NormsOf) -> Iterator[Found]:
    """
    In which columns the row of a case, and its terms, are not what the records tell.

    A row may be some records behind for a moment, while a case hands over many; it is held to those that it counts.
    """
    first = entries[0].payload if entries else None
    if there.row is None or first is None or first.opening is None:
        yield Found("its first record does not open a case, or the register lost it meanwhile", case)
        return
    try:
        told = register_row(fold(entries[: there.row.records], norms_of(first.opening)))
    except (AryzError, ValueError, LookupError) as error:
        yield Found(f"its records do not tell a case ({error})", case)
        return
    wrong = wrong_columns(there.row, told)
    if Head(there.row.records, there.row.head) != Head(told.records, told.head):
        wrong.append("records")
    if [*there.places] != [*range(len(there.places))] and "duties" not in wrong:
        wrong.append("duties")
    if wrong:
        yield Found(
            f"the register says otherwise than its records tell: {', '.join(wrong)}; it was changed, or an older "
            f"version wrote it (then the next record of the case puts it right)",
            case,
        )


async def _digests(store: Store, case: str, kept: Sequence[Sequence[Any]]) -> dict[str, str | None]:
    """The digests of the histories that are stored, by run; None where one does not open."""
    digests: dict[str, str | None] = {}
    for run, body in kept:
        try:
            history = await store.histories.opened(case, body) if isinstance(body, bytes) else None
        except (SealedError, KeysError):
            history = None
        digests[str(run)] = sha256(history).hexdigest() if history is not None else None
    return digests
