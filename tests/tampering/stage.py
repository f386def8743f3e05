"""
A ledger to be tampered with: sixteen cases of more than 600 records, so that the tree has full tiles.

It is made in three rounds. After each a checkpoint is kept by somebody outside and the database is copied: `older`. The
second checkpoint is countersigned by a witness. One case is erased in the first round.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ledger.checkpoint import Checkpoint
from ledger.cosignature import cosign
from ledger.keytext import COSIGNATURE, SignerKey, VerifierKey
from ledger.note import parse
from lifecycle.board import register_row
from lifecycle.telling import Stamp, instant_text, judge, open_case, pass_terms, put_note, tell
from models.case import Chronology
from models.dates import PartialDate
from models.events import Event
from models.records import Entry, Opening, RecordKind
from models.register import Append, RegisterRow
from store.keys.data_key import DataKey
from store.keys.opening import Place
from store.making import make_store
from store.opening import Store, database_url, open_store
from store.signing import trust_witness, verifiers_of
from tests.lifecycle.stories import TELLER, TODAY, norms, published

NAME: Final = "tampered.example.org"
WITNESS: Final = SignerKey("witness.example.org", COSIGNATURE, b"w" * 32)
ERASED: Final = "asv"
WHY: Final = "consent_withdrawn"
MADE: Final = {"made-1": "boboev", "made-2": "tyan", "made-3": "akmatov", "made-4": "evloev"}
"""Made-up cases and the published ones whose events they repeat."""
ROUNDS: Final = (0.4, 0.85, 1.0)
"""Which part of every case is in the ledger after each round."""
_NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
Step = tuple[Entry, RegisterRow]
"""A record and the register row after it."""


@dataclass
class Stage:
    """
    The folder, the checkpoints that somebody else holds (by round), and copies of the database (by round).

    `keys` are the data keys of the cases, `erased` the sealed payloads of the erased case, as an old copy has them;
    `log` are the ledger's public keys, as the witness has them.
    """

    folder: Path
    steps: dict[str, list[Step]]
    notes: list[bytes] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)
    keys: dict[str, DataKey] = field(default_factory=dict)
    erased: dict[int, bytes] = field(default_factory=dict)
    log: tuple[VerifierKey, ...] = ()

    @property
    def file(self) -> Path:
        """The database."""
        return self.folder / "aryz.db"

    @property
    def place(self) -> Place:
        """The keys, which lie outside the database."""
        return Place(self.folder / "keys", environment={})

    def seen(self, number: int) -> Checkpoint:
        """What the checkpoint of a round says."""
        return Checkpoint.read(parse(self.notes[number]).text)


async def make_stage(folder: Path) -> Stage:
    """Make the ledger, its keys, the checkpoints and the copies."""
    stage = Stage(folder, {case: _steps(case, chronology) for case, chronology in _cases()})
    await make_store(database_url(folder), stage.place, NAME)
    stage.log = verifiers_of(stage.place)
    trust_witness(stage.place, WITNESS.verifier)
    done = dict.fromkeys(stage.steps, 0)
    for number, part in enumerate(ROUNDS):
        async with await open_store(database_url(folder), keys=stage.place) as store:
            await _told(store, stage, done, part)
            if number == 0:
                stage.keys = {case: await store.keys_at_hand().data_key(case) for case in stage.steps}
                stage.erased = _sealed(stage.file)
                await store.ledger.erase(ERASED)
                await store.keys_at_hand().destroy(ERASED, WHY, _NOW, record=len(stage.steps[ERASED]))
            stage.notes.append(await _shown(store, countersigned=number == 1))
        _later(stage.file, number)
        stage.copies.append(_copied(stage, number))
    return stage


def _cases() -> Iterator[tuple[str, Chronology]]:
    real = {one.header.reference: one for one in published()}
    yield from real.items()
    for made, model in MADE.items():
        header = real[model].header
        head = header.case.model_copy(update={"reference": made})
        yield made, real[model].model_copy(update={"header": header.model_copy(update={"case": head})})


def _steps(case: str, chronology: Chronology) -> list[Step]:
    """All records of a case: its opening, its events, the terms that passed, the findings, and one more event."""
    law = norms(chronology.header.case.jurisdiction)
    opening = Opening(header=chronology.header, law_known_on=TODAY)
    state, entry = open_case(opening, _stamp(case, 0), law)
    steps = [(entry, register_row(state))]
    told = iter((*chronology.events, _noted(chronology)))
    for number in range(len(chronology.events) + 3):
        stamp, end = _stamp(case, len(steps)), number - len(chronology.events)
        if end == 0:
            made = pass_terms(state, state.silent(_NOW), stamp.recorded_at)
        elif end == 1:
            made = judge(state, TODAY, stamp.recorded_at) or tell(state, next(told), stamp)
        elif end > 1 and case == ERASED:
            made = put_note(state, RecordKind.ERASED, WHY, stamp)
        else:
            made = tell(state, next(told), stamp)
        state, entry = made
        steps.append((entry, register_row(state)))
    return steps


def _noted(chronology: Chronology) -> Event:
    proceeding = chronology.events[-1].proceeding
    return Event(id="noted-last", kind="noted", date=PartialDate.parse("2026-11-20"), proceeding=proceeding)


def _stamp(case: str, seq: int) -> Stamp:
    second = _NOW.timestamp() + seq
    return Stamp(instant_text(datetime.fromtimestamp(second, UTC)), TELLER, f"{seq:02x}{case.encode().hex():0<30}"[:32])


async def _told(store: Store, stage: Stage, done: dict[str, int], part: float) -> None:
    """The cases take turns, ten records each, so that they are mixed in the tree."""
    goal = {case: len(steps) if case == ERASED else int(len(steps) * part) for case, steps in stage.steps.items()}
    while behind := [case for case in goal if done[case] < goal[case]]:
        batch = []
        for case in behind:
            steps = stage.steps[case][done[case] : min(done[case] + 10, goal[case])]
            batch.append(Append(case=case, entries=tuple(entry for entry, _ in steps), row=steps[-1][1]))
            done[case] += len(steps)
        refused = [outcome for outcome in await store.ledger.append(batch) if outcome]
        if refused:
            raise refused[0]


async def _shown(store: Store, *, countersigned: bool) -> bytes:
    """The newest checkpoint, as somebody outside keeps it."""
    latest = await store.tree.latest()
    if latest is None:
        raise AssertionError("nothing was signed")
    if not countersigned:
        return latest.note
    note = cosign(parse(latest.note), WITNESS, int(_NOW.timestamp())).encode()
    await store.tree.cosigned(latest.size, note)
    return note


def _sealed(file: Path) -> dict[int, bytes]:
    with contextlib.closing(sqlite3.connect(file)) as db:
        return dict(db.execute("SELECT seq, body FROM payloads WHERE reference = ?", (ERASED,)).fetchall())


def _later(file: Path, number: int) -> None:
    """Each round was signed on a day of its own, long ago, so that one checkpoint of it is kept and no more."""
    with contextlib.closing(sqlite3.connect(file)) as db, db:
        fresh = "made_at > '2021'"
        db.execute(f"DELETE FROM checkpoints WHERE {fresh} AND size < (SELECT size FROM tree)")  # noqa: S608
        db.execute(f"UPDATE checkpoints SET made_at = ? WHERE {fresh}", (f"2020-01-0{number + 1}T10:00:00Z",))  # noqa: S608


def _copied(stage: Stage, number: int) -> Path:
    copy = stage.folder / f"copy-{number}.db"
    with (
        contextlib.closing(sqlite3.connect(stage.file)) as original,
        contextlib.closing(sqlite3.connect(copy)) as copied,
    ):
        original.backup(copied)
    return copy
