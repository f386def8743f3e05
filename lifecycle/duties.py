"""What is owed in a case, event by event: terms that start, stand still, are met, lapse or lose their object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from lifecycle.about import decision_about
from lifecycle.claim import STRIKES, Claim, Match
from lifecycle.claims import BY_TRIGGER, CLAIMS
from lifecycle.claims_investigation import AFTER_QUASHING, CHARGED
from lifecycle.duty import Duty, Scene, Status
from lifecycle.standstill import answered, moved
from lifecycle.starting import Around, minute_of, started
from lifecycle.tracks import NO_APPEALS, Appeals
from models.events import Event

__all__ = ["NOTHING_OWED", "Duties", "Duty", "Scene", "Status", "advance"]

_ANY_BODY: Final = frozenset({"registered", "investigation_opened"})
_TOUCHING: Final = frozenset().union(*(claim.touched_by for claim in CLAIMS))


@dataclass(frozen=True, slots=True)
class Duties:
    """
    All terms of a case: those that run, those that possibly run `beside` them, and those that are over.

    What is only possibly owed stays apart: no timer waits for it, no board counts it, no finding rests on it.
    `act` is the act complained of last, from which limitation runs.
    """

    running: tuple[Duty, ...] = ()
    beside: tuple[Duty, ...] = ()
    over: tuple[Duty, ...] = ()
    act: str | None = None

    def all(self) -> tuple[Duty, ...]:
        """Every term that is certainly owed, those that are over first."""
        return (*(duty for duty in self.over if duty.doubt is None), *self.running)

    def every(self) -> tuple[Duty, ...]:
        """Every term, those that are over first, those that are only possibly owed too."""
        return (*self.over, *self.running, *self.beside)


NOTHING_OWED: Final = Duties()
"""A case in which nothing is owed yet."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An event with what it decides: the appeals that it answers (whether on their merits), and what surrounds it."""

    event: Event
    around: Around
    decided: Mapping[str, bool]

    @property
    def root(self) -> Event | None:
        """The decision that the event is about."""
        return self.around.root

    @property
    def scene(self) -> Scene:
        """The case around it."""
        return self.around.scene


def advance(  # noqa: PLR0913, PLR0917 (an event, and what surrounds it)
    duties: Duties,
    event: Event,
    scene: Scene,
    appeals: Appeals = NO_APPEALS,
    at_rest: str | None = None,
    state: str | None = None,
) -> Duties:
    """
    The terms after an event: it may meet, void, stop or extend some, and start others.

    Args:
        duties: the terms before it.
        event: what happened.
        scene: the case around it.
        appeals: which appeals it answers.
        at_rest: the decision for which its proceeding has ended or stands still: an appeal without target is about it.
        state: where its proceeding stood before it.
    """
    starting = BY_TRIGGER.get(event.kind, ())
    if event.kind == "act_alleged":
        duties = Duties(duties.running, duties.beside, duties.over, event.id)
    if not starting and event.kind not in _TOUCHING:
        return duties
    root = _root(event, scene, appeals, at_rest)
    around = Around(scene, root, state, duties.act, _inquiry(duties, event) if state == CHARGED else False)
    decided = {track.id: track.state != "appeal.emptied" for track in appeals.answered}
    duties = _touched(duties, Moment(event, around, decided))
    for claim in starting:
        duty = started(claim, event, around)
        if duty is not None and not _already(duties, duty):
            duties = _with(duties, duty)
    return duties


def _inquiry(duties: Duties, event: Event) -> bool:
    running = [duty for duty in (*duties.over, *duties.running) if duty.claim.pauses]
    mine = [duty for duty in running if duty.proceeding == event.proceeding]
    return bool(mine) and mine[-1].claim.term == "inquiry"


def _with(duties: Duties, duty: Duty) -> Duties:
    if duty.doubt is not None:
        return Duties(duties.running, (*duties.beside, duty), duties.over, duties.act)
    return Duties((*duties.running, duty), duties.beside, duties.over, duties.act)


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


def _touched(duties: Duties, moment: Moment) -> Duties:
    kind = moment.event.kind
    if kind not in _TOUCHING:
        return duties
    changed = {
        place: new
        for place, duty in enumerate((*duties.running, *duties.beside))
        if kind in duty.claim.touched_by and (new := _after(duty, moment)) is not duty
    }
    if not changed:
        return duties
    after = [changed.get(place, duty) for place, duty in enumerate((*duties.running, *duties.beside))]
    return Duties(
        running=tuple(duty for duty in after if duty.open and duty.doubt is None),
        beside=tuple(duty for duty in after if duty.open and duty.doubt is not None),
        over=(*duties.over, *(duty for duty in after if not duty.open)),
        act=duties.act,
    )


def _after(duty: Duty, moment: Moment) -> Duty:
    event, claim = moment.event, duty.claim
    if claim.match is Match.APPEAL:
        return _appeal_after(duty, moment)
    if event.kind in claim.void_by and _voids(duty, moment):
        return replace(duty, void_by=event.id)
    if event.kind in claim.met_by and _meets(duty, moment):
        return _met(duty, event)
    if _objectless(duty, moment):
        return replace(duty, void_by=event.id)
    return _moved(duty, moment)


def _moved(duty: Duty, moment: Moment) -> Duty:
    """The term with another end, where the event gives it one."""
    event, claim = moment.event, duty.claim
    if claim.extension is not None and event.kind == "extended" and event.target == duty.anchor:
        return _longer(duty, event, moment.scene)
    if claim.pauses:
        here = moved(duty, event, moment.scene) if event.proceeding == duty.proceeding else duty
        return answered(here, event, moment.decided, moment.scene) if moment.decided else here
    return duty


