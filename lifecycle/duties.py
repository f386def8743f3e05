"""What is owed in a case, event by event: terms that start, stand still, are met, lapse or lose their object."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from lifecycle.about import decision_about
from lifecycle.claims import BY_TRIGGER, CLAIMS, STATE_PARTY, VICTIM, Claim, Match
from lifecycle.duty import Duty, Scene, Status
from lifecycle.tracks import NO_APPEALS, Appeals
from models.dates import Interval, PartialDate
from models.events import Event

__all__ = ["NOTHING_OWED", "Duties", "Duty", "Scene", "Status", "advance"]

_STRIKES: Final = frozenset({"quashed", "appeal_granted", "resumed"})
_ANY_BODY: Final = frozenset({"registered", "investigation_opened"})
_TOUCHING: Final = _STRIKES.union(
    {"suspended", "extended", "taken_over", "appeal_rejected", "upheld"}, *(claim.met_by for claim in CLAIMS)
)
_AFTER_QUASHING: Final = "cpc-192-7-after-quashing"


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


def advance(
    duties: Duties, event: Event, scene: Scene, appeals: Appeals = NO_APPEALS, at_rest: str | None = None
) -> Duties:
    """
    The terms after an event: it may meet, void, stop or extend some, and start others.

    Args:
        duties: the terms before it.
        event: what happened.
        scene: the case around it.
        appeals: which appeals it answers.
        at_rest: the decision for which its proceeding has ended or stands still: an appeal without target is about it.
    """
    starting = BY_TRIGGER.get(event.kind, ())
    if not starting and event.kind not in _TOUCHING:
        return duties
    root = _root(event, scene, appeals, at_rest)
    running, over = _touched(duties, event, root, scene, appeals)
    for claim in starting:
        duty = _started(claim, event, root, scene)
        if duty is not None and not _already(running, duty):
            running = (*running, duty)
    return duties if running is duties.running and over is duties.over else Duties(running, over)


def _root(event: Event, scene: Scene, appeals: Appeals, at_rest: str | None) -> Event | None:
    """The decision that the event is about, also where it is told without naming it."""
    root = decision_about(event, scene.events)
    if root is not None and root.kind != "appeal_filed":
        return root
    if appeals.answered:
        return scene.events.get(appeals.answered[0].about or "")
    if root is None and event.kind == "appeal_filed" and at_rest is not None:
        return scene.events.get(at_rest)
    return root


def _touched(
    duties: Duties, event: Event, root: Event | None, scene: Scene, appeals: Appeals
) -> tuple[tuple[Duty, ...], tuple[Duty, ...]]:
    if event.kind not in _TOUCHING:
        return duties.running, duties.over
    decided = {track.id: track.state != "appeal.emptied" for track in appeals.answered}
    changed = [_after(duty, event, root, scene, decided) for duty in duties.running]
    if all(new is old for new, old in zip(changed, duties.running, strict=True)):
        return duties.running, duties.over
    ended = tuple(duty for duty in changed if not duty.open)
    return tuple(duty for duty in changed if duty.open), (*duties.over, *ended)


def _after(duty: Duty, event: Event, root: Event | None, scene: Scene, decided: Mapping[str, bool]) -> Duty:
    if duty.claim.match is Match.APPEAL:
        if duty.anchor not in decided:
            return duty
        return _met(duty, event) if decided[duty.anchor] else replace(duty, void_by=event.id)
    if event.kind in duty.claim.met_by and _meets(duty, event, root, scene):
        return _met(duty, event)
    if _objectless(duty, event, root, decided):
        return replace(duty, void_by=event.id)
    if duty.claim.pauses and event.proceeding == duty.proceeding:
        return _moved(duty, event, scene)
    return duty


def _met(duty: Duty, event: Event) -> Duty:
    return replace(duty, met_by=event.id, met_on=event.date.interval, met_minute=_minute(event))


def _objectless(duty: Duty, event: Event, root: Event | None, decided: Mapping[str, bool]) -> bool:
    """Whether the term has lost its object: what began it or what it is about was set aside, or its answer came."""
    if duty.claim.opens is not None and duty.anchor in decided:
        return True  # the answer came: silence no longer opens the way to court
    if event.kind not in _STRIKES or root is None:
        return False
    if duty.claim.match is Match.REMEDY:
        return duty.about == root.id
    if event.kind == "resumed" or event.proceeding != duty.proceeding:
        return False
    suspension_ended = duty.paused is not None and root.kind == "suspended"  # a new term begins, CPC 192(7)
    return root.id == duty.anchor or suspension_ended


def _meets(duty: Duty, event: Event, root: Event | None, scene: Scene) -> bool:
    same = event.proceeding == duty.proceeding
    match duty.claim.match:
        case Match.COMPLAINT:
            return _meets_complaint(duty, event, scene)
        case Match.PROCEEDING:
            return same
        case Match.REQUEST:
            if event.target is not None or not event.decision:
                return event.target == duty.anchor
            return same and event.body in {None, duty.owed_by}
        case Match.REMEDY:
            taken = scene.body_kind(event.to) in duty.claim.remedy_to
            return taken and event.id != duty.anchor and root is not None and root.id == duty.about
        case Match.APPEAL:
            return False  # the tracks of the appeals say which answer is whose


def _meets_complaint(duty: Duty, event: Event, scene: Scene) -> bool:
    named = scene.events.get(event.target) if event.target else None
    if named is not None and named.kind == "complaint_lodged":
        return named.id == duty.anchor
    return event.proceeding == duty.proceeding and (event.kind in _ANY_BODY or event.body == duty.owed_by)


def _moved(duty: Duty, event: Event, scene: Scene) -> Duty:
    """The term of an investigation after a stop, a resumption, an extension or a change of hands."""
    in_time = duty.latest is not None and event.date.first <= duty.latest.day
    if event.kind == "suspended" and duty.paused is None and in_time:
        return replace(duty, paused=event.date.interval)
    if event.kind == "resumed" and duty.paused is not None:
        return _resumed(duty, duty.paused, event.date.interval, scene)
    if event.kind == "extended" and event.until is not None and event.until.known and (in_time or duty.paused):
        ends = (scene.norms.end_of(event.until.first), scene.norms.end_of(event.until.last))
        return replace(duty, earliest=ends[0], latest=ends[1], extended_by=event.id)
    if event.kind == "taken_over":
        return replace(duty, owed_by=event.to or event.body or duty.owed_by)
    return duty


def _resumed(duty: Duty, paused: Interval, resumed: Interval, scene: Scene) -> Duty:
    certain, at_most = _between(paused.last, resumed.first), _between(paused.first, resumed.last)
    least, most = duty.standstill + certain, duty.standstill_at_most + at_most
    going = replace(duty, paused=None, standstill=least, standstill_at_most=most)
    if duty.earliest is None or duty.latest is None or not at_most:
        return going
    norms, provision, term = scene.norms, duty.provision, duty.claim.term
    if duty.extended_by is not None:
        return replace(
            going,
            earliest=norms.later(provision, term, duty.earliest.day, certain) if certain else duty.earliest,
            latest=norms.later(provision, term, duty.latest.day, at_most),
        )
    return replace(
        going,
        earliest=norms.later(provision, term, norms.last_day(provision, term, duty.start.first), least),
        latest=norms.later(provision, term, norms.last_day(provision, term, duty.start.last), most),
    )


def _between(first: date, last: date) -> int:
    """The days from one to the other; none where they are not known at all, or stand the wrong way round."""
    known = date.min not in {first, last} and date.max not in {first, last}
    return max((last - first).days, 0) if known else 0


def _already(running: tuple[Duty, ...], duty: Duty) -> bool:
    """A case registered and then opened keeps its first term; one decision starts one right or term of a kind."""
    if duty.claim.pauses and duty.claim.rule != _AFTER_QUASHING:
        return any(other.claim.pauses and other.proceeding == duty.proceeding for other in running)
    if duty.claim.own or duty.claim.rule == _AFTER_QUASHING:
        same = (duty.claim.rule, duty.claim.term, duty.about)
        return any((other.claim.rule, other.claim.term, other.about) == same for other in running)
    return False


def _minute(event: Event) -> int | None:
    return int(event.at[:2]) * 60 + int(event.at[3:]) if event.at else None


def _started(claim: Claim, event: Event, root: Event | None, scene: Scene) -> Duty | None:
    if claim.entered_on > scene.norms.known_on or not _arises(claim, event, root, scene):
        return None
    start = _start(claim, event)
    minute = _minute(event)
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
