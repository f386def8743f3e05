"""The small machines that single requests run: appeals, examinations, safety, legal aid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from lifecycle.beside import TRACKS
from lifecycle.machines import MACHINES
from lifecycle.posture import decision_about
from models.events import Event

_ANSWERS: Final = frozenset(
    row.trigger for table in set(TRACKS.values()) for row in table.rows if row.trigger not in TRACKS
) | {"examination_ordered", "counsel_engaged"}
_BY_DECISION: Final = frozenset({"quashed", "resumed"})


@dataclass(frozen=True, slots=True)
class Track:
    """One request and where it stands. `id` is the event that began it; `about` the decision that it attacks."""

    machine: str
    id: str
    proceeding: str
    state: str
    since: str
    to: str | None = None
    about: str | None = None

    @property
    def path(self) -> str:
        """Its name in records, `appeal/e30`."""
        return f"{self.machine}/{self.id}"

    @property
    def ended(self) -> bool:
        """Whether it rests for good."""
        return self.state in MACHINES[self.machine].table.ends


def advance(tracks: tuple[Track, ...], event: Event, events: Mapping[str, Event]) -> tuple[Track, ...]:
    """The tracks after an event: those that it answers moved on, and a new one where it begins one."""
    if event.kind in _ANSWERS:
        moved = _moved(tracks, event, events)
        if moved is not tracks:
            return moved
    table = TRACKS.get(event.kind)
    return (*tracks, _begun(table.name, event, events)) if table is not None else tracks


def _begun(machine: str, event: Event, events: Mapping[str, Event]) -> Track:
    root = decision_about(event, events)
    state = MACHINES[machine].table.initial
    if event.kind == "examination_ordered":
        state = "examination.ordered"
    if event.kind == "counsel_engaged":
        state = "legal_aid.engaged"
    return Track(machine, event.id, event.proceeding, state, event.date.text, event.to, root.id if root else None)


def _moved(tracks: tuple[Track, ...], event: Event, events: Mapping[str, Event]) -> tuple[Track, ...]:
    root = decision_about(event, events)
    about = root.id if root else None
    candidates = [track for track in tracks if track.proceeding == event.proceeding and _dest(track, event)]
    if event.kind in _BY_DECISION:
        chosen = [track for track in candidates if about is not None and track.about == about]
    else:
        chosen = [best] if (best := _best(candidates, event, about)) else []
    if not chosen:
        return tracks
    ids = {track.id for track in chosen}
    return tuple(
        replace(track, state=_dest(track, event), since=event.date.text) if track.id in ids else track
        for track in tracks
    )


def _best(candidates: list[Track], event: Event, about: str | None) -> Track | None:
    """The one that an answer answers: its target, else by decision and addressee, else the oldest that fits."""
    named = [track for track in candidates if track.id == event.target]
    if named:
        return named[0]
    same = [track for track in candidates if event.target is None or track.about in {about, None}]
    addressed = [track for track in same if track.to is not None and track.to == event.body]
    return next(iter(addressed or same), None)


def _dest(track: Track, event: Event) -> str:
    for step in MACHINES[track.machine].candidates(track.state, event.kind):
        if track.ended and not _lawful(track, event.kind):
            return ""
        if step.guard != "by_addressee" or (track.to is not None and track.to == event.body):
            return step.dest
    return ""


def _lawful(track: Track, trigger: str) -> bool:
    rows = MACHINES[track.machine].table.rows
    return any(row.trigger == trigger and track.state in row.lawful for row in rows)
