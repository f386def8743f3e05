"""Dates of reduced precision: their days, and comparison in three values against counting every reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates import Interval, PartialDate, Truth

DAY = date(2024, 2, 27)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """Short intervals around one day, so that they touch and overlap often."""
    first = DAY + timedelta(days=draw(st.integers(0, 8)))
    return Interval(first, first + timedelta(days=draw(st.integers(0, 4))))


def _days(interval: Interval) -> list[date]:
    return [interval.first + timedelta(days=n) for n in range((interval.last - interval.first).days + 1)]


def _by_counting(one: Interval, other: Interval, holds: Callable[[date, date], bool]) -> Truth:
    answers = {holds(day, other_day) for day in _days(one) for other_day in _days(other)}
    if answers == {True}:
        return Truth.CERTAIN
    return Truth.POSSIBLE if True in answers else Truth.NO


@given(intervals(), intervals())
def test_before_is_certain_when_it_holds_for_every_reading(one: Interval, other: Interval) -> None:
    """`before` says what trying every pair of days says."""
    assert _by_counting(one, other, lambda day, later: day < later) is one.before(other)


@given(intervals(), intervals())
def test_same_day_is_certain_when_it_holds_for_every_reading(one: Interval, other: Interval) -> None:
    """`same_day` says what trying every pair of days says."""
    assert _by_counting(one, other, lambda day, same: day == same) is one.same_day(other)


@given(intervals(), st.integers(-2, 14))
def test_by_is_certain_when_it_holds_for_every_reading(one: Interval, offset: int) -> None:
    """`by` says what trying every day says."""
    day = DAY + timedelta(days=offset)

    assert _by_counting(one, Interval(day, day), lambda reading, end: reading <= end) is one.by(day)


@given(intervals(), intervals())
def test_narrowing_keeps_the_days_within_the_bounds(one: Interval, bounds: Interval) -> None:
    """The days left are those within the bounds; where none is left the interval stays as it was told."""
    kept = [day for day in _days(one) if bounds.first <= day <= bounds.last]

    assert (kept or _days(one)) == _days(one.narrowed(bounds.first, bounds.last))


@given(intervals())
def test_narrowing_by_nothing_changes_nothing(one: Interval) -> None:
    """Without bounds an interval is itself."""
    assert one == one.narrowed()


@given(st.dates())
def test_an_exact_day_is_one_day(day: date) -> None:
    """A day written in ISO form is that day and nothing else."""
    told = PartialDate.parse(day.isoformat())

    assert (day, day) == (told.first, told.last)
    assert told.exact
    assert told == PartialDate.of(day)
    assert day.isoformat() == str(told)


@given(st.dates())
def test_a_month_and_a_year_hold_the_days_that_bear_their_name(day: date) -> None:
    """A month begins on its first day and ends the day before the next; a year the same."""
    month, year = PartialDate.parse(day.isoformat()[:7]), PartialDate.parse(day.isoformat()[:4])

    assert (day.year, day.month, 1) == (month.first.year, month.first.month, month.first.day)
    assert month.last.month == day.month
    assert month.last == date.max or (month.last + timedelta(days=1)).day == 1
    assert (date(day.year, 1, 1), date(day.year, 12, 31)) == (year.first, year.last)
    assert not month.exact
    assert not year.exact


def test_unknown_may_be_any_day() -> None:
    """`unknown` excludes nothing and is never known."""
    unknown = PartialDate.parse("unknown")

    assert (date.min, date.max) == (unknown.first, unknown.last)
    assert not unknown.known
    assert Truth.POSSIBLE is unknown.interval.before(PartialDate.parse("2024").interval)


@pytest.mark.parametrize(
    "text",
    ["", "2024-2", "24-02-01", "2024-02-30", "2023-02-29", "2024-13", "2024-00", "0000", "2024/02/01", "2024-02-01 ",
     "2024-02-01\n", "2024-02-01T10:00", "٢٠٢٤", "20240201", "Unknown", "never", "-2024", "2024-"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_remedy(text: str) -> None:
    """Other forms and days that no calendar has are refused, and the message tells the right forms."""
    with pytest.raises(ValueError, match="write a day"):
        PartialDate.parse(text)


def test_a_date_is_a_value() -> None:
    """Equal texts are equal dates with one hash; a month is not its first day."""
    assert PartialDate.parse("2024-02") == PartialDate.parse("2024-02")
    assert hash(PartialDate.parse("2024-02")) == hash(PartialDate.parse("2024-02"))
    assert PartialDate.parse("2024-02") != PartialDate.parse("2024-02-01")
