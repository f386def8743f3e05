"""What the tests of the law share: days, the zone of Almaty, and a term as it stands in the rulebook."""

from __future__ import annotations

from datetime import date
from typing import Final

from law.published import BOOK, CALENDAR, zone_of
from law.rules import Computation, Term, Unit, Version
from law.terms import Due, Start, due

ALMATY: Final = zone_of("KZ", "Almaty")


def day(text: str) -> date:
    """`2023-10-02` as a date."""
    return date.fromisoformat(text)


def start(text: str) -> Start:
    """`2023-10-02` or `2023-10-02T11:20` as the start of a term."""
    on, _, clock = text.partition("T")
    if not clock:
        return Start(day(on))
    hours, minutes = clock.split(":")
    return Start(day(on), int(hours) * 60 + int(minutes))


def version(rule: str, on: str) -> Version:
    """The version of a rule on a day, unverified ones included."""
    return BOOK.version(rule, day(on), unverified=True)


def term(rule: str, name: str, on: str) -> Term:
    """A term of a rule as it stands on a day."""
    return version(rule, on).term(name)


def ends(which: Term, when: str) -> Due:
    """The end of a term set going at a local time in Almaty."""
    return due(which, start(when), CALENDAR, ALMATY)


def days(length: int, *, shifts: bool = True) -> Term:
    """A term of some calendar days."""
    return counted("calendar_days", length, shifts=shifts)


def counted(unit: Unit, length: int, *, shifts: bool = False, computed_by: Computation = "cpc-48") -> Term:
    """A term of some length that no rule needs to set."""
    return Term(
        name="made_up",
        length=length,
        unit=unit,
        trigger="a complaint",
        act_due="an answer",
        owed_by="the prosecutor",
        computed_by=computed_by,
        shifts=shifts,
        rounding=unit == "hours" and computed_by == "cpc-48",
    )
