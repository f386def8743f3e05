"""What the page of a case shows, worked out from the case and its judgement. No words yet: these are the template's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lifecycle.machines import Machine
from lifecycle.posture import machine_of
from lifecycle.state import CaseState
from lifecycle.timeline import replaced
from lifecycle.walking import of_machine
from models.assessment import Assessment, Obligation, PostureLine, TrackLine
from models.bodies import Command
from models.case import Body, Proceeding
from models.events import Event
from models.records import Teller, Transition
from models.words import Branch
from web.reading import Judged, Told

SHOWN: Final = 60
"""How many events the page shows at first: the latest."""

_OPEN_TRACKS: Final = frozenset({"pending", "requested", "ordered", "filed", "replied"})


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of an event: what it put in place of what."""

    id: str
    record: int
    recorded_at: str
    changed: tuple[tuple[str, object, object], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An event of the timeline, as it is taken to have happened, with its place in the ledger and its corrections."""

    event: Event
    record: int
    recorded_at: str
    teller: Teller | None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """One proceeding: where it stands, the machine that it runs, and the path walked in it."""

    proceeding: Proceeding
    machine: Machine
    posture: PostureLine | None
    steps: tuple[Transition, ...]
    tracks: tuple[TrackLine, ...]
    next: tuple[str, ...] = ()

    @property
    def current(self) -> str | None:
        """The path of the state in which it stands; None where nothing has happened in it."""
        return f"{self.posture.phase}.{self.posture.state}" if self.posture else None


@dataclass(frozen=True, slots=True)
class Due:
    """
    Obligations by how they stand: overdue first.

    `possible` may not be owed at all; `rest` are met, lost their object, lapsed, or are an alternative that does not
    count.
    """

    overdue: tuple[Obligation, ...]
    pending: tuple[Obligation, ...]
    lapsed: tuple[Obligation, ...]
    possible: tuple[Obligation, ...]
    rest: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True)
class Branching:
    """A body, or the top of a line of command (`body` None), with those under it."""

    id: str
    body: Body | None
    accused: bool
    below: tuple[Branching, ...]


def lines(told: Told, as_of: date) -> tuple[Line, ...]:
    """The events that had happened by the end of a day, in order, each with its corrections."""
    state = told.state
    corrections = _corrections(state)
    return tuple(_line(told, event, corrections) for event in state.timeline.happened_by(as_of))


def _line(told: Told, event: Event, corrections: Mapping[str, list[Event]]) -> Line:
    state, first = told.state, told.state.told[event.id]
    known, made = first.event, []
    for one in corrections.get(event.id, ()):
        changes = replaced(one)
        place = state.told[one.id]
        changed = tuple((name, getattr(known, name), value) for name, value in changes.items())
        made.append(Correction(one.id, place.seq, place.recorded_at, changed))
        known = known.model_copy(update=changes)
    return Line(event, first.seq, first.recorded_at, told.tellers.get(event.id), tuple(made))


def _corrections(state: CaseState) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    told = [known.event for known in state.told.values() if known.event.kind == "corrected"]
    for event in sorted(told, key=lambda one: (one.position, one.id)):
        if (root := root_of(state, event.id)) is not None:
            found.setdefault(root, []).append(event)
    return found


def root_of(state: CaseState, event: str) -> str | None:
    """The event that a correction corrects in the end; the event itself where it is none; None for a circle."""
    seen: set[str] = set()
    name: str | None = event
    while name is not None and name in state.told and name not in seen:
        seen.add(name)
        known = state.told[name].event
        if known.kind != "corrected":
            return name
        name = known.target
    return None


def walks(state: CaseState, judged: Judged, following: Mapping[str, Sequence[str]]) -> tuple[Walk, ...]:
    """Every proceeding of the case, the main one first; those in which nothing has happened last."""
    found = [_walk(one, judged, tuple(following.get(one.id, ()))) for one in state.opening.header.proceedings]
    return tuple(sorted(found, key=lambda walk: (walk.posture is None, walk.proceeding.id != "main")))


def _walk(proceeding: Proceeding, judged: Judged, following: tuple[str, ...]) -> Walk:
    assessment = judged.assessment
    return Walk(
        proceeding,
        machine_of(proceeding.kind),
        assessment.posture.get(proceeding.id),
        of_machine(judged.path, f"proceeding/{proceeding.id}"),
        tuple(one for one in assessment.tracks if one.proceeding == proceeding.id and one.state in _OPEN_TRACKS),
        following,
    )


def due(assessment: Assessment) -> Due:
    """The obligations of a judgement by how they stand."""
    certain = [one for one in assessment.obligations if one.certainty == "certain"]
    counting = [one for one in certain if one.counts]
    groups = {status: [one for one in counting if one.status == status] for status in ("overdue", "pending", "lapsed")}
    shown = {id(one) for group in groups.values() for one in group}
    possible = [one for one in assessment.obligations if one.certainty != "certain"]
    rest = [one for one in certain if id(one) not in shown]
    overdue, pending, lapsed = (tuple(sorted(groups[name], key=_end)) for name in ("overdue", "pending", "lapsed"))
    return Due(overdue, pending, lapsed, tuple(possible), tuple(rest))


def _end(one: Obligation) -> str:
    return one.due or "9999"


def command(bodies: Iterable[Body], accused: Iterable[str]) -> tuple[Branching, ...]:
    """The lines of command among the bodies of a case, as trees: the tops first that have bodies under them."""
    known = {body.id: body for body in bodies}
    lines_of = Command.of(known.values())
    guilty = frozenset(accused)
    above = {id_: _above(lines_of, id_, known) for id_ in known}
    tops = [*(one.value for one in Branch), *(id_ for id_, top in above.items() if top is None)]
    trees = [_branching(id_, known, above, guilty) for id_ in dict.fromkeys(tops)]
    return tuple(tree for tree in trees if tree.body is not None or tree.below)


def _above(lines_of: Command, id_: str, known: Mapping[str, Body]) -> str | None:
    """Who stands above a body; None where its line runs in a circle, or above is nobody known."""
    line = lines_of.line(id_)
    if len(line) < 2 or (line[-1] in known and known[line[-1]].under in line):
        return None
    return line[1] if line[1] in known or line[1] in set(Branch) else None


def _branching(
    id_: str, known: Mapping[str, Body], above: Mapping[str, str | None], accused: frozenset[str]
) -> Branching:
    below = tuple(_branching(one, known, above, accused) for one, top in above.items() if top == id_ and one != id_)
    return Branching(id_, known.get(id_), id_ in accused, below)
