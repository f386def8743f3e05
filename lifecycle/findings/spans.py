"""The spans of time in which nothing changes in what is known of institutions: what holds on one day holds on all."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

from law.institutions import Institutions
from models.dates import Interval


def span_of(day: Interval, institutions: Institutions) -> str:
    """The name of the span in which a day lies, or of the two in which its first and its last day lie."""
    changes = _changes(institutions)
    return f"{bisect_right(changes, day.first)} {bisect_right(changes, day.last)}"


@lru_cache(maxsize=8)
def _changes(institutions: Institutions) -> tuple[date, ...]:
    """Every day on which something may have begun or been over, and the day after it."""
    edges = {edge for entry in institutions.entries for edge in (entry.since, entry.until) if edge is not None}
    days = {day for edge in edges for day in (edge.earliest, edge.latest)}
    return tuple(sorted(days | {day + timedelta(days=1) for day in days if day < date.max}))
