"""
Whether ledger, register and workflow tell the same case, and what to do where they do not.

The ledger is the record: the register follows from it and can be made again, the workflow must agree with it or halt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lifecycle.board import register_row
from lifecycle.state import CaseState
from models.messages import Health
from models.records import Entry, Record, RecordKind, SealedHistory
from models.register import BoardRow, RegisterRow

_VERIFY: Final = "look with `aryz audit verify {0}`"
_DERIVED: Final = tuple(
    name for name in RegisterRow.model_fields if name not in {"reference", "records", "head", "duties"}
)


class Runs(StrEnum):
    """What the server says of a case's workflow."""

    RUNNING = "running"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seen:
    """
    One case as each of the three has it.

    `state` is what the ledger tells, None where it cannot be told. `health` is what the case answered, None where it
    was not asked or did not answer. `kept` are the digests of the sealed histories in the store by run (None: does not
    open), `keyless` whether its key was destroyed, `payloads` how many are stored.
    """

    case: str
    entries: Sequence[Entry] = ()
    state: CaseState | None = None
    row: BoardRow | None = None
    runs: Runs = Runs.UNKNOWN
    health: Health | None = None
    kept: Mapping[str, str | None] = field(default_factory=dict)
    keyless: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different in one case, and what to do about it."""

    case: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"case {self.case}: {self.what}; {self.remedy}"


def differences(seen: Seen) -> tuple[Difference, ...]:
    """Everything in which the three do not agree, in one line each."""
    said = _erased(seen) if _is_erased(seen) else _living(seen)
    return tuple(Difference(seen.case, what, remedy.format(seen.case)) for what, remedy in said)


def _is_erased(seen: Seen) -> bool:
    return bool(seen.entries) and seen.entries[-1].record.kind is RecordKind.ERASED


def _erased(seen: Seen) -> Iterator[tuple[str, str]]:
    again = "`aryz case erase {0}` does what is left to do"
    if seen.row is None or seen.row.erased_at is None:
        yield "the ledger says that it was erased, the register does not", _VERIFY
    if not seen.keyless:
        yield "is on record as erased, and its key still exists", again
    if any(entry.payload for entry in seen.entries):
        yield "is on record as erased, and what was told can still be read", again
    if seen.kept:
        yield f"is on record as erased, and {len(seen.kept)} of its histories are still in the store", again
    if seen.runs is Runs.RUNNING:
        yield "is on record as erased, and its workflow runs", "`temporal workflow terminate --workflow-id case/{0}`"


def _living(seen: Seen) -> Iterator[tuple[str, str]]:
    if seen.keyless:
        yield "its key was destroyed, and its ledger does not say so", "`aryz case erase {0}` puts it on record"
        return
    yield from _register(seen)
    yield from _workflow(seen)
    yield from wrong_histories(seen.entries, seen.kept)


def _register(seen: Seen) -> Iterator[tuple[str, str]]:
    row, length = seen.row, len(seen.entries)
    if row is None:
        if length:
            yield f"the ledger holds {length} records, the register does not know it", _VERIFY
        return
    if not length:
        yield f"the register counts {row.records} records, the ledger holds none", "restore the ledger from a backup"
        return
    if row.records != length:
        yield f"the register counts {row.records} records, the ledger holds {length}", _VERIFY
    elif row.head != seen.entries[-1].hash:
        yield f"the register names another record {length} than the ledger holds", _VERIFY
    elif seen.state is None:
        yield "the ledger's records do not tell a case", _VERIFY
    elif wrong := wrong_columns(row, register_row(seen.state)):
        remedy = "the next record of the case puts it right; if it comes again, " + _VERIFY
        yield f"the register says otherwise than the ledger tells: {', '.join(wrong)}", remedy


def wrong_columns(row: BoardRow, told: RegisterRow) -> list[str]:
    """
    The names of the columns in which a row is not what the records tell; `duties` for all terms together.

    The order of terms is for the eye and not compared, how often each stands there is.
    """
    wrong = [name for name in _DERIVED if getattr(row, name) != getattr(told, name)]
    ours, theirs = (Counter(due.model_dump_json() for due in one.duties) for one in (row, told))
    return [*wrong, "duties"] if ours != theirs else wrong


def _workflow(seen: Seen) -> Iterator[tuple[str, str]]:
    length = len(seen.entries)
    if seen.runs is Runs.UNKNOWN:
        if length:
            yield f"the ledger holds {length} records, the server knows no workflow of it", _GONE
        return
    if seen.runs is not Runs.RUNNING:
        yield f"its workflow is {seen.runs.value}: nothing more can be told in it", _GONE
        return
    health = seen.health
    if health is None:
        yield "its workflow gave no answer", "start a worker (`aryz up`) and compare again"
        return
    if health.halted is not None:
        yield f"is halted: {health.halted}", "put right what was wrong, then `aryz case retry {0}`"
    yield from _records(seen, health)


_GONE: Final = "its records stay; go on under another reference (`aryz case open`), or restore the server's database"


def _records(seen: Seen, health: Health) -> Iterator[tuple[str, str]]:
    """What the workflow has handed over, and what the ledger holds."""
    length, handed = len(seen.entries), health.records - health.waiting
    if health.waiting and health.halted is None:
        yield f"{health.waiting} records wait for the ledger", "see that the database can be written, and compare again"
    if handed < length:
        yield (
            f"the ledger holds {length} records, the workflow knows {handed}: the server's database has lost some",
            "restore the server's database; the case halts at its next record",
        )
    elif handed > length:
        yield f"the workflow has handed over {handed} records, the ledger holds {length}", "restore the ledger"
    elif not health.waiting and length and health.head != seen.entries[-1].hash:
        yield f"the workflow has another record {length} than the ledger", _VERIFY


def wrong_histories(entries: Sequence[Entry], kept: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """
    What is wrong with the sealed histories of a case, and what to do about it.

    `kept` are the digests of those in the store by run (None: does not open).
    """
    named = {history.run: (record, history) for record, history in sealed_in(entries)}
    for run, (record, history) in named.items():
        place = f"the history of run {run}, sealed by record {record.seq},"
        if run not in kept:
            yield f"{place} is not in the store", "restore the ledger from a backup"
        elif kept[run] is None:
            yield f"{place} does not open", "restore the ledger from a backup"
        elif kept[run] != history.sha256:
            yield f"{place} is another one in the store", "restore the ledger from a backup"
    for run in sorted(kept.keys() - named.keys()):
        yield f"the history of run {run} is in the store, no record names it", "compare again when the case is at rest"


def sealed_in(entries: Sequence[Entry]) -> Iterator[tuple[Record, SealedHistory]]:
    """The histories that records name, in their order. Where a run is named again, the later one counts."""
    for entry in entries:
        if entry.payload is not None and entry.payload.history is not None:
            yield entry.record, entry.payload.history
