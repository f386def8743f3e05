"""What is owed in a case, event by event: terms that start, stand still, are met, lapse or lose their object."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from law.terms import Due
from lifecycle.about import decision_about
from lifecycle.claims import BY_TRIGGER, STATE_PARTY, VICTIM, Claim, Match
from lifecycle.norms import Norms
from models.case import Body, Proceeding
from models.dates import Interval, PartialDate
from models.events import Event
from models.records import Provision

_STRIKES: Final = frozenset({"quashed", "appeal_granted", "resumed"})
_ANY_BODY: Final = frozenset({"registered", "investigation_opened"})


class Status(StrEnum):
    """How an obligation stands on the day asked for. Derived, never stored."""

    MET = "met"
    PENDING = "pending"
    OVERDUE = "overdue"
    LAPSED = "lapsed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the terms of a case need to know besides the event at hand."""

    events: Mapping[str, Event]
    bodies: Mapping[str, Body]
    proceedings: Mapping[str, Proceeding]
    norms: Norms

    def body_kind(self, body: str | None) -> str | None:
        """The kind of an authority, or None where it is not known."""
        known = self.bodies.get(body) if body else None
        return known.kind.value if known else None

    def level(self, body: str | None) -> str | None:
        """The level of an authority, or None where it is not known."""
        known = self.bodies.get(body) if body else None
        return known.level.value if known and known.level else None


