"""What has been told by a moment, as remedies and routes ask for it: by kind, by proceeding, with the circumstances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Final

from law.rulebook import Rulebook
from law.rules import Confidence
from lifecycle.about import decision_about
from lifecycle.duty import Scene
from lifecycle.norms import Norms
from lifecycle.posture import Posture
from lifecycle.standing import Standing
from lifecycle.timeline import Timeline
from models.bodies import Command
from models.errors import NotInForce
from models.events import Event
from models.records import Provision
from models.words import Person, ProceedingKind, Role

COURTS: Final = frozenset({"court", "investigating_court"})
PROSECUTORS: Final = frozenset({"prosecutor", "special_prosecutor"})
REJECTIONS: Final = ("appeal_rejected", "upheld", "reply_without_decision")
_MATTERS: Final = frozenset({ProceedingKind.COMPLAINT, ProceedingKind.CONDITIONS})
_OWN: Final = frozenset({ProceedingKind.VICTIM_PROSECUTION, ProceedingKind.COUNTER_CASE})
_MOVES: Final = ("detained", "moved", "released")


@dataclass(frozen=True)
class Record:
    """A case at a moment. `on` is the local day of it, `events` those told by its end, in order."""

    scene: Scene
    standing: Standing
    now: datetime
    on: date
    events: tuple[Event, ...]
    _rejected: dict[str, tuple[Event, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def kinds(self) -> Mapping[str, tuple[Event, ...]]:
        """The events by kind, in order. Corrections act through what they correct."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.kind, []).append(event)
        return {kind: tuple(events) for kind, events in found.items()}

    def of(self, *kinds: str) -> tuple[Event, ...]:
        """The events of these kinds, kind by kind."""
        return tuple(event for kind in kinds for event in self.kinds.get(kind, ()))

    def latest(self, *kinds: str) -> Event | None:
        """The last event of one of these kinds."""
        wanted = set(kinds)
        return next((event for event in reversed(self.events) if event.kind in wanted), None)

    def matter(self, event: Event) -> bool:
        """Whether an event belongs to a proceeding that deals with the ill-treatment."""
        known = self.scene.proceedings.get(event.proceeding)
        return known is not None and known.kind in _MATTERS

    def own(self, event: Event) -> bool:
        """Whether an event belongs to a case against the victim."""
        known = self.scene.proceedings.get(event.proceeding)
        return known is not None and known.kind in _OWN

    def by_court(self, event: Event) -> bool:
        """Whether a court acted."""
        judge = event.by is not None and event.by.role is Role.JUDGE
        return judge or self.scene.body_kind(event.body) in COURTS

    def by_prosecutor(self, event: Event) -> bool:
        """Whether a prosecutor acted."""
        return self.scene.body_kind(event.body) in PROSECUTORS

    def rejections(self, decision: Event | None) -> tuple[Event, ...]:
        """What rejected or confirmed against an appeal about a decision, in order; answers that decide nothing too."""
        if decision is None:
            return ()
        if decision.id not in self._rejected:
            events = self.scene.events
            found = [one for one in self.of(*REJECTIONS) if self._about(one, events) == decision.id]
            self._rejected[decision.id] = tuple(found)
        return self._rejected[decision.id]

    def _about(self, event: Event, events: Mapping[str, Event]) -> str | None:
        if event.target is None:
            posture = self.standing.postures.get(event.proceeding)
            return posture.at_rest if posture else None
        root = decision_about(event, events)
        if root is not None and root.kind == "appeal_filed":
            return next((track.about for track in self.standing.tracks if track.id == root.id), None)
        return root.id if root else None

    @cached_property
    def command(self) -> Command:
        """The lines of command among the bodies."""
        return Command(self.scene.bodies)

    @cached_property
    def whereabouts(self) -> Event | None:
        """The last that is told of where the victim is held, or was released."""
        moves = [event for event in self.events if event.kind in _MOVES and event.person in {None, Person.VICTIM}]
        return moves[-1] if moves else None

    def cite(self, rules: Iterable[str]) -> tuple[Provision, ...]:
        """The versions of these rules that hold on the day; those that do not are left out."""
        found = (cited(self.scene.norms, rule, self.on) for rule in rules)
        return tuple(one[0] for one in found if one is not None)


def record_of(timeline: Timeline, standing: Standing, now: datetime) -> Record:
    """What has been told by a moment. `standing` is that of the timeline at the end of the same day."""
    places = timeline.places[: standing.events]
    events = (timeline.events[place.id] for place in places)
    on = timeline.scene.norms.zone.local(now)[0]
    return Record(timeline.scene, standing, now, on, tuple(one for one in events if one.kind != "corrected"))


def cited(norms: Norms, rule: str, on: date) -> tuple[Provision, Confidence] | None:
    """The version of a rule that holds on a day, or None. An unseen wording of a rule that was read counts, as such."""
    return _cited(norms.book, rule, on, norms.known_on, norms.unverified)


@lru_cache(maxsize=8192)
def _cited(
    book: Rulebook,
    rule: str,
    on: date,
    known_on: date,
    unverified: bool,  # noqa: FBT001 (part of the key)
) -> tuple[Provision, Confidence] | None:
    read = any(version.verified and version.entered_on <= known_on for version in book.rule(rule).versions)
    try:
        version = book.version(rule, on, known_on, unverified or read)
    except NotInForce:
        return None
    return Provision(rule=rule, version=version.key, hash=version.hash), version.confidence


def in_custody(record: Record) -> bool:
    """Whether the victim is held, as far as is told."""
    return record.whereabouts is not None and record.whereabouts.kind != "released" and not _died(record)


def _died(record: Record) -> bool:
    return "victim_died" in record.kinds


def _convict(record: Record) -> bool:
    if not in_custody(record):
        return False
    held = record.whereabouts
    colony = held is not None and record.scene.body_kind(held.to or held.body) == "penal_colony"
    return colony or any(one.person is Person.VICTIM and record.own(one) for one in record.of("convicted"))


def _counsel(record: Record) -> bool:
    last = record.latest("counsel_engaged", "counsel_ended")
    return last is not None and last.kind == "counsel_engaged"


def _safety_asked(record: Record) -> bool:
    return any(track.state in {"safety.requested", "safety.granted"} for track in record.standing.tracks)


def _examined(record: Record) -> bool:
    return any(
        track.machine == "examination" and track.state != "examination.refused" for track in record.standing.tracks
    )


def _threatened(record: Record) -> bool:
    return "threat_or_reprisal" in record.kinds


def _compensated(record: Record) -> bool:
    return bool(record.of("compensation_awarded", "compensation_paid"))


CIRCUMSTANCES: Final[Mapping[str, Callable[[Record], bool]]] = {
    "compensated": _compensated,
    "convict": _convict,
    "counsel_engaged": _counsel,
    "died": _died,
    "examined": _examined,
    "in_custody": in_custody,
    "safety_asked": _safety_asked,
    "threatened": _threatened,
}
"""The circumstances that need nothing but the record."""


def decision_of(posture: Posture, record: Record) -> Event | None:
    """The decision that a proceeding rests on, or the last event that moved it."""
    return record.scene.events.get(posture.at_rest or posture.event or "")
