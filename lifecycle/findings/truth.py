"""Three-valued logic over what is recorded, and lengths of time between uncertain days."""

from __future__ import annotations

from datetime import date
from typing import Final

from models.dates import Interval, Truth

NO: Final = Truth.NO
POSSIBLE: Final = Truth.POSSIBLE
CERTAIN: Final = Truth.CERTAIN


def both(*truths: Truth) -> Truth:
    """Whether all hold: certain where all are certain, no where one is not so."""
    if NO in truths:
        return NO
    return POSSIBLE if POSSIBLE in truths else CERTAIN


def either(*truths: Truth) -> Truth:
    """Whether one holds: certain where one is certain, no where none can be."""
    if CERTAIN in truths:
        return CERTAIN
    return POSSIBLE if POSSIBLE in truths else NO


def opposite(truth: Truth) -> Truth:
    """Whether it does not hold."""
    if truth is POSSIBLE:
        return POSSIBLE
    return NO if truth is CERTAIN else CERTAIN


def at_most(truth: Truth, limit: Truth) -> Truth:
    """The weaker of two: what rests on something merely possible is merely possible."""
    return both(truth, limit)


def known(fact: bool) -> Truth:  # noqa: FBT001 (it turns a fact into a truth)
    """A recorded fact as a truth."""
    return CERTAIN if fact else NO


def gap(start: Interval, end: Interval) -> tuple[int, int]:
    """The fewest and the most days from one day to another; negative where the second comes first."""
    return (end.first - start.last).days, (end.last - start.first).days


def reaches(start: Interval, end: Interval, days: int) -> Truth:
    """Whether `days` days or more lie between the two."""
    least, most = gap(start, end)
    if least >= days:
        return CERTAIN
    return POSSIBLE if most >= days else NO


def after(day: date, days: int) -> date:
    """The day so many days later, within what the calendar can hold."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def years_after(day: date, years: int) -> date:
    """The same number of a later year, or the last day of the month that lacks it. Source: CPC 48(4)."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February in a year without one
        return day.replace(year=day.year + years, day=28)


def years_reach(start: Interval, end: Interval, years: int) -> Truth:
    """Whether so many years or more lie between the two."""
    if end.first >= years_after(start.last, years):
        return CERTAIN
    return POSSIBLE if end.last >= years_after(start.first, years) else NO


def earliest(intervals: list[Interval]) -> Interval:
    """When the first of several things happened."""
    return Interval(min(one.first for one in intervals), min(one.last for one in intervals))


def latest(*intervals: Interval) -> Interval:
    """The later of several days."""
    return Interval(max(one.first for one in intervals), max(one.last for one in intervals))


def ending(event_day: Interval, until: Interval | None) -> Interval:
    """When something that lasts from one day until another was over."""
    return latest(event_day, until) if until is not None else event_day
