"""The small machines that single requests run: appeals, examinations, safety, legal aid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, compress
from operator import is_not
from typing import Final

from lifecycle.about import QUASHINGS, decision_about, reviewed
from lifecycle.beside import APPEAL, TRACKS
from lifecycle.machines import MACHINES
from models.events import Event

_ANSWERS: Final = frozenset(
    row.trigger for table in set(TRACKS.values()) for row in table.rows if row.trigger not in TRACKS
) | {"examination_ordered", "counsel_engaged"}
_TAKING: Final = {
    kind: frozenset(
        state.path
        for table in TRACKS.values()
        for state in table.states
        for row in table.rows
        if row.trigger == kind and (state.path not in table.ends or state.path in row.lawful)
    )
    for kind in _ANSWERS
}
"""The states in which a request takes an answer of a kind. One that rests moves only where the law knows the way."""
_WAITING: Final = frozenset(state.path for state in APPEAL.states if state.path not in APPEAL.ends)
_BEGUN_FURTHER: Final = {"examination_ordered": "examination.ordered", "counsel_engaged": "legal_aid.engaged"}
_ONLY_BY_ADDRESSEE: Final = frozenset({"upheld", "reply_without_decision"})


@dataclass(frozen=True, slots=True)
class Track:
    """
    One request and where it stands.

    `id` is the event that began it; `about` the decision that it attacks; `moved_by` the event that last moved it.
    """

    machine: str
    id: str
    proceeding: str
    state: str
    since: str
    to: str | None = None
    about: str | None = None
    moved_by: str | None = None

    @property
    def path(self) -> str:
        """Its name in records, `appeal/e30`."""
        return f"{self.machine}/{self.id}"

    @property
    def ended(self) -> bool:
        """Whether it rests for good."""
        return self.state in MACHINES[self.machine].table.ends


@dataclass(frozen=True, slots=True)
class Appeals:
    """The appeals of one proceeding around an event: those that it answered, and those that wait after it."""

    answered: tuple[Track, ...] = ()
    waiting: tuple[Track, ...] = ()


NO_APPEALS: Final = Appeals()
"""A proceeding without any appeal."""


def advance(
    tracks: tuple[Track, ...], event: Event, events: Mapping[str, Event], at_rest: str | None = None
) -> tuple[Track, ...]:
    """
    The tracks after an event: those that it answers moved on, and a new one where it begins one.

    `at_rest` is the decision for which the event's proceeding has ended or stands still: an appeal that names no
    target is about that.
    """
    if event.kind in _ANSWERS:
        moved = _moved(tracks, event, events)
        if moved is not tracks:
            return moved
    table = TRACKS.get(event.kind)
    return (*tracks, _begun(table.name, event, events, at_rest)) if table is not None else tracks


def appeals(before: tuple[Track, ...], after: tuple[Track, ...], event: Event) -> Appeals:
    """What an event did to the appeals of its proceeding. `after` is `advance` of `before`."""
    proceeding = event.proceeding
    waiting = tuple(track for track in after if track.state in _WAITING and track.proceeding == proceeding)
    if before is after:
        return Appeals((), waiting)
    moved = compress(
        zip(before, after, strict=False), map(is_not, before, after)
    )  # an answer leaves all in their place
    answered = [
        now
        for track, now in moved
        if track.state in _WAITING and track.proceeding == proceeding and now.state not in _WAITING
    ]
    answered.sort(key=lambda track: track.state == "appeal.emptied")  # the one that was decided first
    return Appeals(tuple(answered), waiting)


def _begun(machine: str, event: Event, events: Mapping[str, Event], at_rest: str | None) -> Track:
    root = decision_about(event, events)
    about = root.id if root else at_rest if machine == APPEAL.name else None
    state = _BEGUN_FURTHER.get(event.kind, MACHINES[machine].table.initial)
    return Track(machine, event.id, event.proceeding, state, event.date.text, event.to, about)


def _moved(tracks: tuple[Track, ...], event: Event, events: Mapping[str, Event]) -> tuple[Track, ...]:
    taking, proceeding = _TAKING[event.kind], event.proceeding
    candidates = [track for track in tracks if track.state in taking and track.proceeding == proceeding]
    if not candidates:
        return tracks
    root = decision_about(event, events)
    answered = None if event.kind in {"quashed", "resumed"} else _best(candidates, event, root.id if root else None)
    struck = _struck(event, events, answered)
    moves = {}
    for track in candidates:
        if track is answered or (struck is not None and track.about == struck and track.machine == APPEAL.name):
            moves[track.id] = _dest(track, event, answered)
    if not moves:
        return tracks
    return tuple(_at(track, moves[track.id], event) if track.id in moves else track for track in tracks)


def _at(track: Track, state: str, event: Event) -> Track:
    """The request in another state. Written out: `dataclasses.replace` would take longer than all the rest."""
    since = event.date.text
    return Track(track.machine, track.id, track.proceeding, state, since, track.to, track.about, event.id)


def _struck(event: Event, events: Mapping[str, Event], answered: Track | None) -> str | None:
    """The decision that the event sets aside: every appeal against it has lost its object or reached it."""
    if event.kind not in QUASHINGS:
        return None
    review = reviewed(event, events)
    if answered is not None and (review.root is None or review.root.kind == "appeal_filed"):
        return answered.about
    return review.root.id if review.root is not None and not review.restores else None


def _best(candidates: list[Track], event: Event, about: str | None) -> Track | None:
    """
    The request that an answer answers.

    Its target; else one about the same decision, sent to the body that answers before any other; else one that names
    no decision. A letter, or a decision to uphold, answers only an appeal that was sent to its author.
    """
    choices: list[Iterator[Track]] = [
        (track for track in candidates if track.id == event.target),
        (track for track in candidates if about is not None and track.about == about and _addressed(track, event)),
        (track for track in candidates if about is not None and track.about == about),
        (track for track in candidates if _open(track, event) and _addressed(track, event)),
        (track for track in candidates if _open(track, event)),
    ]
    if event.kind in _ONLY_BY_ADDRESSEE:
        choices = [choices[0], choices[1], (track for track in choices[3] if event.target is None)]
    return next(chain.from_iterable(choices), None)


def _open(track: Track, event: Event) -> bool:
    """Whether nothing said tells that the answer is for another request."""
    return event.target is None or track.about is None


def _addressed(track: Track, event: Event) -> bool:
    return track.to is not None and track.to == event.body


def _dest(track: Track, event: Event, answered: Track | None) -> str:
    guards = {"": True, "by_addressee": _addressed(track, event), "answered": track is answered}
    steps = MACHINES[track.machine].candidates(track.state, event.kind)
    return next((step.dest for step in steps if guards[step.guard]), track.state)
