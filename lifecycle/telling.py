"""Accepting events: the records that are written, and the state after them. The one way in which a case changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from ledger.chain import Head, follow, payload_digest, seal
from lifecycle.decision import inexact
from lifecycle.duties import Duty
from lifecycle.findings import facts_of, find
from lifecycle.norms import Norms
from lifecycle.standing import Standing, advance, transitions
from lifecycle.state import CaseState, Contested, Told, opened, scene
from lifecycle.timeline import add, build
from models.errors import IntegrityError
from models.events import Event
from models.records import (
    SYSTEM,
    Entry,
    Opening,
    PassedTerm,
    Payload,
    Provision,
    Record,
    RecordKind,
    SealedHistory,
    Teller,
    Transition,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was recorded (UTC), from whom, and 16 random bytes (hexadecimal) that hide a payload's digest."""

    recorded_at: str
    teller: Teller
    salt: str


_RAW_LIMIT: Final = 65_536
_WITHOUT_WORDS: Final = frozenset(
    {
        RecordKind.TERM_PASSED,
        RecordKind.JUDGED,
        RecordKind.SEALED,
        RecordKind.EXPORTED,
        RecordKind.HELD,
        RecordKind.RELEASED,
        RecordKind.RECEIVED,
        RecordKind.ERASED,
    }
)
"""Records that change nothing but what they themselves name: nobody told an event or an opening."""


def instant_text(instant: datetime) -> str:
    """An instant in UTC as records write it, to the microsecond."""
    return f"{instant.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def open_case(opening: Opening, stamp: Stamp, norms: Norms) -> tuple[CaseState, Entry]:
    """A new case and its first record."""
    state = opened(opening, stamp.recorded_at, norms)
    return _recorded(state, _record(state, stamp, RecordKind.OPENED), Payload(salt=stamp.salt, opening=opening))


def amend(state: CaseState, opening: Opening, stamp: Stamp) -> tuple[CaseState, Entry]:
    """The case with another header: bodies, proceedings and accused that were not known before."""
    changed = _amended(state, opening)
    record = _record(state, stamp, RecordKind.AMENDED)
    return _recorded(changed, record, Payload(salt=stamp.salt, opening=opening))


def tell(state: CaseState, event: Event, stamp: Stamp) -> tuple[CaseState, Entry]:
    """
    The case after an accepted event, and the record of it with every transition that it caused.

    An event that brings no place in the telling takes the next one.
    """
    if "position" not in event.model_fields_set:
        event = event.model_copy(update={"position": state.position})
    changed = _with_event(state, event)
    record = _record(state, stamp, RecordKind.TOLD).model_copy(
        update={
            "event": event.id,
            "event_kind": event.kind,
            "date": event.date.text,
            "proceeding": event.proceeding,
            "transitions": _transitions(state, changed, event),
            "provisions": _provisions(state, changed),
        }
    )
    after, entry = _recorded(changed, record, Payload(salt=stamp.salt, event=event))
    return _remember(after, event, entry), entry


def contest(state: CaseState, sent: Event | str, reason: str, stamp: Stamp) -> tuple[CaseState, Entry]:
    """
    The case with what an integration sent and could not be applied: kept, with the reason, but without effect.

    An event that cannot be written down exactly is kept as text.
    """
    event = sent if isinstance(sent, Event) and not inexact(sent) else None
    named = {"event": sent.id, "event_kind": sent.kind} if isinstance(sent, Event) else {}
    text = sent.model_dump_json(exclude_defaults=True)[:_RAW_LIMIT] if isinstance(sent, Event) else str(sent)
    record = _record(state, stamp, RecordKind.CONTESTED).model_copy(update={**named, "reason": reason})
    payload = Payload(salt=stamp.salt, event=event, raw=None if event else text)
    after, entry = _recorded(state, record, payload)
    kept = Contested(event, entry.record.seq, stamp.recorded_at, reason)
    return replace(after, contested=(*after.contested, kept)), entry


def pass_terms(state: CaseState, duties: Sequence[Duty], recorded_at: str) -> tuple[CaseState, Entry]:
    """The case after the passing of terms that nobody answered was put on record by the system."""
    stamp = Stamp(recorded_at, SYSTEM, "")
    passed = tuple(_passed(duty) for duty in duties)
    record = _record(state, stamp, RecordKind.TERM_PASSED).model_copy(
        update={"passed": passed, "provisions": _distinct(duty.provision for duty in duties)}
    )
    after, entry = _recorded(state, record, None)
    return replace(after, passed=after.passed | {duty.key for duty in duties}), entry


def judge(state: CaseState, as_of: date, recorded_at: str) -> tuple[CaseState, Entry] | None:
    """
    The case after the findings that were raised or cleared since the last judgement were put on record by the system.

    Args:
        state: the case.
        as_of: the local day for which it is judged.
        recorded_at: when that was.

    Returns:
        None where nothing was raised and nothing cleared.
    """
    header = state.opening.header
    findings = find(facts_of(header, state.timeline, as_of), as_of)
    found = frozenset(f"{finding.rule}:{finding.certainty}" for finding in findings)
    if found == state.found:
        return None
    record = _record(state, Stamp(recorded_at, SYSTEM, ""), RecordKind.JUDGED).model_copy(
        update={
            "date": as_of.isoformat(),
            "raised": tuple(sorted(found - state.found)),
            "cleared": tuple(sorted(state.found - found)),
        }
    )
    after, entry = _recorded(state, record, None)
    return replace(after, found=found), entry


