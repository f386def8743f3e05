"""Which days of Kazakhstan are worked, and why a day is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from models.errors import CalendarGap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OffKind = Literal["weekly", "holiday", "religious", "moved", "transferred"]
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOff:
    """
    Why a day is not worked. `name` is the holiday, `basis` the act; `instead_of` the day whose rest it makes up for.

    `weekly`: Saturday or Sunday. `holiday`: a national or state holiday. `religious`: Orthodox Christmas, Kurban Ait.
    `moved`: a holiday fell on a day off (holidays law, art. 5). `transferred`: by a yearly decision.
    """

    kind: OffKind
    name: str
    basis: str
    instead_of: date | None = None

    @property
    def text(self) -> str:
        """The reason in English with the act it rests on."""
        if self.instead_of is None:
            return f"{self.name} ({self.basis})"
        return f"{self.name}, instead of {spoken(self.instead_of)} ({self.basis})"


def spoken(day: date) -> str:
    """The day as a person writes it: `Saturday 7 October 2023`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Calendar:
    """
    The working days from `first` to `last`, both included. Asking beyond them is an error, never a guess.

    `unsettled` names the years for which decisions were still to come when the data was entered, with the reason.
    """

    def __init__(self, first: date, last: date, off: Mapping[date, DayOff], unsettled: Mapping[int, str]) -> None:
        self.first: Final = first
        self.last: Final = last
        self.unsettled: Final = dict(unsettled)
        self._off = dict(off)
        self._next = _next_working(off, last)

    def is_working(self, day: date) -> bool:
        """
        Whether the day is worked.

        Raises:
            CalendarGap: the day lies outside the covered years.
        """
        if not self.first <= day <= self.last:
            raise self._gap(day)
        return day not in self._off

    def off(self, day: date) -> DayOff | None:
        """
        Why the day is not worked, None for a working day.

        Raises:
            CalendarGap: the day lies outside the covered years.
        """
        if not self.first <= day <= self.last:
            raise self._gap(day)
        return self._off.get(day)

    def why_off(self, day: date) -> str | None:
        """The reason for which the day is not worked, in English with its act; None for a working day."""
        reason = self.off(day)
        return reason.text if reason else None

    def next_working(self, day: date) -> date:
        """
        The day itself if it is worked, otherwise the first working day after it.

        Raises:
            CalendarGap: the day, or the working day after it, lies outside the covered years.
        """
        if not self.first <= day <= self.last:
            raise self._gap(day)
        if day not in self._off:
            return day
        following = self._next.get(day)
        if following is None:
            raise self._gap(self.last + _DAY)
        return following

    def _gap(self, day: date) -> CalendarGap:
        return CalendarGap(
            f"the calendar of working days covers {self.first} to {self.last}, not {day}; "
            "enter the days off of that year in law/data/calendar first"
        )


def _next_working(off: Iterable[date], last: date) -> dict[date, date]:
    """For each day off the first working day after it, computed from the end so that each day is looked at once."""
    known: dict[date, date] = {}
    days = set(off)
    for day in sorted(days, reverse=True):
        following = day + _DAY
        if following in days:
            if following in known:
                known[day] = known[following]
        elif following <= last:
            known[day] = following
    return known
