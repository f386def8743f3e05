"""
Following every record of a ledger in the order of its tree, as fast as its rows can be read.

A record that does not hold ends the chain of its case and of no other. The tree is grown again from the bytes as they
stand, so that what was signed can be compared with them.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final, cast

from pydantic_core import from_json
from sqlalchemy import Connection, and_, select

from ledger.audit import Heads, Row, check_rows
from ledger.tiles import Edge, Tile
from ledger.tree import HASH_SIZE, leaf_hash
from store.cells import Cell, cells
from store.found import Found
from store.schema import leaves, ledger, payloads

AT_ONCE: Final = 8192
"""How many records are read in one statement."""

_NAMES: Final = b'"payload":"'
_ERASED: Final = b'"kind":"erased"'
_LOST: Final = bytes(HASH_SIZE)
"""What stands in the tree for a record that is gone: no record has this hash."""

_COLUMNS: Final = (ledger.c.reference, ledger.c.seq, ledger.c.hash, ledger.c.body, payloads.c.digest)
_LEAVES: Final = (leaves.c.position, leaves.c.reference, leaves.c.seq)
_JOINED: Final = and_(ledger.c.reference == leaves.c.reference, ledger.c.seq == leaves.c.seq)
_TOLD: Final = and_(payloads.c.reference == leaves.c.reference, payloads.c.seq == leaves.c.seq)
_FROM: Final = leaves.join(ledger, _JOINED).outerjoin(payloads, _TOLD)
_FROM_LEAVES: Final = leaves.outerjoin(ledger, _JOINED).outerjoin(payloads, _TOLD)

Grown = Callable[[Edge, Sequence[Tile]], None]
"""Is told after each part: the edge of the tree now, and which tiles became full."""


class Following:
    """
    What is known after the records so far.

    `heads` is where each chain stands, `broken` the cases of which a record does not hold, `missing` the records by
    case whose payload is gone (number and position), `erased` the cases with a record that says so.
    """

    def __init__(self, sizes: Iterable[int], grown: Grown) -> None:
        self.heads: Heads = {}
        self.broken: dict[str, Found] = {}
        self.missing: dict[str, list[tuple[int, int]]] = {}
        self.erased: set[str] = set()
        self.edge = Edge()
        self.payloads = 0
        self.rows = 0
        self._sizes = sorted(set(sizes))
        self._grown = grown

    def part(self, connection: Connection, first: int, end: int) -> None:
        """The records at the places from `first` up to, not including, `end`."""
        within = (leaves.c.position >= first, leaves.c.position < end)
        rows = cells(
            connection,
            _COLUMNS,
            lambda parts: select(*parts).select_from(_FROM).where(*within).order_by(leaves.c.position),
        )
        whole: Sequence[Sequence[Cell] | None] = rows
        if len(rows) == end - first:
            hashes = self._quick(rows, first)
        else:
            found, repeated = _slowly(connection, first, end)
            whole = [found.get(position) for position in range(first, end)]
            hashes = [self._placed(row, first + at) for at, row in enumerate(whole)]
            for position in repeated:
                case, seq = found[position][:2]
                self._lost(
                    Found("stands here more than once, or its payload does; one was put in", case, seq, position)
                )
        self.told(whole, first)
        self._grow(hashes)

    def _quick(self, rows: Sequence[Sequence[Cell]], first: int) -> list[bytes]:
        """As many as can at once, the others one by one."""
        hashes: list[bytes] = []
        if not self.broken:
            self._at_once(rows, hashes)
        done = len(hashes)
        self.rows += done
        hashes.extend(self._one(Row(*row), first + done + at) for at, row in enumerate(rows[done:]))
        return hashes

    def _at_once(self, rows: Sequence[Sequence[Cell]], hashes: list[bytes]) -> None:
        with contextlib.suppress(TypeError):  # a body that is not stored as bytes: the records before it are followed
            check_rows(cast("Iterable[Row]", rows), self.heads, hashes)

    def _placed(self, row: Sequence[Cell] | None, position: int) -> bytes:
        if row is None:
            self._lost(Found(f"nothing stands at place {position} of its tree", position=position))
            return _LOST
        if row[2] is None:
            self._lost(Found("is missing; it stood in the ledger and was taken away", row[0], row[1], position))
            return _LOST
        return self._one(Row(*row), position)

    def _lost(self, found: Found) -> None:
        self.broken.setdefault(found.case or "", found)

    def _one(self, row: Row, position: int) -> bytes:
        """One record, on its own; returns the hash of its leaf as it stands."""
        self.rows += 1
        case = str(row.case)
        body: Cell = row.body
        if not isinstance(body, bytes):
            self._lost(Found("what is stored is no record; it was rewritten", case, row.seq, position))
            return _LOST
        if case not in self.broken:
            fault = check_rows((row,), self.heads, [])
            if fault is not None:
                self._lost(Found(fault.what, case, row.seq, position))
        return leaf_hash(body)

    def _grow(self, hashes: Sequence[bytes]) -> None:
        """In steps, so that the root is known at every size that was signed."""
        begin, end = self.edge.size, self.edge.size + len(hashes)
        stops = [begin, *(size for size in self._sizes if begin < size < end), end]
        for one, other in pairwise(stops):
            self.edge, full = self.edge.grow(hashes[one - begin : other - begin])
            self._grown(self.edge, full)

    def told(self, rows: Sequence[Sequence[Cell] | None], first: int) -> None:
        """Note whose payload is gone, and who was erased, in rows that begin at place `first` of the tree."""
        for at, row in enumerate(rows):
            if row is None:
                continue
            case, seq, _, body, digest = row
            if digest is not None:
                self.payloads += 1
            elif isinstance(body, bytes):
                if _NAMES in body and _named(body):
                    self.missing.setdefault(case, []).append((seq, first + at))
                if _ERASED in body:
                    self.erased.add(case)


def _slowly(connection: Connection, first: int, end: int) -> tuple[dict[int, Sequence[Cell]], list[int]]:
    """By position: case and number as the leaf names them, hash, bytes and payload of the record; what has several."""
    columns = (*_LEAVES, ledger.c.hash, ledger.c.body, payloads.c.digest)
    rows = cells(
        connection,
        columns,
        lambda parts: select(*parts).select_from(_FROM_LEAVES).where(leaves.c.position.between(first, end - 1)),
    )
    found = {row[0]: row[1:] for row in rows}
    return found, sorted(position for position, times in Counter(row[0] for row in rows).items() if times > 1)


def _named(body: bytes) -> bool:
    try:
        record = from_json(body)
    except ValueError:
        return False
    return isinstance(record, dict) and isinstance(record.get("payload"), str)
