"""Whether an event starts a term, from which day, owed by whom."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from lifecycle.claim import NO_TERM, Asks, Claim, Doubt
from lifecycle.duty import Duty, Scene
from models.dates import Interval, PartialDate
from models.events import Event

_NAMED: Final = frozenset({"to", "by", "investigator"})


@dataclass(frozen=True, slots=True)
class Around:
    """
    What surrounds an event.

    `root` is the decision that it is about, `state` where its proceeding stood, `act` the act complained of, `inquiry`
    whether an inquiry runs in its proceeding.
    """

    scene: Scene
    root: Event | None = None
    state: str | None = None
    act: str | None = None
    inquiry: bool = False


def started(claim: Claim, event: Event, around: Around) -> Duty | None:
    """The duty that an event starts under a claim; None where it does not."""
    norms = around.scene.norms
    if claim.entered_on > norms.known_on or not arises(claim.asks, event, around):
        return None
    if claim.term == NO_TERM:
        return _timeless(claim, event, around)
    minute = minute_of(event) if not claim.from_act else None
    start = _start(claim, event, around)
    opens = norms.reckon(*claim.opens, start) if start and claim.opens else None
    if opens is not None and opens.earliest is not None and opens.latest is not None:
        start = Interval(opens.earliest.day, opens.latest.day)
    elif claim.opens is not None:
        return None
    reckoned = norms.reckon(claim.rule, claim.term, start, minute) if start else None
    if reckoned is None or start is None:
        return None
    about = event if claim.about_itself else around.root
    return Duty(
        claim=claim,
        provision=reckoned.provision,
        anchor=event.id,
        start=start,
        proceeding=event.proceeding,
        owed_by=_debtor(claim, event, around.root),
        earliest=reckoned.earliest,
        latest=reckoned.latest,
        about=about.id if about else None,
        opens=opens.earliest if opens else None,
        counted_from=around.act if claim.from_act else None,
        doubt=_doubt(claim, event, start, around),
    )


def minute_of(event: Event) -> int | None:
    """The minute of its day, where it is told."""
    return int(event.at[:2]) * 60 + int(event.at[3:]) if event.at else None


def arises(asks: Asks, event: Event, around: Around) -> bool:
    """Whether an event is what a claim asks for."""
    scene, root = around.scene, around.root
    proceeding = scene.proceedings.get(event.proceeding)
    kind = root.kind if root else None
    return (
        _among(scene.body_kind(event.to), asks.to)
        and _among(scene.body_kind(event.body), asks.by)
        and _among(kind, asks.about)
        and kind not in asks.not_about
        and _among(proceeding.kind.value if proceeding else None, asks.proceedings)
        and _narrower(asks, event, around)
    )


def _narrower(asks: Asks, event: Event, around: Around) -> bool:
    scene = around.scene
    return (
        (not asks.forms or (event.form.value if event.form else None) in asks.forms)
        and (not asks.levels or scene.level(event.to or event.body) in asks.levels)
        and (not asks.persons or (event.person.value if event.person else None) in asks.persons)
        and (not asks.measures or (event.measure.value if event.measure else None) in asks.measures)
        and (not asks.forums or (event.forum.value if event.forum else None) in asks.forums)
        and (not asks.states or around.state in asks.states)
        and (asks.inquiry is None or asks.inquiry is around.inquiry)
        and (asks.minor is None or asks.minor is bool(scene.victim.minor))
        and (not asks.articles or not asks.articles.isdisjoint(event.articles))
        and asks.no_articles.isdisjoint(event.articles)
        and (not asks.violation or bool(event.violations))
        and (asks.under is None or _read_on(asks.under, event.date.interval, scene))
    )


def _among(value: str | None, wanted: AbstractSet[str | None] | AbstractSet[str]) -> bool:
    """Whether a value is one of those wanted; an empty set wants anything."""
    return not wanted or value in wanted


def _read_on(rule: str, when: Interval, scene: Scene) -> bool:
    """Whether the text of a rule was read as it stood on all days of an interval."""
    return all(
        (cited := scene.norms.in_force(rule, day)) is not None and scene.norms.cited(cited)[1].verified
        for day in (when.first, when.last)
    )


def _timeless(claim: Claim, event: Event, around: Around) -> Duty | None:
    provision = around.scene.norms.in_force(claim.rule, event.date.first)
    if provision is None:
        return None
    about = event if claim.about_itself else around.root
    return Duty(
        claim=claim,
        provision=provision,
        anchor=event.id,
        start=event.date.interval,
        proceeding=event.proceeding,
        owed_by=_debtor(claim, event, around.root),
        earliest=None,
        latest=None,
        about=about.id if about else None,
        doubt=claim.doubt,
    )


def _start(claim: Claim, event: Event, around: Around) -> Interval | None:
    if claim.from_act:
        act = around.scene.events.get(around.act or "")
        return _last_day_of(act) if act else None
    if claim.from_knowledge:
        return event.known_on.interval if isinstance(event.known_on, PartialDate) else None
    if claim.received is not None:
        received = around.scene.norms.reckon(*claim.received, event.date.interval)
        return Interval(event.date.first, received.latest.day) if received and received.latest else None
    if claim.own and isinstance(event.known_on, PartialDate) and event.kind == "appeal_rejected":
        return event.date.interval if claim.asks.levels else event.known_on.interval
    return event.date.interval


def _last_day_of(act: Event) -> Interval | None:
    """The day on which the act ended."""
    until = act.until
    return until.interval if until is not None and until.known else act.date.interval


def _doubt(claim: Claim, event: Event, start: Interval, around: Around) -> Doubt | None:
    if claim.from_act and claim.asks.under and not _read_on(claim.asks.under, start, around.scene):
        return Doubt.READING  # which part applied to an act before the law divided them is itself a question of law
    if claim.from_act and "kz-pc-146-1" in event.articles:
        return None
    if any(getattr(event, name) is False for name in claim.certain_by):
        return None
    return claim.doubt


def _debtor(claim: Claim, event: Event, root: Event | None) -> str:
    if claim.owed_by not in _NAMED:
        return claim.owed_by
    if claim.owed_by == "to":
        return event.to or "the body addressed"
    if claim.owed_by == "investigator":
        return (root.body if root else None) or "the investigating body"
    return event.body or "the investigating body"