def adopt(state: CaseState, known_on: date, stamp: Stamp) -> tuple[CaseState, Entry]:
    """The case with its law pinned to another day: everything is derived again under the law as it was known then."""
    opening = state.opening.model_copy(update={"law_known_on": known_on})
    changed = _adopted(state, opening)
    record = _record(state, stamp, RecordKind.LAW_ADOPTED).model_copy(
        update={"reason": f"law as known on {state.opening.law_known_on} -> {known_on}"}
    )
    return _recorded(changed, record, Payload(salt=stamp.salt, opening=opening))


def put_sealed(state: CaseState, history: SealedHistory, stamp: Stamp) -> tuple[CaseState, Entry]:
    """The case after a history of it was sealed into the store."""
    record = _record(state, stamp, RecordKind.SEALED)
    return _recorded(state, record, Payload(salt=stamp.salt, history=history))


def put_note(state: CaseState, kind: RecordKind, reason: str | None, stamp: Stamp) -> tuple[CaseState, Entry]:
    """The case after it is on record what was done with it (exported, held, erased …): all else stays as it was."""
    record = _record(state, stamp, kind).model_copy(update={"reason": reason})
    return _recorded(state, record, None)


def evolve(state: CaseState, entry: Entry) -> CaseState:
    """
    The state after one more record: what `fold` does step by step.

    Raises:
        IntegrityError: the record does not continue the chain, or its payload was erased.
    """
    head = follow(state.head, entry)
    record, payload = entry.record, entry.payload
    if record.kind in _WITHOUT_WORDS:
        keys = {(term.rule, term.term, term.anchor) for term in record.passed}
        found = (state.found | set(record.raised)) - set(record.cleared)
        return replace(state, passed=state.passed | keys, found=found, head=head)
    if payload is None:
        raise IntegrityError(
            f"case {record.case}, record {record.seq}: its payload was erased; it cannot be told again"
        )
    if record.kind is RecordKind.AMENDED and payload.opening is not None:
        return replace(_amended(state, payload.opening), head=head)
    if record.kind is RecordKind.LAW_ADOPTED and payload.opening is not None:
        return replace(_adopted(state, payload.opening), head=head)
    if record.kind is RecordKind.CONTESTED:
        kept = Contested(payload.event, record.seq, record.recorded_at, record.reason or "")
        return replace(state, contested=(*state.contested, kept), head=head)
    if record.kind is RecordKind.TOLD and payload.event is not None:
        return _remember(replace(_with_event(state, payload.event), head=head), payload.event, entry)
    raise IntegrityError(f"case {record.case}, record {record.seq}: a record of kind {record.kind} cannot stand here")


def fold(entries: Iterable[Entry], norms: Norms) -> CaseState:
    """
    The state that a chain of records tells.

    Raises:
        IntegrityError: there is no record, the first does not open a case, or the chain is broken.
    """
    rest = iter(entries)
    first = next(rest, None)
    if (
        first is None
        or first.record.kind is not RecordKind.OPENED
        or first.payload is None
        or not first.payload.opening
    ):
        raise IntegrityError("the first record does not open a case, or its payload was erased")
    state = replace(opened(first.payload.opening, first.record.recorded_at, norms), head=follow(Head(), first))
    for entry in rest:
        state = evolve(state, entry)
    return state


def _with_event(state: CaseState, event: Event) -> CaseState:
    return replace(state, timeline=add(state.timeline, event))


def _amended(state: CaseState, opening: Opening) -> CaseState:
    norms = state.timeline.scene.norms
    told = [known.event for known in state.told.values()]
    return replace(state, opening=opening, timeline=build(told, scene(opening, norms)))


def _adopted(state: CaseState, opening: Opening) -> CaseState:
    norms = state.timeline.scene.norms.known(opening.law_known_on)
    told = [known.event for known in state.told.values()]
    return replace(state, opening=opening, timeline=build(told, scene(opening, norms)))


def _remember(state: CaseState, event: Event, entry: Entry) -> CaseState:
    told = Told(event, entry.record.seq, entry.hash, entry.record.recorded_at)
    return replace(state, told=state.told.plus(event.id, told))


def _record(state: CaseState, stamp: Stamp, kind: RecordKind) -> Record:
    return Record(
        case=state.reference,
        seq=state.head.length + 1,
        recorded_at=stamp.recorded_at,
        teller=stamp.teller,
        kind=kind,
        previous=state.head.hash,
    )


def _recorded(state: CaseState, record: Record, payload: Payload | None) -> tuple[CaseState, Entry]:
    if payload is not None:
        record = record.model_copy(update={"payload": payload_digest(payload)})
    entry = seal(record, payload)
    return replace(state, head=Head(record.seq, entry.hash)), entry


def _transitions(before: CaseState, after: CaseState, event: Event) -> tuple[Transition, ...]:
    """What the telling changed now, and, for an event learned late, its own step at its place in the past."""
    now = transitions(before.timeline.standing, after.timeline.standing, event.id)
    places = after.timeline.places
    if event.kind == "corrected" or places[-1].id == event.id:
        return now
    there: Standing = after.timeline.before(event.id)
    step = advance(there, after.timeline.events[event.id], after.timeline.scene)
    return (*transitions(there, step, event.id, past=True), *now)


def _provisions(before: CaseState, after: CaseState) -> tuple[Provision, ...]:
    """The provisions under which terms began that were not running before."""
    known = {duty.key for duty in before.timeline.standing.duties.running}
    running = after.timeline.standing.duties.running
    return _distinct(duty.provision for duty in running if duty.key not in known)


def _distinct(provisions: Iterable[Provision]) -> tuple[Provision, ...]:
    return tuple(dict.fromkeys(provisions))


def _passed(duty: Duty) -> PassedTerm:
    return PassedTerm(
        rule=duty.claim.rule,
        term=duty.claim.term,
        anchor=duty.anchor,
        owed_by=duty.owed_by,
        due=duty.latest.text if duty.latest else "",
    )
