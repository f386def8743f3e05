"""What holds for every term, whatever its length and wherever it starts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as some

from law.published import BOOK, CALENDAR, zone_of
from law.rules import Term, Unit
from law.terms import Start, due, due_range
from law.zones import Zone
from models.dates import Interval
from tests.law.places import ALMATY, counted, days

STARTS: Final = some.builds(
    Start, some.dates(date(2007, 1, 1), date(2026, 6, 30)), some.none() | some.integers(0, 1440)
)
LENGTHS: Final = some.integers(1, 400)
REAL: Final = tuple(
    term
    for rule in BOOK.rules
    for version in rule.versions
    for term in version.terms
    if term.computed_by != "backwards"
)
SHORT: Final = tuple(term for term in REAL if term.unit != "years")
ZONES: Final = (ALMATY, zone_of("KZ", "Kyzylorda"), zone_of("KZ", "Atyrau"))


def _order(start: Start) -> tuple[date, int]:
    return start.day, 1440 if start.minute is None else start.minute


@given(term=some.sampled_from(SHORT), one=STARTS, other=STARTS, zone=some.sampled_from(ZONES))
def test_a_later_start_never_ends_earlier(term: Term, one: Start, other: Start, zone: Zone) -> None:
    """Terms are monotone in their start, over weekends, holidays, short months and the change of clocks."""
    first, second = sorted((one, other), key=_order)
    assert due(term, first, CALENDAR, zone) <= due(term, second, CALENDAR, zone)


@given(term=some.sampled_from([term for term in SHORT if term.shifts]), start=STARTS)
def test_a_term_that_shifts_ends_on_a_working_day(term: Term, start: Start) -> None:
    """The last day of a term of the code is always worked."""
    assert CALENDAR.is_working(due(term, start, CALENDAR, ALMATY).day)


@given(length=LENGTHS, start=STARTS)
def test_a_day_term_has_its_length(length: int, start: Start) -> None:
    """Without a shift a day term ends as many days after its start as it has; with one, on the next working day."""
    plain = due(days(length, shifts=False), start, CALENDAR, ALMATY)
    assert plain.day - start.day == timedelta(days=length)
    assert due(days(length), start, CALENDAR, ALMATY).day == CALENDAR.next_working(plain.day)


@given(length=LENGTHS, start=STARTS)
def test_a_longer_term_never_ends_earlier(length: int, start: Start) -> None:
    """One day, month or hour more never shortens a term."""
    units: tuple[Unit, ...] = ("calendar_days", "hours")
    for unit in units:
        short, long = counted(unit, length), counted(unit, length + 1)
        assert due(short, start, CALENDAR, ALMATY) < due(long, start, CALENDAR, ALMATY)


@given(length=some.integers(1, 200), start=STARTS)
def test_an_hour_term_lasts_its_hours_and_less_than_one_more(length: int, start: Start) -> None:
    """Between the trigger and the end lie the hours of the term and the part of the hour that does not count."""
    end = due(counted("hours", length), start, CALENDAR, ALMATY)
    minute = 1440 if start.minute is None else start.minute
    passed = end.instant - ALMATY.instant(start.day, minute)
    assert timedelta(hours=length) <= passed
    assert passed <= timedelta(hours=length + 1) or start.day == date(2024, 2, 29)


@given(
    term=some.sampled_from(SHORT),
    first=some.dates(date(2007, 1, 1), date(2025, 12, 31)),
    width=some.integers(0, 120),
    data=some.data(),
)
def test_every_reading_lies_within_the_range(term: Term, first: date, width: int, data: some.DataObject) -> None:
    """Whichever day of the interval it was, the end lies between the two that `due_range` gives."""
    interval = Interval(first, first + timedelta(days=width))
    on = data.draw(some.dates(interval.first, interval.last))
    minute = data.draw(some.none() | some.integers(0, 1439))
    earliest, latest = due_range(term, interval, CALENDAR, ALMATY)
    assert earliest <= due(term, Start(on, minute), CALENDAR, ALMATY) <= latest
