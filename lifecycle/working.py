"""How the end of a term was found, step by step, in words that can be filed and translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from law.terms import Start
from law.wording import sentence
from lifecycle.claim import PROSECUTORS
from lifecycle.claims_investigation import AFTER_QUASHING
from lifecycle.duty import Duty, Scene, Stop
from lifecycle.norms import Line
from lifecycle.starting import minute_of
from models.assessment import StepLine
from models.dates import Interval
from models.events import Event

_CEILINGS: Final = "cpc-192-4-extension"
_CEILING_OF: Final = {"district": "complex", "city": "complex", "region": "specially_complex"}


def said(key: str, values: Mapping[str, str]) -> Line:
    """A line of a derivation: its key and values, and the line in English."""
    return StepLine(key=key, values=dict(values)), sentence(key, values)


def working(duty: Duty, context: Scene) -> Iterator[Line]:
    """The steps from the event that began a term to its end, from its latest possible start."""
    anchor = context.events[duty.anchor]
    yield said("begins", {"event": anchor.id, "kind": anchor.kind, "date": anchor.date.text})
    if duty.doubt is not None:
        yield said(duty.doubt.value, {})
    if duty.timeless:
        yield _no_term(duty, context)
        return
    yield from _beginning(duty, anchor, context)
    if duty.latest is None and duty.extended_by is None:
        yield said("by_hand", {})
        return
    minute = None if duty.opens or duty.counted_from else minute_of(anchor)
    start = Start(duty.start.last, minute)
    yield from context.norms.working(duty.provision, duty.claim.term, start)
    yield from _end(duty, context)


def _no_term(duty: Duty, context: Scene) -> Line:
    rule, version = context.norms.cited(duty.provision)
    values = {"article": rule.article, "instrument": rule.instrument, "version": version.label, "title": rule.title}
    return said("no_term", values)


def _beginning(duty: Duty, anchor: Event, context: Scene) -> Iterator[Line]:
    """From which day it is counted, where that is not the day of its event."""
    if duty.counted_from is not None:
        event = context.events[duty.counted_from]
        key = "counted_from.act" if duty.claim.from_act else "counted_from.arrival"
        yield said(key, {"event": event.id, "date": event.date.text})
    elif duty.claim.rule == AFTER_QUASHING and anchor.kind != "resumed":
        yield said("arrival.unknown", {})
    if duty.claim.received is not None:
        yield said("receipt.unknown", {"first": duty.start.first.isoformat(), "last": duty.start.last.isoformat()})
    if duty.form_by is not None:
        yield said("form", {"event": duty.form_by, "form": duty.claim.term})
    if duty.opens is not None:
        day, _, time = duty.opens.text.partition("T")
        key = "opens.silence" if anchor.kind == "appeal_filed" else "opens.force"
        yield said(key, {"day": day, "time": time})


def _end(duty: Duty, context: Scene) -> Iterator[Line]:
    """What moved the end: uncertainty, days that do not count, extensions."""
    range_ = _range(duty)
    if "earliest" in range_ and not duty.stops and duty.extended_by is None:
        yield said("uncertain", {"earliest": range_["earliest"], "latest": range_["day"]})
    for stop in duty.stops:
        yield from _stop(stop, context)
    if duty.standstill_at_most and duty.latest is not None:
        values = {"least": _length(duty.standstill), "most": _length(duty.standstill_at_most), **range_}
        same = duty.standstill == duty.standstill_at_most and "earliest" not in range_
        key = "stood_still" if same else "stood_still.range" if duty.standstill else "stood_still.at_most"
        yield said(key, {"earliest": range_["day"], **values})
    if duty.paused is not None:
        first, last = duty.paused.first.isoformat(), duty.paused.last.isoformat()
        yield said("stands_still" if first == last else "stands_still.range", {"first": first, "last": last})
    if duty.extended_by is not None:
        yield from _extension(duty, context.events[duty.extended_by], range_, context)


def _range(duty: Duty) -> dict[str, str]:
    if duty.latest is None or duty.earliest is None:
        return {}
    if duty.earliest == duty.latest:
        return {"day": duty.latest.day.isoformat()}
    if duty.latest.minute % 1440 and duty.earliest.minute % 1440:
        return {"day": duty.latest.text, "earliest": duty.earliest.text}
    return {"day": duty.latest.day.isoformat(), "earliest": duty.earliest.day.isoformat()}


def _stop(stop: Stop, context: Scene) -> Iterator[Line]:
    if stop.until is None:
        return
    event = context.events[stop.by]
    values = {"event": stop.by, "since": _day(stop.since), "until": _day(stop.until)}
    if stop.certain:
        yield said("stop.suspended", values)
    else:
        values["until"] = stop.until.last.isoformat()
        yield said("stop.complaint", {**values, "body": event.to or ""})
    if stop.spent:
        yield said("stop.spent", {})


def _day(days: Interval) -> str:
    return days.first.isoformat() if days.exact else f"{days.first.isoformat()}/{days.last.isoformat()}"


def _extension(duty: Duty, event: Event, values: Mapping[str, str], context: Scene) -> Iterator[Line]:
    if duty.latest is None:
        yield said("extended.open", {"event": event.id})
        return
    if duty.claim.extension is not None:
        yield said("extended.answer", {"event": event.id, "day": duty.latest.day.isoformat()})
        return
    named = {"event": event.id, **values}
    if event.until is None or not event.until.known:
        yield said("extended.unnamed", named)
        return
    yield said("extended.range" if "earliest" in values else "extended", named)
    yield from _beyond(duty, event, context)


def _beyond(duty: Duty, event: Event, context: Scene) -> Iterator[Line]:
    """Where an extension gives more than the level of its author can give: the length that it could."""
    term = _CEILING_OF.get(context.level(event.body) or "")
    if context.body_kind(event.body) not in PROSECUTORS or term is None or event.until is None:
        return
    most = context.norms.reckon(_CEILINGS, term, duty.start)
    if most is not None and most.latest is not None and event.until.first > most.latest.day:
        length = most.version.term(term)
        yield said("extended.beyond", {"length": f"{length.length} {length.unit}"})


def _length(days: int) -> str:
    return f"{days} calendar_days"
