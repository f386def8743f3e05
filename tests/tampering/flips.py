"""One bit is flipped in one cell: every column of every table."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from random import Random
from typing import Any, Final

from tests.tampering.attacker import Attack, Deed, Record
from tests.tampering.families import Family, Names
from tests.tampering.stage import ERASED

COLUMNS: Final[dict[str, dict[str, int]]] = {
    "ledger": {"reference": 12, "seq": 12, "hash": 16, "previous": 16, "recorded_at": 16, "kind": 12, "body": 40},
    "payloads": {"reference": 10, "seq": 10, "digest": 12, "body": 24},
    "leaves": {"position": 10, "reference": 10, "seq": 10},
    "tiles": {"level": 3, "place": 3, "hashes": 20},
    "tree": {"size": 6, "edge": 16},
    "checkpoints": {"size": 6, "note": 24, "cosigned": 3},
    "register": {
        "reference": 3, "jurisdiction": 3, "region": 0, "proceeding": 3, "phase": 3, "state": 3, "since": 3,
        "opened_on": 3, "opened_first": 3, "events": 3, "opening_refused": 3, "terminated": 3, "quashed": 3,
        "suspended": 3, "forwarded": 3, "lawyer": 0, "records": 3, "head": 3, "updated_at": 3, "halted": 0,
        "findings": 3, "owed_first": 3, "due_last": 3, "next_at": 0, "erased_at": 3,
    },
    "duties": {
        "reference": 3, "place": 3, "rule": 3, "term": 3, "anchor": 3, "owed_by": 3, "due": 3, "due_at": 3, "own": 3,
        "passed_recorded": 3,
    },
}  # fmt: skip
"""How many flips in each column; none where it is empty in the whole stage (region, lawyer, halted, next_at)."""
FLAGS: Final = {"checkpoints": {"cosigned"}, "duties": {"own", "passed_recorded"}}
UNBOUND: Final = {
    "checkpoints": {"made_at"},
    "tree": {"one"},
    "register": {"halted"},
}
"""Columns that nothing else in the ledger says; `docs/threats.md` tells what follows from that."""


def flipped(value: Any, random: Random) -> Any:
    """The value with one bit flipped; a text stays one."""
    if isinstance(value, bytes):
        at = random.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << random.randrange(8)]) + value[at + 1 :]
    if isinstance(value, str):
        at = random.choice([at for at, letter in enumerate(value) if letter.isascii()])
        other = chr(ord(value[at]) ^ 1 << random.randrange(7))
        return value[:at] + (other if other != "\x00" else "~") + value[at + 1 :]
    return value ^ 1 << random.randrange(5)


def flip(table: str, column: str) -> Deed:
    """Flip a bit of this column in some row."""

    def done(attack: Attack) -> Sequence[Record]:
        where = f"{column} IS NOT NULL{_legible(table, column)}"
        rows = attack.all(f"SELECT rowid, * FROM {table} WHERE {where} ORDER BY rowid")  # noqa: S608
        names = [row[1] for row in attack.all(f"PRAGMA table_info({table})")]
        while True:
            row = attack.random.choice(rows)
            before = dict(zip(names, row[1:], strict=True))
            if not before[column] and not isinstance(before[column], int):
                continue
            after = before | {column: _other(table, column, before[column], attack.random)}
            try:
                attack.do(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", after[column], row[0])  # noqa: S608
            except sqlite3.IntegrityError:
                continue  # another row stands there: the attacker tries elsewhere
            return _touched(attack, table, before, after)

    return done


def _other(table: str, column: str, value: Any, random: Random) -> Any:
    return 1 - value if column in FLAGS.get(table, ()) else flipped(value, random)


def _legible(table: str, column: str) -> str:
    """The words of the erased case cannot be compared with its row in the register, that it is erased can."""
    return f" AND reference <> '{ERASED}'" if table == "register" and column != "erased_at" else ""


def _touched(attack: Attack, table: str, *states: dict[str, Any]) -> list[Record]:
    """The records that may be named: where the row stood, and where it stands now."""
    if table in {"ledger", "payloads", "leaves"}:
        places = [(state["reference"], state["seq"]) for state in states]
        if table == "leaves":
            places += attack.all("SELECT reference, seq FROM leaves WHERE position = ?", states[0]["position"])
        return [(str(case), int(seq)) for case, seq in places]
    if table in {"register", "duties"}:
        return [(str(state["reference"]), 0) for state in states]
    return []


def _family(table: str, column: str, count: int) -> Family:
    names = {"register": Names.CASE, "duties": Names.CASE, "ledger": Names.RECORD, "payloads": Names.RECORD}
    return Family(
        f"flip a bit of `{table}.{column}`",
        count,
        flip(table, column),
        names.get(table, Names.AMONG if table == "leaves" else Names.NOTHING),
        group=f"a flipped bit in `{table}`",
    )


FLIPS: Final = tuple(
    _family(table, column, count) for table, columns in COLUMNS.items() for column, count in columns.items() if count
)
