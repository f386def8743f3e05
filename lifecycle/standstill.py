"""
The moving end of an investigation's term: days that do not count, extensions, the arrival of the case, its form.

Source: CPC 45(7), 192(2)-(7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from law.terms import Due
from lifecycle.claim import COURTS, PROSECUTORS
from lifecycle.claims_investigation import AFTER_QUASHING, BY_FORM
from lifecycle.duty import Duty, Scene, Stop
from models.dates import Interval
from models.events import Event
from models.words import Role

_CEILINGS: Final = "cpc-192-4-extension"
_OWN: Final = frozenset({Role.VICTIM, Role.RELATIVE, Role.COUNSEL, Role.NGO, Role.SUSPECT, Role.WITNESS})
_UPPER: Final = frozenset({"region", "national"})


def moved(duty: Duty, event: Event, scene: Scene) -> Duty:
    """The term of an investigation after a stop, a resumption, an extension, a complaint or a change of hands."""
    move = _MOVES.get(event.kind)
    return move(duty, event, scene) if move is not None else duty


def answered(duty: Duty, event: Event, decided: Mapping[str, bool], scene: Scene) -> Duty:
    """The term after the answer to complaints for which the file may have been away."""
    if not any(stop.by in decided and not stop.certain for stop in duty.stops):
        return duty
    stops = tuple(
        replace(stop, until=_sooner(stop.until, event.date.interval))
        if stop.by in decided and not stop.certain and stop.until is not None
        else stop
        for stop in duty.stops
    )
    return duty if stops == duty.stops else ended_again(replace(duty, stops=stops), scene)


def _sooner(bound: Interval, answer: Interval) -> Interval:
    if answer.first == date.min or answer.last == date.max:
        return bound
    return Interval(min(bound.first, answer.first), min(bound.last, answer.last))


def _in_time(duty: Duty, event: Event) -> bool:
    return duty.latest is not None and event.date.first <= duty.latest.day


def _stopped(duty: Duty, event: Event, _: Scene) -> Duty:
    if duty.paused is not None or not _in_time(duty, event):
        return duty
    return replace(duty, stops=(*duty.stops, Stop(event.id, event.date.interval)))


def _resumed(duty: Duty, event: Event, scene: Scene) -> Duty:
    if duty.paused is None:
        return _arrived(duty, event, scene)
    stops = tuple(replace(stop, until=event.date.interval) if stop.until is None else stop for stop in duty.stops)
    return ended_again(replace(duty, stops=stops), scene)


def _taken_over(duty: Duty, event: Event, _: Scene) -> Duty:
    return replace(duty, owed_by=event.to or event.body or duty.owed_by)


def _complained(duty: Duty, event: Event, scene: Scene) -> Duty:
    """
    The days from a complaint of the parties to its answer, at most to the end of the term for that answer.

    Whether the file itself went is not told: the days may not count. Source: CPC 192(3)(2).
    """
    if event.by is None or event.by.role not in _OWN or not _in_time(duty, event):
        return duty
    bound = _answer_due(event, scene)
    if bound is None:
        return duty
    stop = Stop(event.id, event.date.interval, Interval(event.date.first, bound.day), certain=False)
    return ended_again(replace(duty, stops=(*duty.stops, stop)), scene)


def _answer_due(event: Event, scene: Scene) -> Due | None:
    kind = scene.body_kind(event.to)
    if kind in PROSECUTORS:
        rule, term = "cpc-105-2-prosecutor-terms", "general"
    elif kind in COURTS and scene.level(event.to) in _UPPER:
        rule, term = "cpc-107-appeal", "check"
    elif kind in COURTS:
        rule, term = "cpc-106-6-judge-terms", "with_hearing"
    else:
        return None
    reckoned = scene.norms.reckon(rule, term, event.date.interval)
    return reckoned.latest if reckoned else None


def _extended(duty: Duty, event: Event, scene: Scene) -> Duty:
    named = scene.events.get(event.target) if event.target else None
    if named is not None and named.kind in {"appeal_filed", "complaint_lodged"}:
        return duty  # the term for an answer was made longer, not that of the investigation
    if not (_in_time(duty, event) or duty.paused):
        return duty
    spent = tuple(replace(stop, spent=stop.until is not None) for stop in duty.stops)
    if event.until is not None and event.until.known:
        base = (event.until.first, event.until.last)
        return _shown(replace(duty, base=base, stops=spent, extended_by=event.id), scene, *base)
    return _extended_somehow(duty, event, scene)


def _extended_somehow(duty: Duty, event: Event, scene: Scene) -> Duty:
    """An extension that names no day: the end lies between the old one and the most that its author can give."""
    if scene.body_kind(event.body) not in PROSECUTORS or duty.earliest is None:
        return duty
    level = scene.level(event.body)
    if level == "national":
        return replace(duty, latest=None, extended_by=event.id, base=(duty.earliest.day, None))
    term = "specially_complex" if level in {None, "region"} else "complex"
    reckoned = scene.norms.reckon(_CEILINGS, term, duty.start)
    if reckoned is None or reckoned.latest is None:
        return duty
    base = (duty.earliest.day, max(reckoned.latest.day, duty.latest.day if duty.latest else reckoned.latest.day))
    return _shown(replace(duty, base=base, extended_by=event.id), scene, *base)


def _shown(duty: Duty, scene: Scene, first: date, last: date) -> Duty:
    return replace(duty, earliest=scene.norms.end_of(first), latest=scene.norms.end_of(last))


def _formed(duty: Duty, event: Event, scene: Scene) -> Duty:
    """A case registered without a form, then opened in one: the term is that of the form, from the registration on."""
    claim = BY_FORM.get(event.form.value) if event.form else None
    if claim is None or claim is duty.claim or duty.claim.rule == AFTER_QUASHING:
        return duty
    reckoned = scene.norms.reckon(claim.rule, claim.term, duty.start)
    if reckoned is None:
        return duty
    changed = replace(
        duty,
        claim=claim,
        provision=reckoned.provision,
        form_by=event.id,
        earliest=reckoned.earliest if duty.base is None else duty.earliest,
        latest=reckoned.latest if duty.base is None else duty.latest,
    )
    return ended_again(changed, scene) if duty.stops else changed


def _arrived(duty: Duty, event: Event, scene: Scene) -> Duty:
    """The case came back to the investigator: the new term runs from there. Source: CPC 192(7)."""
    back = duty.claim.rule == AFTER_QUASHING and duty.counted_from is None and not duty.stops
    if not back or event.date.first < duty.start.first or event.date.last == date.max:
        return duty
    if event.kind != "resumed" and event.to != duty.owed_by:
        return duty
    reckoned = scene.norms.reckon(duty.claim.rule, duty.claim.term, event.date.interval)
    if reckoned is None:
        return duty
    return replace(
        duty,
        provision=reckoned.provision,
        start=event.date.interval,
        earliest=reckoned.earliest,
        latest=reckoned.latest,
        counted_from=event.id,
    )


def ended_again(duty: Duty, scene: Scene) -> Duty:
    """The term with its ends counted anew from its base and the days that do not count."""
    counted = [stop for stop in duty.stops if stop.until is not None and not stop.spent]
    least = _days(_certainly(stop) for stop in counted if stop.certain)
    most = _days(_at_most(stop) for stop in counted)
    going = replace(duty, standstill=least, standstill_at_most=most)
    if duty.earliest is None or duty.latest is None:
        return going
    norms, provision, term = scene.norms, duty.provision, duty.claim.term
    first, last = duty.base if duty.base is not None else (
        norms.last_day(provision, term, duty.start.first),
        norms.last_day(provision, term, duty.start.last),
    )  # fmt: skip
    keeps_first = duty.base is not None and not least
    return replace(
        going,
        earliest=norms.end_of(first) if keeps_first else norms.later(provision, term, first, least),
        latest=norms.later(provision, term, last, most) if last is not None else None,
    )


def _certainly(stop: Stop) -> tuple[date, date] | None:
    return _span(stop.since.last, stop.until.first if stop.until else None)


def _at_most(stop: Stop) -> tuple[date, date] | None:
    return _span(stop.since.first, stop.until.last if stop.until else None)


def _span(first: date, last: date | None) -> tuple[date, date] | None:
    """The days from one to the other; none where they are not known at all, or stand the wrong way round."""
    known = last is not None and date.min not in {first, last} and date.max not in {first, last}
    return (first, last) if known and last is not None and last > first else None


def _days(spans: Iterable[tuple[date, date] | None]) -> int:
    """How many days the spans cover together: days that do not count twice do not count once."""
    total, reached = 0, date.min
    for first, last in sorted(span for span in spans if span is not None):
        total += max((last - max(first, reached)).days, 0)
        reached = max(reached, last)
    return total


_MOVES: Final = {
    "suspended": _stopped,
    "resumed": _resumed,
    "extended": _extended,
    "taken_over": _taken_over,
    "investigation_opened": _formed,
    "appeal_filed": _complained,
    "returned": _arrived,
    "forwarded": _arrived,
}
"""What each kind of event does to the term of an investigation."""
