"""Where terms end: boundaries, refusals, and what CPC 48 says of each unit."""

from __future__ import annotations

from datetime import date

import pytest

from law.published import CALENDAR
from law.terms import Due, Start, due, due_range
from models.dates import Interval, PartialDate
from models.errors import CalendarGap, LawError
from tests.law.places import ALMATY, counted, day, days, ends, term


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2023-10-02", "2023-10-05T24:00"),  # ends on Thursday
        ("2023-10-03", "2023-10-06T24:00"),  # on Friday
        ("2023-10-04", "2023-10-09T24:00"),  # on Saturday: moves
        ("2023-10-05", "2023-10-09T24:00"),  # on Sunday: moves
        ("2023-10-06", "2023-10-09T24:00"),  # on Monday
        ("2023-06-28", "2023-07-01T24:00"),  # on Saturday 1 July 2023, which was worked for 7 July
    ],
)
def test_three_days_around_a_weekend(when: str, expected: str) -> None:
    """The day of the trigger does not count; a last day on a weekend moves to Monday."""
    assert ends(days(3), when).text == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2023-01-30", "2023-02-28T24:00"),
        ("2023-01-31", "2023-02-28T24:00"),
        ("2024-01-31", "2024-02-29T24:00"),
        ("2023-02-28", "2023-03-28T24:00"),
        ("2023-12-15", "2024-01-15T24:00"),
        ("2023-12-31", "2024-01-31T24:00"),
    ],
)
def test_a_month_ends_on_the_same_number_or_the_last_day(when: str, expected: str) -> None:
    """A month that lacks the number ends the term on its last day; the year may change within it."""
    assert ends(counted("months", 1), when).text == expected


@pytest.mark.parametrize(("when", "expected"), [("2024-02-29", "2025-02-28T24:00"), ("2024-02-28", "2025-02-28T24:00")])
def test_a_year_from_a_leap_day(when: str, expected: str) -> None:
    """A year from 29 February ends on 28 February."""
    assert ends(counted("years", 1), when).text == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2023-10-06T15:00", "2023-10-07T16:00"),
        ("2023-10-06T15:01", "2023-10-07T16:00"),
        ("2023-10-06T15:59", "2023-10-07T16:00"),
        ("2023-10-06T16:00", "2023-10-07T17:00"),
        ("2023-10-06T23:00", "2023-10-07T24:00"),
        ("2023-10-06T00:00", "2023-10-07T01:00"),
        ("2023-10-06", "2023-10-07T24:00"),  # the hour is not known: from the end of the day
    ],
)
def test_the_hour_of_the_start_does_not_count(when: str, expected: str) -> None:
    """An hour term runs from the next full hour, also when it starts exactly on one, and does not move for Saturday."""
    assert ends(counted("hours", 24), when).text == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2024-02-28T14:30", "2024-02-29T15:00"),  # before the clocks change
        ("2024-02-29T14:30", "2024-03-01T14:00"),  # over it: 24 hours pass, the clock shows one less
        ("2024-03-01T14:30", "2024-03-02T15:00"),  # after it
    ],
)
def test_hours_are_hours_that_pass(when: str, expected: str) -> None:
    """Around 1 March 2024 an hour term is counted on instants."""
    assert ends(counted("hours", 24), when).text == expected


def test_detention_is_counted_to_the_minute() -> None:
    """48 hours from 10:17 end at 10:17, on a Sunday as on any day. Source: CPC 48(5)."""
    assert (
        ends(term("cpc-48-5-detention-minutes", "adult", "2023-10-06"), "2023-10-06T10:17").text == "2023-10-08T10:17"
    )


def test_a_stay_counts_its_first_day() -> None:
    """Thirty days in an institution from 1 September end on 30 September, a Saturday, without a shift."""
    assert ends(term("cpc-279-5-inpatient", "stay", "2023-09-01"), "2023-09-01").text == "2023-09-30T24:00"


