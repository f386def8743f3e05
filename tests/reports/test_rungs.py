"""The ladder of a term, by the clock of whoever is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from models.notices import RungName
from reports.due_terms import due_terms
from reports.rungs import reached
from tests.reports.test_calendar import DAY, HOURS

ALMATY = timezone(timedelta(hours=5))


def names(moment: str, *, hours: bool = False, near: bool = True, far: bool = True) -> list[RungName]:
    """The rungs that have come at a moment of Almaty."""
    (term,) = due_terms([HOURS if hours else DAY])
    at = datetime.fromisoformat(moment).replace(tzinfo=ALMATY).astimezone(UTC)
    return [rung.name for rung in reached(term, at, ALMATY, near=near, far=far)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("moment", "come"),
    [
        ("2026-11-16T07:59", []),
        ("2026-11-16T08:00", ["14d"]),
        ("2026-11-23T08:00", ["14d", "7d"]),
        ("2026-11-29T08:00", ["14d", "7d", "3d", "1d"]),
        ("2026-12-01T07:59", ["14d", "7d", "3d", "1d"]),
        ("2026-12-01T08:00", ["14d", "7d", "3d", "1d", "ended"]),
        ("2026-12-03T08:00", ["14d", "7d", "3d", "1d", "ended", "escalated-3"]),
        ("2026-12-10T08:00", ["14d", "7d", "3d", "1d", "ended", "escalated-3", "escalated-10"]),
        ("2026-12-31T08:00", ["ended", "escalated-3", "escalated-10"]),
        ("2027-01-10T08:00", []),
    ],
)
def test_a_term_in_days(moment: str, come: list[str]) -> None:
    """Rungs come at eight in the morning; what is older than thirty days is told no more."""
    assert names(moment) == come


@pytest.mark.parametrize(
    ("moment", "come"),
    [
        ("2026-11-24T02:59", []),
        ("2026-11-24T03:00", ["12h"]),
        ("2026-11-24T13:00", ["12h", "2h"]),
        ("2026-11-25T08:00", ["12h", "2h", "ended"]),
    ],
)
def test_a_term_in_hours(moment: str, come: list[str]) -> None:
    """A term that ends at an hour has rungs twelve and two hours before it, at whatever hour that is."""
    assert names(moment, hours=True) == come


def test_who_is_told_near_and_who_far() -> None:
    """Who has the case is told near the end, coordinators when nothing came long after it."""
    assert names("2026-12-10T08:00", far=False) == ["14d", "7d", "3d", "1d", "ended"]
    assert names("2026-12-10T08:00", near=False) == ["escalated-3", "escalated-10"]


def test_no_morning_comes_before_the_end_itself() -> None:
    """To somebody far in the east the morning after comes before the end; the rung waits for the end."""
    (term,) = due_terms([DAY])
    east = timezone(timedelta(hours=14))
    morning = datetime(2026, 12, 1, 8, tzinfo=east).astimezone(UTC)

    assert morning < term.ends_at
    assert "ended" not in [rung.name for rung in reached(term, morning, east, near=True, far=True)]
    assert "ended" in [rung.name for rung in reached(term, term.ends_at, east, near=True, far=True)]
