"""What an append would write, worked out before anything is written: pure, one outcome for each append."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ledger.chain import Head, canonical, follow
from models.errors import IntegrityError
from models.records import Entry
from models.register import Append, RegisterRow

Place = tuple[str, int]
"""A case and the number of a record in it."""

Row = dict[str, Any]
"""Column names with values."""


@dataclass(slots=True)
class Plan:
    """
    Rows to insert, and what became of each append, in the order of the batch: None or why nothing of it is written.

    `rows` holds the register row after the last planned append of each case, with the instant of its last record.
    """

    ledger: list[Row] = field(default_factory=list)
    payloads: list[Row] = field(default_factory=list)
    rows: dict[str, tuple[RegisterRow, str]] = field(default_factory=dict)
    outcomes: list[IntegrityError | None] = field(default_factory=list)


def plan(
    batch: Iterable[Append], stored: Mapping[Place, str], barred: Mapping[str, IntegrityError] = MappingProxyType({})
) -> Plan:
    """
    Check every append against the hashes that stand in the ledger and work out what is new.

    `stored` holds, for each append, the hashes from the record before its first to its last, as far as they exist;
    `barred` the cases that take nothing new, and why. A refused append leaves no trace in the plan; later appends of
    the same batch see what earlier ones add.
    """
    made, known = Plan(), dict(stored)
    for append in batch:
        try:
            new = _new(append, known)
            _check_register(append)
            if new and append.case in barred:
                raise barred[append.case]
        except IntegrityError as error:
            made.outcomes.append(error)
            continue
        made.outcomes.append(None)
        known.update(((append.case, entry.record.seq), entry.hash) for entry in new)
        _add(made, append, new)
    return made


def _new(append: Append, known: Mapping[Place, str]) -> list[Entry]:
    """The entries that are not in the ledger yet, each verified to continue the chain."""
    if not append.entries:
        raise IntegrityError(f"case {append.case}: an append without records; hand over at least one")
    head = _before(append, known)
    new: list[Entry] = []
    for entry in append.entries:
        place = (append.case, entry.record.seq)
        if entry.record.case != append.case:
            raise IntegrityError(f"case {append.case}: was handed a record of another case")
        standing = known.get(place)
        if standing is None:
            head = follow(head, entry)
            _check_payload(entry)
            new.append(entry)
        elif standing == entry.hash:
            head = Head(entry.record.seq, standing)
        else:
            raise IntegrityError(
                f"case {append.case}, record {entry.record.seq}: another record already stands in this place; "
                f"nothing was written, compare the ledger with the case's history"
            )
    return new


def _before(append: Append, known: Mapping[Place, str]) -> Head:
    """The head on which the append builds."""
    first = append.entries[0].record.seq
    if first == 1:
        return Head()
    standing = known.get((append.case, first - 1))
    if standing is None:
        raise IntegrityError(
            f"case {append.case}, record {first}: the ledger does not hold record {first - 1} before it; "
            f"nothing was written, hand over the missing records first"
        )
    return Head(first - 1, standing)


def _check_payload(entry: Entry) -> None:
    if entry.record.payload is not None and entry.payload is None:
        raise IntegrityError(
            f"case {entry.record.case}, record {entry.record.seq}: its payload is missing; hand over what was told"
        )


def _check_register(append: Append) -> None:
    row, last = append.row, append.entries[-1]
    place = f"case {append.case}, record {last.record.seq}"
    if row.reference != append.case:
        raise IntegrityError(f"{place}: came with the register row of another case")
    if row.records < last.record.seq:
        raise IntegrityError(f"{place}: came with an older register row, of record {row.records}")
    if row.records == last.record.seq and row.head != last.hash:
        raise IntegrityError(f"{place}: came with a register row that names another head")


def _add(made: Plan, append: Append, new: Iterable[Entry]) -> None:
    for entry in new:
        record = entry.record
        place = {"reference": record.case, "seq": record.seq}
        made.ledger.append(
            place
            | {
                "hash": entry.hash,
                "previous": record.previous,
                "recorded_at": record.recorded_at,
                "kind": record.kind.value,
                "body": canonical(record),
            }
        )
        if entry.payload is not None:
            made.payloads.append(place | {"digest": record.payload, "body": canonical(entry.payload)})
    last = append.entries[-1].record
    before = made.rows.get(append.case)
    if append.row.records == last.seq and (before is None or before[0].records < last.seq):
        made.rows[append.case] = (append.row, last.recorded_at)
