"""Where something can be done in a case: the states of its proceedings and requests, and refusals that stand alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from law.remedies import Practice, RemedyRow
from lifecycle.posture import Posture, machine_of
from lifecycle.remedies_record import Record, decision_of
from lifecycle.tracks import Track
from models.events import Event

WAITING: Final = frozenset({"appeal.filed", "appeal.replied"})
"""The states of an appeal that waits for a decision."""
_OVER: Final = frozenset({"closed", "trial"})
_INVESTIGATING: Final = frozenset({"registration", "forwarding", "classification", "investigation", "pending"})


@dataclass(frozen=True, slots=True)
class Place:
    """A state of a machine, or an event: the remedies there, what they attack, and what is behind that."""

    proceeding: str
    rows: tuple[RemedyRow, ...]
    decision: Event | None
    about: str | None = None


def places(record: Record, practice: Practice) -> Iterator[Place]:
    """Every place of a case in which something can be done at the moment."""
    for name, posture in record.standing.postures.items():
        known = record.scene.proceedings.get(name)
        if known is None:
            continue
        rows = practice.by_state.get((machine_of(known.kind).table.name, posture.state), ())
        yield Place(name, rows, decision_of(posture, record), posture.at_rest)
    for track in _requests(record):
        rows = practice.by_state.get((track.machine, track.state), ())
        yield Place(track.proceeding, rows, record.scene.events.get(track.id), track.about)
    yield from _refusals(record, practice)


def _requests(record: Record) -> Iterator[Track]:
    """Appeals that wait, and of every other kind of request the last one of each proceeding that goes on."""
    last: dict[tuple[str, str], Track] = {}
    for track in record.standing.tracks:
        posture = record.standing.postures.get(track.proceeding)
        if posture is None or posture.phase in _OVER:
            continue
        if track.machine != "appeal":
            if track.machine != "examination" or posture.phase in _INVESTIGATING:
                last[track.proceeding, track.machine] = track
        elif track.state in WAITING and _lives(track, posture):
            yield track
    yield from last.values()


def _lives(track: Track, posture: Posture) -> bool:
    """Whether what an appeal attacks still stands."""
    return track.about is None or track.about in posture.standing or track.about == posture.stopped


def _refusals(record: Record, practice: Practice) -> Iterator[Place]:
    """The last refusal of each kind in each complaint proceeding that is still investigated."""
    for kind, rows in practice.by_kind.items():
        last = {event.proceeding: event for event in record.of(kind) if record.matter(event)}
        for proceeding, event in last.items():
            posture = record.standing.postures.get(proceeding)
            if posture is not None and posture.phase in _INVESTIGATING:
                yield Place(proceeding, rows, event)
