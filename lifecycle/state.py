"""The state of a case: everything that its records say, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from ledger.chain import START, Head
from lifecycle.duties import Duty, Scene, Status
from lifecycle.growing import Growing
from lifecycle.norms import Norms
from lifecycle.timeline import Timeline, build
from models.events import Event
from models.records import Opening


@dataclass(frozen=True, slots=True)
class Told:
    """An accepted event as it was told, with its place in the ledger."""

    event: Event
    seq: int
    hash: str
    recorded_at: str


@dataclass(frozen=True, slots=True)
class Contested:
    """What an integration sent and could not be applied, with the reason. `event` is None where it is no event."""

    event: Event | None
    seq: int
    recorded_at: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseState:
    """
    A case.

    `told` are the accepted events by id in the order of recording; `passed` the terms whose passing is on record;
    `found` the findings on record (`rule:certainty`); `head` where the chain of records stands.
    """

    opening: Opening
    opened_at: str
    timeline: Timeline
    told: Growing[str, Told] = field(default_factory=Growing)
    contested: tuple[Contested, ...] = ()
    passed: frozenset[tuple[str, str, str]] = frozenset()
    found: frozenset[str] = frozenset()
    head: Head = START

    @property
    def reference(self) -> str:
        """The public name of the case."""
        return self.opening.header.reference

    @property
    def position(self) -> int:
        """The place in the telling that the next event takes if it brings none."""
        return self.timeline.last + 1

    def silent(self, now: datetime) -> tuple[Duty, ...]:
        """The terms that ended unanswered by `now` and whose passing is not on record yet, in order of their end."""
        ended = (Status.OVERDUE, Status.LAPSED)
        found = [duty for duty in self._unrecorded() if duty.status(now) in ended]
        return tuple(sorted(found, key=lambda duty: (_end(duty), duty.key)))

    def next_end(self) -> datetime | None:
        """The soonest end of a term whose passing is not on record yet."""
        return min((_end(duty) for duty in self._unrecorded() if duty.paused is None), default=None)

    def _unrecorded(self) -> list[Duty]:
        running = self.timeline.standing.duties.running
        return [duty for duty in running if duty.latest is not None and duty.key not in self.passed]


def scene(opening: Opening, norms: Norms) -> Scene:
    """What the terms of a case need to know besides its events."""
    header = opening.header
    return Scene(
        events=Growing(),
        bodies=MappingProxyType({body.id: body for body in header.bodies}),
        proceedings=MappingProxyType({proceeding.id: proceeding for proceeding in header.proceedings}),
        norms=norms,
        victim=header.victim,
        accused=header.accused,
    )


def opened(opening: Opening, opened_at: str, norms: Norms) -> CaseState:
    """The state of a case of which only the opening is known (before its first record)."""
    return CaseState(opening, opened_at, build((), scene(opening, norms)))


def _end(duty: Duty) -> datetime:
    if duty.latest is None:
        raise ValueError("a term without an end has no moment of passing")
    return duty.latest.instant
