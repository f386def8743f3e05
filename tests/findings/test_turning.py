"""The day on which findings may change although nothing is told."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle.findings import find
from lifecycle.findings.turning import next_turn
from models.events import Event
from tests.findings.readings import stories
from tests.findings.telling import events, facts, header

TODAY = date(2024, 12, 31)
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def judged(told: tuple[Event, ...], as_of: date) -> list[tuple[str, str]]:
    """What is found at the end of a day, and how surely."""
    return [(one.rule, one.certainty) for one in find(facts(told, header(), as_of), as_of)]


def turns(told: tuple[Event, ...], today: date) -> list[date]:
    """All days that are named one after the other."""
    found: list[date] = []
    day = next_turn(facts(told, header(), today), today)
    while day is not None:
        found.append(day)
        day = next_turn(facts(told, header(), day), day)
    return found


@settings(max_examples=120, deadline=None, suppress_health_check=_CHECKS)
@given(stories(), st.dates(date(2024, 1, 1), TODAY), st.integers(0, 2**32))
def test_nothing_changes_before_the_day_that_is_named(told: tuple[Event, ...], today: date, seed: int) -> None:
    """From today until the day before the one named, the findings of any story are those of today."""
    told = tuple(event for event in told if event.date.first <= today)
    turn = next_turn(facts(told, header(), today), today)
    last = (turn or date(2031, 1, 1)) - timedelta(days=1)
    random = Random(seed)  # noqa: S311 (no secret)
    between = {last, *(today + timedelta(days=random.randint(0, (last - today).days)) for _ in range(3))}
    found = judged(told, today)

    assert all(judged(told, day) == found for day in between)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("complaint_lodged 2024-03-01 by=victim to=court", ["2024-03-11", "2024-03-29", "2026-03-01"]),
        ("threat_or_reprisal 2024-03-01 by=police", ["2024-03-31"]),
        ("injuries_reported 2024-03-01 by=hospital", ["2024-03-11"]),
        ("quashed 2024-03-01 by=prosecutor target=e9", ["2024-04-30"]),
        ("safety_requested 2024-03-01 by=victim", ["2024-03-02", "2024-03-03"]),
        ("opening_refused 2024-03-01 by=prosecutor", ["2025-03-01"]),
        ("noted 2024-03-01", []),
    ],
)
def test_each_threshold_is_one_day(line: str, expected: list[str]) -> None:
    """A case told once is looked at on the days on which its thresholds pass, once each, and then no more."""
    found = turns(events(line), date(2024, 3, 1))

    assert [day.isoformat() for day in found] == expected


def test_an_event_of_some_day_of_the_year_is_looked_at_until_that_is_over() -> None:
    """What may still be to come is held against everything that is counted, and against nothing after its last day."""
    told = events("complaint_lodged 2024-03-01 by=victim to=court", "examined 2024 examination=forensic_medical")
    found = turns(told, date(2024, 3, 1))

    assert date(2024, 3, 22) in found  # 21 days: the examination of that year may be late from here on
    assert found[-1] == date(2026, 3, 1)
    assert len(found) == len(set(found))