def test_at_once_is_due_with_the_day() -> None:
    """Where the law says at once and gives no number, the act is due by the end of the day, a holiday or not."""
    handing = term("cpc-101-2-torture-complaint-from-custody", "handing", "2023-10-07")
    assert ends(handing, "2023-10-07T09:00").text == "2023-10-07T24:00"


def test_treaty_terms_do_not_move() -> None:
    """Six months to the Committee end on the same number, even on a Sunday."""
    explanations = term("cat-22-3-six-months", "explanations", "2023-04-01")
    assert ends(explanations, "2023-04-01").text == "2023-10-01T24:00"


def test_a_backward_term_has_no_end() -> None:
    """The lead time of an extension request is counted back from the end of another term: that is said."""
    lead = term("cpc-192-6-request-lead-time", "district_or_region", "2023-10-02")
    with pytest.raises(LawError, match="counted backwards"):
        ends(lead, "2023-10-02")


def test_outside_the_calendar_nothing_is_guessed() -> None:
    """A term that may shift needs the calendar of its last day; one that cannot shift does not."""
    with pytest.raises(CalendarGap, match="not 2028-01-03"):
        ends(days(3), "2027-12-31")
    assert ends(days(3, shifts=False), "2027-12-31").text == "2028-01-03T24:00"


@pytest.mark.parametrize("unit", ["calendar_days", "months", "years", "hours"])
def test_no_date_beyond_the_last_year(unit: str) -> None:
    """A term that would end beyond the year 9999 is refused, not computed wrongly."""
    which = counted(unit, 30000)  # type: ignore[arg-type]
    with pytest.raises(LawError, match="9999"):
        due(which, Start(date(9999, 12, 30), 60), CALENDAR, ALMATY)


@pytest.mark.parametrize("minute", [-1, 1441])
def test_a_minute_outside_the_day_is_refused(minute: int) -> None:
    """The minutes of a day are 0 to 1440."""
    with pytest.raises(LawError, match="does not exist"):
        Start(date(2023, 10, 2), minute)


def test_ends_compare_by_their_instants() -> None:
    """The end of a day and the first minute of the next are one instant, and sort as one."""
    one = Due(day("2023-10-02"), 1440, ALMATY.instant(day("2023-10-02"), 1440))
    same = Due(day("2023-10-03"), 0, ALMATY.instant(day("2023-10-03"), 0))
    later = Due(day("2023-10-03"), 1, ALMATY.instant(day("2023-10-03"), 1))
    assert one == same < later
    assert len({one, same, later}) == 2
    assert str(one) == "2023-10-02T24:00"
    assert one != "2023-10-02T24:00"


def test_an_uncertain_start_gives_two_ends() -> None:
    """A complaint of some day in April 2023 is due between the end counted from its first and from its last day."""
    earliest, latest = due_range(days(7), PartialDate.parse("2023-04").interval, CALENDAR, ALMATY)
    assert (earliest.text, latest.text) == ("2023-04-10T24:00", "2023-05-10T24:00")


def test_an_hour_term_of_a_known_day_lies_within_a_day() -> None:
    """Without the hour, a 24 hour term runs from the first hour of the day to its end, as it is read."""
    one = Interval(day("2023-10-06"), day("2023-10-06"))
    earliest, latest = due_range(counted("hours", 24), one, CALENDAR, ALMATY)
    assert (earliest.text, latest.text) == ("2023-10-07T01:00", "2023-10-07T24:00")
    exact = due_range(counted("hours", 24), one, CALENDAR, ALMATY, minute=940)
    assert [end.text for end in exact] == ["2023-10-07T16:00", "2023-10-07T16:00"]


def test_an_unknown_day_gives_no_end() -> None:
    """From an unknown day nothing can be counted: that is said."""
    with pytest.raises(LawError, match="unknown day"):
        due_range(days(7), PartialDate.parse("unknown").interval, CALENDAR, ALMATY)
