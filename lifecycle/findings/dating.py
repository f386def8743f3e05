"""
When each event happened, as far as the record tells.

A reduced date is narrowed by what it must stand before or after: `after`, `before`, and `target` (nothing is about what
has not happened yet). Where that contradicts a date, the date wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lifecycle.findings.told import Told
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE
from models.dates import Interval, Truth
from models.events import Event

_ROUNDS: Final = 64


@dataclass(frozen=True, slots=True)
class Dating:
    """
    The days that events may have happened on, and their order.

    `when` are the days by event id, `place` the places in the order taken, `doubtful` the events that may still lie
    ahead of the day asked for. `told` is what is said of their order.
    """

    when: Mapping[str, Interval]
    place: Mapping[str, int]
    doubtful: frozenset[str]
    told: Told

    def before(self, one: Event, other: Event) -> Truth:
        """Whether one event came before another; on one day the order of the telling decides."""
        first, second = self.when[one.id], self.when[other.id]
        if first.last < second.first:
            return CERTAIN
        if first.first > second.last or one.id == other.id:
            return NO
        if first.exact and first == second:
            return CERTAIN if self.place[one.id] < self.place[other.id] else NO
        return self._told(one, other)

    def _told(self, one: Event, other: Event) -> Truth:
        if self.told.comes_after(other.id, one.id):
            return CERTAIN
        if self.told.comes_after(one.id, other.id):
            return NO
        return POSSIBLE


def dated(events: Sequence[Event], by_id: Mapping[str, Event], as_of: date) -> Dating:
    """
    The dating of the events as of a day.

    At or after the end of the record everything told has happened. On a day before that, an event whose date reaches
    beyond it may still lie ahead.
    """
    pairs = tuple(_pairs(events, by_id))
    days = _narrowed(events, pairs)
    whole = all(event.date.first <= as_of for event in events)
    when, doubtful = {}, []
    for event in events:
        interval = days[event.id]
        if interval.first > as_of:
            continue
        if interval.last > as_of:
            if not whole:
                doubtful.append(event.id)
            interval = Interval(interval.first, as_of)
        when[event.id] = interval
    return Dating(
        when=when,
        place={event.id: place for place, event in enumerate(events)},
        doubtful=frozenset(doubtful),
        told=Told(pairs),
    )


def _pairs(events: Iterable[Event], by_id: Mapping[str, Event]) -> Iterator[tuple[str, str]]:
    """What is said of the order: the one that came first, then the other."""
    for event in events:
        for other in (event.after, event.target):
            if other and other in by_id:
                yield other, event.id
        if event.before and event.before in by_id:
            yield event.id, event.before


def _narrowed(events: Sequence[Event], pairs: Sequence[tuple[str, str]]) -> dict[str, Interval]:
    days = {event.id: event.date.interval for event in events}
    loose = [(one, other) for one, other in pairs if one in days and other in days and _open(days, one, other)]
    for _ in range(min(len(loose), _ROUNDS)):
        moved = False
        for sooner, later in loose:
            first, second = days[sooner], days[later]
            if first.first > second.first and first.first <= second.last:
                days[later] = Interval(first.first, second.last)
                moved = True
            if second.last < first.last and second.last >= first.first:
                days[sooner] = Interval(first.first, second.last)
                moved = True
        if not moved:
            break
    return days


def _open(days: Mapping[str, Interval], one: str, other: str) -> bool:
    return not (days[one].exact and days[other].exact)
