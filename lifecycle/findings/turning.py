"""
When the findings of a case may change although nothing is told: a threshold passes, a term ends.

What is found at the end of a day depends on the day only where something of the record is compared with it. That is
the passing of a threshold since an event, the end of a term or of an extension, and, for an event of which no more
than a month or a year is told and whose last possible day is still to come, everything that is counted from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from law.findings import Threshold
from law.terms import Due
from lifecycle.duty import Duty
from lifecycle.findings.dating import dated
from lifecycle.findings.delay import TERM, TERM_BEGINS, TERMS
from lifecycle.findings.facts import Facts
from lifecycle.findings.notices import counted
from lifecycle.findings.registration import DISPATCH
from lifecycle.findings.truth import after, years_after
from models.dates import Interval, PartialDate
from models.events import Event

_DAY_HOURS: Final = 24
_RECEIVED: Final = frozenset({"complaint_lodged", "complaint_received", "forwarded", "returned"})


@dataclass(frozen=True, slots=True)
class _Record:
    """A case with the days that its events may have happened on; `loose`: one of them may still be to come."""

    facts: Facts
    events: tuple[Event, ...]
    when: Mapping[str, Interval]
    loose: bool


def next_turn(facts: Facts, today: date) -> date | None:
    """
    The first day after `today` on which the findings of the case, as it stands, may be others than the day before.

    At the end of every day before it they are those of today. On the day itself they need not change; each day that is
    named is one on which a threshold or a term passes, so that there are no more of them than of these.

    Args:
        facts: the case; nothing in it lies wholly after `today`.
        today: the local day from which on nothing is told.

    Returns:
        None where time alone changes nothing any more.
    """
    told = tuple(event for event in facts.events if event.kind != "corrected")
    when = dated(told, {event.id: event for event in told}, date.max).when
    loose = any(days.last > today for days in when.values()) or any(_known_later(event, today) for event in told)
    record = _Record(facts, told, when, loose)
    return min((day for day in _turns(record) if today < day < date.max), default=None)


def _known_later(event: Event, today: date) -> bool:
    return isinstance(event.known_on, PartialDate) and event.known_on.last > today


def _turns(record: _Record) -> Iterator[date]:
    for threshold in record.facts.criteria.thresholds:
        if threshold.silence or record.loose:
            yield from _passes(threshold, record)
    for duty in record.facts.duties:
        if counted(duty):
            yield from _ends(duty, record)
    for event in record.events:
        if event.until is not None and event.until.known and (event.kind == "extended" or record.loose):
            yield from _around(event.until.interval)
    if record.loose:
        yield from _unsettled(record)


def _passes(threshold: Threshold, record: _Record) -> Iterator[date]:
    """The days on which a threshold passes, and, where a step may be dated later, those after which it cannot."""
    kinds = threshold.kinds
    for event in record.events:
        if event.kind not in kinds:
            continue
        spans = [record.when[event.id]]
        if event.until is not None and event.until.known:
            spans.append(event.until.interval)
        for day in {bound for span in spans for bound in (span.first, span.last)}:
            end = _later(day, threshold)
            yield end
            if record.loose or threshold.unit == "hours":
                yield after(end, 1)


def _later(day: date, threshold: Threshold) -> date:
    if threshold.unit == "years":
        return years_after(day, threshold.length)
    if threshold.unit == "hours":
        return after(day, -(-threshold.length // _DAY_HOURS))
    return after(day, threshold.length)


def _ends(duty: Duty, record: _Record) -> Iterator[date]:
    for due in (duty.earliest, duty.latest):
        if due is not None:
            yield from _end(due, record)


def _end(due: Due, record: _Record) -> Iterator[date]:
    """The day in which a term ends, and the first one that lies wholly after it."""
    yield record.facts.norms.zone.local(due.instant)[0]
    yield after(due.day, 1)


def _around(days: Interval) -> Iterator[date]:
    for day in (days.first, days.last):
        yield day
        yield after(day, 1)


def _unsettled(record: _Record) -> Iterator[date]:
    """Where an event may be dated later: the days that it may be held against."""
    norms = record.facts.norms
    for event in record.events:
        days = record.when[event.id]
        yield from _around(days)
        terms = [(TERM, name) for name in TERMS.values()] if event.kind in TERM_BEGINS else []
        terms += [DISPATCH] if event.kind in _RECEIVED else []
        for rule, term in terms:
            reckoned = norms.reckon(rule, term, days)
            for due in (reckoned.earliest, reckoned.latest) if reckoned is not None else ():
                if due is not None:
                    yield from _around(Interval(due.day, due.day))
    yield from _new_law(record.facts)


def _new_law(facts: Facts) -> Iterator[date]:
    """The days on which law that findings rest on begins or ends."""
    rules = {name for rule in facts.criteria.rules for name in rule.provisions}
    for version in (version for name in rules for version in facts.norms.book.rule(name).versions):
        yield from (day for day in (version.start, _next(version.in_force_to)) if day is not None)
    edges = [one.since for one in facts.criteria.exists]
    edges += [edge for one in facts.criteria.offences for edge in (one.since, one.until) if edge]
    edges += [edge for one in facts.institutions.entries for edge in (one.since, one.until) if edge]
    for edge in edges:
        yield from _around(Interval(edge.earliest, edge.latest))
    for competence in facts.criteria.competence:
        yield from (day for day in (competence.since, _next(competence.until)) if day is not None)


def _next(day: date | None) -> date | None:
    return after(day, 1) if day is not None else None
