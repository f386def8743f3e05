"""Where a whole case stands after some of its events: postures, tracks, terms, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, compress, repeat
from operator import is_not
from typing import Final

from lifecycle import duties, posture, tracks
from lifecycle.duties import NOTHING_OWED, Duties, Scene
from lifecycle.posture import Posture
from lifecycle.tracks import Appeals, Track
from models.events import Event
from models.records import Transition

_ANSWERS: Final = frozenset({"appeal_rejected", "appeal_granted", "quashed", "resumed", "upheld"})


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What follows from the events so far. `counts` counts events by kind.

    `complaint` is the first complaint; `lawyer` the account last assigned.
    """

    postures: Mapping[str, Posture] = field(default_factory=dict)
    tracks: tuple[Track, ...] = ()
    duties: Duties = NOTHING_OWED
    counts: Mapping[str, int] = field(default_factory=dict)
    complaint: str | None = None
    lawyer: str | None = None

    @property
    def events(self) -> int:
        """How many events."""
        return sum(self.counts.values())


def advance(standing: Standing, event: Event, scene: Scene) -> Standing:
    """The standing after one more event. A correction acts through the event that it corrects, not by itself."""
    counts = {**standing.counts, event.kind: standing.counts.get(event.kind, 0) + 1}
    if event.kind == "corrected":
        return replace(standing, counts=counts)
    before = standing.postures.get(event.proceeding)
    at_rest = before.at_rest if before else None
    asked = tracks.advance(standing.tracks, event, scene.events, at_rest)
    appeals = tracks.appeals(standing.tracks, asked, event) if event.kind in _ANSWERS else tracks.NO_APPEALS
    return Standing(
        postures=_postures(standing.postures, appeals, event, scene),
        tracks=asked,
        duties=duties.advance(standing.duties, event, scene, appeals, at_rest, before.state if before else None),
        counts=counts,
        complaint=standing.complaint or (event.id if event.kind == "complaint_lodged" else None),
        lawyer=event.by.name if event.kind == "assigned" and event.by else standing.lawyer,
    )


def _postures(postures: Mapping[str, Posture], appeals: Appeals, event: Event, scene: Scene) -> Mapping[str, Posture]:
    proceeding = scene.proceedings.get(event.proceeding)
    if proceeding is None:
        return postures
    machine = posture.machine_of(proceeding.kind)
    before = postures.get(event.proceeding)
    start = before or replace(posture.begin(machine), since=event.date.text)
    after = posture.advance(machine, start, event, scene.events, appeals)
    return postures if after is before else {**postures, event.proceeding: after}


def transitions(before: Standing, after: Standing, event: str, *, past: bool = False) -> tuple[Transition, ...]:
    """
    What changed between two standings, as the ledger records it: proceedings first, then tracks.

    `past` marks a step that lies before other steps already known.
    """
    changed = [
        Transition(machine=f"proceeding/{name}", event=event, before=_state(before, name), after=now.state, past=past)
        for name, now in sorted(after.postures.items())
        if now.state != _state(before, name)
    ]
    if before.tracks is not after.tracks:
        changed += _moves(before.tracks, after.tracks, event, past=past)
    return tuple(changed)


def _moves(before: tuple[Track, ...], after: tuple[Track, ...], event: str, *, past: bool) -> list[Transition]:
    # A track that nothing touched is the same object in the same place: in a long case there are hundreds.
    moved = list(compress(after, map(is_not, after, chain(before, repeat(None)))))
    wanted = {track.id for track in moved}
    known = {track.path: track.state for track in before if track.id in wanted}
    return [
        Transition(machine=track.path, event=event, before=known.get(track.path, "none"), after=track.state, past=past)
        for track in moved
        if known.get(track.path) != track.state
    ]


def _state(standing: Standing, proceeding: str) -> str:
    known = standing.postures.get(proceeding)
    return known.state if known else "none"
