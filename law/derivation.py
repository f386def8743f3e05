"""How a term was computed, line by line, in words that a lawyer can file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from law.terms import counted_from, due, last_day
from law.wording import sentence
from law.zones import DAY_MINUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from law.calendar import Calendar
    from law.rules import Rule, Term, Version
    from law.terms import Due, Start
    from law.zones import Zone


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: the key of a message and what fills its gaps (days as ISO 8601)."""

    key: str
    values: Mapping[str, str]

    @property
    def text(self) -> str:
        """The line in English."""
        return sentence(self.key, self.values)


def derive(  # noqa: PLR0913, PLR0917 (what `due` takes, and the two that name the provision)
    term: Term, version: Version, rule: Rule, start: Start, calendar: Calendar, zone: Zone
) -> tuple[Step, ...]:
    """
    The derivation of the end that `due` gives for the same arguments.

    Args:
        term: a term of `version`.
        version: the version of `rule` that holds on the day of the trigger.
        rule: the rule.
        start: when the trigger happened, local time.
        calendar: the working days.
        zone: the zone of the place.

    Raises:
        LawError, CalendarGap: as for `due`.
    """
    end = due(term, start, calendar, zone)
    counting = _hours(term, start, end, zone) if term.unit == "hours" else _days(term, start, end, calendar)
    return (*_provision(term, version, rule), _started(start), *counting)


def _provision(term: Term, version: Version, rule: Rule) -> Iterator[Step]:
    values = {
        "place": _place(rule),
        "version": version.label,
        "act_due": term.act_due,
        "owed_by": term.owed_by,
        "trigger": term.trigger,
    }
    if term.unit == "immediate":
        yield Step("provision.immediate", values)
    else:
        yield Step("provision", {**values, "length": _length(term)})
    if not version.verified:
        yield Step("unverified", {})
    if version.start and not version.day_certain:
        yield Step("day_uncertain", {"since": version.start.isoformat()})


def _place(rule: Rule) -> str:
    """The article and its instrument; the instrument alone where no number is known."""
    known = rule.article != "n/a" and not rule.article.endswith("not seen")
    place = f"{rule.article}, {rule.instrument}" if known else rule.instrument
    return place[0].upper() + place[1:]


def _started(start: Start) -> Step:
    if start.minute is None:
        return Step("start.day", {"day": start.day.isoformat()})
    return Step("start.minute", {"day": start.day.isoformat(), "time": _time(start.minute)})


def _hours(term: Term, start: Start, end: Due, zone: Zone) -> Iterator[Step]:
    counted = counted_from(term, start, zone)
    if start.minute is None:
        yield Step("minute_unknown", {"day": start.day.isoformat()})
    else:
        day, minute = zone.local(counted)
        key = "not_counted.hour" if term.rounding else "to_the_minute"
        yield Step(key, {"day": day.isoformat(), "time": _time(minute)})
    if _shifted_clock(counted, end, zone):
        yield Step("zone_changed", {})
    yield Step("no_shift", {})
    yield Step("end.minute", {"day": end.day.isoformat(), "time": _time(end.minute)})


def _shifted_clock(counted: datetime, end: Due, zone: Zone) -> bool:
    day, minute = zone.local(counted)
    wall = (end.day - day) // timedelta(minutes=1) + end.minute - minute
    return timedelta(minutes=wall) != end.instant - counted


def _days(term: Term, start: Start, end: Due, calendar: Calendar) -> Iterator[Step]:
    if term.unit == "immediate":
        yield Step("at_once", {})
        yield Step("end.day.calendar", {"day": end.day.isoformat()})
        return
    by_code = term.computed_by != "calendar"
    last = last_day(term, start.day)
    yield _first(term, start.day, by_code=by_code)
    yield _last(term, start.day, last, by_code=by_code)
    if term.shifts:
        yield from _skipped(last, end.day, calendar)
    else:
        yield Step("no_shift", {})
    yield Step("end.day" if by_code else "end.day.calendar", {"day": end.day.isoformat()})


def _first(term: Term, day: date, *, by_code: bool) -> Step:
    if term.first_day_counts:
        return Step("counted.day", {})
    if not by_code:
        return Step("calendar", {})
    return Step("not_counted.day", {"day": (day + timedelta(days=1)).isoformat()})


def _last(term: Term, start: date, last: date, *, by_code: bool) -> Step:
    values = {"length": _length(term), "day": last.isoformat()}
    if term.unit == "calendar_days":
        return Step("last.days" if by_code else "last.calendar", values)
    if last.day != start.day:
        return Step("last.number.missing" if by_code else "last.number.missing.calendar", values)
    return Step("last.number" if by_code else "last.number.calendar", values)


def _skipped(last: date, end: date, calendar: Calendar) -> Iterator[Step]:
    day = last
    while day < end:
        reason = calendar.off(day)
        if reason is not None:
            values = {"day": day.isoformat(), "name": reason.name, "basis": reason.basis}
            if reason.instead_of:
                values["instead_of"] = reason.instead_of.isoformat()
            yield Step(f"off.{reason.kind}", values)
        day += timedelta(days=1)
    if end != last:
        yield Step("moved", {"day": end.isoformat()})


def _length(term: Term) -> str:
    return f"{term.length} {term.unit}"


def _time(minute: int) -> str:
    return "24:00" if minute == DAY_MINUTES else f"{minute // 60:02d}:{minute % 60:02d}"
