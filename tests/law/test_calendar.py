"""The working days of Kazakhstan from 2007 to 2027."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from law.calendar_data import read_calendar
from law.published import CALENDAR, DATA
from models.errors import CalendarGap, LawError
from tests.law.places import day

WORKED = {
    2007: 250, 2008: 250, 2009: 249, 2010: 247, 2011: 247, 2012: 247, 2013: 246, 2014: 245, 2015: 245, 2016: 245,
    2017: 245, 2018: 246, 2019: 246, 2020: 246, 2021: 245, 2022: 246, 2023: 246, 2024: 249, 2025: 246, 2026: 247,
    2027: 247,
}  # fmt: skip
DAYS = [CALENDAR.first + timedelta(days=n) for n in range((CALENDAR.last - CALENDAR.first).days + 1)]


@pytest.mark.parametrize(("year", "worked"), WORKED.items())
def test_working_days_of_a_year(year: int, worked: int) -> None:
    """The number of working days of each covered year, five-day week."""
    assert sum(CALENDAR.is_working(one) for one in DAYS if one.year == year) == worked


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2007-03-09", "transferred day off, instead of Sunday 11 March 2007"),
        ("2007-10-25", "Republic Day"),
        ("2007-12-18", "day off for Independence Day, instead of Sunday 16 December 2007"),
        ("2009-03-23", "day off for Nauryz, instead of Sunday 22 March 2009"),
        ("2010-03-24", "day off for Nauryz, instead of Sunday 21 March 2010"),
        ("2012-12-03", "day off for First President Day, instead of Saturday 1 December 2012"),
        ("2013-05-07", "Defender of the Fatherland Day"),
        ("2016-05-10", "day off for Defender of the Fatherland Day, instead of Saturday 7 May 2016"),
        ("2018-08-21", "First day of Kurban Ait"),
        ("2020-05-08", "transferred day off, instead of Monday 11 May 2020"),
        ("2022-10-25", "Republic Day"),
        ("2009-03-21", "weekly day off (Labour Code of 15 May 2007 No. 251-III, art. 96)"),
        ("2023-10-07", "weekly day off (Labour Code of 23 November 2015 No. 414-V, art. 84)"),
        ("2024-01-07", "Orthodox Christmas"),
        ("2026-05-27", "First day of Kurban Ait"),
        ("2026-10-26", "day off for Republic Day, instead of Sunday 25 October 2026"),
        ("2027-03-15", "Constitution Day"),
    ],
)
def test_a_day_off_says_why(on: str, why: str) -> None:
    """The reason names the holiday, the day it makes up for, and the act."""
    assert not CALENDAR.is_working(day(on))
    reason = CALENDAR.why_off(day(on))
    assert reason is not None
    assert reason.startswith(why)
    assert reason.endswith(")")


@pytest.mark.parametrize(
    "on",
    [
        "2007-03-11",  # a Sunday worked for 9 March
        "2008-03-21",  # Nauryz was one day until 2009
        "2009-12-01",
        "2011-12-01",
        "2012-05-07",
        "2010-10-25",
        "2020-05-11",  # the Monday for Victory Day went to 8 May
        "2021-10-25",
        "2022-12-01",
        "2022-12-19",  # 17 December is no holiday any more
        "2023-07-01",  # a Saturday worked for 7 July
        "2024-06-17",  # Kurban Ait was on Sunday and does not move
        "2025-05-08",
        "2026-03-16",  # the referendum of 15 March 2026 is kept from 2027 on
        "2026-08-31",  # 30 August is no holiday since 2026
        "2027-08-30",
    ],
)
def test_a_working_day_is_worked(on: str) -> None:
    """Days that another year, or an outdated calendar, would free are worked; a worked day has no reason."""
    assert CALENDAR.is_working(day(on))
    assert CALENDAR.why_off(day(on)) is None


def test_the_next_working_day_is_the_first_that_is_worked() -> None:
    """Over all covered days: the answer is worked, not before the day, and nothing worked lies in between."""
    for one in DAYS:
        following = CALENDAR.next_working(one)
        assert CALENDAR.is_working(following)
        assert not any(CALENDAR.is_working(one + timedelta(days=n)) for n in range((following - one).days))


@pytest.mark.parametrize("outside", [date(2006, 12, 31), date(2028, 1, 1), date.min, date.max])
def test_outside_the_covered_years_nothing_is_guessed(outside: date) -> None:
    """The day before the cover and the day after it are refused by every question."""
    for ask in (CALENDAR.is_working, CALENDAR.why_off, CALENDAR.next_working):
        with pytest.raises(CalendarGap, match="covers 2007-01-01 to 2027-12-31"):
            ask(outside)


def test_a_year_still_open_is_named() -> None:
    """2027 is covered, but its transferred days were not decided when the data was entered."""
    assert set(CALENDAR.unsettled) == {2027}


def test_the_cover_may_end_within_a_holiday() -> None:
    """A day off without a working day after it inside the cover has no next working day: that is said, not guessed."""
    short = {
        **DATA,
        "calendar/holidays.yaml": DATA["calendar/holidays.yaml"].replace(b"to: 2027-12-31}", b"to: 2027-01-03}"),
    }
    calendar = read_calendar(short)
    assert calendar.next_working(date(2026, 12, 31)) == date(2026, 12, 31)
    with pytest.raises(CalendarGap):
        calendar.next_working(date(2027, 1, 2))


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("calendar/transferred.yaml", b"worked: 2007-03-11", b"worked: 2007-03-12", "2007-03-12 is no day off"),
        ("calendar/transferred.yaml", b"free: 2007-03-09", b"free: 2007-03-10", "2007-03-10 is one already"),
        ("calendar/transferred.yaml", b"transferred:", b"moved:", "moved: is unknown"),
        ("calendar/kurban-ait.yaml", b"day: 2007-12-20", b"date: 2007-12-20", "religious 1: day: Field required"),
        ("calendar/kurban-ait.yaml", b"{id: holidays-package,", b"{id: hearsay,", "'hearsay' is not described"),
        ("calendar/holidays.yaml", b"from: 2016-01-01", b"from: 2016-01-02", "no entry speaks for 2016-01-01"),
        ("calendar/holidays.yaml", b"[saturday, sunday]", b"[caturday]", "weekly 1: weekdays"),
        ("calendar/holidays.yaml", b"days: [7]", b"days: [32]", "Orthodox Christmas: month 1 of 2007 has no day 32"),
        ("calendar/holidays.yaml", b"covers: {from", b"covers: {since", "covers: from: Field required"),
        ("calendar/kurban-ait.yaml", b"religious:\n", b"religious: 5\nother:\n", "other: is unknown"),
        ("calendar/holidays.yaml", b"month: 12", b"month: 13", "month: Input should be less than or equal to 12"),
    ],
)
def test_bad_calendar_data_is_refused(name: str, old: bytes, new: bytes, says: str) -> None:
    """Each fault names the file or folder, the entry and what is wrong."""
    assert old in DATA[name]
    with pytest.raises(LawError) as caught:
        read_calendar({**DATA, name: DATA[name].replace(old, new, 1)})
    assert says in str(caught.value)
    assert "calendar/" in str(caught.value)


@pytest.mark.parametrize(("data", "says"), [(b"religious: 5\n", "must be a list"), (b"religious: [5]\n", "no mapping")])
def test_a_list_of_entries_is_asked_for(data: bytes, says: str) -> None:
    """Something else where entries should be is refused by file and key."""
    with pytest.raises(LawError, match=f"kurban-ait.yaml: religious.*{says}"):
        read_calendar({**DATA, "calendar/kurban-ait.yaml": data})


def test_a_missing_file_is_refused() -> None:
    """Without the file of religious days there is no calendar."""
    without = {name: data for name, data in DATA.items() if name != "calendar/kurban-ait.yaml"}
    with pytest.raises(LawError, match="religious missing"):
        read_calendar(without)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2024-01-06", "weekly"),
        ("2024-01-07", "religious"),
        ("2025-01-07", "religious"),
        ("2024-03-08", "holiday"),
        ("2024-03-21", "holiday"),
        ("2024-03-11", None),
    ],
)
def test_a_day_off_says_of_what_kind_it_is(text: str, kind: str | None) -> None:
    """Orthodox Christmas is a religious day, which no other day makes up for; the eighth of March is a holiday."""
    off = CALENDAR.off(day(text))

    assert (off.kind if off else None) == kind


def test_the_first_and_the_last_covered_day_are_covered() -> None:
    """One day outside is a gap, the two days at the ends are not."""
    assert CALENDAR.off(CALENDAR.first) is not None
    assert CALENDAR.next_working(CALENDAR.last) == CALENDAR.last
    for outside in (CALENDAR.first - timedelta(days=1), CALENDAR.last + timedelta(days=1)):
        with pytest.raises(CalendarGap):
            CALENDAR.off(outside)
