"""
The event log of a case, for process mining: what happened in each proceeding, in its order, under pseudonyms.

Nothing that a person typed is in it: no titles, names, sources or summaries. Cases, proceedings, events and bodies get
pseudonyms, which nobody can lead back without the key and which are the same in every log made with that key.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from lifecycle.standing import Standing, advance, transitions
from lifecycle.state import CaseState
from models.dates import UNKNOWN, PartialDate
from models.events import Event
from models.kinds import KINDS
from models.records import Entry, Record, RecordKind

_LENGTH: Final = 16
"""Hexadecimal digits of a pseudonym: 64 bits, so that a million of them do not collide by chance."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Names that stand for others. `key`: 16 secret bytes or more; the same key gives the same names."""

    key: bytes

    def of(self, kind: str, *path: str) -> str:
        """The pseudonym of a thing, such as `of("body", case, body)`: `body-` and 16 hexadecimal digits."""
        said = "\x00".join((kind, *path)).encode()
        return f"{kind}-{hmac.digest(self.key, said, 'sha256').hex()[:_LENGTH]}"


@dataclass(frozen=True, slots=True)
class Move:
    """One change of state: of a proceeding (`machine` is `proceeding`), or of an appeal, an examination and so on."""

    machine: str
    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Happening:
    """
    One event of the log. Every name in it is a pseudonym, every other value a word of the format.

    `at` is the earliest local moment that its date and its place in the order allow; `happened` the date as told, empty
    where nothing but the record is left. `recorded` is the instant (UTC) at which it was recorded.
    """

    id: str
    kind: str
    proceeding: str
    at: datetime
    happened: str
    recorded: str
    moves: tuple[Move, ...] = ()
    role: str | None = None
    body: str | None = None
    to: str | None = None
    about: str | None = None
    decision: bool = False


@dataclass(frozen=True, slots=True)
class CaseLog:
    """
    The happenings of one case in order. `bodies` gives each body's kind, `kinds` each proceeding's.

    `erased`: what was told is gone; the log follows the records, in the order of recording.
    """

    case: str
    jurisdiction: str | None
    region: str | None
    bodies: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    happenings: tuple[Happening, ...]
    erased: bool = False

    @property
    def proceedings(self) -> tuple[str, ...]:
        """The proceedings in which something happened, in order of their first event."""
        return tuple(dict.fromkeys(one.proceeding for one in self.happenings))


def case_log(state: CaseState, names: Pseudonyms) -> CaseLog:
    """The log of a case, its events in the order in which they are taken to have happened."""
    opening = state.opening
    bodies = opening.header.bodies
    walked = _walked(state)
    moments = _moments([(event.date, event.at, state.told[event.id].recorded_at) for event, _, _ in walked])
    return CaseLog(
        case=names.of("case", state.reference),
        jurisdiction=opening.header.case.jurisdiction,
        region=opening.region,
        bodies=tuple((names.of("body", state.reference, body.id), body.kind.value) for body in bodies),
        kinds=tuple(
            (names.of("proceeding", state.reference, one.id), one.kind.value) for one in opening.header.proceedings
        ),
        happenings=tuple(
            _happening(state, event, _moves(state, before, after, event, names), at, names)
            for (event, before, after), at in zip(walked, moments, strict=True)
        ),
    )


def erased_log(entries: Sequence[Entry], names: Pseudonyms) -> CaseLog:
    """The log of a case of which only the records are left, in the order of recording."""
    told = [entry.record for entry in entries if entry.record.kind is RecordKind.TOLD]
    moments = _moments([(PartialDate.parse(record.date or UNKNOWN), None, record.recorded_at) for record in told])
    case = entries[0].record.case
    return CaseLog(
        case=names.of("case", case),
        jurisdiction=None,
        region=None,
        bodies=(),
        kinds=(),
        happenings=tuple(_left(record, at, names) for record, at in zip(told, moments, strict=True)),
        erased=True,
    )


def _walked(state: CaseState) -> list[tuple[Event, Standing, Standing]]:
    walked: list[tuple[Event, Standing, Standing]] = []
    standing = Standing()
    for event in state.timeline.in_order():
        if event.kind == "corrected":  # it acts through the event that it corrects
            continue
        after = advance(standing, event, state.timeline.scene)
        walked.append((event, standing, after))
        standing = after
    return walked


def _moves(state: CaseState, before: Standing, after: Standing, event: Event, names: Pseudonyms) -> tuple[Move, ...]:
    changed = transitions(before, after, event.id)
    return tuple(_move(state.reference, one.machine, one.before, one.after, names) for one in changed)


def _move(case: str, path: str, before: str, after: str, names: Pseudonyms) -> Move:
    machine, _, subject = path.partition("/")
    return Move(machine, names.of(machine, case, subject), before, after)


def _happening(state: CaseState, event: Event, moves: tuple[Move, ...], at: datetime, names: Pseudonyms) -> Happening:
    case = state.reference
    body = event.body
    return Happening(
        id=names.of("event", case, event.id),
        kind=event.kind,
        proceeding=names.of("proceeding", case, event.proceeding),
        at=at,
        happened=event.date.text,
        recorded=state.told[event.id].recorded_at,
        moves=moves,
        role=event.by.role.value if event.by else None,
        body=names.of("body", case, body) if body else None,
        to=names.of("body", case, event.to) if event.to else None,
        about=names.of("event", case, event.target) if event.target else None,
        decision=event.decision,
    )


def _left(record: Record, at: datetime, names: Pseudonyms) -> Happening:
    case, kind = record.case, record.event_kind or ""
    now = [one for one in record.transitions if not one.past]
    return Happening(
        id=names.of("event", case, record.event or ""),
        kind=kind,
        proceeding=names.of("proceeding", case, record.proceeding or ""),
        at=at,
        happened=record.date or "",
        recorded=record.recorded_at,
        moves=tuple(_move(case, one.machine, one.before, one.after, names) for one in now),
        decision=kind in KINDS and KINDS[kind].decision,
    )


def _moments(told: Sequence[tuple[PartialDate, str | None, str]]) -> list[datetime]:
    """
    For each date the earliest moment that it allows, never before the one ahead of it: the order is what is known.

    Args:
        told: date, time of day if told, and the instant of recording.

    An unknown date takes the moment ahead of it; at the beginning that of the first known one, and where none is known
    the day on which the first was recorded.
    """
    known = (datetime.combine(date.first, time()) for date, _, _ in told if date.known)
    recorded = (datetime.fromisoformat(instant[:10]) for _, _, instant in told)
    reached = next(known, None) or next(recorded, datetime.min)  # noqa: DTZ901 (local moments: no zone was told)
    moments = []
    for date, clock, _ in told:
        if date.known:
            reached = max(reached, datetime.combine(date.first, time.fromisoformat(clock) if clock else time()))
        moments.append(reached)
    return moments
