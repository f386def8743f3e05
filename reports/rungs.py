"""
The ladder of a term: before it ends, on the day after it has ended unanswered, and when coordinators are told.

A term that ends with a day has rungs at eight in the morning of the person who is told; one that ends at an hour has
rungs so many hours before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from models.notices import Rung, RungName
from reports.due_terms import DueTerm

MORNING: Final = time(8)
"""When a person's day begins."""

LATEST: Final = timedelta(days=30)
"""A rung that is older than this is not told any more; the digest still names what is overdue."""

FIRST: Final = timedelta(days=15)
"""No rung comes earlier than this before an end."""

_DAYS: Final[tuple[tuple[RungName, int], ...]] = (("14d", -14), ("7d", -7), ("3d", -3), ("1d", -1))
_HOURS: Final[tuple[tuple[RungName, int], ...]] = (("12h", -12), ("2h", -2))
_ENDED: Final[tuple[tuple[RungName, int], ...]] = (("ended", 1),)
_ESCALATED: Final[tuple[tuple[RungName, int], ...]] = (("escalated-3", 3), ("escalated-10", 10))


def reached(term: DueTerm, moment: datetime, zone: tzinfo, *, near: bool, far: bool) -> tuple[Rung, ...]:
    """
    The rungs of a term that have come.

    Args:
        term: what is due.
        moment: the instant at which it is asked (UTC).
        zone: of the person who is told.
        near: whether the person is told before the end, and on the day after it.
        far: whether the person is told when nothing has come long after the end.
    """
    return tuple(
        Rung(*_key(term), name)
        for name, at in _ladder(term, zone, near=near, far=far)
        if moment - LATEST <= at <= moment
    )


def _ladder(term: DueTerm, zone: tzinfo, *, near: bool, far: bool) -> Iterator[tuple[RungName, datetime]]:
    if near:
        if term.instant is None:
            yield from ((name, _morning(term, days, zone)) for name, days in _DAYS)
        else:
            yield from ((name, term.instant + timedelta(hours=hours)) for name, hours in _HOURS)
        yield from ((name, _morning(term, days, zone)) for name, days in _ENDED)
    if far:
        yield from ((name, _morning(term, days, zone)) for name, days in _ESCALATED)


def _morning(term: DueTerm, days: int, zone: tzinfo) -> datetime:
    """Eight in the morning so many days after the last day, but never before the end when the end has come."""
    at = datetime.combine(term.day + timedelta(days=days), MORNING, tzinfo=zone)
    return max(at, term.ends_at) if days > 0 else at


def _key(term: DueTerm) -> tuple[str, str, str, str, str]:
    of = term.of
    return of.reference, of.rule, of.term, of.anchor, of.due_at
