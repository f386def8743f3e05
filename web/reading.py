"""
Reading a case for a page: told from its ledger, every record followed, and judged for a day.

What was read stays in memory until the case has a new record; then only what is new is read. A case that was erased is
never served from memory: its row and its key are looked at each time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar, cast

from lifecycle.assessment import assess_case
from lifecycle.holding import held_since
from lifecycle.state import CaseState
from lifecycle.telling import evolve, fold
from lifecycle.walking import walked
from models.assessment import Assessment
from models.errors import Erased, IntegrityError, NoKey, RefusedError, UnknownCase
from models.messages import JUDGED_LIMIT
from models.records import Entry, Record, Teller, Transition
from models.register import BoardRow
from reports.preview import apart
from store.opening import Store
from web.shelf import Shelf
from workflows.pinned import norms_of

T = TypeVar("T")

_AT_ONCE: Final = 400
"""Records that are told in the event loop itself; more are told beside it, so that nobody else waits."""


@dataclass(frozen=True, slots=True)
class Told:
    """
    A case from its ledger.

    `records` are all of them, without what was told; `tellers` who told an event, by its id.
    """

    state: CaseState
    records: tuple[Record, ...]
    tellers: Mapping[str, Teller]

    @property
    def head(self) -> str:
        """The hash of the last record: what this was told from."""
        return self.state.head.hash

    @property
    def hold(self) -> tuple[str, str] | None:
        """The day and the reason code of a legal hold on record."""
        return held_since(self.records)

    def since(self, records: int) -> tuple[Record, ...]:
        """What was recorded after the first so many records."""
        return self.records[records:]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case as judged for a day, and the path that it had walked by then."""

    assessment: Assessment
    path: tuple[Transition, ...]


@dataclass(frozen=True, slots=True)
class ErasedCase:
    """What is left of a case that was erased: its records, without a word of what was told in it."""

    row: BoardRow
    records: tuple[Record, ...]


async def read(store: Store, shelf: Shelf, reference: str) -> Told:
    """
    A case as it stands in its ledger now.

    Raises:
        UnknownCase: there is no such case.
        Erased: it was erased (`erased` gives what is left).
        IntegrityError: a record does not hold.
        StoreError: the database cannot be read.
    """
    row = await store.register.row(reference)
    if row is None:
        raise UnknownCase(f"case {reference}: there is no such case")
    if row.erased_at is not None or await _keyless(store, reference):
        shelf.forget(reference)
        raise Erased(f"case {reference}: was erased; its records stay")
    known = cast("Told | None", shelf.cases.get(reference))
    if known is not None and known.head == row.head:
        return known
    told = await _told(store, reference, known)
    shelf.cases.put(reference, told)
    return told


async def read_then(store: Store, shelf: Shelf, reference: str, known_at: date) -> Told:
    """
    A case as it had been recorded by the end of a day (UTC): header, law and head are those of then too.

    Raises:
        RefusedError: nothing of it was known then.
        UnknownCase, Erased, IntegrityError, StoreError: as `read`.
    """
    now = await read(store, shelf, reference)
    limit = f"{known_at.isoformat()}T24"
    by_then = sum(record.recorded_at < limit for record in now.records)
    if by_then == len(now.records):
        return now
    if not by_then:
        first = now.records[0].recorded_at[:10]
        raise RefusedError(f"case {reference}: nothing was known of it by {known_at}; it was opened on {first}")
    entries = (await store.ledger.entries(reference))[:by_then]
    return await _beside(len(entries), lambda: _from_nothing(entries))


async def judged(shelf: Shelf, told: Told, as_of: date) -> Judged:
    """
    The judgement of a case for a day.

    Raises:
        RefusedError: the case has more events than are judged at once.
    """
    state = told.state
    if len(state.told) > JUDGED_LIMIT:
        raise RefusedError(
            f"case {state.reference}: has {len(state.told)} events, and at most {JUDGED_LIMIT} are judged at once"
        )
    key = (state.reference, told.head, as_of)
    known = cast("Judged | None", shelf.judgements.get(key))
    if known is None:
        alone = apart(state)  # it may be judged in another thread while this one reads or grows what is kept
        known = await _beside(len(state.told), lambda: _judge(alone, as_of))
        shelf.judgements.put(key, known)
    return known


async def erased(store: Store, reference: str) -> ErasedCase:
    """
    What is left of an erased case.

    Raises:
        UnknownCase: there is no such case.
        StoreError: the database cannot be read.
    """
    row = await store.register.row(reference)
    if row is None:
        raise UnknownCase(f"case {reference}: there is no such case")
    entries = await store.ledger.entries(reference)
    return ErasedCase(row, tuple(entry.record for entry in entries))


async def _keyless(store: Store, reference: str) -> bool:
    """Whether the key of a case was destroyed: then nothing told in it is shown, whatever is still in memory."""
    try:
        await store.keys_at_hand().data_key(reference, create=False)
    except (Erased, NoKey):
        return True
    return False


async def _told(store: Store, reference: str, known: Told | None) -> Told:
    """The case up to its last record. Of a case that is known, only what came since is read."""
    if known is not None:
        new = await store.ledger.entries(reference, from_seq=len(known.records) + 1)
        if new:
            return _longer(known, new)
    entries = await store.ledger.entries(reference)
    if not entries:
        raise UnknownCase(f"case {reference}: the ledger has no record of it")
    return await _beside(len(entries), lambda: _from_nothing(entries))


def _from_nothing(entries: tuple[Entry, ...]) -> Told:
    first = entries[0].payload
    if first is None or first.opening is None:
        raise IntegrityError(f"case {entries[0].record.case}: its first record does not open a case")
    state = fold(entries, norms_of(first.opening))
    return Told(state, tuple(entry.record for entry in entries), MappingProxyType(_tellers(entries)))


def _longer(known: Told, new: tuple[Entry, ...]) -> Told:
    state = known.state
    for entry in new:
        state = evolve(state, entry)
    records = (*known.records, *(entry.record for entry in new))
    return Told(state, records, MappingProxyType({**known.tellers, **_tellers(new)}))


def _tellers(entries: tuple[Entry, ...]) -> dict[str, Teller]:
    records = (entry.record for entry in entries)
    return {record.event: record.teller for record in records if record.event is not None and record.date is not None}


def _judge(state: CaseState, as_of: date) -> Judged:
    return Judged(assess_case(state, as_of), walked(state.timeline, as_of))


async def _beside(size: int, work: Callable[[], T]) -> T:
    """What takes long is done in a thread of its own."""
    return work() if size <= _AT_ONCE else await asyncio.to_thread(work)
