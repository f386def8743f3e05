"""
What was kept is what the ledger says.

A case's history is replayed by whatever version of this program runs that day, and a later version may word, count or
judge its records otherwise than the one that kept them. The answer of the ledger stands in history and tells what was
kept; here a case takes it over, so that from then on it is the case that the ledger tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ledger.chain import Head, seal
from lifecycle.growing import Growing
from lifecycle.state import CaseState, Contested, Told, scene
from lifecycle.timeline import build
from models.errors import IntegrityError
from models.records import Entry, Record, RecordKind
from models.register import Append, Heard, KeptUpTo

_HEARD: Final = (RecordKind.TOLD, RecordKind.CONTESTED)
_DERIVED: Final = (RecordKind.TERM_PASSED, RecordKind.JUDGED)
_Place = tuple[int, str]
"""The number and the hash of a record."""


def kept_up_to(append: Append) -> KeptUpTo:
    """The answer to an append whose records the ledger holds."""
    head = append.entries[-1] if append.entries else None
    raised: set[str] = set()
    cleared: set[str] = set()
    for record in (entry.record for entry in append.entries):
        raised = raised.difference(record.cleared).union(record.raised)
        cleared = cleared.difference(record.raised).union(record.cleared)
    return KeptUpTo(
        records=head.record.seq if head else append.row.records,
        head=head.hash if head else append.row.head,
        heard=tuple(_place(entry) for entry in append.entries if entry.record.kind in _HEARD),
        raised=tuple(sorted(raised)),
        cleared=tuple(sorted(cleared)),
        passed=tuple(sorted(_passed(append.entries))),
        outlook=append.outlook,
    )


def go_on_from(
    state: CaseState, kept: KeptUpTo, batch: Sequence[Entry], waiting: Iterable[Entry]
) -> tuple[CaseState, list[Entry]]:
    """
    The case as the ledger has it, with the records that still wait numbered and chained after it.

    Judgements among those that wait are dropped: they were made on findings that may not be those on record.

    Args:
        state: the case after all of these records, as this version of the program words them.
        kept: what the ledger answered.
        batch: the records that it answers, as this version words them.
        waiting: the records after them.

    Raises:
        IntegrityError: something else was told than the ledger says.
    """
    rest = list(waiting)
    found = before_judging(state, (*batch, *rest)).found.union(kept.raised).difference(kept.cleared)
    passed = (state.passed - _passed((*batch, *rest))) | set(kept.passed) | _passed(rest)
    head, entries, places = _chained(Head(kept.records, kept.head), [one for one in rest if not _judged(one)])
    pairs = _paired(state.reference, [one for one in batch if one.record.kind in _HEARD], kept.heard)
    places |= {entry.record.seq: (place.seq, place.hash) for entry, place in pairs if entry.hash != place.hash}
    state = _moved(replace(state, found=found, passed=passed, head=head), places)
    return _heard_otherwise(state, [pair for pair in pairs if _told(pair[0]) is not (pair[1].reason is None)]), entries


def renumbered(state: CaseState, head: Head, waiting: Iterable[Entry]) -> tuple[CaseState, list[Entry]]:
    """The case with the records that wait numbered and chained after `head`, and its events at their new places."""
    head, entries, places = _chained(head, waiting)
    return _moved(replace(state, head=head), places), entries


def before_judging(state: CaseState, entries: Sequence[Entry]) -> CaseState:
    """The case with the findings that were on record before these records, its last ones, were made."""
    found = state.found
    for record in (entry.record for entry in reversed(entries)):
        found = found.difference(record.raised).union(record.cleared)
    return replace(state, found=found)


def continued_by(standing: Sequence[Entry], batch: Sequence[Entry]) -> tuple[Entry, ...]:
    """
    A batch of which the ledger may hold a first part already, in the wording of another version of this program.

    Returns what stands, and the rest of the batch chained after it; the batch itself, where what stands is not the same
    telling (the digest of a payload, which is salted, says so), for the ledger to refuse.

    Args:
        standing: what the ledger holds from the first record of the batch on.
        batch: the records that are to be kept.
    """
    left = list(batch)
    for stands in (entry.record for entry in standing):
        while left and _own(left[0].record) and not _own(stands):
            del left[0]  # the system's own, which this version words where the other did not
        if _own(stands) and not (left and _own(left[0].record)):
            continue
        if not left or not _same(left[0].record, stands):
            return tuple(batch)
        del left[0]
    if not standing:
        return tuple(batch)
    entries = list(standing)
    for old in left:
        record = old.record.model_copy(update={"seq": entries[-1].record.seq + 1, "previous": entries[-1].hash})
        entries.append(seal(record, old.payload))
    return tuple(entries)


def _own(record: Record) -> bool:
    """Whether the system derived it from what was told before: another version may word it otherwise."""
    return record.kind in _DERIVED


def _same(ours: Record, stands: Record) -> bool:
    """Whether two records put the same on record; the salted digest of what was told says so, or the moment."""
    if _own(ours) or _own(stands):
        return _own(ours) is _own(stands)
    told = ours.payload or stands.payload
    return (
        ours.payload == stands.payload if told else (ours.kind, ours.recorded_at) == (stands.kind, stands.recorded_at)
    )


def _place(entry: Entry) -> Heard:
    record = entry.record
    reason = None if _told(entry) else record.reason or ""
    return Heard(seq=record.seq, hash=entry.hash, event=record.event, reason=reason)


def _told(entry: Entry) -> bool:
    return entry.record.kind is RecordKind.TOLD


def _judged(entry: Entry) -> bool:
    return entry.record.kind is RecordKind.JUDGED


def _passed(entries: Iterable[Entry]) -> set[tuple[str, str, str]]:
    return {(term.rule, term.term, term.anchor) for entry in entries for term in entry.record.passed}


def _chained(head: Head, waiting: Iterable[Entry]) -> tuple[Head, list[Entry], dict[int, _Place]]:
    """Records chained after a head, where that leads, and the new places of those that moved, by their old numbers."""
    entries: list[Entry] = []
    places: dict[int, _Place] = {}
    for old in waiting:
        entry = old
        if (old.record.seq, old.record.previous) != (head.length + 1, head.hash):
            entry = seal(old.record.model_copy(update={"seq": head.length + 1, "previous": head.hash}), old.payload)
            places[old.record.seq] = (entry.record.seq, entry.hash)
        entries.append(entry)
        head = Head(entry.record.seq, entry.hash)
    return head, entries, places


def _moved(state: CaseState, places: Mapping[int, _Place]) -> CaseState:
    """The case with what was told at new places, by its old number."""
    if not places:
        return state
    told = {
        name: replace(known, seq=places[known.seq][0], hash=places[known.seq][1]) if known.seq in places else known
        for name, known in state.told.items()
    }
    contested = tuple(
        replace(kept, seq=places[kept.seq][0]) if kept.seq in places else kept for kept in state.contested
    )
    return replace(state, told=Growing(told), contested=contested)


def _paired(reference: str, ours: Sequence[Entry], kept: Sequence[Heard]) -> list[tuple[Entry, Heard]]:
    """What was told, each with its place in the ledger."""
    same = len(ours) == len(kept) and all(
        place.event in {None, entry.record.event} for entry, place in zip(ours, kept, strict=True)
    )
    if not same:
        raise IntegrityError(
            f"case {reference}: this version of the program reads other events in its history than the ledger holds; "
            "run the version before it until a corrected one is there"
        )
    return list(zip(ours, kept, strict=True))


def _heard_otherwise(state: CaseState, pairs: Sequence[tuple[Entry, Heard]]) -> CaseState:
    """The case without what was contested when it was sent, and with what was accepted, whatever is possible today."""
    if not pairs:
        return state
    told, contested = dict(state.told), {kept.seq: kept for kept in state.contested}
    for entry, place in pairs:
        event, recorded_at = entry.payload.event if entry.payload else None, entry.record.recorded_at
        if place.reason is not None:
            contested[place.seq] = Contested(event, place.seq, recorded_at, place.reason)
            told.pop(place.event or entry.record.event or "", None)
        elif event is not None:
            told[event.id] = Told(event, place.seq, place.hash, recorded_at)
            contested.pop(place.seq, None)
    told = dict(sorted(told.items(), key=lambda known: known[1].seq))
    timeline = build([known.event for known in told.values()], scene(state.opening, state.timeline.scene.norms))
    contested = dict(sorted(contested.items()))
    return replace(state, told=Growing(told), contested=tuple(contested.values()), timeline=timeline)
