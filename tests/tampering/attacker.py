"""What somebody can do who may write to the database as they like: the tools of which the attacks are made."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final

from ledger.canonical import encode
from ledger.checkpoint import Checkpoint
from ledger.keytext import ED25519, SignerKey
from ledger.note import Note, sign
from ledger.tiles import Edge
from ledger.tree import leaf_hash
from models.records import FIRST_PREVIOUS, RecordKind
from store.ends import ends
from tests.tampering.stage import ERASED, NAME, Stage

FORGER: Final = SignerKey(NAME, ED25519, b"f" * 32)
"""A key in the name of the ledger that is not the ledger's."""
TABLES: Final = ("ledger", "payloads", "leaves", "register", "duties", "histories")
"""The tables that name cases."""
Record = tuple[str, int]
"""A case and the number of a record in it."""


class Attack:
    """One attack on a fresh copy of the stage."""

    def __init__(self, stage: Stage, random: Random, db: sqlite3.Connection) -> None:
        self.stage = stage
        self.random = random
        self.db = db

    # Looking

    def all(self, query: str, *values: Any) -> list[Any]:
        """The rows of a query."""
        return self.db.execute(query, values).fetchall()

    def do(self, statement: str, *values: Any) -> int:
        """Change something; returns how many rows."""
        return self.db.execute(statement, values).rowcount

    def some_record(self, extra: str = "1") -> Record:
        """Any record; `extra` narrows it (columns of `ledger`)."""
        found = self.all(f"SELECT reference, seq FROM ledger WHERE {extra} ORDER BY reference, seq")  # noqa: S608
        case, seq = self.random.choice(found)
        return case, seq

    def inner_record(self) -> Record:
        """Any record that is neither the first nor the last of its case."""
        later = "EXISTS (SELECT 1 FROM ledger AS l WHERE l.reference = ledger.reference AND l.seq > ledger.seq)"
        return self.some_record(f"seq > 1 AND {later}")

    def some_case(self) -> str:
        """Any case."""
        return str(self.random.choice(sorted(self.stage.steps)))

    def legible_case(self) -> str:
        """Any case that was not erased: the words of one that was cannot be compared with the register."""
        return str(self.random.choice(sorted(self.stage.steps.keys() - {ERASED})))

    def length(self, case: str) -> int:
        """How many records a case has."""
        return int(self.all("SELECT count(*) FROM ledger WHERE reference = ?", case)[0][0])

    def position(self, case: str, seq: int) -> int:
        """Where a record stands in the tree."""
        return int(self.all("SELECT position FROM leaves WHERE reference = ? AND seq = ?", case, seq)[0][0])

    def standing(self, position: int) -> Record:
        """The record at a place of the tree."""
        case, seq = self.all("SELECT reference, seq FROM leaves WHERE position = ?", position)[0]
        return case, seq

    def body(self, case: str, seq: int) -> dict[str, Any]:
        """What a record says."""
        said: dict[str, Any] = json.loads(
            self.all("SELECT body FROM ledger WHERE reference = ? AND seq = ?", case, seq)[0][0]
        )
        return said

    # Rewriting records

    def write(self, case: str, seq: int, said: dict[str, Any], *, hashed: str | None = None) -> None:
        """Put another content in the place of a record, with its hash and the columns that repeat it."""
        body = encode(said)
        self.do(
            "UPDATE ledger SET hash = ?, previous = ?, recorded_at = ?, kind = ?, body = ?"
            " WHERE reference = ? AND seq = ?",
            hashed or _hash(body), said["previous"], said["recorded_at"], said["kind"], body, case, seq,
        )  # fmt: skip

    def edit(self, case: str, seq: int) -> None:
        """Tell a record otherwise: another moment of recording, which every record has."""
        said = self.body(case, seq)
        said["recorded_at"] = f"2026-10-{self.random.randrange(10, 29)}{said['recorded_at'][10:]}"
        self.write(case, seq, said)

    def rechain(self, case: str) -> None:
        """Mend the chain of a case from its first record to its last."""
        previous = FIRST_PREVIOUS
        for seq, hashed in self.all("SELECT seq, hash FROM ledger WHERE reference = ? ORDER BY seq", case):
            said = self.body(case, seq)
            if (said["previous"], said["seq"], said["case"]) != (previous, seq, case):
                self.write(case, seq, said | {"previous": previous, "seq": seq, "case": case})
                hashed = self.all("SELECT hash FROM ledger WHERE reference = ? AND seq = ?", case, seq)[0][0]  # noqa: PLW2901
            previous = hashed

    def recount(self, case: str) -> None:
        """Mend what the register says about the end of a case."""
        self.do(
            "UPDATE register SET records = (SELECT max(seq) FROM ledger WHERE reference = :1),"
            " head = (SELECT hash FROM ledger WHERE reference = :1 ORDER BY seq DESC LIMIT 1),"
            " updated_at = (SELECT recorded_at FROM ledger WHERE reference = :1 ORDER BY seq DESC LIMIT 1)"
            " WHERE reference = :1".replace(":1", "?1"),
            case,
        )

    def reregister(self, case: str) -> None:
        """Put the register row and the duties as they were at the record at which the case now ends."""
        row = self.stage.steps[case][self.length(case) - 1][1]
        last = self.stage.steps[case][self.length(case) - 1][0].record
        erased = last.recorded_at if last.kind is RecordKind.ERASED else None
        derived = ends(row.duties, last.recorded_at) | {"erased_at": erased}
        values = row.model_dump(exclude={"reference", "duties"}) | derived
        setting = ", ".join(f"{name} = ?" for name in values)
        self.do(f"UPDATE register SET {setting} WHERE reference = ?", *values.values(), case)  # noqa: S608
        self.recount(case)
        self.do("DELETE FROM duties WHERE reference = ?", case)
        for place, due in enumerate(row.duties):
            values = {"reference": case, "place": place, **due.model_dump()}
            marks = ", ".join("?" * len(values))
            self.do(f"INSERT INTO duties ({', '.join(values)}) VALUES ({marks})", *values.values())  # noqa: S608

    def forget(self, case: str, after: int = 0) -> None:
        """Remove the records of a case after a number with what hangs on them, except leaves; all: the case too."""
        for table in ("payloads", "ledger"):
            self.do(f"DELETE FROM {table} WHERE reference = ? AND seq > ?", case, after)  # noqa: S608
        if not after:
            for table in ("duties", "register", "histories"):
                self.do(f"DELETE FROM {table} WHERE reference = ?", case)  # noqa: S608

    # Rewriting the tree

    def releaf(self) -> None:
        """Close the gaps in the places of the tree."""
        self.do("DELETE FROM leaves WHERE NOT EXISTS (SELECT 1 FROM ledger AS l"
                " WHERE l.reference = leaves.reference AND l.seq = leaves.seq)")  # fmt: skip
        kept = self.all("SELECT reference, seq FROM leaves ORDER BY position")
        self.do("DELETE FROM leaves")
        self.db.executemany(
            "INSERT INTO leaves (position, reference, seq) VALUES (?, ?, ?)",
            [(position, case, seq) for position, (case, seq) in enumerate(kept)],
        )

    def regrow(self) -> Edge:
        """Mend tiles, edge and size of the tree."""
        edge, tiles = Edge().grow(self.hashes())
        self.do("DELETE FROM tiles")
        self.db.executemany(
            "INSERT INTO tiles (level, place, hashes) VALUES (?, ?, ?)",
            [(tile.at.level, tile.at.place, tile.hashes) for tile in tiles],
        )
        self.do("UPDATE tree SET size = ?, edge = ?", edge.size, edge.to_bytes())
        return edge

    def hashes(self) -> list[bytes]:
        """The leaf hashes of all records, in the order of the tree."""
        query = "SELECT body FROM leaves JOIN ledger USING (reference, seq) ORDER BY position"
        return [leaf_hash(body) for (body,) in self.all(query)]

    def resign(self, signer: SignerKey) -> None:
        """Sign everything anew: at the sizes of the kept checkpoints, and now."""
        hashes = self.hashes()
        kept = [row for row in self.all("SELECT size, made_at FROM checkpoints ORDER BY size") if row[0] < len(hashes)]
        self.do("DELETE FROM checkpoints")
        for size, made_at in (*kept, (len(hashes), "2026-11-23T12:00:00Z")):
            text = Checkpoint(signer.name, size, Edge().grow(hashes[:size])[0].root()).text
            note = Note(text, (sign(text, signer),)).encode()
            self.do("INSERT INTO checkpoints (size, note, made_at, cosigned) VALUES (?, ?, ?, 0)", size, note, made_at)

    def signer(self) -> SignerKey:
        """The ledger's own key, which only an operator has."""
        return SignerKey.read((self.stage.place.folder / "ledger.key").read_text("utf-8").strip())

    def roll_back(self, number: int) -> None:
        """Put the whole database back to the copy of a round."""
        self.db.commit()
        with contextlib.closing(sqlite3.connect(self.stage.copies[number])) as copy:
            copy.backup(self.db)


@contextlib.contextmanager
def attacking(stage: Stage, random: Random) -> Iterator[Attack]:
    """An attack on the stage as it was; what it does is there at the end of the block."""
    keys = stage.place.folder
    for path in keys.glob("*.kept"):
        shutil.copy(path, path.with_suffix(""))
    with contextlib.closing(sqlite3.connect(stage.file)) as db:
        db.execute("PRAGMA synchronous = OFF")
        with contextlib.closing(sqlite3.connect(stage.copies[-1])) as whole:
            whole.backup(db)
        db.execute("PRAGMA ignore_check_constraints = ON")
        yield Attack(stage, random, db)
        db.commit()


def keep(path: Path) -> Path:
    """Remember a file of the folder of keys, which is put back before the next attack."""
    kept = path.with_name(f"{path.name}.kept")
    if not kept.exists():
        shutil.copy(path, kept)
    return path


def _hash(body: bytes) -> str:
    return sha256(body).hexdigest()


Deed = Callable[[Attack], Sequence[Record]]
"""An attack: returns the records of which one must be named as the first that does not hold; none: none need be."""