def _appeal_after(duty: Duty, moment: Moment) -> Duty:
    event, claim = moment.event, duty.claim
    if duty.anchor not in moment.decided:
        return _moved(duty, moment)
    if not moment.decided[duty.anchor]:
        return replace(duty, void_by=event.id)
    if claim.heard is None or event.heard is None:
        return _met(duty, event)
    if claim.heard is not event.heard:
        return replace(duty, void_by=event.id)  # the judge decided the other way: that alternative counts
    return replace(_met(duty, event), doubt=None)


def _longer(duty: Duty, event: Event, scene: Scene) -> Duty:
    """The term for an answer, extended with notice in exceptional cases. Source: CPC 105(2)."""
    most = scene.norms.reckon(duty.claim.rule, duty.claim.extension or "", duty.start)
    if most is None or most.earliest is None or most.latest is None or duty.latest is None:
        return duty
    if event.date.first > duty.latest.day:
        return duty
    earliest, latest = most.earliest, most.latest
    if event.until is not None and event.until.known:
        named = [scene.norms.end_of(day) for day in (event.until.first, event.until.last)]
        earliest, latest = min(named[0], earliest), min(named[1], latest)
    return replace(duty, earliest=earliest, latest=latest, extended_by=event.id)


def _met(duty: Duty, event: Event) -> Duty:
    return replace(duty, met_by=event.id, met_on=event.date.interval, met_minute=minute_of(event))


def _voids(duty: Duty, moment: Moment) -> bool:
    """Whether an act about the same decision takes the object away: what was awaited was told, or came to nothing."""
    event, root = moment.event, moment.root
    if root is None or root.id != duty.about or not _fits(duty.claim, moment):
        return False
    return duty.opens is None or event.kind != "appeal_filed" or event.date.first <= duty.opens.day


def _objectless(duty: Duty, moment: Moment) -> bool:
    """Whether the term has lost its object: what began it or what it is about was set aside, or its answer came."""
    event, root, claim = moment.event, moment.root, duty.claim
    if claim.opens is not None and duty.anchor in moment.decided:
        return True  # the answer came: silence no longer opens the way to court
    if claim.from_act and event.articles and event.proceeding == duty.proceeding:
        asks = claim.asks
        return asks.articles.isdisjoint(event.articles) or not asks.no_articles.isdisjoint(event.articles)
    if event.kind not in STRIKES or root is None:
        return False
    if claim.match is Match.REMEDY:
        return duty.about == root.id
    if event.kind == "resumed" or event.proceeding != duty.proceeding:
        return False
    suspension_ended = duty.paused is not None and root.kind == "suspended"  # a new term begins, CPC 192(7)
    return root.id == duty.anchor or suspension_ended


def _meets(duty: Duty, moment: Moment) -> bool:
    event = moment.event
    return _fits(duty.claim, moment) and event.id != duty.anchor and _matches(duty, moment)


def _matches(duty: Duty, moment: Moment) -> bool:  # noqa: PLR0911 (one way of knowing an act after another)
    event, root = moment.event, moment.root
    same = event.proceeding == duty.proceeding
    match duty.claim.match:
        case Match.COMPLAINT:
            return _meets_complaint(duty, event, moment.scene)
        case Match.PROCEEDING:
            # A case that goes to a prosecutor is finished only where it goes with an accusation.
            return same and (event.kind != "forwarded" or not duty.claim.pauses or moment.around.state == CHARGED)
        case Match.REQUEST:
            if event.target is not None or not event.decision:
                return event.target == duty.anchor
            return same and event.body in {None, duty.owed_by}
        case Match.REMEDY:
            return root is not None and root.id in {duty.about, duty.anchor}
        case Match.NAMED:
            if event.target is not None:
                return event.target == duty.anchor
            return same and event.body in {None, duty.owed_by}
        case Match.DECISION:
            return event.target == duty.anchor or (root is not None and root.id == duty.about)
        case _:
            return True  # anywhere in the case


def _fits(claim: Claim, moment: Moment) -> bool:
    """Whether an act of the right kind goes to, comes from and concerns whom the claim wants."""
    event, scene = moment.event, moment.scene
    if claim.met_to and event.kind in {"forwarded", "appeal_filed"} and scene.body_kind(event.to) not in claim.met_to:
        return False
    if claim.met_from and scene.body_kind(event.body) not in claim.met_from:
        return False
    if claim.met_forum is not None and (event.forum is None or event.forum.value != claim.met_forum):
        return False
    if claim.met_persons and (event.person.value if event.person else None) not in claim.met_persons:
        return False
    examination = event.examination.value if event.examination else None
    return not claim.met_examinations or examination in claim.met_examinations


def _meets_complaint(duty: Duty, event: Event, scene: Scene) -> bool:
    named = scene.events.get(event.target) if event.target else None
    if named is not None and named.kind == "complaint_lodged":
        return named.id == duty.anchor
    return event.proceeding == duty.proceeding and (event.kind in _ANY_BODY or event.body == duty.owed_by)


def _already(duties: Duties, duty: Duty) -> bool:
    """A case registered and then opened keeps its first term; one decision starts one right or term of a kind."""
    claim = duty.claim
    if claim.pauses and claim.rule != AFTER_QUASHING:
        return any(other.claim.pauses and other.proceeding == duty.proceeding for other in duties.running)
    name = (claim.rule, claim.term)
    open_ = duties.running if duty.doubt is None else duties.beside
    if claim.own or claim.rule == AFTER_QUASHING:
        return any((other.claim.rule, other.claim.term) == name and other.about == duty.about for other in open_)
    if claim.once:
        known = (*duties.running, *duties.beside, *(other for other in duties.over if other.met_by is not None))
        same = [other for other in known if (other.claim.rule, other.claim.term) == name]
        return any(other.proceeding == duty.proceeding for other in same)
    return False