@dataclass(frozen=True, slots=True)
class Duty:
    """
    One term that runs or ran.

    `earliest` and `latest` bound its end where the anchor's date is an interval. `about` is the decision that it is
    about. `paused` is the day since which it stands still. `opens` is when a right begins.
    """

    claim: Claim
    provision: Provision
    anchor: str
    start: Interval
    proceeding: str
    owed_by: str
    earliest: Due | None
    latest: Due | None
    about: str | None = None
    opens: Due | None = None
    met_by: str | None = None
    met_on: Interval | None = None
    void_by: str | None = None
    paused: date | None = None
    standstill: int = 0
    extended_by: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others of the case: rule, term, anchor."""
        return (self.claim.rule, self.claim.term, self.anchor)

    @property
    def open(self) -> bool:
        """Whether nothing has met or voided it."""
        return self.met_by is None and self.void_by is None

    def status(self, now: datetime) -> Status:
        """How it stands at an instant. A term whose end is uncertain is overdue only once its latest end has passed."""
        if self.void_by is not None:
            return Status.VOID
        if self.met_by is not None:
            return Status.MET
        if self.paused is not None or self.latest is None or now < self.latest.instant:
            return Status.PENDING
        return Status.LAPSED if self.claim.own else Status.OVERDUE

    @property
    def met_late(self) -> bool:
        """Whether what was owed certainly came after the term had ended."""
        return self.met_on is not None and self.latest is not None and self.met_on.first > self.latest.day


@dataclass(frozen=True, slots=True)
class Duties:
    """All terms of a case: those that run, and those that are over."""

    running: tuple[Duty, ...] = ()
    over: tuple[Duty, ...] = ()

    def all(self) -> tuple[Duty, ...]:
        """Every term, those that are over first."""
        return (*self.over, *self.running)


NOTHING_OWED: Final = Duties()
"""A case in which nothing is owed yet."""


def advance(duties: Duties, event: Event, scene: Scene) -> Duties:
    """The terms after an event: it may meet, void, stop or extend some, and start others."""
    root = decision_about(event, scene.events)
    running, over = _touched(duties, event, root, scene)
    for claim in BY_TRIGGER.get(event.kind, ()):
        duty = _started(claim, event, root, scene)
        if duty is not None and not _already(running, duty):
            running = (*running, duty)
    return Duties(running, over)


def _touched(
    duties: Duties, event: Event, root: Event | None, scene: Scene
) -> tuple[tuple[Duty, ...], tuple[Duty, ...]]:
    changed = [_after(duty, event, root, scene) for duty in duties.running]
    if all(new is old for new, old in zip(changed, duties.running, strict=True)):
        return duties.running, duties.over
    ended = tuple(duty for duty in changed if not duty.open)
    return tuple(duty for duty in changed if duty.open), (*duties.over, *ended)


def _after(duty: Duty, event: Event, root: Event | None, scene: Scene) -> Duty:
    if event.kind in duty.claim.met_by and _meets(duty, event, root, scene):
        return replace(duty, met_by=event.id, met_on=event.date.interval)
    if event.kind in _STRIKES and root is not None and duty.about == root.id and duty.claim.match in _OBJECTED:
        return replace(duty, void_by=event.id)
    if duty.claim.opens and event.kind in {"appeal_rejected", "appeal_granted"} and root and root.id == duty.about:
        return replace(duty, void_by=event.id)  # the answer came: silence no longer opens the way to court
    if duty.claim.pauses and event.proceeding == duty.proceeding:
        return _stopped_or_extended(duty, event, scene)
    return duty


_OBJECTED: Final = frozenset({Match.APPEAL, Match.REMEDY})


def _meets(duty: Duty, event: Event, root: Event | None, scene: Scene) -> bool:
    match duty.claim.match:
        case Match.COMPLAINT:
            same = event.proceeding == duty.proceeding
            return event.target == duty.anchor or (same and (event.kind in _ANY_BODY or event.body == duty.owed_by))
        case Match.APPEAL:
            if event.target == duty.anchor:
                return True
            about = event.target is None or (root is not None and root.id == duty.about)
            return about and event.body == duty.owed_by and event.proceeding == duty.proceeding
        case Match.PROCEEDING:
            return event.proceeding == duty.proceeding
        case Match.REQUEST:
            return event.target == duty.anchor or (event.target is None and event.proceeding == duty.proceeding)
        case Match.REMEDY:
            taken = scene.body_kind(event.to) in duty.claim.remedy_to
            return taken and event.id != duty.anchor and root is not None and root.id == duty.about


def _stopped_or_extended(duty: Duty, event: Event, scene: Scene) -> Duty:
    day = event.date.last
    if event.kind == "suspended" and duty.paused is None and duty.latest and event.date.first <= duty.latest.day:
        return replace(duty, paused=day)
    if event.kind == "resumed" and duty.paused is not None:
        days = max((day - duty.paused).days, 0)
        return replace(_moved(duty, days, scene), paused=None, standstill=duty.standstill + days)
    if event.kind == "extended" and event.until is not None and event.until.exact and duty.latest is not None:
        until = _on(duty.latest, event.until.first, scene)
        return replace(duty, earliest=until, latest=until, extended_by=event.id)
    return duty


def _moved(duty: Duty, days: int, scene: Scene) -> Duty:
    if duty.earliest is None or duty.latest is None:
        return duty
    step = timedelta(days=days)
    return replace(
        duty,
        earliest=_on(duty.earliest, duty.earliest.day + step, scene),
        latest=_on(duty.latest, duty.latest.day + step, scene),
    )


def _on(end: Due, day: date, scene: Scene) -> Due:
    """The same time of day on another day."""
    return Due(day, end.minute, scene.norms.zone.instant(day, end.minute))


def _already(running: tuple[Duty, ...], duty: Duty) -> bool:
    """A registered case that is then opened keeps its first term; one decision starts one right of a kind."""
    if duty.claim.pauses and duty.claim.rule != "cpc-192-7-after-quashing":
        return any(other.claim.pauses and other.proceeding == duty.proceeding for other in running)
    if duty.claim.own:
        same = (duty.claim.rule, duty.claim.term, duty.about)
        return any((other.claim.rule, other.claim.term, other.about) == same for other in running)
    return False


def _started(claim: Claim, event: Event, root: Event | None, scene: Scene) -> Duty | None:
    if not _arises(claim, event, root, scene):
        return None
    start = _start(claim, event)
    minute = int(event.at[:2]) * 60 + int(event.at[3:]) if event.at else None
    opens = scene.norms.reckon(claim.rule, claim.opens, start) if start and claim.opens else None
    if opens is not None and opens.earliest is not None and opens.latest is not None:
        start = Interval(opens.earliest.day, opens.latest.day)
    reckoned = scene.norms.reckon(claim.rule, claim.term, start, minute) if start else None
    if reckoned is None or start is None:
        return None
    about = event if claim.about_itself else root
    return Duty(
        claim=claim,
        provision=reckoned.provision,
        anchor=event.id,
        start=start,
        proceeding=event.proceeding,
        owed_by=_debtor(claim, event, root),
        earliest=reckoned.earliest,
        latest=reckoned.latest,
        about=about.id if about else None,
        opens=opens.earliest if opens else None,
    )


def _arises(claim: Claim, event: Event, root: Event | None, scene: Scene) -> bool:
    proceeding = scene.proceedings.get(event.proceeding)
    form = event.form.value if event.form else None
    return (
        _among(proceeding.kind.value if proceeding else None, {claim.proceeding} - {""})
        and _among(scene.body_kind(event.to), claim.to)
        and _among(scene.body_kind(event.body), claim.by)
        and _among(scene.level(event.to or event.body), claim.levels)
        and _among(root.kind if root else None, claim.about)
        and _among(form, claim.forms)
        and (claim.forum is None or event.forum == claim.forum)
        and (not claim.violation or bool(event.violations))
    )


def _among(value: str | None, wanted: AbstractSet[str | None] | AbstractSet[str]) -> bool:
    """Whether a value is one of those wanted; an empty set wants anything."""
    return not wanted or value in wanted


def _start(claim: Claim, event: Event) -> Interval | None:
    if claim.from_knowledge:
        return event.known_on.interval if isinstance(event.known_on, PartialDate) else None
    if claim.own and isinstance(event.known_on, PartialDate) and event.kind == "appeal_rejected" and not claim.levels:
        return event.known_on.interval
    return event.date.interval


def _debtor(claim: Claim, event: Event, root: Event | None) -> str:
    if claim.owed_by in {VICTIM, STATE_PARTY}:
        return claim.owed_by
    if claim.owed_by == "to":
        return event.to or "the body addressed"
    if claim.owed_by == "investigator":
        return (root.body if root else None) or "the investigating body"
    return event.body or "the investigating body"
