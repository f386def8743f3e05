"""
Computing when a term ends, as CPC 48 to 50 say.

`due` gives the end and nothing else, fast; `law.derivation.derive` gives the same end with its working, in words.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import total_ordering
from typing import TYPE_CHECKING, Final

from law.zones import DAY_MINUTES
from models.errors import LawError

if TYPE_CHECKING:
    from law.calendar import Calendar
    from law.rules import Term
    from law.zones import Zone
    from models.dates import Interval

_HOUR: Final = 60
_DAY: Final = timedelta(days=1)
_ONE_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Start:
    """
    When a term was set going: the local day, and the minute of that day where it is known.

    Without the minute an hour term is counted from the end of the day: the reading most favourable to whoever owes, so
    that nothing is called overdue which might not be.
    """

    day: date
    minute: int | None = None

    def __post_init__(self) -> None:
        if self.minute is not None and not 0 <= self.minute <= DAY_MINUTES:
            raise LawError(f"minute {self.minute} of {self.day} does not exist; give 0 to {DAY_MINUTES}")


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """
    The end of a term: the local day and minute, 1440 for the end of the day, and the instant in UTC.

    Two ends compare by their instants.
    """

    day: date
    minute: int
    instant: datetime

    @property
    def text(self) -> str:
        """ISO 8601 local time, the end of a day written as `2007-06-17T24:00`."""
        return f"{self.day.isoformat()}T{self.minute // _HOUR:02d}:{self.minute % _HOUR:02d}"

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return self.instant == other.instant if isinstance(other, Due) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self.instant < other.instant if isinstance(other, Due) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.instant)


def due(term: Term, start: Start, calendar: Calendar, zone: Zone) -> Due:
    """
    The end of a term.

    Args:
        term: the term.
        start: when its trigger happened, local time.
        calendar: the working days, asked only for terms that shift.
        zone: the zone of the place.

    Raises:
        LawError: the term is counted backwards, or its end lies beyond the last year of the calendar of dates.
        CalendarGap: the last day of a term that shifts lies outside the calendar of working days.

    Source: CPC 48(2)-(4).
    """
    if term.unit == "hours":
        return _hours_end(counted_from(term, start, zone), term.length, zone)
    last = last_day(term, start.day)
    return end_of(calendar.next_working(last) if term.shifts else last, zone)


def due_range(
    term: Term, interval: Interval, calendar: Calendar, zone: Zone, minute: int | None = None
) -> tuple[Due, Due]:
    """
    The earliest and the latest end of a term whose trigger is known only as an interval of days.

    Args:
        term: the term.
        interval: the days on which the trigger may have happened.
        calendar: the working days.
        zone: the zone of the place.
        minute: the minute of day of the trigger; unknown, an hour term may run from the first or the last of the day.

    Raises:
        LawError: the interval is open, so that no end can be told; or as for `due`.
        CalendarGap: as for `due`.
    """
    if interval.first == date.min or interval.last == date.max:
        raise LawError(f"term {term.name!r} cannot be counted from an unknown day; give at least the year")
    earliest = Start(interval.first, 0 if minute is None else minute)
    return due(term, earliest, calendar, zone), due(term, Start(interval.last, minute), calendar, zone)


def end_of(day: date, zone: Zone) -> Due:
    """The end of a local day: 24:00. Source: CPC 48(4)."""
    return Due(day, DAY_MINUTES, zone.instant(day, DAY_MINUTES))


def last_day(term: Term, start: date) -> date:
    """
    The last day of a term in days, months or years, before any shift.

    The day of the trigger is not counted unless the term says so. A month or year term ends on the same number, or on
    the last day of a month that lacks it. A duty to act at once, for which the law gives no number, ends with the day.

    Raises:
        LawError: the term is counted backwards or in hours, or no such date exists.

    Source: CPC 48(2), 48(4).
    """
    if term.computed_by == "backwards":
        raise LawError(f"term {term.name!r} is counted backwards from another day; it has no end to compute")
    try:
        if term.unit == "calendar_days":
            return start + (term.length - term.first_day_counts) * _DAY
        if term.unit == "months":
            return _months_later(start, term.length)
        if term.unit == "years":
            return _months_later(start, term.length * 12)
    except (OverflowError, ValueError):
        raise LawError(f"term {term.name!r} from {start} ends beyond the year 9999; check the day") from None
    if term.unit == "immediate":
        return start
    raise LawError(f"term {term.name!r} is counted in hours; it ends on an instant, not with a day")


def counted_from(term: Term, start: Start, zone: Zone) -> datetime:
    """
    The instant from which an hour term is counted: the next full hour, since the hour of the start does not count.

    A term without rounding is counted to the minute, as detention is. Source: CPC 48(2), 48(5).
    """
    if start.minute is None or start.minute == DAY_MINUTES:
        return zone.instant(start.day, DAY_MINUTES)
    if not term.rounding:
        return zone.instant(start.day, start.minute)
    return zone.instant(start.day, start.minute // _HOUR * _HOUR) + _ONE_HOUR  # an hour that passes, also at a change


def _hours_end(counted: datetime, hours: int, zone: Zone) -> Due:
    try:
        instant = counted + timedelta(hours=hours)
        day, minute = zone.local(instant)
    except (OverflowError, ValueError):
        raise LawError(f"{hours} hours from {counted} end beyond the year 9999; check the day") from None
    return Due(day, minute, instant) if minute else Due(day - _DAY, DAY_MINUTES, instant)


def _months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if start.day <= 28:  # every month has it
        return date(year, month + 1, start.day)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
