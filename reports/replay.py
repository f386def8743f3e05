"""
A case record by record: what happened, when it was learned, what it changed. Made from the records and nothing else.

Each record is one step. Where the case was erased, its steps are made from the records alone: states, provisions and
findings stay, what was told and the ends of terms are gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

from law.rulebook import Rulebook
from ledger.chain import Head, follow
from ledger.disclosure import fields_of
from lifecycle.adoption import changes
from lifecycle.duties import NOTHING_OWED, Duties
from lifecycle.duty import Duty
from lifecycle.norms import Norms
from lifecycle.state import CaseState
from lifecycle.telling import evolve, fold
from models.base import Frozen
from models.errors import UnknownRule
from models.records import Entry, Instant, PassedTerm, Provision, Record, RecordKind, Transition

Change = Literal[
    "began", "met", "lost its object", "moved", "stands still", "goes on", "open again", "no longer owed", "certain now"
]
"""What became of a term between two records."""

_BESIDE: Final = frozenset({"event.id", "event.kind", "event.date", "event.known_on", "event.position"})
"""Fields that a step says in places of their own, or that say nothing to a reader."""


class Relied(Frozen):
    """A provision that a record relies on, and its place in the law in words (null where this rulebook has it not)."""

    rule: str
    version: str
    hash: str
    article: str | None = None
    instrument: str | None = None
    title: str | None = None


class Moved(Frozen):
    """
    A term that a record moved. `before` and `due` are its end before and after (local, `2023-10-09T24:00`, or null).

    `by` is the event that met it or took its object away; `possible`: it may not be owed at all.
    """

    change: Change
    rule: str
    term: str
    anchor: str
    owed_by: str
    before: str | None = None
    due: str | None = None
    by: str | None = None
    possible: bool = False


class Pin(Frozen):
    """The law of the case was taken as known on another day, and what that changed, one line each."""

    before: date
    after: date
    changes: tuple[str, ...] = ()


class Step(Frozen):
    """
    One record, and what it changed.

    `date` is when it happened, as told; of a judgement, the day for which it was judged. `known_on` is when the
    victim's side learned of it, as told; `recorded_at` when this ledger did. `told` are the fields that somebody told,
    `erased` says that they are gone. `raised` and `cleared` stand at the judgement that found them; `judged_in` names
    the judgement that followed a record, and `judges` the records that a judgement is about.
    """

    number: int
    hash: str
    recorded_at: Instant
    role: str
    teller: str
    kind: RecordKind
    event: str | None = None
    event_kind: str | None = None
    date: str | None = None
    known_on: str | None = None
    proceeding: str | None = None
    told: dict[str, Any]
    erased: bool = False
    transitions: tuple[Transition, ...] = ()
    provisions: tuple[Relied, ...] = ()
    raised: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    judged_in: int | None = None
    judges: tuple[int, ...] = ()
    passed: tuple[PassedTerm, ...] = ()
    deadlines: tuple[Moved, ...] = ()
    law: Pin | None = None
    reason: str | None = None


def known(entries: Sequence[Entry], day: date | None) -> tuple[Entry, ...]:
    """The records that had been recorded by the end of a day (UTC); all where no day is named."""
    if day is None:
        return tuple(entries)
    limit = f"{day.isoformat()}T24"
    return tuple(entry for entry in entries if entry.record.recorded_at < limit)


def erased(entries: Sequence[Entry]) -> bool:
    """Whether anything that was told is gone."""
    return any(entry.payload is None and entry.record.payload is not None for entry in entries)


def project(entries: Sequence[Entry], norms: Norms | None, book: Rulebook) -> tuple[Step, ...]:
    """
    The steps of a case, its chain followed on the way.

    Args:
        entries: its records from the first on, in order.
        norms: the law that its opening pins; None where the case was erased.
        book: where provisions are looked up for their place in the law.

    Raises:
        IntegrityError: a record does not hold.
    """
    about = _judges(entries)
    judged = {number: by for by, numbers in about.items() for number in numbers}
    steps = []
    for entry, before, after in _states(entries, norms):
        record = entry.record
        steps.append(
            _step(entry, book).model_copy(
                update={
                    "judged_in": judged.get(record.seq),
                    "judges": about.get(record.seq, ()),
                    "deadlines": moves(before, after) if after is not None else (),
                    "law": _pin(record, before, after),
                }
            )
        )
    return tuple(steps)


def _states(
    entries: Sequence[Entry], norms: Norms | None
) -> Iterator[tuple[Entry, CaseState | None, CaseState | None]]:
    """Each record with the state before it and after it; no states where they cannot be told any more."""
    if norms is None or erased(entries):
        head = Head()
        for entry in entries:
            head = follow(head, entry)
            yield entry, None, None
        return
    before: CaseState | None = None
    for entry in entries:
        after = evolve(before, entry) if before is not None else fold([entry], norms)
        yield entry, before, after
        before = after


def _step(entry: Entry, book: Rulebook) -> Step:
    record, payload = entry.record, entry.payload
    fields = fields_of(payload) if payload is not None else {}
    return Step(
        number=record.seq,
        hash=entry.hash,
        recorded_at=record.recorded_at,
        role=record.teller.role.value,
        teller=record.teller.id,
        kind=record.kind,
        event=record.event,
        event_kind=record.event_kind,
        date=record.date,
        known_on=fields.get("event.known_on"),
        proceeding=record.proceeding,
        told={name: value for name, value in fields.items() if name not in _BESIDE},
        erased=payload is None and record.payload is not None,
        transitions=record.transitions,
        provisions=tuple(_relied(one, book) for one in record.provisions),
        raised=record.raised,
        cleared=record.cleared,
        passed=record.passed,
        reason=record.reason,
    )


def _relied(one: Provision, book: Rulebook) -> Relied:
    try:
        rule = book.rule(one.rule)
    except UnknownRule:  # removed since, or the record is of a newer Aryz: its name and hash still say which it was
        return Relied(rule=one.rule, version=one.version, hash=one.hash)
    return Relied(
        rule=one.rule,
        version=one.version,
        hash=one.hash,
        article=rule.article,
        instrument=rule.instrument,
        title=rule.title,
    )


def _judges(entries: Sequence[Entry]) -> Mapping[int, tuple[int, ...]]:
    """For each judgement the records since the one before it."""
    waiting: list[int] = []
    found: dict[int, tuple[int, ...]] = {}
    for entry in entries:
        if entry.record.kind is RecordKind.JUDGED:
            found[entry.record.seq] = tuple(waiting)
            waiting = []
        else:
            waiting.append(entry.record.seq)
    return found


def _pin(record: Record, before: CaseState | None, after: CaseState | None) -> Pin | None:
    if record.kind is not RecordKind.LAW_ADOPTED or before is None or after is None:
        return None
    moved = changes(before, after, datetime.fromisoformat(record.recorded_at))
    return Pin(before=before.opening.law_known_on, after=after.opening.law_known_on, changes=moved)


def moves(before: CaseState | None, after: CaseState) -> tuple[Moved, ...]:
    """The terms that differ between two states of a case: begun, met, moved, gone."""
    first = before.timeline.standing.duties if before is not None else NOTHING_OWED
    second = after.timeline.standing.duties
    if first is second:
        return ()
    old, new = _apart(first, second), _apart(second, first)
    found = [one for key, duty in new.items() for one in _moved(old.get(key), duty)]
    gone = [_said("no longer owed", duty, None) for key, duty in old.items() if key not in new and duty.open]
    return (*found, *gone)


def _apart(duties: Duties, others: Duties) -> dict[tuple[str, str, str], Duty]:
    """The terms that are not the very same in others: what an event does not touch is carried on as it is."""
    pairs = ((duties.over, others.over), (duties.running, others.running), (duties.beside, others.beside))
    changed = [(mine, theirs) for mine, theirs in pairs if mine is not theirs]
    same = {id(duty) for _, theirs in changed for duty in theirs}
    return {duty.key: duty for mine, _ in changed for duty in mine if id(duty) not in same}


def _moved(old: Duty | None, new: Duty) -> Iterator[Moved]:
    if old is None:
        yield _said("began", None, new)
    elif _end(old) != _end(new):
        yield _said("moved", old, new)
    if old is not None and old.paused is None and new.paused is not None:
        yield _said("stands still", old, new)
    if old is not None and old.paused is not None and new.paused is None and new.open:
        yield _said("goes on", old, new)
    if new.met_by is not None and (old is None or old.met_by != new.met_by):
        yield _said("met", old, new)
    if new.void_by is not None and (old is None or old.void_by != new.void_by):
        yield _said("lost its object", old, new)
    if old is not None and not old.open and new.open:
        yield _said("open again", old, new)
    if old is not None and not old.certain and new.certain:
        yield _said("certain now", old, new)


def _said(change: Change, old: Duty | None, new: Duty | None) -> Moved:
    one = new or old
    if one is None:
        raise ValueError("a term that is neither before nor after")
    return Moved(
        change=change,
        rule=one.claim.rule,
        term=one.claim.term,
        anchor=one.anchor,
        owed_by=one.owed_by,
        before=_end(old),
        due=_end(new),
        by=(new.met_by or new.void_by) if new is not None and change in {"met", "lost its object"} else None,
        possible=not one.certain,
    )


def _end(duty: Duty | None) -> str | None:
    return duty.latest.text if duty is not None and duty.latest is not None else None
