"""What is owed in a case, event by event: terms that start, stand still, are met, lapse or lose their object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from lifecycle.about import decision_about
from lifecycle.claim import STRIKES, Match
from lifecycle.claims import BY_TRIGGER, CLAIMS
from lifecycle.claims_investigation import AFTER_QUASHING, CHARGED
from lifecycle.duty import Duty, Scene, Status
from lifecycle.matching import Moment, fits, meets
from lifecycle.standstill import answered, moved
from lifecycle.starting import Around, minute_of, started
from lifecycle.tracks import NO_APPEALS, Appeals
from models.dates import Interval
from models.events import Event

__all__ = ["NOTHING_OWED", "Duties", "Duty", "Scene", "Status", "advance"]

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
        if claim.renews and decided:
            continue  # a complaint was answered: no approval
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
    if moment.event.kind not in _TOUCHING:
        return duties
    certain, possible = _changed(duties.running, moment), _changed(duties.beside, moment)
    if not certain and not possible:
        return duties
    over = [duty for duty in (*certain.values(), *possible.values()) if not duty.open]
    return Duties(
        running=_kept(duties.running, certain),
        beside=_kept(duties.beside, possible),
        over=(*duties.over, *over) if over else duties.over,
        act=duties.act,
    )


def _changed(open_: tuple[Duty, ...], moment: Moment) -> dict[int, Duty]:
    """The terms that the event changes, by their place."""
    kind = moment.event.kind
    touched = [(place, duty) for place, duty in enumerate(open_) if kind in duty.claim.touched_by]
    after = [(place, duty, _after(duty, moment)) for place, duty in touched]
    return {place: new for place, old, new in after if new is not old}


def _kept(open_: tuple[Duty, ...], changed: Mapping[int, Duty]) -> tuple[Duty, ...]:
    """The terms that are still open. In a long case there are thousands, of which an event touches a few."""
    kept: list[Duty] = []
    done = 0
    for place, duty in changed.items():
        kept += open_[done:place]
        if duty.open:
            kept.append(duty)
        done = place + 1
    return (*kept, *open_[done:])


def _after(duty: Duty, moment: Moment) -> Duty:
    event, claim = moment.event, duty.claim
    if claim.match is Match.APPEAL:
        return _appeal_after(duty, moment)
    if event.kind in claim.void_by and _voids(duty, moment):
        return replace(duty, void_by=event.id)
    if event.kind in claim.met_by and meets(duty, moment):
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
    if event.kind in duty.claim.shown_by:  # it was done by then, on a day that is not told
        return replace(duty, met_by=event.id, met_on=Interval(min(duty.start.first, event.date.first), event.date.last))
    return replace(duty, met_by=event.id, met_on=event.date.interval, met_minute=minute_of(event))


def _voids(duty: Duty, moment: Moment) -> bool:
    """Whether an act about the same decision takes the object away: what was awaited was told, or came to nothing."""
    event, root = moment.event, moment.root
    if root is None or root.id != duty.about or not fits(duty.claim, moment):
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


def _already(duties: Duties, duty: Duty) -> bool:
    """A case registered and then opened keeps its first term; one decision starts one right or term of a kind."""
    claim = duty.claim
    if claim.renews:
        return False
    if claim.pauses and claim.rule != AFTER_QUASHING:
        return any(other.claim.pauses and other.proceeding == duty.proceeding for other in duties.running)
    name = (claim.rule, claim.term)
    open_ = duties.running if duty.doubt is None else duties.beside
    if claim.own or claim.rule == AFTER_QUASHING:
        return any((other.claim.rule, other.claim.term) == name and other.about == duty.about for other in open_)
    if claim.once:
        known = chain(duties.beside, duties.running, (other for other in duties.over if other.met_by is not None))
        return any(
            other.proceeding == duty.proceeding and (other.claim.rule, other.claim.term) == name for other in known
        )
    return False
